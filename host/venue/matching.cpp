// A taker meets what rests: clients by price and time, and between them the outside size that
// stands ahead of them in the queue.
#include <algorithm>

#include "host/base/hash.hpp"
#include "host/venue/exchange.hpp"

namespace maxmin::venue {

void Exchange::note(const Order& order, OrderStatus status) {
    events_.push_back(OrderChange{.order = order, .status = status, .time = now_});
}

/// The tid is a hash, as on the venue, of 50 bits. A taker outside has a transaction of its own.
Trade Exchange::new_trade(AssetIndex index, Side aggressor, Ticks price, Lots size) {
    Hasher hasher;
    hasher.add(config_.seed);
    hasher.add(++last_match_);
    return {.asset = index,
            .aggressor = aggressor,
            .price = price,
            .size = size,
            .time = now_,
            .tid = hasher.value() >> 14U,
            .hash = hash_ != ActionHash::none ? hash_ : ActionHash{hasher.value() | 1U},
            .buyer = AccountId::outside,
            .seller = AccountId::outside};
}

/// Fills what the taker's limit, the book and its margin allow; lowers its remaining size.
Exchange::Taken Exchange::match(Order& taker, std::optional<Liquidation> liquidation) {
    Taken taken;
    while (taker.remaining > Lots(0) && match_once(taker, taken, liquidation)) {
    }
    touch(taker.asset);
    return taken;
}

/// One step: a fill, or a resting order that had to go. False if there is nothing left to meet.
bool Exchange::match_once(Order& taker, Taken& taken,
                          const std::optional<Liquidation>& liquidation) {
    const Side side = opposite(taker.side);
    Book& book = book_of(taker.asset);
    Order* const resting = book.first(side);
    paper::ShownLevel* level = book.first_outside(side);
    Lots size = taker.remaining;
    if (taker.reduce_only) {
        size = std::min(size, client(taker.account).account.reducible(taker.asset, taker.side));
    }
    if (size == Lots(0) || (resting == nullptr && level == nullptr)) {
        return false;
    }
    const bool client_first =
        resting != nullptr &&
        (level == nullptr || paper::is_better(side, resting->price, level->price) ||
         (resting->price == level->price && resting->queue.ahead == Lots(0)));
    const Ticks price = client_first ? resting->price : level->price;
    if (paper::is_better(side, taker.price, price)) {
        return false;
    }
    const Lots before = taker.remaining;
    if (!client_first) {
        const bool shares_price = resting != nullptr && resting->price == level->price;
        size = std::min(size, level->available());
        size = shares_price ? std::min(size, resting->queue.ahead) : size;
        take_outside(taker, *level, size, liquidation);
    } else if (resting->account == taker.account) {
        finish(*resting, OrderStatus::self_trade_canceled);
    } else {
        size = fillable(*resting, size);
        if (size > Lots(0)) {
            meet(taker, *resting, size, liquidation);
        }
    }
    const Lots filled = before - taker.remaining;
    taken.size += filled;
    taken.value += MicroUsd(price.value() * filled.value());
    return true;
}

void Exchange::take_outside(Order& taker, paper::ShownLevel& level, Lots size,
                            const std::optional<Liquidation>& liquidation) {
    const Side side = opposite(taker.side);
    const Ticks price = level.price;
    level.taken += size;
    if (const auto* const queue = book(taker.asset).at_price(side, price)) {
        for (Order* const order : *queue) {
            order->queue.ahead -= std::min(order->queue.ahead, size);
            order->queue.ahead_before_shown -= std::min(order->queue.ahead_before_shown, size);
        }
    }
    market_.on_taken(taker.asset, side, {.price = price, .size = size});
    Trade trade = new_trade(taker.asset, taker.side, price, size);
    (taker.side == Side::bid ? trade.buyer : trade.seller) = taker.account;
    taker.remaining -= size;
    events_.push_back(trade);
    book_fill(taker, trade, true, liquidation);
    after_fill(Filler(taker));
}

/// What a resting order may give: less for reduce-only; without margin it is cancelled and gives
/// nothing.
Lots Exchange::fillable(Order& resting, Lots most) {
    const Account& account = client(resting.account).account;
    Lots size = std::min(most, resting.remaining);
    if (resting.reduce_only) {
        size = std::min(size, account.reducible(resting.asset, resting.side));
        if (size == Lots(0)) {
            finish(resting, OrderStatus::reduce_only_canceled);
        }
        return size;
    }
    if (!account.can_match(resting.asset, resting.side, size)) {
        finish(resting, OrderStatus::margin_canceled);
        return Lots(0);
    }
    return size;
}

void Exchange::meet(Order& taker, Order& resting, Lots size,
                    const std::optional<Liquidation>& liquidation) {
    Trade trade = new_trade(taker.asset, taker.side, resting.price, size);
    trade.buyer = taker.side == Side::bid ? taker.account : resting.account;
    trade.seller = taker.side == Side::bid ? resting.account : taker.account;
    const Filler maker(resting);
    taker.remaining -= size;
    reduce_resting(resting, size);
    events_.push_back(trade);
    book_fill(resting, trade, false, liquidation);
    book_fill(taker, trade, true, liquidation);
    if (resting.remaining == Lots(0)) {
        finish(resting, OrderStatus::filled);
    }
    after_fill(maker);
    after_fill(Filler(taker));
}

void Exchange::reduce_resting(Order& order, Lots size) {
    order.remaining -= size;
    if (!order.reduce_only) {
        client(order.account).account.reserve(order.asset, order.side, -size);
    }
    touch(order.asset);
}

void Exchange::book_fill(const Order& order, const Trade& trade, bool crossed,
                         const std::optional<Liquidation>& liquidation) {
    Client& own = client(order.account);
    const MicroUsd value(trade.price.value() * trade.size.value());
    const paper::Rate rate = crossed ? fees_.taker : fees_.maker;
    const MicroUsd fee = paper::share_of_value(value.value(), rate, 6);
    Fill fill{.account = order.account,
              .asset = order.asset,
              .side = order.side,
              .price = trade.price,
              .size = trade.size,
              .time = now_,
              .start_position = own.account.position(order.asset),
              .closed_pnl = {},
              .fee = fee,
              .oid = order.oid,
              .crossed = crossed,
              .tid = trade.tid,
              .hash = trade.hash,
              .cloid = order.cloid,
              .liquidation = liquidation};
    fill.closed_pnl = own.account.apply_fill(trade, order.side, fee);
    changed_.clients.insert(order.account);
    changed_.holdings.emplace(order.account, order.asset);
    own.volume += value;
    fees_collected_ += fee;
    events_.push_back(fill);
}

/// Undoes what store() and the book did; the order itself stays.
void Exchange::take_off(Order& order) {
    Client& own = client(order.account);
    own.open.erase(order.oid);
    if (order.reduce_only) {
        --own.reduce_only_open;
    }
    if (order.stage == OrderStage::resting) {
        book_of(order.asset).remove(order);
        if (!order.reduce_only) {
            own.account.reserve(order.asset, order.side, -order.remaining);
        }
        touch(order.asset);
    }
    triggers_.erase(order.oid);
}

/// Takes a live order off the book and says what became of it. The order is gone afterwards.
void Exchange::finish(Order& order, OrderStatus status) {
    take_off(order);
    auto node = orders_.extract(order.oid);
    const Order& gone = node.mapped();
    note(gone, status);
    const bool was_filled = status == OrderStatus::filled;
    for (const Oid child : gone.children) {
        Order* const live = find_live(child);
        if (live == nullptr) {
            continue;
        }
        if (was_filled) {
            live->stage = OrderStage::waiting_for_trigger;
            triggers_.insert(child);
        } else if (live->stage == OrderStage::waiting_for_fill) {
            finish(*live, OrderStatus::canceled);
        }
    }
}

/// A child that filled, be it in part, leaves its siblings without a purpose, and a position that
/// shrank its reduce-only orders.
void Exchange::after_fill(const Filler& filler) {
    Client& own = client(filler.account);
    if (own.reduce_only_open == 0) {  // children reduce only
        return;
    }
    std::vector<Oid> siblings;
    for (const Oid oid : own.open) {
        const bool is_sibling = oid != filler.oid && orders_.at(oid).parent == filler.parent;
        if (filler.parent != Oid::none && is_sibling) {
            siblings.push_back(oid);
        }
    }
    for (const Oid oid : siblings) {
        finish(orders_.at(oid), OrderStatus::sibling_filled_canceled);
    }
    const AssetIndex index = filler.asset;
    std::vector<Oid> purposeless;
    for (const Oid oid : own.open) {
        const Order& order = orders_.at(oid);
        const bool may_stay = order.asset != index || !order.reduce_only ||
                              order.stage == OrderStage::waiting_for_fill ||
                              own.account.reducible(index, order.side) > Lots(0);
        if (!may_stay && (order.stage == OrderStage::resting || order.is_position_tpsl)) {
            purposeless.push_back(oid);
        }
    }
    for (const Oid oid : purposeless) {
        if (Order* const order = find_live(oid)) {
            finish(*order, OrderStatus::reduce_only_canceled);
        }
    }
}

}  // namespace maxmin::venue
