#include "host/live/status.hpp"

#include <algorithm>

#include "host/report/json_writer.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::live {
namespace {

void add(order::OrderCounters& sum, const order::OrderCounters& term) {
    sum.illegal += term.illegal;
    sum.late += term.late;
    sum.adopted += term.adopted;
    sum.unknown_orders += term.unknown_orders;
    sum.fills += term.fills;
    sum.fills_repeated += term.fills_repeated;
    sum.fills_aged += term.fills_aged;
    sum.fills_late += term.fills_late;
    sum.timed_out += term.timed_out;
    sum.lost_sight += term.lost_sight;
    sum.queries += term.queries;
    sum.found_absent += term.found_absent;
    sum.overflows += term.overflows;
}

AssetStatus status_of(const engine::Asset& asset, double profit_usd, Timestamp now) {
    AssetStatus status;
    const market::Instrument& instrument = asset.setup.instrument;
    status.state = asset.state;
    status.position = asset.position;
    status.profit_usd = profit_usd;
    if (asset.market.has_quote()) {
        status.mid_usd = asset.market.mid_usd();
        const Timestamp heard =
            std::max(asset.market.last_book_local(), asset.market.last_best_local());
        status.data_age_s = to_seconds(now - heard);
    }
    if (const auto price = asset.best_own(Side::bid)) {
        status.bid_usd = instrument.price_usd(*price);
    }
    if (const auto price = asset.best_own(Side::ask)) {
        status.ask_usd = instrument.price_usd(*price);
    }
    if (const engine::BaseOffsets base = asset.grid.at(now);
        base.source != engine::GridSource::none) {
        status.grid_age_s = to_seconds(base.age);
    }
    for (const order::WorkingOrder& order : asset.orders.orders()) {
        status.order_ids[static_cast<std::size_t>(status.orders++)] = order.id;
        status.unknown_orders += order.state == order::OrderState::unknown ? 1 : 0;
    }
    return status;
}

void write_asset(report::JsonWriter& json, const AssetStatus& asset,
                 const market::Instrument& instrument) {
    json.begin_object();
    json.member("symbol", std::string_view(instrument.symbol));
    json.member("state", to_string(asset.state));
    json.member("position_coin", instrument.size_coin(asset.position));
    json.member("mid_usd", asset.mid_usd);
    json.member("bid_usd", asset.bid_usd);
    json.member("ask_usd", asset.ask_usd);
    json.member("profit_usd", asset.profit_usd);
    json.member("data_age_s", asset.data_age_s);
    json.member("grid_age_s", asset.grid_age_s);
    json.member("warm_up_s", asset.warm_up_s);
    json.member("warm_up_left_s", asset.warm_up_left_s);
    json.member("orders", asset.orders);
    json.member("unknown_orders", asset.unknown_orders);
    json.key("order_ids");  // the second half of their client ids
    json.begin_array();
    for (int i = 0; i < asset.orders; ++i) {
        const auto id = static_cast<std::uint64_t>(asset.order_ids[static_cast<std::size_t>(i)]);
        json.value(std::string_view(report::hash_text(id)));
    }
    json.end_array();
    json.end_object();
}

void write_link(report::JsonWriter& json, const engine::Link& link) {
    json.key("link");
    json.begin_object();
    json.member("state", to_string(link.state));
    json.member("reconciled", link.reconciled);
    json.member("start_refused", to_string(link.refusal));
    json.member("losses", link.losses);
    json.member("recoveries", link.recoveries);
    json.member("recovery_s", link.recovery_s);
    json.member("recovery_s_max", link.recovery_s_max);
    json.member("truths", link.truths);
    json.member("position_mismatches", link.position_mismatches);
    json.member("position_suspects", link.position_suspects);
    json.member("orders_adopted", link.orders_adopted);
    json.member("orders_found_and_cancelled", link.orders_found);
    json.member("orders_gone", link.orders_gone);
    json.member("foreign_orders", link.foreign_orders);
    json.member("equity_gap_usd", link.equity_gap_usd);
    json.end_object();
}

void write_orders(report::JsonWriter& json, const order::OrderCounters& orders) {
    const auto member = [&](std::string_view name, std::uint64_t value) {
        json.member(name, static_cast<std::int64_t>(value));
    };
    json.key("orders");
    json.begin_object();
    member("fills", orders.fills);
    member("fills_repeated", orders.fills_repeated);
    member("fills_late", orders.fills_late);
    member("fills_aged", orders.fills_aged);
    member("timed_out", orders.timed_out);
    member("queries", orders.queries);
    member("illegal_transitions", orders.illegal);
    member("overflows", orders.overflows);
    json.end_object();
}

void write_wire(report::JsonWriter& json, const gateway::WireCounters& wire) {
    const auto member = [&](std::string_view name, const std::atomic<std::int64_t>& value) {
        json.member(name, value.load(std::memory_order_relaxed));
    };
    json.key("wire");
    json.begin_object();
    member("actions", wire.actions);
    member("items", wire.items);
    member("over_http", wire.over_http);
    member("refused_here", wire.refused_here);
    member("refused_actions", wire.refused_actions);
    member("unanswered", wire.unanswered);
    member("too_many", wire.too_many);
    member("frames_refused", wire.frames_refused);
    member("stale_streams", wire.stale_streams);
    member("fills_foreign", wire.fills_foreign);
    member("posts_in_flight", wire.posts_in_flight);
    member("waiting", wire.waiting);
    member("messages_left", wire.messages_left);
    member("ip_weight_left", wire.ip_weight_left);
    member("actions_left", wire.actions_left);
    json.end_object();
}

void write_latencies(report::JsonWriter& json, const gateway::Latencies& latencies) {
    const auto stage = [&](std::string_view name, const DurationHistogram& histogram) {
        const auto us = [](Duration duration) { return duration.as_double() * 1e-3; };
        json.key(name);
        json.begin_object();
        json.member("count", histogram.count());
        json.member("p50", us(histogram.quantile(0.5)));
        json.member("p99", us(histogram.quantile(0.99)));
        json.member("p999", us(histogram.quantile(0.999)));
        json.member("max", us(histogram.longest()));
        json.member("sum", us(histogram.sum()));
        json.end_object();
    };
    json.key("latency_us");
    json.begin_object();
    stage("hand_over", latencies.hand_over);
    stage("decide", latencies.decide);
    stage("send", latencies.send);
    stage("frame_to_action", latencies.frame_to_action);
    stage("held", latencies.held);
    stage("round_trip", latencies.round_trip);
    json.end_object();
}

void write_runtime(report::JsonWriter& json, const RuntimeCounters& runtime) {
    json.key("runtime");
    json.begin_object();
    json.member("market_events", runtime.market_events);
    json.member("books_conflated", runtime.books_conflated);
    json.member("trades_dropped", runtime.trades_dropped);
    json.member("inbox_overflows", runtime.inbox_overflows);
    json.member("requests_lost", runtime.requests_lost);
    json.member("log_records_dropped", runtime.log_records_dropped);
    json.member("journal_failures", runtime.journal_failures);
    json.member("inputs_unrecorded", runtime.inputs_unrecorded);
    json.member("clock_steps", runtime.clock_steps);
    json.member("dead_man", to_string(runtime.protection));
    json.member("dead_man_firings_today", runtime.dead_man_firings);
    json.end_object();
}

}  // namespace

