// The frames about our own account: orders, fills, funding, what the venue did to us.
#include "host/exchange/hyperliquid/frame_codec.hpp"

namespace maxmin::exchange::hyperliquid {

void FrameCodec::take_order_updates(Object& frame) {
    each_item_of(frame, "data", [&](Object& item) {
        Object order;
        if (!fields_.object(item, "order", order)) {
            return;
        }
        OrderUpdate update;
        const Coin* const coin = ours(order);
        if (coin != nullptr && decode_order(fields_, order, *coin, update.order) &&
            decode_update(fields_, item, update)) {
            handler_.on_order_update(update);
        }
    });
}

void FrameCodec::take_fills(Value& list, FillSource source) {
    each_item(list, "fills", [&](Object& item) {
        Fill fill;
        const Coin* const coin = ours(item);
        if (coin != nullptr && decode_fill(fields_, item, *coin, fill)) {
            handler_.on_fill(fill, source);
        }
    });
}

void FrameCodec::take_funding_item(Object& item, bool snapshot) {
    Funding funding;
    const Coin* const coin = ours(item);
    if (coin != nullptr && decode_funding(fields_, item, *coin, funding)) {
        handler_.on_funding(funding, snapshot);
    }
}

void FrameCodec::take_user(Object& frame) {
    Object data;
    Value value;
    Object item;
    if (!fields_.object(frame, "data", data)) {
        return;
    }
    if (fields_.has(data, "fills", value)) {
        take_fills(value, FillSource::user_events);
    } else if (fields_.has(data, "funding", value)) {
        if (fields_.object_of(value, "funding", item)) {
            take_funding_item(item, false);
        }
    } else if (fields_.has(data, "nonUserCancel", value)) {
        each_item(value, "nonUserCancel", [&](Object& cancel) {
            const Coin* const coin = ours(cancel);
            const std::uint64_t oid = coin != nullptr ? fields_.number(cancel, "oid") : 0;
            if (coin != nullptr && fields_.good()) {
                handler_.on_non_user_cancel({coin->asset, oid});
            }
        });
    } else if (fields_.has(data, "liquidation", value)) {
        if (fields_.object_of(value, "liquidation", item)) {
            const double notional_usd = fields_.amount(item, "liquidated_ntl_pos");
            const double account_value_usd = fields_.amount(item, "liquidated_account_value");
            if (fields_.good()) {
                handler_.on_liquidation(notional_usd, account_value_usd);
            }
        }
    } else {
        ++counts_.ignored_channels;  // a TWAP's history, or an event yet to be invented
    }
}

void FrameCodec::take_user_fills(Object& frame) {
    Object data;
    if (fields_.object(frame, "data", data)) {
        const bool snapshot = fields_.is_set(data, "isSnapshot");
        Value list;
        if (fields_.value(data, "fills", list)) {
            take_fills(list, snapshot ? FillSource::user_fills_snapshot : FillSource::user_fills);
        }
    }
}

void FrameCodec::take_user_fundings(Object& frame) {
    Object data;
    if (fields_.object(frame, "data", data)) {
        const bool snapshot = fields_.is_set(data, "isSnapshot");
        each_item_of(data, "fundings", [&](Object& item) { take_funding_item(item, snapshot); });
    }
}

void FrameCodec::take_open_orders(Object& frame) {
    Object data;
    std::string_view dex;
    Value value;
    JsonFields::Array list;
    if (!fields_.object(frame, "data", data) ||
        (fields_.has_text(data, "dex", dex) && !dex.empty())) {
        return;
    }
    if (!fields_.has(data, "orders", value)) {
        fields_.note({"orders", {}, "the list is missing", {}});
    } else if (fields_.array_of(value, "orders", list) &&
               decode_orders(fields_, list, coins_, orders_, counts_.other_coins)) {
        handler_.on_open_orders(orders_);
    }
}

void FrameCodec::take_account(Object& frame) {
    Object data;
    Object inner;
    std::string_view dex;
    if (!fields_.object(frame, "data", data) ||
        (fields_.has_text(data, "dex", dex) && !dex.empty())) {
        return;
    }
    AccountState state;
    if (fields_.object(data, "clearinghouseState", inner) &&
        decode_account(fields_, inner, coins_, positions_, state)) {
        handler_.on_account(state);
    }
}

}  // namespace maxmin::exchange::hyperliquid
