// Constants of the synthetic market taken from recordings (scripts/calibrate_venue prints them).
// Source: Hyperliquid BTC, ETH, SOL, WLFI perps, 2025-09-04 19:46:56 to 20:21:45 UTC, books, best
// quotes and trades; the copy of it under tests/data says more.
#pragma once

namespace maxmin::venue::markets::calibration {

// Of the first asset.
inline constexpr double half_spread_bps_first = 0.055;
inline constexpr double volatility_annual_first = 0.35;
inline constexpr double orders_per_s_first = 0.7;
inline constexpr double order_usd_first = 1'500.0;
inline constexpr double level_usd_first = 60'000.0;

// Of every asset: the flow of one side's taker orders.
inline constexpr double branching_own = 0.45;  // share of orders that own-side orders brought about
inline constexpr double branching_cross = 0.10;  // and orders of the other side
inline constexpr double decay_per_s = 3.0;
inline constexpr double log_order_size_sd = 1.5;
inline constexpr double log_level_size_sd = 0.9;

// Logarithm of the variance: an Ornstein-Uhlenbeck process.
inline constexpr double log_variance_sd = 0.5;
inline constexpr double log_variance_reversion_per_s = 1.0 / 600.0;

}  // namespace maxmin::venue::markets::calibration
