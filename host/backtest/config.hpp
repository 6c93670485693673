// The synthetic market as a user describes it. Ranges and one-line meanings are in the one table of
// host/config.
#pragma once

#include <cstdint>

namespace maxmin::backtest {

struct SyntheticMarket {
    std::uint64_t seed = 1;
    double duration_s = 1800.0;
    double mid_usd = 100.0;          // at the start
    double volatility_annual = 0.6;  // 0.6 = 60 % a year
    double drift_bps_per_s = 0.0;
    double half_spread_bps = 0.5;
    double orders_per_s = 0.5;  // of each side, mean over a long run
    // Share of the orders that earlier orders of the same side brought about: the branching ratio.
    double excitation = 0.0;
    double excitation_decay_per_s = 1.0;
    double depth_decay_per_bps = 0.3;  // an order reaches depth y with probability exp(-decay y)
    double order_size_coin = 10.0;     // median; sizes are lognormal with sd of log 0.5
    double impact_bps = 0.0;           // lasting move of the mid towards each order
    double update_interval_s = 0.1;    // of mid, best and book
};

}  // namespace maxmin::backtest
