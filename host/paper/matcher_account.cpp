// What follows from fills and the passing hour: fees, reports, funding, reduce-only, liquidation.
#include <algorithm>

#include "host/paper/matcher.hpp"

namespace maxmin::paper {

using gateway::Liquidity;
using gateway::Reason;
using gateway::ReportKind;

void Matcher::execute(const Fill& fill, Timestamp now) {
    const Trade& trade = fill.trade;
    const int decimals = market_of(trade.asset).value_decimals;
    const std::int64_t value = trade.price.value() * trade.size.value();
    const MicroUsd fee = share_of_value(value, fees_.at(fill.liquidity), decimals);
    account_.apply_fill(trade, fee);
    volume_usd_ += to_usd(share_of_value(value, rate_of(1.0), decimals));
    ++(fill.liquidity == Liquidity::maker ? counters_.maker_fills : counters_.taker_fills);
    counters_.partial_fills += fill.remaining > Lots(0) ? 1 : 0;
    gateway::Report report;
    report.kind = ReportKind::filled;
    report.reason = fill.reason;
    report.liquidity = fill.liquidity;
    report.side = trade.side;
    report.level = fill.level;
    report.asset = trade.asset;
    report.id = fill.id;
    report.price = trade.price;
    report.size = trade.size;
    report.remaining = fill.remaining;
    report.fee_usd = to_usd(fee);
    report.trade_id = ++last_trade_id_;
    outbox_.send(report, now);
}

void Matcher::cancel_resting(int slot, Reason reason, Timestamp now) {
    outbox_.send(report_on(orders_.at(slot), ReportKind::cancelled, reason), now);
    drop(slot);
}

void Matcher::drop(int slot) {
    const RestingOrder& order = orders_.at(slot);
    if (!order.reduce_only) {
        account_.reserve(order.asset, order.side, -order.remaining);
    }
    orders_.remove(slot);
}

bool Matcher::was_filled(gateway::OrderId id) const {
    return filled_ids_[static_cast<std::size_t>(id) % filled_ids_.size()] == id &&
           id != gateway::OrderId{};
}

/// After the fills of one cause in one asset.
void Matcher::settle_fills(AssetIndex asset, Timestamp now) {
    cancel_void_reduce_only(asset, now);
    liquidate_if_due(now);
}

/// A resting reduce-only order that has nothing left to reduce is cancelled by the venue.
void Matcher::cancel_void_reduce_only(AssetIndex asset, Timestamp now) {
    for (const Side side : {Side::bid, Side::ask}) {
        if (account_.reducible(asset, side) > Lots(0)) {
            continue;
        }
        for (int slot = orders_.first(asset, side); slot != OrderPool::none;) {
            const int next = orders_.next(slot);
            if (orders_.at(slot).reduce_only) {
                ++counters_.cancelled_by_venue;
                cancel_resting(slot, Reason::reduce_only_violated, now);
            }
            slot = next;
        }
    }
}

void Matcher::pay_funding(Timestamp now) {
    for (AssetIndex asset = 0; asset < orders_.assets(); ++asset) {
        const Holding& holding = account_.holding(asset);
        if (holding.position == Lots(0)) {
            continue;
        }
        const MicroUsd doubled = share_of_value(holding.position.value() * holding.mid_doubled,
                                                funding_rate_, market_of(asset).value_decimals);
        const MicroUsd paid(doubled.value() / 2);
        account_.apply_funding(asset, paid);
        ++counters_.funding_payments;
        const bool is_long = holding.position > Lots(0);
        gateway::Report report;
        report.kind = ReportKind::funding;
        report.side = is_long ? Side::bid : Side::ask;
        report.asset = asset;
        report.price = Ticks(holding.mid_doubled / 2);
        report.size = is_long ? holding.position : -holding.position;
        report.fee_usd = to_usd(paid);
        outbox_.send(report, now);
    }
    liquidate_if_due(now);
}

/// Below maintenance margin the venue cancels everything and closes at the book. What the shown
/// size cannot take stays open and is tried again when the market moves; a loss beyond the balance
/// stays ours (no backstop is modelled).
void Matcher::liquidate_if_due(Timestamp now) {
    if (!account_.has_position() || account_.equity_usd() >= account_.maintenance_margin_usd()) {
        return;
    }
    const auto fills_before = counters_.taker_fills;
    const int orders_before = orders_.count();
    for (AssetIndex asset = 0; asset < orders_.assets(); ++asset) {
        for (const Side side : {Side::bid, Side::ask}) {
            while (orders_.first(asset, side) != OrderPool::none) {
                ++counters_.cancelled_by_venue;
                cancel_resting(orders_.first(asset, side), Reason::liquidated, now);
            }
        }
    }
    for (AssetIndex asset = 0; asset < orders_.assets(); ++asset) {
        close_position(asset, now);
    }
    const bool acted = counters_.taker_fills != fills_before || orders_before != 0;
    counters_.liquidations += acted ? 1 : 0;
}

void Matcher::close_position(AssetIndex asset, Timestamp now) {
    const Side side = account_.position(asset) > Lots(0) ? Side::ask : Side::bid;
    for (ShownLevel& level : market_of(asset).depth.levels(opposite(side))) {
        const Lots left = account_.reducible(asset, side);
        const Lots size = std::min(left, level.available());
        if (size == Lots(0)) {
            continue;
        }
        level.taken += size;
        execute({.trade = {.asset = asset, .side = side, .price = level.price, .size = size},
                 .remaining = left - size,
                 .liquidity = Liquidity::taker,
                 .reason = Reason::liquidated},
                now);
    }
}

}  // namespace maxmin::paper
