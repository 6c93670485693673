// Answers to signed actions. What this program does not know about an item makes it `unknown`,
// never a success and never a refusal.
#include "host/exchange/hyperliquid/item_fields.hpp"
#include "host/market/decimal.hpp"
#include "host/wire/hyperliquid/error_text.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

namespace wire = wire::hyperliquid;

void decode_placed(JsonFields& fields, JsonFields::Value& value, std::string_view field,
                   ReplyItem& item) {
    JsonFields::Object placed;
    if (!fields.object_of(value, field, placed)) {
        return;
    }
    if (item.kind == ItemKind::filled) {
        const std::string_view total = fields.text(placed, "totalSz");
        const auto size = wire::DecimalText::from(total);
        if (!size || !market::parse_decimal(total, 8)) {
            fields.note({"totalSz", total, "is not a number", {}});
        }
        item.total_size = size.value_or(wire::DecimalText());
        item.average_usd = fields.amount(placed, "avgPx");
    }
    item.oid = fields.number(placed, item.kind == ItemKind::running ? "twapId" : "oid");
    std::string_view cloid;
    if (fields.has_text(placed, "cloid", cloid)) {
        item.cloid = wire::parse_cloid(cloid);
        if (!item.cloid) {
            fields.note({"cloid", cloid, "is no client order id", {}});
        }
    }
}

void decode_item_object(JsonFields& fields, JsonFields::Object& object, ReplyItem& item) {
    JsonFields::Value value;
    if (fields.has_text(object, "error", item.error)) {
        item.kind = ItemKind::refused;
        item.reason = wire::reason_of_refusal(item.error);
        return;
    }
    constexpr std::pair<std::string_view, ItemKind> forms[] = {{"resting", ItemKind::resting},
                                                               {"filled", ItemKind::filled},
                                                               {"running", ItemKind::running}};
    for (const auto& [name, kind] : forms) {
        if (fields.good() && fields.has(object, name, value)) {
            item.kind = kind;
            decode_placed(fields, value, name, item);
            return;
        }
    }
}

ReplyItem decode_item(JsonFields& fields, JsonFields::Value& value) {
    ReplyItem item;
    if (value.is_object()) {
        JsonFields::Object object;
        if (fields.object_of(value, "statuses", object)) {
            decode_item_object(fields, object, item);
        }
    } else if (value.is_string()) {
        std::string_view word;
        fields.passes(value.get_string().get(word), "statuses");
        item.kind = word == "success"             ? ItemKind::success
                    : word == "waitingForFill"    ? ItemKind::waiting_for_fill
                    : word == "waitingForTrigger" ? ItemKind::waiting_for_trigger
                                                  : ItemKind::unknown;
    }
    return item;
}

}  // namespace

bool decode_exchange_reply(JsonFields& fields, JsonFields::Object& body,
                           std::vector<ReplyItem>& items, ExchangeReply& reply) {
    items.clear();
    reply = {};
    const std::string_view status = fields.text(body, "status");
    if (status == "err") {
        reply.error = fields.text(body, "response");
        reply.reason = wire::reason_of_refusal(reply.error);
        return fields.good();
    }
    if (status != "ok") {
        fields.note({"status", status, "is neither ok nor err", {}});
        return false;
    }
    JsonFields::Object response;
    if (!fields.object(body, "response", response)) {
        return false;
    }
    reply.accepted = true;
    reply.type = fields.text(response, "type");
    JsonFields::Value data;
    if (fields.has(response, "data", data)) {
        JsonFields::Object object;
        if (data.is_object() && fields.object_of(data, "data", object)) {
            JsonFields::Value value;
            JsonFields::Array list;
            if (fields.has(object, "statuses", value) && fields.array_of(value, "statuses", list)) {
                fields.each_of(list, [&](JsonFields::Value& item) {
                    items.push_back(decode_item(fields, item));
                    return fields.good();
                });
            } else if (fields.good() && fields.has(object, "status", value)) {
                items.push_back(decode_item(fields, value));
            }
        }
    }
    reply.items = items;
    return fields.good();
}

}  // namespace maxmin::exchange::hyperliquid
