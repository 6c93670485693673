// Constants of the synthetic market, measured in recordings: scripts/calibrate_venue.py prints what
// they rest on. Source: Hyperliquid BTC, ETH, SOL and WLFI perps, 2025-09-04 19:46:56 to 20:21:45
// UTC (tests/data/hyperliquid-multi-20250904). The powers of the rank join BTC, as the first asset,
// to WLFI, as the twentieth.
#pragma once

namespace maxmin::venue::markets::calibration {

/// value x (rank + 1)^power; ranks count from 0.
struct ByRank {
    double first;
    double power;
};
inline constexpr ByRank half_spread_bps{0.056, 1.12};   // measured 0.056, 0.14, 0.28, 1.6
inline constexpr ByRank volatility_annual{0.32, 0.70};  // 0.32, 0.62, 0.73, 2.65
inline constexpr ByRank orders_per_s{0.57, -0.26};      // of a side: 0.57, 0.69, 0.46, 0.26
inline constexpr ByRank level_usd{250'000.0, -1.4};     // median: 116k, 463k, 298k, 3.6k

inline constexpr double order_usd = 400.0;       // median: 499, 427, 79, 600
inline constexpr double log_order_usd_sd = 2.7;  // 2.97, 2.93, 2.90, 1.91
inline constexpr double log_level_usd_sd = 1.4;  // 3.22, 1.85, 1.38, 1.42
// Draws of sizes end at so many standard deviations: the measured tails are thinner than a
// normal's.
inline constexpr double log_size_draw_most = 2.0;

// Both sides together 0.54, 0.73, 0.62, 0.60; one side alone 0.42, 0.67, 0.53, 0.50.
inline constexpr double branching_own = 0.50;    // orders brought about by one of the same side
inline constexpr double branching_cross = 0.12;  // by one of the other
inline constexpr double decay_per_s = 1.7;       // 1.25, 0.56, 2.15, 3.0

// Not measured: half an hour shows little of it.
inline constexpr double log_variance_sd = 0.5;
inline constexpr double log_variance_reversion_per_s = 1.0 / 600.0;

}  // namespace maxmin::venue::markets::calibration
