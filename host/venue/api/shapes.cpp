#include "host/venue/api/shapes.hpp"

#include <algorithm>

#include "host/paper/margin.hpp"
#include "host/venue/api/text.hpp"
#include "host/wire/hyperliquid/words.hpp"

namespace maxmin::venue::api {
namespace {

using wire::hyperliquid::to_string;

/// Fires when the mark rises to the trigger.
bool fires_above(const Order& order) {
    return (order.side == Side::ask) == order.trigger->is_take_profit;
}

std::string order_type(const Order& order) {
    if (!order.trigger) {
        return order.tif == Tif::frontend_market ? "Market" : "Limit";
    }
    const std::string kind = order.trigger->is_take_profit ? "Take Profit" : "Stop";
    return kind + (order.trigger->is_market ? " Market" : " Limit");
}

Json children_of(const View& view, const Order& order) {
    Json list = Json::array();
    for (const Oid oid : order.children) {
        if (const Order* const child = view.exchange.find(oid)) {
            list.push_back(full_order(view, *child, child->remaining));
        }
    }
    return list;
}

/// What a fill did to the position, in the venue's words.
std::string direction_of(const Fill& fill) {
    const std::int64_t before = fill.start_position.value();
    const std::int64_t after = before + fill.size.value() * sign_of(fill.side);
    if (before > 0 && after < 0) {
        return "Long > Short";
    }
    if (before < 0 && after > 0) {
        return "Short > Long";
    }
    if (fill.side == Side::bid) {
        return before < 0 ? "Close Short" : "Open Long";
    }
    return before > 0 ? "Close Long" : "Open Short";
}

}  // namespace

Json basic_order(const View& view, const Order& order, Lots size) {
    const market::Instrument& rules = view.rules(order.asset);
    Json json{{"coin", rules.symbol},
              {"side", side_text(order.side)},
              {"limitPx", price_text(order.price, rules)},
              {"sz", size_text(size, rules)},
              {"oid", static_cast<std::uint64_t>(order.oid)},
              {"timestamp", to_ms(order.placed_at)},
              {"origSz", size_text(order.size, rules)}};
    if (order.reduce_only) {
        json["reduceOnly"] = true;
    }
    if (order.cloid) {
        json["cloid"] = to_string(*order.cloid);
    }
    return json;
}

Json full_order(const View& view, const Order& order, Lots size) {
    const market::Instrument& rules = view.rules(order.asset);
    Json json{{"coin", rules.symbol},
              {"side", side_text(order.side)},
              {"limitPx", price_text(order.price, rules)},
              {"sz", size_text(size, rules)},
              {"oid", static_cast<std::uint64_t>(order.oid)},
              {"timestamp", to_ms(order.placed_at)}};
    const bool waits = order.trigger && order.stage != OrderStage::resting;
    const std::string trigger_price =
        order.trigger ? price_text(order.trigger->price, rules) : "0.0";
    json["triggerCondition"] =
        order.trigger
            ? (fires_above(order) ? "Price above " : "Price below ") +
                  market::format_decimal(order.trigger->price.value(), rules.price_decimals)
            : "N/A";
    json["isTrigger"] = waits;
    json["triggerPx"] = trigger_price;
    json["children"] = children_of(view, order);
    json["isPositionTpsl"] = order.is_position_tpsl;
    json["reduceOnly"] = order.reduce_only;
    json["orderType"] = order_type(order);
    json["origSz"] = size_text(order.size, rules);
    json["tif"] = waits ? Json(nullptr) : Json(wire::hyperliquid::word_of(order.tif));
    json["cloid"] = order.cloid ? Json(to_string(*order.cloid)) : Json(nullptr);
    return json;
}

Json order_record(const View& view, const OrderChange& change) {
    return {{"order", full_order(view, change.order, change.order.remaining)},
            {"status", to_string(change.status)},
            {"statusTimestamp", to_ms(change.time)}};
}

Json order_update(const View& view, const OrderChange& change) {
    Json order = basic_order(view, change.order, change.order.remaining);
    order.erase("reduceOnly");
    return {{"order", std::move(order)},
            {"status", to_string(change.status)},
            {"statusTimestamp", to_ms(change.time)}};
}

Json open_orders(const View& view, AccountId account, bool full) {
    Json list = Json::array();
    const std::set<Oid>& open = view.exchange.client(account).open;
    for (auto oid = open.rbegin(); oid != open.rend(); ++oid) {
        const Order& order = *view.exchange.find(*oid);
        list.push_back(full ? full_order(view, order, order.remaining)
                            : basic_order(view, order, order.remaining));
    }
    return list;
}

Json fill(const View& view, const Fill& fill) {
    const market::Instrument& rules = view.rules(fill.asset);
    Json json{{"coin", rules.symbol},
              {"px", price_text(fill.price, rules)},
              {"sz", size_text(fill.size, rules)},
              {"side", side_text(fill.side)},
              {"time", to_ms(fill.time)},
              {"startPosition", size_text(fill.start_position, rules)},
              {"dir", direction_of(fill)},
              {"closedPnl", money_text(fill.closed_pnl)},
              {"hash", hash_text(fill.hash)},
              {"oid", static_cast<std::uint64_t>(fill.oid)},
              {"crossed", fill.crossed},
              {"fee", money_text(fill.fee)},
              {"tid", fill.tid}};
    if (fill.cloid) {
        json["cloid"] = to_string(*fill.cloid);
    }
    if (fill.liquidation) {
        json["liquidation"] = {{"liquidatedUser", view.user(fill.liquidation->account)},
                               {"markPx", price_text(fill.liquidation->mark, rules)},
                               {"method", fill.liquidation->is_backstop ? "backstop" : "market"}};
    }
    json["feeToken"] = "USDC";
    json["twapId"] = nullptr;
    return json;
}

Json trade(const View& view, const Trade& trade) {
    const market::Instrument& rules = view.rules(trade.asset);
    return {{"coin", rules.symbol},
            {"side", side_text(trade.aggressor)},
            {"px", price_text(trade.price, rules)},
            {"sz", size_text(trade.size, rules)},
            {"time", to_ms(trade.time)},
            {"hash", hash_text(trade.hash)},
            {"tid", trade.tid},
            {"users", {view.user(trade.buyer), view.user(trade.seller)}}};
}

Json funding_delta(const View& view, const FundingPayment& payment) {
    const market::Instrument& rules = view.rules(payment.asset);
    return {{"coin", rules.symbol},
            {"usdc", money_text(-payment.paid)},
            {"szi", size_text(payment.position, rules)},
            {"fundingRate", reply_number(payment.rate_hourly)},
            {"nSamples", nullptr}};
}

Json ledger_update(const View& view, const Transfer& transfer) {
    Json delta;
    switch (transfer.kind) {
        case Transfer::Kind::deposit:
            delta = {{"type", "deposit"}, {"usdc", money_text(transfer.amount)}};
            break;
        case Transfer::Kind::withdraw:
            delta = {{"type", "withdraw"},
                     {"usdc", money_text(-transfer.amount)},
                     {"nonce", to_ms(transfer.time)},
                     {"fee", "0.0"}};
            break;
        case Transfer::Kind::send: {
            const bool out = transfer.amount < MicroUsd(0);
            delta = {{"type", "internalTransfer"},
                     {"usdc", money_text(out ? -transfer.amount : transfer.amount)},
                     {"user", view.user(out ? transfer.account : transfer.other)},
                     {"destination", view.user(out ? transfer.other : transfer.account)},
                     {"fee", "0.0"}};
            break;
        }
    }
    return {{"time", to_ms(transfer.time)},
            {"hash", hash_text(ActionHash::none)},
            {"delta", std::move(delta)}};
}

Json leverage_json(const Holding& held) {
    Json json{{"type", held.leverage.is_cross ? "cross" : "isolated"},
              {"value", held.leverage.value}};
    if (!held.leverage.is_cross) {
        json["rawUsd"] = money_text(held.isolated_raw);
    }
    return json;
}

}  // namespace maxmin::venue::api
