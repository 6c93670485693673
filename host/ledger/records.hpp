// What a run leaves behind for reports: flat records in user units (USD, coins, bps).
#pragma once

#include <array>
#include <cstdint>
#include <limits>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"
#include "host/market/types.hpp"

namespace maxmin::ledger {

inline constexpr double not_known = std::numeric_limits<double>::quiet_NaN();
inline constexpr std::array<double, 3> markout_horizons_s = {1.0, 10.0, 60.0};

/// One fill. A mark-out is the mid's move in our favour since the fill, in bps of the fill price:
/// positive when a buy is followed by a rise. NaN where the run ended before the horizon.
struct FillRecord {
    Timestamp time;  // exchange time
    AssetIndex asset = 0;
    Side side = Side::bid;
    std::uint8_t level = 0;
    gateway::Liquidity liquidity = gateway::Liquidity::maker;
    double price_usd = 0.0;
    double size_coin = 0.0;
    double mid_usd = 0.0;
    double fee_usd = 0.0;
    std::uint64_t trade_id = 0;
    std::array<double, 3> markout_bps = {not_known, not_known, not_known};
};

/// Where the profit of one asset (or of all) came from. The parts add up to total_usd:
/// total = spread + adverse + inventory - fees - funding - taker_cost.
struct ProfitSplit {
    double spread_usd = 0.0;     // maker fills: distance of the price from the mid at the fill
    double adverse_usd = 0.0;    // maker fills: the mid's move in the adverse horizon (10 s) after
    double inventory_usd = 0.0;  // every other move of the mid times the position
    double fees_usd = 0.0;       // maker and taker fees; rebates negative
    double funding_usd = 0.0;
    double taker_cost_usd = 0.0;  // taker fills: distance paid from the mid
    double total_usd = 0.0;       // change of equity
};

/// One asset at one sampling instant.
struct Sample {
    Timestamp time;
    AssetIndex asset = 0;
    double mid_usd = not_known;
    double own_bid_usd = not_known;  // best working order; NaN = none
    double own_ask_usd = not_known;
    double inventory_coin = 0.0;
    double profit_usd = 0.0;        // of this asset since the start, marked at the mid
    double volatility = not_known;  // posterior mean, bps per square root of a second
    double volatility_q05 = not_known;
    double volatility_q95 = not_known;
    double drift_bps_per_s = not_known;
    double drift_sd = not_known;
    double excitation_bid = 1.0;  // multiplier of level 1
    double excitation_ask = 1.0;
    double base_bid_bps = not_known;  // the grid's first-level offset
    double base_ask_bps = not_known;
    double signal_bps = 0.0;
};

}  // namespace maxmin::ledger
