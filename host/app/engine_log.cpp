#include "host/app/engine_log.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "host/engine/asset.hpp"
#include "host/engine/link.hpp"
#include "host/gateway/messages.hpp"
#include "host/quote/log_lines.hpp"
#include "host/report/numbers.hpp"
#include "host/risk/verdict.hpp"

namespace maxmin::app {
namespace {

using engine::LogKind;
using engine::LogRecord;

template <typename Enum>
std::string_view name_of(const LogRecord& record) {
    return to_string(static_cast<Enum>(record.values[0]));
}

std::string side_and_level(const LogRecord& record) {
    return std::string(record.side == Side::bid ? "Bid" : "Ask") + " L" +
           std::to_string(record.level + 1);
}

std::string size_at_price(const LogRecord& record, const market::Instrument& instrument) {
    return market::format_decimal(record.size.value(), instrument.size_decimals) + " @ " +
           market::format_decimal(record.price.value(), instrument.price_decimals);
}

spdlog::level::level_enum level_of(const LogRecord& record) {
    switch (record.kind) {
        case LogKind::repriced:
        case LogKind::quote_placed:
        case LogKind::robust:
        case LogKind::venue_refused:
            return spdlog::level::debug;
        case LogKind::portfolio_mode:
        case LogKind::order_refused:
        case LogKind::device_failed:
        case LogKind::fate_unknown:
        case LogKind::start_refused:
            return spdlog::level::warn;
        case LogKind::impossible:
            return spdlog::level::err;
        case LogKind::position_adopted:
            return record.values[2] > 0.0 ? spdlog::level::err : spdlog::level::info;
        default:
            return spdlog::level::info;
    }
}

std::string count_of(double count) {
    return std::to_string(static_cast<std::int64_t>(count));
}

std::string lots_text(double lots, const market::Instrument& instrument) {
    return market::format_decimal(static_cast<std::int64_t>(lots), instrument.size_decimals);
}

/// What only a live run has to tell.
std::string link_line(const LogRecord& record, const market::Instrument& instrument) {
    switch (record.kind) {
        case LogKind::fate_unknown:
            return side_and_level(record) +
                   ": no answer from the venue, asked what became of it (" +
                   count_of(record.values[0]) + " times)";
        case LogKind::link_changed:
            return "Link: " + std::string(name_of<gateway::LinkState>(record));
        case LogKind::reconciled:
            return "Reconciled: orders gone " + count_of(record.values[0]) + ", adopted " +
                   count_of(record.values[1]) + ", found and cancelled " +
                   count_of(record.values[2]) + ", foreign " + count_of(record.values[3]);
        case LogKind::position_adopted:
            return std::string(record.values[2] > 0.0
                                   ? "Position contradicts start + fills, the venue's is taken: "
                                   : "Position taken over from the venue: ") +
                   lots_text(record.values[0], instrument) + " -> " +
                   lots_text(record.values[1], instrument);
        case LogKind::first_quote:
            return "Quoting " + report::fixed_text(record.values[0], 3) +
                   " s after the connection came up";
        case LogKind::start_refused:
            return std::string("Start refused: the account has ") +
                   (name_of<engine::Refusal>(record) == "positions"
                        ? "a position that the state folder does not explain (start.positions)"
                        : "open orders of ours (start.orders)");
        case LogKind::flattened:
            return "Flat: every position is closed";
        case LogKind::impossible:
            return side_and_level(record) + ": the venue reports '" +
                   std::string(to_string(static_cast<order::OrderEvent>(record.values[1]))) +
                   "' of order " +
                   report::hash_text(static_cast<std::uint64_t>(record.values[2]) << 32U |
                                     static_cast<std::uint64_t>(record.values[3])) +
                   ", which is " +
                   std::string(to_string(static_cast<order::OrderState>(record.values[0])));
        default:
            return "unknown record";
    }
}

bool is_of_all(LogKind kind) {
    switch (kind) {
        case LogKind::portfolio_mode:
        case LogKind::device_failed:
        case LogKind::link_changed:
        case LogKind::reconciled:
        case LogKind::first_quote:
        case LogKind::start_refused:
        case LogKind::flattened:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::string log_line(const LogRecord& record, const market::Instrument& instrument) {
    switch (record.kind) {
        case LogKind::repriced:
            return quote::reprice_line();
        case LogKind::quote_placed:
            return quote::placed_line(record.side,
                                      {.price = record.price,
                                       .size = record.size,
                                       .offset_bps = record.values[0],
                                       .level = record.level},
                                      instrument);
        case LogKind::momentum:
            return quote::momentum_line(record.side, record.level, record.values[0]);
        case LogKind::fills_seen:
            return quote::excitation_line(
                {.level = record.level,
                 .fills = {static_cast<int>(record.values[0]), static_cast<int>(record.values[1])},
                 .multiplier = {record.values[2], record.values[3]}});
        case LogKind::robust:
            return quote::robust_line({.mu_bps = record.values[0], .sigma_bps = record.values[1]});
        case LogKind::filled:
            return "Fill: " + side_and_level(record) + " " + size_at_price(record, instrument);
        case LogKind::state_changed:
            return "State: " + std::string(name_of<engine::QuoteState>(record));
        case LogKind::portfolio_mode:
            return "Portfolio: " + std::string(name_of<risk::TradingMode>(record));
        case LogKind::device_failed:
            return "Device failed: filters and grids go on by CPU";
        case LogKind::order_refused:
            return side_and_level(record) +
                   " refused by risk: " + std::string(name_of<risk::Verdict>(record));
        case LogKind::venue_refused:
            return side_and_level(record) +
                   " refused by the venue: " + std::string(name_of<gateway::Reason>(record));
        case LogKind::taker_sent:
            return "Taker " + std::string(record.side == Side::bid ? "buy " : "sell ") +
                   size_at_price(record, instrument);
        default:
            return link_line(record, instrument);
    }
}

void EngineLog::write(const LogRecord& record) {
    const market::Instrument& instrument = instruments_[static_cast<std::size_t>(record.asset)];
    const std::string line =
        (is_of_all(record.kind) ? "" : instrument.symbol + ' ') + log_line(record, instrument);
    const spdlog::log_clock::time_point time(
        std::chrono::duration_cast<spdlog::log_clock::duration>(
            std::chrono::nanoseconds(record.time.ns())));
    logger_->log(time, spdlog::source_loc{}, level_of(record), line);
}

}  // namespace maxmin::app
