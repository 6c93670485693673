// What a run tells of itself a few times a second: copied whole, so that whoever reads it sees one
// moment. Rates and ages are as of `time`; a reader that finds `time` old must say so.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "host/engine/engine.hpp"
#include "host/gateway/latencies.hpp"
#include "host/gateway/wire_counters.hpp"
#include "host/live/dead_man.hpp"

namespace maxmin::live {

struct AssetStatus {
    engine::QuoteState state = engine::QuoteState::no_link;
    Lots position;
    double mid_usd = ledger::not_known;
    double bid_usd = ledger::not_known;  // our best
    double ask_usd = ledger::not_known;
    double profit_usd = 0.0;
    double data_age_s = ledger::not_known;
    double grid_age_s = ledger::not_known;
    double warm_up_s = 0.0;       // of data needed before the first quote
    double warm_up_left_s = 0.0;  // of it, still to come
    int orders = 0;
    int unknown_orders = 0;
    std::array<gateway::OrderId, order::working_orders_max> order_ids{};  // the first `orders`
};

struct Status {
    Timestamp time;
    Timestamp started;
    engine::Link link;
    risk::ModeRecord mode;
    bool closing = false;
    double equity_usd = 0.0;
    double day_loss_usd = 0.0;
    double drawdown_usd = 0.0;
    double requests_left = 0.0;
    std::int64_t requests_used = 0;
    std::int64_t steps = 0;
    std::int64_t steps_skipped = 0;
    std::int64_t steps_failed = 0;
    std::uint64_t decision_hash = 0;
    order::OrderCounters orders;  // of all assets
    std::vector<AssetStatus> assets;

    int open_orders() const;
    bool has_fresh_data(double stale_after_s) const;
};

/// Everything but sizes, which were set at construction: allocates nothing.
void take_status(const engine::Engine& engine, Timestamp started, Timestamp now, Status& status);

/// What happened outside the engine.
struct RuntimeCounters {
    std::int64_t market_events = 0;
    std::int64_t books_conflated = 0;
    std::int64_t trades_dropped = 0;
    std::int64_t inbox_overflows = 0;
    std::int64_t requests_lost = 0;
    std::int64_t log_records_dropped = 0;
    std::int64_t journal_failures = 0;
    std::int64_t clock_steps = 0;
    std::int64_t inputs_unrecorded = 0;
    Protection protection = Protection::none;
    int dead_man_firings = 0;
};

/// All there is to tell.
struct FullStatus {
    Status status;
    RuntimeCounters runtime;
    const gateway::Latencies& latencies;
    const gateway::WireCounters& wire;
    std::string_view account;
    std::span<const market::Instrument> instruments;
};

/// One line of JSON; tells the status's age at `now`.
std::string status_json(const FullStatus& full, Timestamp now);

}  // namespace maxmin::live
