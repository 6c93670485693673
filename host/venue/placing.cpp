// Orders and modifies: what is refused before execution, what in it, and what comes of the rest.
#include <algorithm>

#include "host/venue/exchange.hpp"

namespace maxmin::venue {
namespace {

constexpr std::int64_t trigger_band = 100;  // times the mark

/// The order as the shared rules read it.
gateway::Request as_request(const NewOrder& order) {
    gateway::Request request;
    request.asset = order.asset;
    request.side = order.side;
    request.price = order.price;
    request.size = order.size;
    return request;
}

/// Whether trigger orders may follow their parent: it rests, or has been filled whole.
bool is_parent_alive(const ItemResult& result, const NewOrder& parent) {
    if (const auto* const filled = std::get_if<Filled>(&result)) {
        return filled->size == parent.size || parent.tif == Tif::gtc;
    }
    return std::holds_alternative<Resting>(result);
}

bool takes_only(Tif tif) {
    return tif == Tif::ioc || tif == Tif::frontend_market;
}

}  // namespace

std::optional<Refusal> Exchange::check_before(const NewOrder& order, bool is_position_tpsl,
                                              RefusalDetail& detail) const {
    if (order.price <= Ticks(0)) {
        return Refusal::invalid_price;
    }
    if (order.size < Lots(0)) {
        return Refusal::invalid_size;
    }
    if (order.trigger && !order.reduce_only) {
        return Refusal::trigger_not_reduce_only;
    }
    if (order.size == Lots(0)) {
        return is_position_tpsl ? std::nullopt : std::optional(Refusal::zero_size);
    }
    const Asset& market = asset(order.asset);
    switch (paper::check_form(as_request(order), market.instrument, 2 * market.mark.value())) {
        case gateway::Reason::none:
            return std::nullopt;
        case gateway::Reason::price_too_far:
            // A trigger's price may lie far off; but a value must stay one of 64 bits.
            return order.trigger && order.price.value() / trigger_band <= market.mark.value()
                       ? std::nullopt
                       : std::optional(Refusal::reference_price);
        default:
            detail.value_limit_usd = paper::order_value_limit_usd(market.instrument.leverage_max);
            return Refusal::value_too_large;
    }
}

std::optional<Refusal> Exchange::check_batch(const PlaceAction& action,
                                             RefusalDetail& detail) const {
    if (action.orders.empty()) {
        return Refusal::orders_empty;
    }
    const auto is_trigger = [](const NewOrder& order) { return order.trigger.has_value(); };
    const auto triggers = std::count_if(action.orders.begin(), action.orders.end(), is_trigger);
    const auto count = std::ssize(action.orders);
    const bool is_family = action.grouping == Grouping::normal_tpsl;
    const bool is_position = action.grouping == Grouping::position_tpsl;
    if ((is_family && (count < 2 || triggers != count - 1 || is_trigger(action.orders.front()))) ||
        (is_position && triggers != count)) {
        return Refusal::trigger_count;
    }
    for (const NewOrder& order : action.orders) {
        if (const auto refusal = check_before(order, is_position, detail)) {
            return refusal;
        }
    }
    return std::nullopt;
}

void Exchange::place_items(AccountId account, const PlaceAction& action, Outcome& outcome) {
    RefusalDetail detail;
    if (const auto refusal = check_batch(action, detail)) {
        outcome.items.emplace_back(Refused{refusal_text(*refusal, detail)});
        return;
    }
    Oid parent = Oid::none;
    for (const NewOrder& order : action.orders) {
        Order shape;
        shape.is_position_tpsl = action.grouping == Grouping::position_tpsl;
        if (action.grouping == Grouping::normal_tpsl && parent != Oid::none) {
            shape.parent = parent;
            if (!is_parent_alive(outcome.items.front(), action.orders.front())) {
                outcome.items.push_back(outcome.items.front());  // refused with its parent
                continue;
            }
        }
        outcome.items.push_back(place(account, order, shape));
        if (parent == Oid::none) {
            parent = Oid{last_oid_};
        }
    }
}

std::optional<Refusal> Exchange::check_trigger(const NewOrder& order) const {
    const market::Instrument& rules = asset(order.asset).instrument;
    Order probe;
    probe.asset = order.asset;
    probe.side = order.side;
    probe.trigger = order.trigger;
    return !rules.is_legal(order.trigger->price) || has_passed(probe)
               ? std::optional(Refusal::trigger_price)
               : std::nullopt;
}

/// In the order in which the venue was seen to check.
std::optional<Refusal> Exchange::check_execution(AccountId account, const NewOrder& order) const {
    const Client& own = client(account);
    const market::Instrument& rules = asset(order.asset).instrument;
    const auto open = static_cast<int>(own.open.size());
    const bool is_minor = order.reduce_only || order.trigger.has_value();
    if (open >= open_order_limit(account) || (is_minor && open >= paper::reduce_only_open_limit)) {
        return Refusal::too_many_open_orders;
    }
    if (!rules.is_legal(order.price)) {
        return Refusal::tick;
    }
    if (order.trigger) {
        return check_trigger(order);
    }
    const Lots reducible = own.account.reducible(order.asset, order.side);
    const bool closes_all = order.reduce_only && order.size >= reducible;
    if (!closes_all && !paper::has_minimum_value(as_request(order), rules)) {
        return Refusal::minimum_value;
    }
    if (!order.reduce_only && !own.account.can_place(order.asset, order.side, order.size)) {
        return Refusal::margin;
    }
    if (order.reduce_only && reducible == Lots(0)) {
        return Refusal::reduce_only;
    }
    if (post_only_period_ && order.tif != Tif::alo) {
        return Refusal::post_only_after_upgrade;
    }
    return std::nullopt;
}

std::string Exchange::bbo_text(AssetIndex index) const {
    const market::Instrument& rules = asset(index).instrument;
    std::string text;
    for (const Side side : {Side::bid, Side::ask}) {
        const auto best = book(index).best(side);
        text += side == Side::ask ? "@" : "";
        text += best ? market::format_decimal(best->price.value(), rules.price_decimals) : "-";
    }
    return text;
}

ItemResult Exchange::refuse(const Order& order, Refusal refusal) {
    note(order, status_of(refusal));
    RefusalDetail detail{.asset = order.asset};
    if (refusal == Refusal::post_only) {
        detail.bbo = bbo_text(order.asset);
    }
    return Refused{refusal_text(refusal, detail)};
}

/// `shape` brings what the action as a whole says of the order.
ItemResult Exchange::place(AccountId account, const NewOrder& wanted, Order shape) {
    Order order = std::move(shape);
    order.oid = Oid{++last_oid_};
    order.account = account;
    order.asset = wanted.asset;
    order.side = wanted.side;
    order.price = wanted.price;
    order.size = order.remaining = wanted.size;
    order.reduce_only = wanted.reduce_only;
    order.tif = wanted.tif;
    order.trigger = wanted.trigger;
    order.cloid = wanted.cloid;
    order.placed_at = now_;
    if (order.parent != Oid::none) {
        const Order* const parent = find(order.parent);
        const bool waits = parent != nullptr && parent->remaining > Lots(0);
        order.stage = waits ? OrderStage::waiting_for_fill : OrderStage::waiting_for_trigger;
    } else if (order.trigger) {
        order.stage = OrderStage::waiting_for_trigger;
    }
    if (const auto refusal = check_execution(account, wanted)) {
        return refuse(order, *refusal);
    }
    return enter(std::move(order));
}

bool Exchange::would_cross(const Order& order) const {
    const auto best = book(order.asset).best(opposite(order.side));
    return best && !paper::is_better(opposite(order.side), order.price, best->price);
}

/// A reduce-only order with nothing left to reduce.
bool Exchange::has_lost_purpose(const Order& order) const {
    return order.reduce_only &&
           client(order.account).account.reducible(order.asset, order.side) == Lots(0);
}

ItemResult Exchange::enter(Order order) {
    if (order.stage != OrderStage::resting) {
        const bool waits = order.stage == OrderStage::waiting_for_fill;
        note(store(std::move(order)), OrderStatus::open);
        return waits ? Accepted::waiting_for_fill : Accepted::waiting_for_trigger;
    }
    const bool crosses = would_cross(order);
    if (order.tif == Tif::alo && crosses) {
        return refuse(order, Refusal::post_only);
    }
    if (takes_only(order.tif) && !crosses) {
        const bool is_empty = !book(order.asset).best(opposite(order.side));
        return refuse(order, order.tif == Tif::frontend_market && is_empty ? Refusal::no_liquidity
                                                                           : Refusal::not_matched);
    }
    if (!crosses) {
        const Resting resting{.oid = order.oid, .cloid = order.cloid};
        rest(std::move(order));
        return resting;
    }
    // The order goes by its full size first, and then by what became of it.
    note(order, OrderStatus::open);
    const Taken taken = match(order, {});
    const Filled filled{.oid = order.oid,
                        .cloid = order.cloid,
                        .size = taken.size,
                        .value = taken.value,
                        .asset = order.asset};
    if (order.remaining == Lots(0)) {
        note(order, OrderStatus::filled);
    } else if (takes_only(order.tif) || has_lost_purpose(order)) {
        note(order, OrderStatus::canceled);
    } else {
        const Resting resting{.oid = order.oid, .cloid = order.cloid};
        book_of(order.asset).add(store(std::move(order)));
        if (filled.size == Lots(0)) {
            return resting;
        }
    }
    if (filled.size == Lots(0)) {
        return Refused{refusal_text(Refusal::not_matched, {.asset = filled.asset})};
    }
    return filled;
}

void Exchange::rest(Order order) {
    Order& stored = store(std::move(order));
    book_of(stored.asset).add(stored);
    note(stored, OrderStatus::open);
}

/// Keeps an order that lives on, under its oid.
Order& Exchange::store(Order order) {
    const Oid oid = order.oid;
    Order& stored = orders_.insert_or_assign(oid, std::move(order)).first->second;
    Client& own = client(stored.account);
    own.open.insert(oid);
    if (stored.reduce_only) {
        ++own.reduce_only_open;
    }
    if (stored.stage == OrderStage::resting && !stored.reduce_only) {
        own.account.reserve(stored.asset, stored.side, stored.remaining);
    }
    if (stored.stage == OrderStage::waiting_for_trigger) {
        triggers_.insert(oid);
    }
    if (stored.parent != Oid::none) {
        if (Order* const parent = find_live(stored.parent)) {
            parent->children.push_back(oid);
        }
    }
    touch(stored.asset);
    return stored;
}

void Exchange::modify_items(AccountId account, const ModifyAction& action, Outcome& outcome) {
    RefusalDetail detail;
    for (const ModifyAction::Item& item : action.items) {
        if (const auto refusal = check_before(item.order, false, detail)) {
            outcome.items.emplace_back(Refused{refusal_text(*refusal, detail)});
            break;
        }
    }
    if (outcome.items.empty()) {
        for (const ModifyAction::Item& item : action.items) {
            outcome.items.push_back(modify(account, item, action.always_place));
        }
    }
    if (!action.is_batch && !outcome.items.empty()) {
        if (const auto* const refused = std::get_if<Refused>(&outcome.items.front())) {
            outcome.error = refused->text;
        }
        outcome.items.clear();
    }
}

/// Cancel and place: a new oid, the back of the queue. Without `always_place` the new order must
/// rest, so a Gtc becomes an Alo.
ItemResult Exchange::modify(AccountId account, const ModifyAction::Item& item, bool always_place) {
    const Order* const old = find(account, item.name);
    NewOrder wanted = item.order;
    if (!always_place) {
        if (old == nullptr) {
            return Refused{refusal_text(Refusal::modify_gone, {.asset = wanted.asset})};
        }
        if (old->asset != wanted.asset || wanted.trigger || takes_only(wanted.tif)) {
            return Refused{refusal_text(Refusal::modify_invalid, {.asset = wanted.asset})};
        }
        wanted.tif = Tif::alo;
    }
    if (old != nullptr) {
        finish(orders_.at(old->oid), OrderStatus::canceled);
    }
    ItemResult result = place(account, wanted, {});
    if (auto* const refused = std::get_if<Refused>(&result)) {
        refused->text = std::string(wire::hyperliquid::text_of(Refusal::modify_place_failed).text) +
                        refused->text;
    }
    return result;
}

}  // namespace maxmin::venue
