#include "host/app/engine_log.hpp"

#include <chrono>
#include <string>
#include <utility>

#include <spdlog/spdlog.h>

#include "host/engine/asset.hpp"
#include "host/gateway/messages.hpp"
#include "host/quote/log_lines.hpp"
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

spdlog::level::level_enum level_of(LogKind kind) {
    switch (kind) {
        case LogKind::repriced:
        case LogKind::quote_placed:
        case LogKind::robust:
        case LogKind::venue_refused:
            return spdlog::level::debug;
        case LogKind::portfolio_mode:
        case LogKind::order_refused:
        case LogKind::device_failed:
            return spdlog::level::warn;
        default:
            return spdlog::level::info;
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
    }
    return "unknown record";
}

void EngineLog::write(const LogRecord& record) {
    const market::Instrument& instrument = instruments_[static_cast<std::size_t>(record.asset)];
    const bool is_of_all =
        record.kind == LogKind::portfolio_mode || record.kind == LogKind::device_failed;
    const std::string line =
        (is_of_all ? "" : instrument.symbol + ' ') + log_line(record, instrument);
    const spdlog::log_clock::time_point time(
        std::chrono::duration_cast<spdlog::log_clock::duration>(
            std::chrono::nanoseconds(record.time.ns())));
    logger_->log(time, spdlog::source_loc{}, level_of(record.kind), line);
}

}  // namespace maxmin::app
