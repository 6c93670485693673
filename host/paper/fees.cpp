#include "host/paper/fees.hpp"

#include <array>
#include <cmath>
#include <string>

#include "host/paper/setting.hpp"

namespace maxmin::paper {
namespace {

__extension__ typedef __int128 Wide;

struct TierBps {
    double maker;
    double taker;
};
// Base rates by 14-day volume: 0, 5M, 25M, 100M, 500M, 2B, 7B USD.
constexpr std::array<TierBps, fee_tiers> schedule_bps{{
    {.maker = 1.5, .taker = 4.5},
    {.maker = 1.2, .taker = 4.0},
    {.maker = 0.8, .taker = 3.5},
    {.maker = 0.4, .taker = 3.0},
    {.maker = 0.0, .taker = 2.8},
    {.maker = 0.0, .taker = 2.6},
    {.maker = 0.0, .taker = 2.4},
}};

Rate checked_rate(double rate_bps, const char* field) {
    return rate_of(checked_setting(rate_bps, field, -100.0, 100.0) * 1e-4);
}

}  // namespace

Rate rate_of(double fraction) {
    return Rate(std::llround(fraction * 1e12));
}

FeeRates fee_rates(const FeeConfig& config) {
    if (config.tier < -1 || config.tier >= fee_tiers) {
        throw setting_error("paper.fees.tier", std::to_string(config.tier),
                            "0 to 6, or -1 for maker_bps and taker_bps");
    }
    if (config.tier >= 0) {
        const TierBps& tier = schedule_bps[static_cast<std::size_t>(config.tier)];
        return {.maker = rate_of(tier.maker * 1e-4), .taker = rate_of(tier.taker * 1e-4)};
    }
    return {.maker = checked_rate(config.maker_bps, "paper.fees.maker_bps"),
            .taker = checked_rate(config.taker_bps, "paper.fees.taker_bps")};
}

MicroUsd share_of_value(std::int64_t value_ticks_lots, Rate rate, int value_decimals) {
    Wide scale = 1'000'000;  // 10^12 of the rate over 10^6 of the result
    for (int i = 0; i < value_decimals; ++i) {
        scale *= 10;
    }
    const Wide product = static_cast<Wide>(value_ticks_lots) * rate.value();
    return MicroUsd(static_cast<std::int64_t>(product / scale));
}

}  // namespace maxmin::paper
