#include "host/wire/hyperliquid/parse_request.hpp"

#include "host/wire/hyperliquid/encode.hpp"
#include "host/wire/hyperliquid/field_reader.hpp"
#include "host/wire/hyperliquid/multi_sig.hpp"
#include "host/wire/hyperliquid/typed_data.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

using Json = nlohmann::ordered_json;

constexpr int levels_max = 32;

/// Whether brackets outside of strings nest deeper than a message ever does.
bool is_too_deep(std::string_view text) {
    int level = 0;
    bool in_string = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char letter = text[i];
        if (in_string) {
            i += letter == '\\' ? 1 : 0;
            in_string = letter != '"';
        } else if (letter == '"') {
            in_string = true;
        } else if (letter == '{' || letter == '[') {
            if (++level > levels_max) {
                return true;
            }
        } else if (letter == '}' || letter == ']') {
            --level;
        }
    }
    return false;
}

Order read_order(const Json& json, std::string& fault) {
    FieldReader fields(json, fault);
    Order order;
    order.asset = fields.asset("a");
    order.is_buy = fields.truth("b");
    order.price = fields.decimal("p");
    order.size = fields.decimal("s");
    order.reduce_only = fields.truth("r");
    FieldReader type(fields.need("t"), fault);
    if (type.find("trigger") != nullptr) {
        FieldReader trigger(type.need("trigger"), fault);
        order.type = TriggerType{trigger.truth("isMarket"), trigger.decimal("triggerPx"),
                                 trigger.choice<TriggerKind>("tpsl", trigger_words)};
    } else {
        FieldReader limit(type.need("limit"), fault);
        order.type = LimitType{limit.choice<Tif>("tif", tif_words)};
    }
    if (fields.find("c") != nullptr) {
        order.cloid = fields.cloid("c");
    }
    return order;
}

Modify read_modify(FieldReader& fields) {
    Modify modify;
    if (fields.need("oid").is_string()) {
        modify.oid = fields.cloid("oid");
    } else {
        modify.oid = fields.number("oid");
    }
    modify.order = read_order(fields.need("order"), fields.fault());
    return modify;
}

Action read_order_action(FieldReader& fields) {
    OrderAction action;
    for (const Json& order : fields.list("orders")) {
        action.orders.push_back(read_order(order, fields.fault()));
    }
    if (fields.need("grouping").is_object()) {
        FieldReader priority(fields.need("grouping"), fields.fault());
        action.grouping = Priority{priority.number("p")};
    } else {
        action.grouping = fields.choice<Grouping>("grouping", grouping_words);
    }
    if (fields.find("builder") != nullptr) {
        FieldReader builder(fields.need("builder"), fields.fault());
        action.builder = Builder{builder.address("b"), builder.number("f")};
    }
    return action;
}

Action read_cancel(FieldReader& fields) {
    CancelAction action;
    for (const Json& item : fields.list("cancels")) {
        FieldReader cancel(item, fields.fault());
        action.cancels.push_back({cancel.asset("a"), cancel.number("o")});
    }
    action.fast = fields.truth_or_false("f");
    return action;
}

Action read_cancel_by_cloid(FieldReader& fields) {
    CancelByCloidAction action;
    for (const Json& item : fields.list("cancels")) {
        FieldReader cancel(item, fields.fault());
        action.cancels.push_back({cancel.asset("asset"), cancel.cloid("cloid")});
    }
    action.fast = fields.truth_or_false("f");
    return action;
}

Action read_modify_action(FieldReader& fields) {
    return ModifyAction{read_modify(fields), fields.truth_or_false("a")};
}

Action read_batch_modify(FieldReader& fields) {
    BatchModifyAction action;
    for (const Json& item : fields.list("modifies")) {
        FieldReader modify(item, fields.fault());
        action.modifies.push_back(read_modify(modify));
    }
    action.always_place = fields.truth_or_false("a");
    return action;
}

Action read_schedule_cancel(FieldReader& fields) {
    return ScheduleCancelAction{fields.number_if_set("time")};
}

Action read_update_leverage(FieldReader& fields) {
    return UpdateLeverageAction{fields.asset("asset"), fields.truth("isCross"),
                                static_cast<std::uint32_t>(fields.number("leverage", UINT32_MAX))};
}

