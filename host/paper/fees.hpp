// What a fill costs: the venue's perpetual schedule, or two rates of our own.
// Exact integers: the venue truncates a fee to six decimals, and a result must add up to the cent.
// Seen on its recorded fills: 25.30313 USD x 1.44 bps = 0.00364365, charged 0.003643.
#pragma once

#include <cstdint>

#include "host/base/strong.hpp"
#include "host/gateway/messages.hpp"
#include "host/market/types.hpp"
#include "host/paper/config.hpp"

namespace maxmin::paper {

/// Money in units of 10^-6 USD, the venue's own for fees and funding.
using MicroUsd = StrongInt<struct MicroUsdTag>;

constexpr double to_usd(MicroUsd amount) {
    return amount.as_double() * 1e-6;
}

/// A rate in units of 10^-12 (one bps is 10^8).
using Rate = StrongInt<struct RateTag>;

constexpr double to_bps(Rate rate) {
    return rate.as_double() / 1e8;
}

/// Nearest multiple of 10^-12.
Rate rate_of(double fraction);

struct FeeRates {
    Rate maker;  // negative = rebate
    Rate taker;

    Rate at(gateway::Liquidity liquidity) const {
        return liquidity == gateway::Liquidity::maker ? maker : taker;
    }
};

inline constexpr int fee_tiers = 7;

/// Throws InputError for a tier outside -1..6 or a rate that is not within +-100 bps.
FeeRates fee_rates(const FeeConfig& config);

/// value_ticks_lots x rate, truncated toward zero to 10^-6 USD. A value of 1 is
/// 10^-value_decimals USD (price decimals plus size decimals).
MicroUsd share_of_value(std::int64_t value_ticks_lots, Rate rate, int value_decimals);

}  // namespace maxmin::paper
