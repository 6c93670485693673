#include "host/exchange/hyperliquid/allowance.hpp"

#include <algorithm>

namespace maxmin::exchange::hyperliquid {

void RefillingBudget::refill(Timestamp now) {
    if (now > at_) {
        const double elapsed_s = to_seconds(now - at_);
        left_ = std::min(most_, left_ + most_ * std::min(elapsed_s, 60.0) / 60.0);
        at_ = now;
    }
}

bool RefillingBudget::has(double cost, bool urgent, Timestamp now) {
    refill(now);
    return now >= paused_until_ && left_ - cost >= (urgent ? 0.0 : reserve_);
}

bool RefillingBudget::take(double cost, bool urgent, Timestamp now) {
    if (!has(cost, urgent, now)) {
        return false;
    }
    left_ -= cost;
    return true;
}

void RefillingBudget::charge(double cost, Timestamp now) {
    refill(now);
    left_ -= cost;
}

void RefillingBudget::exhausted(Timestamp now, Duration pause) {
    refill(now);
    left_ = 0.0;
    paused_until_ = std::max(paused_until_, now + pause);
}

double RefillingBudget::left(Timestamp now) {
    refill(now);
    return now < paused_until_ ? 0.0 : left_;
}

void ActionAllowance::stated(std::int64_t used, std::int64_t limit) {
    used_ = used;
    limit_ = limit;
    traded_usd_ = 0.0;
}

int ActionAllowance::room(int items, bool cancels, Timestamp now) const {
    const std::int64_t most = cancels ? std::min(limit() + 100'000, 2 * limit()) : limit();
    const std::int64_t left = most - used_;
    if (left > 0) {
        return static_cast<int>(std::min<std::int64_t>(items, left));
    }
    return now - last_ >= seconds(10) ? std::min(items, 1) : 0;
}

void ActionAllowance::spent(int items, Timestamp now) {
    used_ += items;
    last_ = now;
}

}  // namespace maxmin::exchange::hyperliquid
