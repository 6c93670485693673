// Signed trade flow in (-1, 1): taker buys against taker sells with exponential forgetting in event
// time. The sign is the aggressor's: a taker who bought counts +1, whatever the resting order's
// side was. One neutral trade is always counted in, so silence brings the flow back to 0.
#pragma once

#include <cmath>
#include <cstdint>

#include "host/base/assert.hpp"
#include "host/base/time.hpp"
#include "host/market/types.hpp"

namespace maxmin::signal {

class TradeFlow {
  public:
    explicit TradeFlow(double half_life_s) : half_life_s_(half_life_s) {
        MAXMIN_ASSERT(half_life_s > 0.0, "the flow's half-life is positive");
    }

    /// A time before the last trade's counts as the last trade's.
    void on_trade(Timestamp time, Side aggressor) noexcept {
        const double kept = decay_to(time);
        signed_ = signed_ * kept + sign_of(aggressor);
        total_ = total_ * kept + 1.0;
        last_ = time > last_ ? time : last_;
    }

    /// sum of sign 2^(-age / half-life), over sum of 2^(-age / half-life) + 1.
    double value(Timestamp time) const noexcept {
        const double kept = decay_to(time);
        return signed_ * kept / (total_ * kept + 1.0);
    }

  private:
    double decay_to(Timestamp time) const noexcept {
        return time > last_ ? std::exp2(-to_seconds(time - last_) / half_life_s_) : 1.0;
    }

    double half_life_s_;
    double signed_ = 0.0;
    double total_ = 0.0;
    Timestamp last_ = Timestamp(INT64_MIN / 2);
};

}  // namespace maxmin::signal
