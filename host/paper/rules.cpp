#include "host/paper/rules.hpp"

#include <algorithm>

namespace maxmin::paper {
namespace {

constexpr Duration trickle_interval = seconds(10);

/// Divides by an exact power of ten, so that a value of exactly 10 USD is not a rounding below it.
double value_usd(const gateway::Request& request, const market::Instrument& instrument) {
    double scale = 1.0;
    for (int i = 0; i < instrument.price_decimals + instrument.size_decimals; ++i) {
        scale *= 10.0;
    }
    return request.price.as_double() * request.size.as_double() / scale;
}

}  // namespace

std::int64_t order_value_limit_usd(int leverage_max) {
    if (leverage_max >= 25) {
        return 300'000'000;
    }
    if (leverage_max >= 20) {
        return 50'000'000;
    }
    return leverage_max >= 10 ? 20'000'000 : 5'000'000;
}

int open_order_limit(double volume_usd) {
    const double extra = std::min(volume_usd / 5e6, static_cast<double>(open_orders_most));
    return std::min(1000 + static_cast<int>(extra), open_orders_most);
}

gateway::Reason check_form(const gateway::Request& request, const market::Instrument& instrument,
                           std::int64_t mid_doubled) {
    using gateway::Reason;
    if (request.price <= Ticks(0)) {
        return Reason::bad_price;
    }
    if (request.size <= Lots(0)) {
        return Reason::bad_size;
    }
    const double distance = 2.0 * request.price.as_double() - static_cast<double>(mid_doubled);
    const double distance_max = 0.95 * static_cast<double>(mid_doubled);
    if (mid_doubled <= 0 || distance > distance_max || distance < -distance_max) {
        return Reason::price_too_far;
    }
    const auto limit_usd = static_cast<double>(order_value_limit_usd(instrument.leverage_max));
    return value_usd(request, instrument) > limit_usd ? Reason::bad_size : Reason::none;
}

bool has_minimum_value(const gateway::Request& request, const market::Instrument& instrument) {
    return value_usd(request, instrument) >= instrument.minimum_value_usd;
}

bool RequestBudget::admit(gateway::RequestKind kind, Timestamp now, double volume_usd) {
    ++used_;
    const std::int64_t limit = this->limit(volume_usd);
    const bool cancels = kind == gateway::RequestKind::cancel;
    const std::int64_t most = cancels ? std::min(limit + 100'000, 2 * limit) : limit;
    if (used_ <= most) {
        return true;
    }
    if (now - last_trickle_ < trickle_interval) {
        return false;
    }
    last_trickle_ = now;
    return true;
}

}  // namespace maxmin::paper
