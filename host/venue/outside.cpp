// The outside market moves past the clients' resting orders: the same three ways to be filled as in
// the in-process exchange, with one budget of a print for all clients together.
#include <algorithm>

#include "host/venue/exchange.hpp"

namespace maxmin::venue {

using market::EventKind;

void Exchange::on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                         std::span<const market::BookLevel> asks) {
    touch(event.asset);
    if (event.kind == EventKind::trade) {
        on_print(event);
        return;
    }
    paper::ShownDepth& depth = book_of(event.asset).outside();
    const bool taken = event.kind == EventKind::book ? depth.replace(bids, asks)
                                                     : depth.set_best(event.bid, event.ask);
    if (taken) {
        on_shown(event);
    }
}

/// What clients do not take of a print is a trade between others, at the print's price.
void Exchange::on_print(const market::MarketEvent& event) {
    book_moved_[static_cast<std::size_t>(event.asset)] = 1;
    const Ticks price = event.bid.price;
    const Side passive = opposite(event.aggressor);
    Lots left = event.bid.size;
    while (left > Lots(0)) {
        Order* const order = book_of(event.asset).first(passive);
        if (order == nullptr || !paper::is_better(passive, order->price, price)) {
            break;
        }
        // The taker went past this price: whoever stood ahead there is gone.
        left -= fill_from_outside(*order, left);
    }
    left = fill_at_print(event, left);
    if (left > Lots(0)) {
        events_.push_back(new_trade(event.asset, event.aggressor, price, left));
    }
    asset(event.asset).last_trade = price;
}

/// The orders at the print's own price, in time order, with the size of others between them.
/// Returns what is left, others' part included.
Lots Exchange::fill_at_print(const market::MarketEvent& event, Lots left) {
    const Side passive = opposite(event.aggressor);
    const auto* const at_price = book(event.asset).at_price(passive, event.bid.price);
    if (at_price == nullptr) {
        return left;
    }
    Lots others;  // off the front, not for clients
    Lots budget = left;
    std::vector<Oid> line;
    for (const Order* const order : *at_price) {
        line.push_back(order->oid);
    }
    for (const Oid oid : line) {
        Order* const order = find_live(oid);
        if (order == nullptr || !order->queue.known) {
            continue;
        }
        const Lots ahead = paper::QueueEstimator::ahead_of_print(order->queue, event.exchange_time);
        const Lots passed = std::min(budget, std::max(ahead - others, Lots(0)));
        others += passed;
        budget -= passed;
        if (budget == Lots(0)) {
            break;
        }
        const Lots filled = fill_from_outside(*order, budget);
        budget -= filled;
        left -= filled;
    }
    for (const Oid oid : line) {
        if (Order* const order = find_live(oid)) {
            paper::QueueEstimator::on_print(order->queue, others, event.bid.size,
                                            event.exchange_time);
        }
    }
    return left;
}

/// Up to `most` lots at the order's own price, the outside market being the taker.
Lots Exchange::fill_from_outside(Order& order, Lots most) {
    const Lots size = fillable(order, most);
    if (size == Lots(0)) {
        return size;
    }
    Trade trade = new_trade(order.asset, opposite(order.side), order.price, size);
    (order.side == Side::bid ? trade.buyer : trade.seller) = order.account;
    const Filler filler(order);
    reduce_resting(order, size);
    events_.push_back(trade);
    book_fill(order, trade, false, {});
    if (order.remaining == Lots(0)) {
        finish(order, OrderStatus::filled);
    }
    after_fill(filler);
    return size;
}

void Exchange::on_shown(const market::MarketEvent& event) {
    book_moved_[static_cast<std::size_t>(event.asset)] = 1;
    for (const Side side : {Side::bid, Side::ask}) {
        if (book(event.asset).has_orders(side)) {
            advance_queues(event, side);
            fill_crossed(event.asset, side);
        }
    }
}

void Exchange::advance_queues(const market::MarketEvent& event, Side side) {
    const Book& book = book_of(event.asset);
    const auto levels = book.outside().levels(side);
    if (levels.empty()) {
        return;
    }
    // A best-quote update says nothing of the prices behind it.
    const bool only_best = event.kind == EventKind::best;
    Ticks price_before;
    Lots ahead_before;
    for (Order* const order : book.orders(side)) {
        if (only_best && paper::is_better(side, levels.front().price, order->price)) {
            return;
        }
        const auto shown = book.outside().size_at(side, order->price);
        if (!shown) {
            return;  // deeper than what is shown, and so are the orders behind
        }
        queue_.on_shown(order->queue, *shown, event.exchange_time);
        if (order->price == price_before) {
            order->queue.ahead = std::max(order->queue.ahead, ahead_before);
        }
        price_before = order->price;
        ahead_before = order->queue.ahead;
    }
}

/// Orders of this side that the outside's opposite best has passed: strictly, not by a touch. What
/// they take of the size shown there is gone until the next snapshot.
void Exchange::fill_crossed(AssetIndex index, Side side) {
    const Side other = opposite(side);
    while (Order* const order = book_of(index).first(side)) {
        paper::ShownLevel* passed = nullptr;
        for (paper::ShownLevel& level : book_of(index).outside().levels(other)) {
            if (level.available() > Lots(0)) {
                passed = &level;
                break;
            }
        }
        if (passed == nullptr || !paper::is_better(other, passed->price, order->price)) {
            return;
        }
        const Lots filled = fill_from_outside(*order, passed->available());
        passed->taken += filled;
        if (filled > Lots(0)) {
            market_.on_taken(index, other, {.price = passed->price, .size = filled});
        }
    }
}

/// Mark: median of best bid, best ask and last trade. Accounts hear of it once a block.
void Exchange::update_marks() {
    bool moved = false;
    for (std::size_t i = 0; i < assets_.size(); ++i) {
        if (book_moved_[i] == 0) {
            continue;
        }
        book_moved_[i] = 0;
        const auto index = static_cast<AssetIndex>(i);
        const paper::ShownDepth& depth = books_[i].outside();
        const auto bids = depth.levels(Side::bid);
        const auto asks = depth.levels(Side::ask);
        if (bids.empty() || asks.empty()) {
            continue;
        }
        Asset& market = assets_[i];
        const Ticks low = bids.front().price;
        const Ticks high = asks.front().price;
        const Ticks middle(depth.mid_doubled() / 2);
        const Ticks mark =
            market.last_trade == Ticks(0) ? middle : std::clamp(market.last_trade, low, high);
        moved = moved || mark != market.mark;
        market.mark = mark;
        market.oracle = market_.oracle(index).value_or(middle);
    }
    if (moved) {
        for (const auto& each : clients_) {
            each->account.mark_moved();
        }
    }
}

}  // namespace maxmin::venue
