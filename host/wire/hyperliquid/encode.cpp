#include "host/wire/hyperliquid/encode.hpp"

#include "host/wire/hyperliquid/sinks.hpp"
#include "host/wire/hyperliquid/words.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

std::uint64_t number_of(AssetId id) {
    return static_cast<std::uint64_t>(id);
}

template <typename Sink>
void write(Sink& sink, const Cloid& cloid) {
    std::string text;  // 34 letters
    append(text, cloid);
    sink.text(text);
}

template <typename Sink>
void write(Sink& sink, const Order& order) {
    sink.begin_map(order.cloid ? 7 : 6);
    sink.key("a");
    sink.number(number_of(order.asset));
    sink.key("b");
    sink.boolean(order.is_buy);
    sink.key("p");
    sink.text(order.price.view());
    sink.key("s");
    sink.text(order.size.view());
    sink.key("r");
    sink.boolean(order.reduce_only);
    sink.key("t");
    sink.begin_map(1);
    if (const auto* limit = std::get_if<LimitType>(&order.type)) {
        sink.key("limit");
        sink.begin_map(1);
        sink.key("tif");
        sink.text(word_of(limit->tif));
    } else {
        const auto& trigger = std::get<TriggerType>(order.type);
        sink.key("trigger");
        sink.begin_map(3);
        sink.key("isMarket");
        sink.boolean(trigger.is_market);
        sink.key("triggerPx");
        sink.text(trigger.trigger_price.view());
        sink.key("tpsl");
        sink.text(word_of(trigger.kind));
    }
    sink.end_map();
    sink.end_map();
    if (order.cloid) {
        sink.key("c");
        write(sink, *order.cloid);
    }
    sink.end_map();
}

template <typename Sink, typename Item, typename Write>
void write_list(Sink& sink, std::string_view name, const std::vector<Item>& items,
                Write write_item) {
    sink.key(name);
    sink.begin_array(items.size());
    for (const Item& item : items) {
        write_item(item);
    }
    sink.end_array();
}

/// Opens the action's map: `members` beside the type.
template <typename Sink>
void begin(Sink& sink, std::string_view type, std::size_t members) {
    sink.begin_map(1 + members);
    sink.key("type");
    sink.text(type);
}

template <typename Sink>
void write_flag(Sink& sink, std::string_view name, bool value) {
    if (value) {
        sink.key(name);
        sink.boolean(true);
    }
}

template <typename Sink>
void write(Sink& sink, const OrderAction& action) {
    begin(sink, "order", action.builder ? 3 : 2);
    write_list(sink, "orders", action.orders, [&](const Order& order) { write(sink, order); });
    sink.key("grouping");
    if (const auto* priority = std::get_if<Priority>(&action.grouping)) {
        sink.begin_map(1);
        sink.key("p");
        sink.number(priority->rate);
        sink.end_map();
    } else {
        sink.text(word_of(std::get<Grouping>(action.grouping)));
    }
    if (action.builder) {
        sink.key("builder");
        sink.begin_map(2);
        sink.key("b");
        sink.text(to_string(action.builder->address));
        sink.key("f");
        sink.number(action.builder->fee);
        sink.end_map();
    }
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const CancelAction& action) {
    begin(sink, "cancel", action.fast ? 2 : 1);
    write_list(sink, "cancels", action.cancels, [&](const Cancel& cancel) {
        sink.begin_map(2);
        sink.key("a");
        sink.number(number_of(cancel.asset));
        sink.key("o");
        sink.number(cancel.oid);
        sink.end_map();
    });
    write_flag(sink, "f", action.fast);
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const CancelByCloidAction& action) {
    begin(sink, "cancelByCloid", action.fast ? 2 : 1);
    write_list(sink, "cancels", action.cancels, [&](const CloidCancel& cancel) {
        sink.begin_map(2);
        sink.key("asset");
        sink.number(number_of(cancel.asset));
        sink.key("cloid");
        write(sink, cancel.cloid);
        sink.end_map();
    });
    write_flag(sink, "f", action.fast);
    sink.end_map();
}

/// The two members of a modify, whatever map they stand in.
template <typename Sink>
void write_members(Sink& sink, const Modify& modify) {
    sink.key("oid");
    if (const auto* oid = std::get_if<std::uint64_t>(&modify.oid)) {
        sink.number(*oid);
    } else {
        write(sink, std::get<Cloid>(modify.oid));
    }
    sink.key("order");
    write(sink, modify.order);
}

template <typename Sink>
void write(Sink& sink, const ModifyAction& action) {
    begin(sink, "modify", action.always_place ? 3 : 2);
    write_members(sink, action.modify);
    write_flag(sink, "a", action.always_place);
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const BatchModifyAction& action) {
    begin(sink, "batchModify", action.always_place ? 2 : 1);
    write_list(sink, "modifies", action.modifies, [&](const Modify& modify) {
        sink.begin_map(2);
        write_members(sink, modify);
        sink.end_map();
    });
    write_flag(sink, "a", action.always_place);
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const ScheduleCancelAction& action) {
    begin(sink, "scheduleCancel", action.time_ms ? 1 : 0);
    if (action.time_ms) {
        sink.key("time");
        sink.number(*action.time_ms);
    }
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const UpdateLeverageAction& action) {
    begin(sink, "updateLeverage", 3);
    sink.key("asset");
    sink.number(number_of(action.asset));
    sink.key("isCross");
    sink.boolean(action.is_cross);
    sink.key("leverage");
    sink.number(action.leverage);
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const UpdateIsolatedMarginAction& action) {
    begin(sink, "updateIsolatedMargin", 3);
    sink.key("asset");
    sink.number(number_of(action.asset));
    sink.key("isBuy");
    sink.boolean(action.is_buy);
    sink.key("ntli");
    sink.signed_number(action.micro_usd);
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const NoopAction&) {
    begin(sink, "noop", 0);
    sink.end_map();
}

template <typename Sink>
void write(Sink& sink, const ReserveRequestWeightAction& action) {
    begin(sink, "reserveRequestWeight", action.destination ? 2 : 1);
    sink.key("weight");
    sink.number(action.weight);
    if (action.destination) {
        sink.key("destination");
        sink.text(to_string(*action.destination));
    }
    sink.end_map();
}

}  // namespace

void append_msgpack(std::vector<std::uint8_t>& out, const Action& action) {
    if (const auto* other = std::get_if<OtherAction>(&action)) {
        nlohmann::ordered_json::to_msgpack(other->value, out);
        return;
    }
    MsgpackSink sink(out);
    std::visit(
        [&](const auto& known) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(known)>, OtherAction>) {
                write(sink, known);
            }
        },
        action);
}

void append_json(std::string& out, const Action& action) {
    if (const auto* other = std::get_if<OtherAction>(&action)) {
        out += other->value.dump();
        return;
    }
    JsonSink sink(out);
    std::visit(
        [&](const auto& known) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(known)>, OtherAction>) {
                write(sink, known);
            }
        },
        action);
}

}  // namespace maxmin::wire::hyperliquid