Action read_update_isolated_margin(FieldReader& fields) {
    return UpdateIsolatedMarginAction{fields.asset("asset"), fields.truth("isBuy"),
                                      fields.signed_number("ntli")};
}

Action read_noop(FieldReader&) {
    return NoopAction{};
}

Action read_reserve_request_weight(FieldReader& fields) {
    return ReserveRequestWeightAction{fields.number("weight"),
                                      fields.address_if_set("destination")};
}

struct KnownAction {
    std::string_view type;
    Action (*read)(FieldReader&);
};

constexpr std::array<KnownAction, 10> known_actions = {{
    {"order", read_order_action},
    {"cancel", read_cancel},
    {"cancelByCloid", read_cancel_by_cloid},
    {"modify", read_modify_action},
    {"batchModify", read_batch_modify},
    {"scheduleCancel", read_schedule_cancel},
    {"updateLeverage", read_update_leverage},
    {"updateIsolatedMargin", read_update_isolated_margin},
    {"noop", read_noop},
    {"reserveRequestWeight", read_reserve_request_weight},
}};

Action read_action(const Json& json, std::string& fault) {
    FieldReader fields(json, fault);
    const std::string_view type = fields.text("type");
    for (const KnownAction& known : known_actions) {
        if (known.type == type) {
            return known.read(fields);
        }
    }
    return OtherAction{json};
}

Signature read_signature(const Json& json, std::string& fault) {
    FieldReader fields(json, fault);
    const auto signature =
        parse_signature(fields.text("r"), fields.text("s"), fields.number("v", 255));
    if (!signature) {
        fields.note("signature", "expected r, s and v of a signature");
    }
    return signature.value_or(Signature{});
}

const TypedAction* typed_action_of(const OtherAction& action) {
    const auto type = action.value.find("type");
    return type != action.value.end() && type->is_string()
               ? find_typed_action(type->get_ref<const std::string&>())
               : nullptr;
}

std::optional<Bytes32> digest_of_other(const Request& request, const OtherAction& other,
                                       Network network) {
    const TypedAction* const typed = typed_action_of(other);
    if (typed->type == "multiSig") {
        Json wrapper = other.value;
        wrapper.erase("type");
        return multi_sig_outer_digest(network, multi_sig_hash(wrapper, request.terms),
                                      request.terms.nonce);
    }
    std::string missing;
    return typed_action_digest(*typed, other.value, std::nullopt, missing);
}

}  // namespace

std::optional<Json> parse_json(std::string_view text, std::string& why) {
    if (is_too_deep(text)) {
        why = "nested too deeply";
        return std::nullopt;
    }
    Json json = Json::parse(text, nullptr, false);
    if (json.is_discarded()) {
        why = "not JSON";
        return std::nullopt;
    }
    return json;
}

std::optional<Request> parse_request(std::string_view body, std::string& why) {
    const auto json = parse_json(body, why);
    return json ? read_request(*json, why) : std::nullopt;
}

std::optional<Request> read_request(const Json& body, std::string& why) {
    why.clear();
    FieldReader fields(body, why);
    Request request;
    request.action = read_action(fields.need("action"), why);
    request.terms.nonce = fields.number("nonce");
    request.terms.vault = fields.address_if_set("vaultAddress");
    request.terms.expires_after_ms = fields.number_if_set("expiresAfter");
    request.signature = read_signature(fields.need("signature"), why);
    return fields.good() ? std::optional(std::move(request)) : std::nullopt;
}

bool is_user_signed(const Action& action) {
    const auto* const other = std::get_if<OtherAction>(&action);
    return other != nullptr && typed_action_of(*other) != nullptr;
}

std::optional<Address> signer_of(const Request& request, Network network) {
    if (is_user_signed(request.action)) {
        const auto digest =
            digest_of_other(request, std::get<OtherAction>(request.action), network);
        return digest ? recover_address(*digest, request.signature) : std::nullopt;
    }
    std::vector<std::uint8_t> msgpack;
    append_msgpack(msgpack, request.action);
    const Bytes32 hash = action_hash(msgpack, request.terms);
    return recover_address(agent_digest(network, hash), request.signature);
}

}  // namespace maxmin::wire::hyperliquid