int Status::open_orders() const {
    int sum = 0;
    for (const AssetStatus& asset : assets) {
        sum += asset.orders;
    }
    return sum;
}

bool Status::has_fresh_data(double stale_after_s) const {
    return std::ranges::any_of(
        assets, [&](const AssetStatus& asset) { return asset.data_age_s <= stale_after_s; });
}

void take_status(const engine::Engine& engine, Timestamp started, Timestamp now, Status& status) {
    const risk::TradingState& state = engine.guard().state();
    status.time = now;
    status.started = started;
    status.link = engine.link();
    status.mode = state.record();
    status.closing = engine.is_closing();
    status.equity_usd = engine.ledger().equity_usd();
    status.day_loss_usd = state.day_loss_usd();
    status.drawdown_usd = state.drawdown_usd();
    status.requests_left = engine.budget().left();
    status.requests_used = engine.budget().used();
    status.steps = engine.compute().steps();
    status.steps_skipped = engine.steps_skipped();
    status.steps_failed = engine.compute().failed_steps();
    status.decision_hash = engine.decision_hash();
    status.orders = {};
    for (std::size_t i = 0; i < status.assets.size(); ++i) {
        const engine::Asset& asset = engine.assets()[i];
        const auto index = static_cast<AssetIndex>(i);
        status.assets[i] = status_of(asset, engine.ledger().asset_profit_usd(index), now);
        const double needed_s = asset.config->filter.warm_up_s;
        status.assets[i].warm_up_s = needed_s;
        status.assets[i].warm_up_left_s =
            std::max(0.0, needed_s - engine.compute().observed_s(index));
        add(status.orders, asset.orders.counters());
    }
}

std::string status_json(const FullStatus& full, Timestamp now) {
    const Status& status = full.status;
    report::JsonWriter json;
    json.begin_object();
    json.member("account", full.account);
    json.member("time", std::string_view(report::utc_text(status.time, 6)));
    json.member("age_s", to_seconds(now - status.time));
    json.member("started", std::string_view(report::utc_text(status.started, 0)));
    json.member("mode", to_string(status.mode.mode));
    json.member("mode_cause", to_string(status.mode.cause));
    json.member("mode_by", status.mode.who());
    const bool never_changed = status.mode.when == Timestamp();
    const Timestamp since = never_changed ? status.started : status.mode.when;
    json.member("mode_since", std::string_view(report::utc_text(since, 0)));
    json.member("closing", status.closing);
    json.member("equity_usd", status.equity_usd);
    json.member("day_loss_usd", status.day_loss_usd);
    json.member("drawdown_usd", status.drawdown_usd);
    json.member("open_orders", status.open_orders());
    json.member("requests_used", status.requests_used);
    json.member("requests_left", status.requests_left);
    json.member("steps", status.steps);
    json.member("steps_skipped", status.steps_skipped);
    json.member("steps_failed", status.steps_failed);
    json.member("decision_hash", std::string_view(report::hash_text(status.decision_hash)));
    write_link(json, status.link);
    write_orders(json, status.orders);
    write_runtime(json, full.runtime);
    write_wire(json, full.wire);
    write_latencies(json, full.latencies);
    json.key("assets");
    json.begin_array();
    for (std::size_t i = 0; i < status.assets.size(); ++i) {
        write_asset(json, status.assets[i], full.instruments[i]);
    }
    json.end_array();
    json.end_object();
    return json.text();
}

}  // namespace maxmin::live
