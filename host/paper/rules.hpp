// The venue's refusals that need no matching: form of an order, limits on open orders and requests.
// Figures are Hyperliquid's. Some refusals come before execution; a modify refused there keeps its
// old order, one refused later has lost it.
#pragma once

#include <cstdint>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"
#include "host/market/instrument.hpp"

namespace maxmin::paper {

inline constexpr int open_orders_most = 5000;

/// Open orders allowed: 1000, and one more per 5 million USD traded, at most 5000.
int open_order_limit(double volume_usd);
/// From this many open orders on, reduce-only orders are refused.
inline constexpr int reduce_only_open_limit = 1000;

/// Largest limit order, in USD: ten times the market-order limit of the leverage class.
std::int64_t order_value_limit_usd(int leverage_max);

/// Checks before execution: positive price and size, within 95 % of the reference price, not above
/// the size limit by leverage. mid_doubled = 0 (no market seen) refuses as price_too_far.
gateway::Reason check_form(const gateway::Request& request, const market::Instrument& instrument,
                           std::int64_t mid_doubled);

/// price x size >= the instrument's minimum.
bool has_minimum_value(const gateway::Request& request, const market::Instrument& instrument);

/// Requests an address may make: an allowance plus one per USD traded; each item counts one. Spent,
/// one request passes every 10 s. Cancels have more: min(limit + 100,000, 2 x limit).
class RequestBudget {
  public:
    explicit RequestBudget(std::int64_t allowance) : allowance_(allowance) {}

    /// Counts the request and says whether it passes.
    bool admit(gateway::RequestKind kind, Timestamp now, double volume_usd);
    std::int64_t used() const { return used_; }
    void restore(std::int64_t used) { used_ = used; }
    std::int64_t limit(double volume_usd) const {
        return allowance_ + static_cast<std::int64_t>(volume_usd);
    }

  private:
    std::int64_t allowance_;
    std::int64_t used_ = 0;
    Timestamp last_trickle_;
};

}  // namespace maxmin::paper
