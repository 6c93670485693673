#include "host/report/summary_json.hpp"

#include <span>

#include "host/report/numbers.hpp"
#include "host/report/words.hpp"

namespace maxmin::report {
namespace {

void write_interval(JsonWriter& json, std::string_view name, const Interval& interval) {
    json.key(name);
    json.begin_object();
    json.member("mean", interval.mean);
    json.member("low_5_percent", interval.low);
    json.member("high_95_percent", interval.high);
    json.end_object();
}

template <typename Value>
void write_list(JsonWriter& json, std::string_view name, std::span<const Value> values) {
    json.key(name);
    json.begin_array();
    for (const Value& value : values) {
        json.value(value);
    }
    json.end_array();
}

void write_curve(JsonWriter& json, std::string_view name, const MarkoutCurve& curve) {
    json.key(name);
    json.begin_object();
    write_list<double>(json, "mean_bps", curve.mean_bps);
    write_list<double>(json, "error_bps", curve.error_bps);
    write_list<std::int64_t>(json, "fills", curve.fills);
    json.end_object();
}

void write_levels(JsonWriter& json, std::string_view name,
                  std::span<const ledger::LevelSummary> levels) {
    json.key(name);
    json.begin_array();
    for (const ledger::LevelSummary& level : levels) {
        json.begin_object();
        json.member("placed", level.placed);
        json.member("fills", level.fills);
        json.member("filled_orders", level.filled_orders);
        json.member("filled_coin", level.filled_coin);
        json.end_object();
    }
    json.end_array();
}

void write_group_list(JsonWriter& json, std::string_view name, std::span<const Group> groups) {
    json.key(name);
    json.begin_array();
    for (const Group& group : groups) {
        json.begin_object();
        json.member("name", group.name);
        json.member("fills", group.fills);
        json.member("volume_usd", group.volume_usd);
        write_split(json, group.profit);
        json.end_object();
    }
    json.end_array();
}

}  // namespace

void write_provenance(JsonWriter& json, const ledger::RunResult& result) {
    json.member("data_name", result.data_name);
    json.member("config_name", result.config_name);
    json.member("code_version", result.code_version);
    json.member("backend", result.backend);
    json.member("queue_model", result.queue_model);
    json.member("latency_note", result.latency_note);
    json.member("latency_is_zero", result.latency_is_zero);
    json.member("seed", std::to_string(result.seed));
    json.member("threads", result.threads);
    json.member("data_hash", hash_text(result.data_hash));
    json.member("config_hash", hash_text(result.config_hash));
    json.member("decision_hash", hash_text(result.decision_hash));
    json.member("start_ns", result.start.ns());
    json.member("end_ns", result.end.ns());
    json.member("start_utc", utc_text(result.start, 3));
    json.member("end_utc", utc_text(result.end, 3));
    json.member("market_events", result.market_events);
    json.member("wall_s", result.wall_s);
    json.member("start_balance_usd", result.start_balance_usd);
    json.member("end_equity_usd", result.end_equity_usd);
    json.member("drawdown_usd_max", result.drawdown_usd_max);
    json.member("requests_used", result.requests_used);
    json.member("requests_allowed", result.requests_allowed);
    json.member("portfolio_state", result.portfolio_state);
}

void write_measures(JsonWriter& json, const Measures& measures) {
    json.member("duration_s", measures.duration_s);
    json.member("return_fraction", measures.return_fraction);
    json.member("drawdown_fraction", measures.drawdown_fraction);
    json.member("minutes", measures.minutes);
    json.member("sharpe_minute", measures.sharpe_minute);
    json.member("sortino_minute", measures.sortino_minute);
    json.member("blocks", measures.blocks);
    json.member("blocks_wanted", blocks_wanted);
    json.member("block_s", measures.block_s);
    write_interval(json, "profit_usd_per_hour", measures.profit_usd_per_hour);
    write_interval(json, "fill_profit_bps", measures.fill_profit_bps);
    json.member("fill_profit_usd", measures.fill_profit_usd);
    json.member("volume_usd", measures.volume_usd);
    json.member("maker_share", measures.maker_share);
    json.member("profit_bps_of_volume", measures.profit_bps_of_volume);
    json.member("fills", measures.fills);
    json.member("placed", measures.placed);
    json.member("fill_ratio", measures.fill_ratio);
    json.member("cancels_per_fill", measures.cancels_per_fill);
    json.member("requests_per_usd", measures.requests_per_usd);
    json.member("quoted_both_sides", measures.quoted_both_sides);
    json.member("time_at_limit", measures.time_at_limit);
}

void write_split(JsonWriter& json, const ledger::ProfitSplit& split) {
    json.member("spread_usd", split.spread_usd);
    json.member("adverse_usd", split.adverse_usd);
    json.member("inventory_usd", split.inventory_usd);
    json.member("fees_usd", split.fees_usd);
    json.member("funding_usd", split.funding_usd);
    json.member("taker_cost_usd", split.taker_cost_usd);
    json.member("total_usd", split.total_usd);
}

void write_asset(JsonWriter& json, const ledger::AssetSummary& asset) {
    json.member("symbol", asset.symbol);
    json.key("profit");
    json.begin_object();
    write_split(json, asset.profit);
    json.end_object();
    json.member("position_coin", asset.position_coin);
    json.member("mid_usd", asset.mid_usd);
    json.member("volume_usd", asset.volume_usd);
    json.member("maker_volume_usd", asset.maker_volume_usd);
    json.member("volatility_annual", asset.volatility_annual);
    json.member("volatility_annual_q05", asset.volatility_annual_q05);
    json.member("volatility_annual_q95", asset.volatility_annual_q95);
    json.member("drift_bps_per_s", asset.drift_bps_per_s);
    json.member("drift_sd", asset.drift_sd);
    json.member("time_quoted_both_sides", asset.time_quoted_both_sides);
    json.member("time_at_limit", asset.time_at_limit);
    json.member("inventory_abs_mean_coin", asset.inventory_abs_mean_coin);
    json.member("adverse_error_bps", asset.adverse_error_bps);
    json.member("adverse_error_sd_bps", asset.adverse_error_sd_bps);
    write_levels(json, "bid_levels", asset.bid_levels);
    write_levels(json, "ask_levels", asset.ask_levels);
    json.member("decisions", asset.decisions);
    json.member("placed", asset.placed);
    json.member("modified", asset.modified);
    json.member("cancelled", asset.cancelled);
    json.member("post_only_rejects", asset.post_only_rejects);
    json.member("races_lost", asset.races_lost);
    json.member("other_rejects", asset.other_rejects);
    json.member("taker_orders", asset.taker_orders);
    json.member("filter_steps", asset.filter_steps);
    json.member("grid_failures", asset.grid_failures);
    json.member("last_state", asset.last_state);
}

void write_markouts(JsonWriter& json, const Markouts& markouts) {
    json.key("markouts");
    json.begin_object();
    write_list<double>(json, "horizons_s", ledger::markout_horizons_s);
    write_curve(json, "bid", markouts.bid);
    write_curve(json, "ask", markouts.ask);
    write_curve(json, "both", markouts.both);
    json.end_object();
}

void write_counters(JsonWriter& json, const ledger::RunResult& result) {
    json.key("counters");
    json.begin_array();
    for (const ledger::Counter& counter : result.counters) {
        json.begin_object();
        json.member("name", counter.name);
        json.member("value", counter.value);
        json.end_object();
    }
    json.end_array();
}

void write_groups(JsonWriter& json, const Groups& groups) {
    json.key("groups");
    json.begin_object();
    write_group_list(json, "by_side", groups.by_side);
    write_group_list(json, "by_level", groups.by_level);
    write_group_list(json, "by_hour", groups.by_hour);
    json.end_object();
}

std::string summary_json(const ledger::RunResult& result) {
    const Measures measures = measures_of(result);
    const AllMarkouts markouts = markouts_of(result);
    JsonWriter json;
    json.begin_object();
    write_provenance(json, result);
    write_list<std::string>(json, "sentences", sentences(result, measures));
    write_list<std::string>(json, "warnings", warnings(result, measures));
    json.key("measures");
    json.begin_object();
    write_measures(json, measures);
    json.end_object();
    json.key("profit");
    json.begin_object();
    write_split(json, result.profit);
    json.end_object();
    write_markouts(json, markouts.total);
    json.key("assets");
    json.begin_array();
    for (std::size_t i = 0; i < result.assets.size(); ++i) {
        json.begin_object();
        write_asset(json, result.assets[i]);
        write_markouts(json, markouts.assets[i]);
        json.end_object();
    }
    json.end_array();
    write_groups(json, group_fills(result));
    write_counters(json, result);
    json.end_object();
    return json.text() + '\n';
}

}  // namespace maxmin::report
