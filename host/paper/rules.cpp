#include "host/paper/rules.hpp"

#include <algorithm>

namespace maxmin::paper {
namespace {

constexpr Duration trickle_interval = seconds(10);

/// Largest limit order: ten times the market-order limit of the leverage class.
double value_usd_max(int leverage_max) {
    if (leverage_max >= 25) {
        return 300e6;
    }
    if (leverage_max >= 20) {
        return 50e6;
    }
    return leverage_max >= 10 ? 20e6 : 5e6;
}

/// Divides by an exact power of ten, so that a value of exactly 10 USD is not a rounding below it.
double value_usd(const gateway::Request& request, const market::Instrument& instrument) {
    double scale = 1.0;
    for (int i = 0; i < instrument.price_decimals + instrument.size_decimals; ++i) {
        scale *= 10.0;
    }
    return request.price.as_double() * request.size.as_double() / scale;
}

}  // namespace

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
    const double limit_usd = value_usd_max(instrument.leverage_max);
    return value_usd(request, instrument) > limit_usd ? Reason::bad_size : Reason::none;
}

bool has_minimum_value(const gateway::Request& request, const market::Instrument& instrument) {
    return value_usd(request, instrument) >= instrument.minimum_value_usd;
}

bool RequestBudget::admit(gateway::RequestKind kind, Timestamp now, double volume_usd) {
    ++used_;
    const std::int64_t limit = allowance_ + static_cast<std::int64_t>(volume_usd);
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
