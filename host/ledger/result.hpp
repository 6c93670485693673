// The whole outcome of a run: what a report is made of.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/ledger/records.hpp"

namespace maxmin::ledger {

struct LevelSummary {
    std::int64_t placed = 0;  // orders that came to rest
    std::int64_t fills = 0;
    std::int64_t filled_orders = 0;  // orders with at least one fill
    double filled_coin = 0.0;
};

struct AssetSummary {
    std::string symbol;
    ProfitSplit profit;
    double position_coin = 0.0;
    double mid_usd = not_known;  // last
    double volume_usd = 0.0;
    double maker_volume_usd = 0.0;
    double volatility_annual = not_known;  // last posterior mean and 90 % band, 0.6 = 60 %
    double volatility_annual_q05 = not_known;
    double volatility_annual_q95 = not_known;
    double drift_bps_per_s = not_known;
    double drift_sd = not_known;
    double time_quoted_both_sides = 0.0;  // share of the run
    double time_at_limit = 0.0;  // share of the run with a side shut by the inventory limit
    double inventory_abs_mean_coin = 0.0;
    double adverse_error_bps = not_known;  // out-of-sample error of the adverse-selection estimate
    double adverse_error_sd_bps = not_known;  // and of a forecast of zero, to compare with
    std::vector<LevelSummary> bid_levels;
    std::vector<LevelSummary> ask_levels;
    std::int64_t decisions = 0;
    std::int64_t placed = 0;
    std::int64_t modified = 0;
    std::int64_t cancelled = 0;
    std::int64_t post_only_rejects = 0;
    std::int64_t races_lost = 0;  // modifies and cancels of orders already over
    std::int64_t other_rejects = 0;
    std::int64_t taker_orders = 0;
    std::int64_t filter_steps = 0;
    std::int64_t grid_failures = 0;
    std::string last_state;  // why it quotes or does not, in words
};

struct Counter {
    std::string name;
    std::int64_t value = 0;
    bool is_alarming = false;  // anything above zero deserves a look
};

struct RunResult {
    std::string data_name;
    std::string config_name;
    std::string code_version;
    std::string backend;
    std::string queue_model;
    std::string latency_note;
    std::uint64_t seed = 0;
    int threads = 1;
    std::uint64_t data_hash = 0;
    std::uint64_t config_hash = 0;
    std::uint64_t decision_hash = 0;  // over every request and every report, in order
    Timestamp start;
    Timestamp end;
    std::int64_t market_events = 0;
    double wall_s = 0.0;
    double start_balance_usd = 0.0;
    double end_equity_usd = 0.0;
    double drawdown_usd_max = 0.0;
    bool latency_is_zero = false;  // feed, order or response: then the result is unrealistic
    double requests_used = 0.0;
    double requests_allowed = 0.0;
    std::string portfolio_state;
    ProfitSplit profit;
    std::vector<AssetSummary> assets;
    std::vector<Counter> counters;  // data integrity, risk refusals by reason, latencies, ...
    std::vector<Sample> samples;
    std::vector<FillRecord> fills;
};

}  // namespace maxmin::ledger
