// Field by field, the same list for writing and reading: `Archive` is a ByteWriter or a ByteReader
// behind one call, so the two cannot differ.
#pragma once

#include "host/engine/engine.hpp"
#include "host/live/bytes.hpp"

namespace maxmin::live {

struct Writing {
    ByteWriter& bytes;
    template <typename Value>
    void operator()(const Value& value) {
        bytes.add(value);
    }
};

struct Reading {
    ByteReader& bytes;
    template <typename Value>
    void operator()(Value& value) {
        bytes.take(value);
    }
};

template <typename Archive, typename Level>
void level_fields(Archive&& archive, Level& level) {
    archive(level.price);
    archive(level.size);
}

template <typename Archive, typename Event>
void market_fields(Archive&& archive, Event& event) {
    archive(event.exchange_time);
    archive(event.local_time);
    archive(event.asset);
    archive(event.kind);
    archive(event.aggressor);
    archive(event.bid_levels);
    archive(event.ask_levels);
    archive(event.trade_id);
    level_fields(archive, event.bid);
    level_fields(archive, event.ask);
}

template <typename Archive, typename Report>
void report_fields(Archive&& archive, Report& report) {
    archive(report.kind);
    archive(report.reason);
    archive(report.liquidity);
    archive(report.side);
    archive(report.level);
    archive(report.asset);
    archive(report.id);
    archive(report.price);
    archive(report.size);
    archive(report.remaining);
    archive(report.fee_usd);
    archive(report.trade_id);
    archive(report.exchange_time);
    archive(report.local_time);
}

template <typename Archive, typename Order>
void order_fields(Archive&& archive, Order& order) {
    archive(order.id);
    archive(order.venue_id);
    archive(order.asset);
    archive(order.side);
    archive(order.reduce_only);
    archive(order.price);
    archive(order.remaining);
    archive(order.placed_at);
}

template <typename Archive, typename Position>
void position_fields(Archive&& archive, Position& position) {
    archive(position.asset);
    archive(position.lots);
    archive(position.entry_usd);
}

template <typename Archive, typename Truth>
void truth_fields(Archive&& archive, Truth& truth) {
    archive(truth.local_time);
    archive(truth.orders_asked);
    archive(truth.positions_asked);
    archive(truth.equity_usd);
    archive(truth.traded_usd);
    archive(truth.requests_used);
    archive(truth.requests_limit);
    archive(truth.after_loss);
}

template <typename Archive, typename Instrument>
void instrument_fields(Archive&& archive, Instrument& instrument) {
    archive(instrument.type);
    archive(instrument.price_decimals);
    archive(instrument.size_decimals);
    archive(instrument.significant_figures);
    archive(instrument.tick_step);
    archive(instrument.minimum_value_usd);
    archive(instrument.leverage_max);
}

template <typename Archive, typename Start>
void start_fields(Archive&& archive, Start& start) {
    archive(start.time);
    archive(start.expected_end);
    archive(start.maker_fee_bps);
    archive(start.balance_usd);
    archive(start.linked);
    archive(start.restored.first_order_id);
}

template <typename Archive, typename Fill>
void fill_fields(Archive&& archive, Fill& fill) {
    archive(fill.asset);
    archive(fill.trade_id);
    archive(fill.exchange_time);
}

template <typename Archive, typename Mode>
void mode_fields(Archive&& archive, Mode& mode) {
    archive(mode.mode);
    archive(mode.cause);
    archive(mode.when);
    for (auto& letter : mode.who_text) {
        archive(letter);
    }
}

template <typename Archive, typename Marks>
void marks_fields(Archive&& archive, Marks& marks) {
    archive(marks.utc_day);
    archive(marks.equity_usd);
    archive(marks.day_start_usd);
    archive(marks.peak_usd);
}

}  // namespace maxmin::live
