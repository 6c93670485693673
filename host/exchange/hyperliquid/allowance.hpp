// What the venue lets one address of the network and one account do: HTTP weight and socket
// messages refill over a minute, posts in flight are counted, and every order item uses up the
// account's cumulated allowance. Of each, a share is kept for cancels.
#pragma once

#include <cstdint>

#include "host/base/time.hpp"
#include "host/exchange/config.hpp"

namespace maxmin::exchange::hyperliquid {

/// So much a minute, refilled evenly, never more than a minute's worth.
class RefillingBudget {
  public:
    RefillingBudget(double a_minute, double reserve_share)
        : most_(a_minute), reserve_(a_minute * reserve_share), left_(a_minute) {}

    /// Takes `cost` if that leaves the reserve; `urgent` may use it up.
    [[nodiscard]] bool take(double cost, bool urgent, Timestamp now);
    bool has(double cost, bool urgent, Timestamp now);
    /// Takes it whether it is there or not: what the venue charges afterwards.
    void charge(double cost, Timestamp now);
    /// The venue says it is used up, whatever was counted here: nothing for `pause`.
    void exhausted(Timestamp now, Duration pause);
    double left(Timestamp now);

  private:
    void refill(Timestamp now);

    double most_;
    double reserve_;
    double left_;
    Timestamp at_;
    Timestamp paused_until_;
};

/// The account's own allowance: 10,000 actions and one more for every USD traded; once used up, one
/// every ten seconds. Cancels may go on to min(cap + 100,000, 2 x cap).
class ActionAllowance {
  public:
    /// As the venue counts.
    void stated(std::int64_t used, std::int64_t limit);
    void traded(double value_usd) { traded_usd_ += value_usd; }
    /// How many of `items` may leave now.
    int room(int items, bool cancels, Timestamp now) const;
    void spent(int items, Timestamp now);
    /// The venue turned them away unread.
    void returned(int items) { used_ -= items; }
    std::int64_t used() const { return used_; }
    std::int64_t limit() const { return limit_ + static_cast<std::int64_t>(traded_usd_); }

  private:
    std::int64_t used_ = 0;
    std::int64_t limit_ = 10'000;
    double traded_usd_ = 0.0;  // since the venue last stated it
    Timestamp last_;
};

/// Weight of an HTTP action of so many items.
inline int action_weight(int items) {
    return 1 + items / 40;
}

}  // namespace maxmin::exchange::hyperliquid
