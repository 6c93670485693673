#include "host/config/validate.hpp"

#include "host/config/finding_list.hpp"
#include "host/config/value.hpp"
#include "host/paper/fees.hpp"

namespace maxmin::config {
namespace {

using engine::AssetConfig;

/// `smaller` must not pass `larger`.
struct Order {
    std::string smaller_key;
    double smaller;
    std::string larger_key;
    double larger;
    std::string_view unit;
    bool may_be_equal = true;
};

bool holds(const Order& order) {
    return order.may_be_equal ? order.smaller <= order.larger : order.smaller < order.larger;
}

Finding broken(const Order& order, Severity severity = Severity::fault) {
    std::string unit(order.unit.empty() ? "" : " ");
    unit += order.unit;
    std::string wrong = plain_text(order.smaller) + unit;
    wrong += order.may_be_equal ? " is above " : " is not below ";
    wrong += order.larger_key;
    wrong += " = " + plain_text(order.larger) + unit;
    std::string right = order.may_be_equal ? "expected at most " : "expected less than ";
    right += plain_text(order.larger);
    return {.severity = severity,
            .key = order.smaller_key,
            .other_key = order.larger_key,
            .wrong = std::move(wrong),
            .right = std::move(right)};
}

void check_sizes(FindingList& list, std::size_t index, const AssetConfig& asset) {
    const quote::QuoteConfig& quote = asset.quote;
    const double bound = quote.max_absolute_position_size;
    const std::string_view unit = quote.size_unit == quote::SizeUnit::usd ? "USD" : "coin";
    const Order size = quote.enable_multi_level
                           ? Order{"multi_level_config.total_size_per_side",
                                   quote.multi_level_config.total_size_per_side,
                                   "max_absolute_position_size", bound, unit}
                           : Order{"target_liquidity", quote.target_liquidity,
                                   "max_absolute_position_size", bound, unit};
    if (!holds(size)) {
        list.add_asset(index, broken(size));
    } else if (quote.enable_multi_level) {
        const Order usable{"multi_level_config.total_size_per_side",
                           quote.multi_level_config.total_size_per_side,
                           "inventory_risk_limit x max_absolute_position_size",
                           quote.multi_level_config.inventory_risk_limit * bound, unit};
        if (!holds(usable)) {
            Finding finding = broken(usable, Severity::warning);
            finding.right = "sizes will be cut to the limit";
            list.add_asset(index, std::move(finding));
        }
    }
    if (quote.size_unit == quote::SizeUnit::usd) {
        const Order position{"max_absolute_position_size", bound, "risk.position_value_usd_max",
                             asset.risk.position_value_usd_max, "USD"};
        if (!holds(position)) {
            list.add_asset(index, broken(position));
        }
    }
}

void check_fees(FindingList& list, std::size_t index, const Loaded& loaded) {
    const quote::QuoteConfig& quote = loaded.config.assets[index].quote;
    const paper::FeeConfig& fees = loaded.config.paper.fees;
    const double maker_bps = paper::to_bps(paper::fee_rates(fees).maker);
    const std::string fee_key = fees.tier < 0 ? "paper.fees.maker_bps" : "paper.fees.tier";
    const double both_bps = 2.0 * maker_bps;
    const double spread_bps = quote.multi_level_config.min_profitable_spread_bps;
    if (quote.enable_multi_level && spread_bps <= both_bps) {
        list.add_asset(index,
                       {.key = "multi_level_config.min_profitable_spread_bps",
                        .other_key = fee_key,
                        .wrong = plain_text(spread_bps) + " bps does not cover the maker fee of " +
                                 plain_text(maker_bps) + " bps on each side",
                        .right = "expected more than " + plain_text(both_bps)});
    }
    if (!quote.enable_multi_level && quote.half_spread <= maker_bps) {
        list.add_asset(index, {.key = "half_spread",
                               .other_key = fee_key,
                               .wrong = plain_text(quote.half_spread) +
                                        " bps does not cover the maker fee of " +
                                        plain_text(maker_bps) + " bps",
                               .right = "expected more than " + plain_text(maker_bps)});
    }
}

void check_reach(FindingList& list, std::size_t index, const AssetConfig& asset) {
    const quote::QuoteConfig& quote = asset.quote;
    const double allowed = asset.risk.price_deviation_bps_max;
    const quote::MultiLevelConfig& ladder = quote.multi_level_config;
    const double deepest =
        ladder.min_profitable_spread_bps / 2 + (ladder.max_levels - 1) * ladder.level_spacing_bps;
    if (quote.enable_multi_level && deepest > allowed) {
        list.add_asset(index, {.key = "multi_level_config.level_spacing_bps",
                               .other_key = "risk.price_deviation_bps_max",
                               .wrong = "the deepest level lies at least " + plain_text(deepest) +
                                        " bps from the mid, risk.price_deviation_bps_max is " +
                                        plain_text(allowed),
                               .right = "expected fewer or closer levels, or a wider limit"});
    }
    const Order half{"half_spread", quote.half_spread, "risk.price_deviation_bps_max", allowed,
                     "bps"};
    if (!quote.enable_multi_level && !holds(half)) {
        list.add_asset(index, broken(half));
    }
    const Order taker{"taker.slippage_bps", quote.taker.slippage_bps,
                      "risk.price_deviation_bps_max", allowed, "bps"};
    if (!holds(taker)) {
        list.add_asset(index, broken(taker));
    }
}

void check_hawkes(FindingList& list, std::size_t index, const AssetConfig& asset) {
    const auto check = [&](const signal::HawkesParams& side, const std::string& table) {
        const Order stable{table + ".alpha", side.alpha, table + ".beta_decay",
                           side.beta_decay,  "",         false};
        if (!holds(stable)) {
            Finding finding = broken(stable);
            finding.right += ": each fill would excite one more or further fill, without end";
            list.add_asset(index, std::move(finding));
        }
    };
    check(asset.hawkes.bid, "hawkes.bid");
    check(asset.hawkes.ask, "hawkes.ask");
}

void check_stops(FindingList& list, std::size_t index, const Loaded& loaded) {
    const AssetConfig& asset = loaded.config.assets[index];
    const quote::MultiLevelConfig& ladder = asset.quote.multi_level_config;
    const Order urgency{"multi_level_config.inventory_risk_limit", ladder.inventory_risk_limit,
                        "multi_level_config.inventory_urgency_threshold",
                        ladder.inventory_urgency_threshold, ""};
    if (asset.quote.enable_multi_level && !holds(urgency)) {
        Finding finding = broken(urgency, Severity::warning);
        finding.right = "taker orders start before quoting stops";
        list.add_asset(index, std::move(finding));
    }
    const Order order{"risk.order_value_usd_max", asset.risk.order_value_usd_max,
                      "risk.position_value_usd_max", asset.risk.position_value_usd_max, "USD"};
    if (!holds(order)) {
        list.add_asset(index, broken(order));
    }
    const Order position{"risk.position_value_usd_max", asset.risk.position_value_usd_max,
                         "risk.gross_value_usd_max", loaded.config.risk.gross_value_usd_max, "USD"};
    if (!holds(position)) {
        list.add_asset(index, broken(position));
    }
    const Order life{"order.minimum_life_s",
                     asset.order.minimum_life_s,
                     "risk.stale_after_s",
                     asset.risk.stale_after_s,
                     "s",
                     false};
    if (!holds(life)) {
        list.add_asset(index, broken(life));
    }
}

void check_models(FindingList& list, std::size_t index, const Loaded& loaded) {
    const AssetConfig& asset = loaded.config.assets[index];
    const Order filter{"filter.observation_interval_s", asset.filter.observation_interval_s,
                       "filter.warm_up_s", asset.filter.warm_up_s, "s"};
    if (asset.filter.warm_up_s > 0 && !holds(filter)) {
        list.add_asset(index, broken(filter));
    }
    if (asset.quote.enable_robust_control && !asset.quote.robust_config.enabled) {
        list.add_asset(index, {.severity = Severity::warning,
                               .key = "robust_config.enabled",
                               .wrong = "false while enable_robust_control is true",
                               .right = "quotes will be nominal"});
    }
    if (asset.quote.has_inventory_skew && asset.quote.enable_multi_level) {
        list.add_asset(index, {.severity = Severity::warning,
                               .key = "inventory_skew_config.enabled",
                               .wrong = "has no effect in multi-level mode",
                               .right = "the quote grid carries the inventory"});
    }
}

void check_open_orders(FindingList& list, const Loaded& loaded) {
    double orders = 0;
    for (const AssetConfig& asset : loaded.config.assets) {
        orders +=
            2.0 * (asset.quote.enable_multi_level ? asset.quote.multi_level_config.max_levels : 1);
    }
    if (orders > loaded.config.risk.open_orders_max) {
        list.add_run({.key = "risk.open_orders_max",
                      .wrong = std::to_string(loaded.config.risk.open_orders_max) +
                               " orders, but " + std::to_string(loaded.config.assets.size()) +
                               " assets may rest " + plain_text(orders),
                      .right = "expected at least " + plain_text(orders)});
    }
}

void check_latency(FindingList& list, const paper::LatencyConfig& leg, const std::string& table) {
    const bool is_feed = table == "paper.feed";
    const bool is_recorded = leg.kind == paper::LatencyKind::recorded;
    if (is_recorded && !is_feed && leg.recorded_ms.empty()) {
        list.add_run({.key = table + ".recorded_ms",
                      .other_key = table + ".kind",
                      .wrong = "the list is empty while " + table + ".kind is 'recorded'",
                      .right = "expected at least one delay in ms"});
    }
    if (!leg.recorded_ms.empty() && (is_feed || !is_recorded)) {
        list.add_run({.key = table + ".recorded_ms",
                      .wrong = is_feed ? "the feed takes its delays from the recording itself"
                                       : "is given while " + table + ".kind is not 'recorded'",
                      .right = is_feed ? "remove the list" : "set kind = \"recorded\""});
    }
}

void check_data(FindingList& list, const engine::Config& config) {
    if (config.data.format == "synthetic") {
        if (!config.data.path.empty() || !config.data.files.empty()) {
            list.add_run({.key = config.data.path.empty() ? "data.files" : "data.path",
                          .wrong = "is given while data.format is 'synthetic'",
                          .right = "remove it: the market is made, not read"});
        }
        const Order update{"synthetic.update_interval_s", config.synthetic.update_interval_s,
                           "synthetic.duration_s", config.synthetic.duration_s, "s"};
        if (!holds(update)) {
            list.add_run(broken(update));
        }
        return;
    }
    if (config.data.path.empty() && (!config.data.format.empty() || !config.data.files.empty())) {
        list.add_run({.key = "data.path",
                      .other_key = "data.format",
                      .wrong = "is missing while data.format or data.files is given",
                      .right = "name the recording"});
    }
    if (config.data.format.empty() && !config.data.path.empty()) {
        list.add_run({.key = "data.format",
                      .other_key = "data.path",
                      .wrong = "is missing while data.path is given",
                      .right = "say what kind of recording it is"});
    }
}

void check_run(FindingList& list, const Loaded& loaded) {
    const engine::Config& config = loaded.config;
    const Order age{"run.step_interval_ms",
                    config.run.step_interval_ms,
                    "run.grid_max_age_ms",
                    config.run.grid_max_age_ms,
                    "ms",
                    false};
    if (!holds(age)) {
        list.add_run(broken(age));
    }
    constexpr int lanes = 16;  // particles of one vector register
    if (config.run.particles % lanes != 0) {
        list.add_run(
            {.key = "run.particles",
             .wrong = std::to_string(config.run.particles) + " is no multiple of 16",
             .right = "for example " + std::to_string((config.run.particles / lanes + 1) * lanes)});
    }
    const Order net{"risk.net_value_usd_max", config.risk.net_value_usd_max,
                    "risk.gross_value_usd_max", config.risk.gross_value_usd_max, "USD"};
    if (!holds(net)) {
        list.add_run(broken(net));
    }
    const Order loss{"risk.loss_usd_max", config.risk.loss_usd_max, "paper.start_balance_usd",
                     config.paper.start_balance_usd, "USD"};
    if (!holds(loss)) {
        Finding finding = broken(loss, Severity::warning);
        finding.right = "the limit cannot act before the balance is gone";
        list.add_run(std::move(finding));
    }
    const Order reserve{"budget.cancel_reserve",
                        config.budget.cancel_reserve,
                        "budget.requests_at_start",
                        config.budget.requests_at_start,
                        "requests",
                        false};
    if (!holds(reserve)) {
        list.add_run(broken(reserve));
    }
    check_data(list, config);
    check_latency(list, config.paper.feed, "paper.feed");
    check_latency(list, config.paper.order, "paper.order");
    check_latency(list, config.paper.response, "paper.response");
    check_open_orders(list, loaded);
}

}  // namespace

Findings cross_check(const Loaded& loaded) {
    FindingList list(loaded);
    check_run(list, loaded);
    for (std::size_t index = 0; index < loaded.config.assets.size(); ++index) {
        const AssetConfig& asset = loaded.config.assets[index];
        check_sizes(list, index, asset);
        check_fees(list, index, loaded);
        check_reach(list, index, asset);
        check_hawkes(list, index, asset);
        check_stops(list, index, loaded);
        check_models(list, index, loaded);
    }
    return list.result();
}

}  // namespace maxmin::config
