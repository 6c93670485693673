// What the venue reports: orders move, fills count into position, ledger and intensities, and what
// came back unread is given back to the budget.
#include <algorithm>

#include "host/engine/engine.hpp"

namespace maxmin::engine {
namespace {

using gateway::Reason;
using gateway::Report;
using gateway::ReportKind;
using gateway::RequestKind;

std::int64_t& rejects_of(AssetCounts& counts, Reason reason) {
    switch (reason) {
        case Reason::post_only_would_cross:
            return counts.post_only_rejects;
        case Reason::unknown_order:  // a modify or cancel that lost the race to a fill
            return counts.races_lost;
        default:
            return counts.other_rejects;
    }
}

/// An order found at the venue may belong to no level of the ladder: it counts as the deepest.
LevelCounts& level_counts(Asset& asset, const Report& report) {
    const auto level = std::min<std::size_t>(report.level, quote::levels_max - 1);
    return asset.counts.level[static_cast<std::size_t>(index_of(report.side))][level];
}

}  // namespace

void Engine::on_report(const Report& report) noexcept {
    hash_report(report);
    Asset& asset = at(report.asset);
    if (report.kind == ReportKind::funding) {
        ledger_.on_funding(report);
        return;
    }
    const order::WorkingOrder* before = asset.orders.find(report.id);
    const bool first_fill = before == nullptr || before->filled == Lots(0);
    const order::Transition transition = asset.orders.apply(report);
    asset.dirty = true;
    if (transition.verdict == order::Verdict::illegal) {
        const auto id = static_cast<std::uint64_t>(report.id);
        log_.add(
            {.time = report.local_time,
             .kind = LogKind::impossible,
             .asset = report.asset,
             .side = report.side,
             .level = report.level,
             .values = {static_cast<double>(transition.from),
                        static_cast<double>(order::event_of(report)),
                        static_cast<double>(id >> 32U), static_cast<double>(id & 0xffff'ffffU)}});
    }
    if (transition.filled > Lots(0)) {
        take_fill(asset, report, transition.filled, first_fill);
    }
    LevelCounts& level = level_counts(asset, report);
    if (report.kind == ReportKind::accepted) {
        ++level.rested;
    } else if (report.kind == ReportKind::rejected || report.kind == ReportKind::modify_rejected ||
               report.kind == ReportKind::cancel_rejected) {
        ++rejects_of(asset.counts, report.reason);
        if (report.reason == Reason::too_many_requests) {
            budget_.returned(report.kind == ReportKind::rejected          ? RequestKind::place
                             : report.kind == ReportKind::modify_rejected ? RequestKind::modify
                                                                          : RequestKind::cancel);
        }
        log_.add({.time = report.local_time,
                  .kind = LogKind::venue_refused,
                  .asset = report.asset,
                  .side = report.side,
                  .level = report.level,
                  .values = {static_cast<double>(report.reason)}});
    }
}

void Engine::take_fill(Asset& asset, const Report& report, Lots filled, bool first_fill) noexcept {
    count_time(asset, report.local_time);
    const market::Instrument& instrument = asset.setup.instrument;
    asset.position += filled * sign_of(report.side);
    asset.fill_heard_at = report.local_time;
    asset.filled_at = std::max(asset.filled_at, report.exchange_time);
    ledger_.on_fill(report);
    const double price_usd = instrument.price_usd(report.price);
    budget_.traded(price_usd * instrument.size_coin(filled));
    log_.add({.time = report.exchange_time,
              .kind = LogKind::filled,
              .asset = report.asset,
              .side = report.side,
              .level = report.level,
              .price = report.price,
              .size = filled,
              .values = {report.fee_usd}});
    if (report.liquidity == gateway::Liquidity::taker) {
        return;
    }
    LevelCounts& level = level_counts(asset, report);
    ++level.fills;
    level.filled_orders += first_fill ? 1 : 0;
    level.filled += filled;
    if (report.level >= asset.setup.quote.levels()) {
        return;  // of an order found at the venue: no fill of our ladder
    }
    asset.hawkes.record_fill(report.level, report.side, report.exchange_time);
    log_excitation(asset, report);
}

void Engine::log_excitation(Asset& asset, const Report& report) noexcept {
    const auto multiplier = [&](Side side) {
        return asset.hawkes.excitation_multiplier(report.level, side, report.exchange_time);
    };
    const auto fills = [&](Side side) {
        return static_cast<double>(asset.hawkes.fills(report.level, side));
    };
    LogRecord record{.time = report.exchange_time,
                     .kind = LogKind::momentum,
                     .asset = report.asset,
                     .side = report.side,
                     .level = report.level,
                     .values = {multiplier(report.side)}};
    if (record.values[0] > asset.config->quote.multi_level_config.momentum_threshold) {
        log_.add(record);
    }
    record.kind = LogKind::fills_seen;
    record.values = {fills(Side::bid), fills(Side::ask), multiplier(Side::bid),
                     multiplier(Side::ask)};
    log_.add(record);
}

}  // namespace maxmin::engine
