// The recorded market moves past our resting orders.
#include <algorithm>

#include "host/paper/matcher.hpp"

namespace maxmin::paper {

using gateway::Reason;
using market::EventKind;

void Matcher::on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                        std::span<const market::BookLevel> asks) {
    if (event.kind == EventKind::trade) {
        on_print(event);
        return;
    }
    ShownDepth& depth = market_of(event.asset).depth;
    const bool taken = event.kind == EventKind::book ? depth.replace(bids, asks)
                                                     : depth.set_best(event.bid, event.ask);
    if (!taken) {
        ++counters_.ignored_books;
        return;
    }
    on_shown(event);
}

void Matcher::on_print(const market::MarketEvent& event) {
    const Side passive = opposite(event.aggressor);
    const Ticks price = event.bid.price;
    const bool late = event.exchange_time == market_of(event.asset).shown_time;
    counters_.late_prints += late ? 1 : 0;
    const Count fills_before = counters_.maker_fills;
    Lots left = event.bid.size;
    for (int slot = orders_.first(event.asset, passive); slot != OrderPool::none;) {
        RestingOrder& order = orders_.at(slot);
        if (order.price == price) {
            fill_price_group(slot, event, left);
            break;
        }
        if (left == Lots(0) || is_better(passive, price, order.price)) {
            break;
        }
        // The taker went past our price: whoever stood ahead of us there is gone.
        order.queue.ahead = Lots(0);
        order.queue.ahead_before_shown = Lots(0);
        order.queue.known = true;
        const int next = orders_.next(slot);
        left -= fill_resting(slot, left, Cause::print_through, event.exchange_time);
        slot = next;
    }
    if (counters_.maker_fills != fills_before) {
        settle_fills(event.asset, event.exchange_time);
    }
}

/// Our orders at the print's own price, in time order, with the size of others between them.
void Matcher::fill_price_group(int first, const market::MarketEvent& event, Lots left) {
    const Ticks price = event.bid.price;
    Lots consumed;  // of others, off the front
    int survivor = OrderPool::none;
    for (int slot = first; slot != OrderPool::none && orders_.at(slot).price == price;) {
        const QueuePosition& queue = orders_.at(slot).queue;
        const int next = orders_.next(slot);
        if (queue.known) {
            const Lots ahead = QueueEstimator::ahead_of_print(queue, event.exchange_time);
            const Lots passed = std::min(left, std::max(ahead - consumed, Lots(0)));
            consumed += passed;
            left -= passed;
            const int before = orders_.count();
            left -= fill_resting(slot, left, Cause::queue, event.exchange_time);
            if (survivor == OrderPool::none && orders_.count() == before) {
                survivor = slot;
            }
        } else {
            ++counters_.unknown_queue_prints;
        }
        slot = next;
    }
    for (int slot = survivor; slot != OrderPool::none && orders_.at(slot).price == price;
         slot = orders_.next(slot)) {
        QueueEstimator::on_print(orders_.at(slot).queue, consumed, event.bid.size,
                                 event.exchange_time);
    }
}

void Matcher::on_shown(const market::MarketEvent& event) {
    Market& market = market_of(event.asset);
    market.shown_time = event.exchange_time;
    const Count fills_before = counters_.maker_fills;
    const std::int64_t mid_before = account_.holding(event.asset).mid_doubled;
    account_.set_mid(event.asset, market.depth.mid_doubled());
    for (const Side side : {Side::bid, Side::ask}) {
        advance_queues(event, side);
        fill_crossed(event.asset, side, event.exchange_time);
    }
    if (counters_.maker_fills != fills_before) {
        settle_fills(event.asset, event.exchange_time);
    } else if (market.depth.mid_doubled() != mid_before) {
        liquidate_if_due(event.exchange_time);
    }
}

void Matcher::advance_queues(const market::MarketEvent& event, Side side) {
    const ShownDepth& depth = market_of(event.asset).depth;
    const auto levels = depth.levels(side);
    if (levels.empty()) {
        return;
    }
    // A best-quote update says nothing of the prices behind it.
    const bool only_best = event.kind == EventKind::best;
    Ticks price_before;
    Lots ahead_before;
    for (int slot = orders_.first(event.asset, side); slot != OrderPool::none;
         slot = orders_.next(slot)) {
        RestingOrder& order = orders_.at(slot);
        if (only_best && is_better(side, levels.front().price, order.price)) {
            return;
        }
        const auto shown = depth.size_at(side, order.price);
        if (!shown) {
            return;  // deeper than what is shown, and so are the orders behind
        }
        queue_.on_shown(order.queue, *shown, event.exchange_time);
        if (order.price == price_before) {
            order.queue.ahead = std::max(order.queue.ahead, ahead_before);
        }
        price_before = order.price;
        ahead_before = order.queue.ahead;
    }
}

/// Fills our orders of this side that the opposite best has passed: strictly, not by a touch.
/// What they take of the size shown there is gone until the next snapshot.
void Matcher::fill_crossed(AssetIndex asset, Side side, Timestamp now) {
    const Side other = opposite(side);
    for (int slot = orders_.first(asset, side); slot != OrderPool::none;) {
        const Ticks price = orders_.at(slot).price;
        Lots beyond;
        for (const ShownLevel& level : market_of(asset).depth.levels(other)) {
            if (!is_better(other, level.price, price)) {
                break;
            }
            beyond += level.available();
        }
        if (beyond == Lots(0)) {
            return;
        }
        const int next = orders_.next(slot);
        Lots filled = fill_resting(slot, beyond, Cause::trade_through, now);
        for (ShownLevel& level : market_of(asset).depth.levels(other)) {
            const Lots size = std::min(filled, level.available());
            level.taken += size;
            filled -= size;
        }
        slot = next;
    }
}

/// Fills up to `most` lots at the order's own price. Less, or nothing, where reduce-only or margin
/// forbid it; without margin the order is cancelled.
Lots Matcher::fill_resting(int slot, Lots most, Cause cause, Timestamp now) {
    RestingOrder& order = orders_.at(slot);
    Lots size = std::min(most, order.remaining);
    if (order.reduce_only) {
        size = std::min(size, account_.reducible(order.asset, order.side));
    }
    if (size == Lots(0)) {
        return size;
    }
    if (!account_.can_match(order.asset, order.side, size)) {
        ++counters_.cancelled_by_venue;
        cancel_resting(slot, Reason::insufficient_margin, now);
        return Lots(0);
    }
    switch (cause) {
        case Cause::queue:
            ++counters_.queue_fills;
            break;
        case Cause::print_through:
            ++counters_.print_through_fills;
            break;
        case Cause::trade_through:
            ++counters_.trade_through_fills;
            break;
    }
    order.remaining -= size;
    if (!order.reduce_only) {
        account_.reserve(order.asset, order.side, -size);
    }
    const Fill fill{
        .trade = {.asset = order.asset, .side = order.side, .price = order.price, .size = size},
        .remaining = order.remaining,
        .id = order.id,
        .level = order.level};
    if (fill.remaining == Lots(0)) {
        filled_ids_[static_cast<std::size_t>(order.id) % filled_ids_.size()] = order.id;
        drop(slot);
    }
    execute(fill, now);
    return size;
}

}  // namespace maxmin::paper
