// The usual figures of a run, each with its period stated: nothing is annualised, because a run of
// minutes says nothing about a year. Money over time carries a bootstrap interval over blocks of
// time (Kuensch 1989, non-overlapping): minutes near each other are not independent, blocks nearly.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/ledger/result.hpp"

namespace maxmin::report {

struct EquityPoint {
    Timestamp time;
    double equity_usd = 0.0;
};

/// Equity at every sampling instant: start balance plus the last known profit of each asset. The
/// samples are in order of time.
std::vector<EquityPoint> equity_series(const ledger::RunResult& result);

/// A mean with its 90 % bootstrap interval (5 % and 95 % of the resampled means). NaN where there
/// is nothing to resample.
struct Interval {
    double mean = ledger::not_known;
    double low = ledger::not_known;
    double high = ledger::not_known;
};

inline constexpr int blocks_wanted = 20;  // fewer: the interval itself is unsure, and is said so

/// One block of time: what was earned and over what it is averaged (hours, fills, ...).
struct Block {
    double sum = 0.0;
    double weight = 0.0;
};

/// Mean = sum of sums / sum of weights; the interval comes from drawing as many whole blocks with
/// replacement 2,000 times. A pure function of blocks and seed.
Interval bootstrap(std::span<const Block> blocks, std::uint64_t seed);

struct Measures {
    double duration_s = 0.0;
    double return_fraction = ledger::not_known;    // of the start balance
    double drawdown_fraction = ledger::not_known;  // largest fall from the peak / start balance
    double minutes = 0.0;                          // whole minutes the next two are made of
    double sharpe_minute = ledger::not_known;      // mean / sd of 1-minute equity changes
    double sortino_minute = ledger::not_known;     // mean / downside deviation from zero

    int blocks = 0;
    double block_s = 0.0;
    Interval profit_usd_per_hour;
    Interval fill_profit_bps;  // maker fills after 10 s: spread + adverse - fee, of value traded
    double fill_profit_usd = ledger::not_known;  // the same, mean per maker fill

    double volume_usd = 0.0;
    double maker_share = ledger::not_known;  // of the volume
    double profit_bps_of_volume = ledger::not_known;
    std::int64_t fills = 0;
    std::int64_t placed = 0;                       // orders that came to rest
    double fill_ratio = ledger::not_known;         // orders with a fill / orders that came to rest
    double cancels_per_fill = ledger::not_known;   // cancelled orders / fills
    double requests_per_usd = ledger::not_known;   // per USD traded
    double quoted_both_sides = ledger::not_known;  // share of time, mean over assets
    double time_at_limit = ledger::not_known;      // share of time, mean over assets
};

Measures measures_of(const ledger::RunResult& result);

/// Sums over the levels of both sides; taker fills are in no level.
ledger::LevelSummary level_total(const ledger::AssetSummary& asset);

}  // namespace maxmin::report
