#include "host/venue/api/records.hpp"

namespace maxmin::venue::api {
namespace {

template <typename T>
std::int64_t whole(T value) {
    return static_cast<std::int64_t>(value);
}

Json cloid_record(const std::optional<Cloid>& cloid) {
    return cloid ? Json::array({cloid->high, cloid->low}) : Json(nullptr);
}

std::optional<Cloid> cloid_from(const Json& record) {
    return record.is_null() ? std::nullopt
                            : std::optional(Cloid{record.at(0).get<std::uint64_t>(),
                                                  record.at(1).get<std::uint64_t>()});
}

Timestamp time_from(const Json& record) {
    return Timestamp(record.get<std::int64_t>());
}

MicroUsd money_from(const Json& record) {
    return MicroUsd(record.get<std::int64_t>());
}

template <typename Enum>
Enum choice_from(const Json& record) {
    return static_cast<Enum>(record.get<std::int64_t>());
}

Json fill_record(const Fill& fill) {
    Json record{{"kind", "fill"},
                {"account", whole(fill.account)},
                {"asset", fill.asset},
                {"side", whole(fill.side)},
                {"price", fill.price.value()},
                {"size", fill.size.value()},
                {"time", fill.time.ns()},
                {"start", fill.start_position.value()},
                {"pnl", fill.closed_pnl.value()},
                {"fee", fill.fee.value()},
                {"oid", static_cast<std::uint64_t>(fill.oid)},
                {"crossed", fill.crossed},
                {"tid", fill.tid},
                {"hash", static_cast<std::uint64_t>(fill.hash)},
                {"cloid", cloid_record(fill.cloid)},
                {"liquidation", nullptr}};
    if (fill.liquidation) {
        record["liquidation"] = {whole(fill.liquidation->account), fill.liquidation->mark.value(),
                                 fill.liquidation->is_backstop};
    }
    return record;
}

Fill fill_from(const Json& record) {
    Fill fill{.account = choice_from<AccountId>(record.at("account")),
              .asset = record.at("asset"),
              .side = choice_from<Side>(record.at("side")),
              .price = Ticks(record.at("price").get<std::int64_t>()),
              .size = Lots(record.at("size").get<std::int64_t>()),
              .time = time_from(record.at("time")),
              .start_position = Lots(record.at("start").get<std::int64_t>()),
              .closed_pnl = money_from(record.at("pnl")),
              .fee = money_from(record.at("fee")),
              .oid = Oid{record.at("oid").get<std::uint64_t>()},
              .crossed = record.at("crossed"),
              .tid = record.at("tid"),
              .hash = ActionHash{record.at("hash").get<std::uint64_t>()},
              .cloid = cloid_from(record.at("cloid")),
              .liquidation = {}};
    const Json& liquidation = record.at("liquidation");
    if (!liquidation.is_null()) {
        fill.liquidation = Liquidation{.account = choice_from<AccountId>(liquidation.at(0)),
                                       .mark = Ticks(liquidation.at(1).get<std::int64_t>()),
                                       .is_backstop = liquidation.at(2)};
    }
    return fill;
}

}  // namespace

Json to_record(const Order& order) {
    Json record{{"oid", static_cast<std::uint64_t>(order.oid)},
                {"account", whole(order.account)},
                {"asset", order.asset},
                {"side", whole(order.side)},
                {"price", order.price.value()},
                {"size", order.size.value()},
                {"remaining", order.remaining.value()},
                {"reduce_only", order.reduce_only},
                {"position_tpsl", order.is_position_tpsl},
                {"tif", whole(order.tif)},
                {"stage", whole(order.stage)},
                {"trigger", nullptr},
                {"cloid", cloid_record(order.cloid)},
                {"placed", order.placed_at.ns()},
                {"parent", static_cast<std::uint64_t>(order.parent)},
                {"children", Json::array()}};
    if (order.trigger) {
        record["trigger"] = {order.trigger->is_market, order.trigger->is_take_profit,
                             order.trigger->price.value()};
    }
    for (const Oid child : order.children) {
        record["children"].push_back(static_cast<std::uint64_t>(child));
    }
    return record;
}

Order order_from(const Json& record) {
    Order order;
    order.oid = Oid{record.at("oid").get<std::uint64_t>()};
    order.account = choice_from<AccountId>(record.at("account"));
    order.asset = record.at("asset");
    order.side = choice_from<Side>(record.at("side"));
    order.price = Ticks(record.at("price").get<std::int64_t>());
    order.size = Lots(record.at("size").get<std::int64_t>());
    order.remaining = Lots(record.at("remaining").get<std::int64_t>());
    order.reduce_only = record.at("reduce_only");
    order.is_position_tpsl = record.at("position_tpsl");
    order.tif = choice_from<Tif>(record.at("tif"));
    order.stage = choice_from<OrderStage>(record.at("stage"));
    const Json& trigger = record.at("trigger");
    if (!trigger.is_null()) {
        order.trigger = Trigger{.is_market = trigger.at(0),
                                .is_take_profit = trigger.at(1),
                                .price = Ticks(trigger.at(2).get<std::int64_t>())};
    }
    order.cloid = cloid_from(record.at("cloid"));
    order.placed_at = time_from(record.at("placed"));
    order.parent = Oid{record.at("parent").get<std::uint64_t>()};
    for (const Json& child : record.at("children")) {
        order.children.push_back(Oid{child.get<std::uint64_t>()});
    }
    return order;
}

/// Without what rests: that comes with the orders.
Json to_record(const Holding& held) {
    return {{"position", held.position.value()},
            {"cost", held.cost.value()},
            {"cross", held.leverage.is_cross},
            {"leverage", held.leverage.value},
            {"isolated", held.isolated_raw.value()},
            {"funding",
             {held.funding_ever.value(), held.funding_since_open.value(),
              held.funding_since_change.value()}}};
}

Holding holding_from(const Json& record) {
    Holding held;
    held.position = Lots(record.at("position").get<std::int64_t>());
    held.cost = money_from(record.at("cost"));
    held.leverage = {.is_cross = record.at("cross"), .value = record.at("leverage")};
    held.isolated_raw = money_from(record.at("isolated"));
    const Json& funding = record.at("funding");
    held.funding_ever = money_from(funding.at(0));
    held.funding_since_open = money_from(funding.at(1));
    held.funding_since_change = money_from(funding.at(2));
    return held;
}

std::optional<Json> to_record(const Event& event) {
    if (const auto* const change = std::get_if<OrderChange>(&event)) {
        return Json{{"kind", "order"},
                    {"order", to_record(change->order)},
                    {"status", whole(change->status)},
                    {"time", change->time.ns()}};
    }
    if (const auto* const fill = std::get_if<Fill>(&event)) {
        return fill_record(*fill);
    }
    if (const auto* const payment = std::get_if<FundingPayment>(&event)) {
        return Json{{"kind", "funding"},
                    {"account", whole(payment->account)},
                    {"asset", payment->asset},
                    {"time", payment->time.ns()},
                    {"paid", payment->paid.value()},
                    {"position", payment->position.value()},
                    {"rate", payment->rate_hourly}};
    }
    if (const auto* const transfer = std::get_if<Transfer>(&event)) {
        return Json{{"kind", "transfer"},
                    {"account", whole(transfer->account)},
                    {"type", whole(transfer->kind)},
                    {"time", transfer->time.ns()},
                    {"amount", transfer->amount.value()},
                    {"other", whole(transfer->other)}};
    }
    return std::nullopt;
}

Event event_from(const Json& record) {
    const std::string kind = record.at("kind");
    if (kind == "order") {
        return OrderChange{.order = order_from(record.at("order")),
                           .status = choice_from<OrderStatus>(record.at("status")),
                           .time = time_from(record.at("time"))};
    }
    if (kind == "fill") {
        return fill_from(record);
    }
    if (kind == "funding") {
        return FundingPayment{.account = choice_from<AccountId>(record.at("account")),
                              .asset = record.at("asset"),
                              .time = time_from(record.at("time")),
                              .paid = money_from(record.at("paid")),
                              .position = Lots(record.at("position").get<std::int64_t>()),
                              .rate_hourly = record.at("rate")};
    }
    return Transfer{.account = choice_from<AccountId>(record.at("account")),
                    .kind = choice_from<Transfer::Kind>(record.at("type")),
                    .time = time_from(record.at("time")),
                    .amount = money_from(record.at("amount")),
                    .other = choice_from<AccountId>(record.at("other"))};
}

}  // namespace maxmin::venue::api
