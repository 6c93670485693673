#include "host/exchange/hyperliquid/frame_codec.hpp"

#include "host/base/assert.hpp"

namespace maxmin::exchange::hyperliquid {

// The frequent ones first.
const std::array<FrameCodec::Channel, 17> FrameCodec::channels = {{
    {"bbo", &FrameCodec::take_best},
    {"l2Book", &FrameCodec::take_book},
    {"trades", &FrameCodec::take_trades},
    {"orderUpdates", &FrameCodec::take_order_updates},
    {"post", &FrameCodec::take_post},
    {"userFills", &FrameCodec::take_user_fills},
    {"user", &FrameCodec::take_user},
    {"activeAssetCtx", &FrameCodec::take_context},
    {"activeSpotAssetCtx", &FrameCodec::take_context},
    {"allMids", &FrameCodec::take_mids},
    {"pong", &FrameCodec::take_pong},
    {"openOrders", &FrameCodec::take_open_orders},
    {"clearinghouseState", &FrameCodec::take_account},
    {"userFundings", &FrameCodec::take_user_fundings},
    {"subscriptionResponse", &FrameCodec::take_subscription},
    {"error", &FrameCodec::take_error},
    {"notification", &FrameCodec::take_notification},
}};

FrameCodec::FrameCodec(const SymbolTable& coins, FrameHandler& handler, std::size_t frame_bytes_max)
    : coins_(coins), handler_(handler) {
    const auto failed = parser_.allocate(frame_bytes_max);
    MAXMIN_ASSERT(failed == simdjson::SUCCESS, "the parser gets its memory");
}

FrameResult FrameCodec::decode(simdjson::padded_string_view frame, Timestamp local_time) {
    ++counts_.frames;
    if (!frame.starts_with('{')) {
        ++counts_.texts;
        return FrameResult::ignored;
    }
    fields_.clear();
    refused_ = false;
    channel_ = "";
    event_ = {};
    event_.local_time = local_time;
    Value document;
    Object root;
    bool known = false;
    if (fields_.passes(parser_.parse(frame.data(), frame.size(), false).get(document), "") &&
        fields_.object_of(document, "", root)) {
        channel_ = fields_.text(root, "channel");
        for (const Channel& channel : channels) {
            if (channel.name == channel_) {
                known = true;
                (this->*channel.take)(root);
                break;
            }
        }
    }
    if (!fields_.good()) {
        refuse();
    }
    if (refused_) {
        return FrameResult::refused;
    }
    counts_.ignored_channels += known ? 0 : 1;
    return known ? FrameResult::taken : FrameResult::ignored;
}

void FrameCodec::refuse() {
    refused_ = true;
    ++counts_.refusals;
    last_refusal_ = {std::string(channel_), std::string(fields_.fault().field),
                     market::to_string(fields_.fault())};
    fields_.clear();
}

const Coin* FrameCodec::ours(Object& item) {
    const Coin* const coin = coin_of(fields_, item, coins_);
    counts_.other_coins += coin == nullptr && fields_.good() ? 1 : 0;
    return coin;
}

void FrameCodec::take_book(Object& frame) {
    Object data;
    if (!fields_.object(frame, "data", data)) {
        return;
    }
    const Coin* const coin = ours(data);
    if (coin != nullptr && decode_book(fields_, data, *coin->rules, event_, levels_)) {
        event_.asset = coin->asset;
        handler_.on_market(event_, levels_.bids(), levels_.asks());
    }
}

void FrameCodec::take_best(Object& frame) {
    Object data;
    if (!fields_.object(frame, "data", data)) {
        return;
    }
    const Coin* const coin = ours(data);
    if (coin != nullptr && decode_best(fields_, data, *coin->rules, event_)) {
        event_.asset = coin->asset;
        handler_.on_market(event_, {}, {});
    }
}

void FrameCodec::take_trades(Object& frame) {
    each_item_of(frame, "data", [&](Object& item) {
        const Coin* const coin = ours(item);
        if (coin != nullptr && decode_trade(fields_, item, *coin->rules, event_)) {
            event_.asset = coin->asset;
            handler_.on_market(event_, {}, {});
        }
    });
}

void FrameCodec::take_mids(Object& frame) {
    Object data;
    Object mids;
    if (!fields_.object(frame, "data", data) || !fields_.object(data, "mids", mids)) {
        return;
    }
    fields_.each_text(mids, "mids", [&](std::string_view name, std::string_view letters) {
        const Coin* const coin = coins_.find(name);
        if (coin == nullptr) {
            return;  // hundreds of them in each frame: nothing to count
        }
        const double mid_usd = fields_.amount_of(letters, "mids");
        if (fields_.good()) {
            handler_.on_mid(coin->asset, mid_usd);
        } else {
            refuse();
        }
    });
}

void FrameCodec::take_context(Object& frame) {
    Object data;
    Object item;
    if (!fields_.object(frame, "data", data)) {
        return;
    }
    const Coin* const coin = ours(data);
    AssetContext context;
    if (coin != nullptr && fields_.object(data, "ctx", item) &&
        decode_context(fields_, item, *coin, context)) {
        handler_.on_context(context);
    }
}

void FrameCodec::take_post(Object& frame) {
    Object data;
    Object response;
    if (!fields_.object(frame, "data", data)) {
        return;
    }
    PostReply reply;
    reply.id = fields_.number(data, "id");
    if (!fields_.object(data, "response", response)) {
        return;
    }
    const std::string_view type = fields_.text(response, "type");
    if (type == "action") {
        reply.kind = PostKind::action;
        Object body;
        if (fields_.object(response, "payload", body)) {
            static_cast<void>(decode_exchange_reply(fields_, body, items_, reply.action));
        }
    } else if (type == "info") {
        reply.kind = PostKind::info;
        take_info(response, reply);
    } else if (type == "error") {
        reply.error_text = fields_.text(response, "payload");
    } else {
        fields_.note({"type", type, "is no kind of answer", {}});
    }
    if (fields_.good()) {
        handler_.on_post(reply);
    }
}

void FrameCodec::take_info(Object& response, PostReply& reply) {
    Object payload;
    Value data;
    if (fields_.object(response, "payload", payload)) {
        reply.info_type = fields_.text(payload, "type");
        if (fields_.value(payload, "data", data)) {
            info_text_ = simdjson::minify(data);
            reply.info_json = info_text_;
        }
    }
}

void FrameCodec::take_subscription(Object& frame) {
    Object data;
    Object subscription;
    if (!fields_.object(frame, "data", data)) {
        return;
    }
    SubscriptionReply reply;
    reply.subscribed = fields_.text(data, "method") == "subscribe";
    if (!fields_.object(data, "subscription", subscription)) {
        return;
    }
    reply.type = fields_.text(subscription, "type");
    fields_.has_text(subscription, "coin", reply.coin);
    fields_.has_text(subscription, "user", reply.user);
    if (fields_.good()) {
        handler_.on_subscription(reply);
    }
}

void FrameCodec::take_pong(Object&) {
    handler_.on_pong();
}

void FrameCodec::take_error(Object& frame) {
    const std::string_view text = fields_.text(frame, "data");
    if (fields_.good()) {
        handler_.on_error(text);
    }
}

void FrameCodec::take_notification(Object& frame) {
    Object data;
    if (fields_.object(frame, "data", data)) {
        const std::string_view text = fields_.text(data, "notification");
        if (fields_.good()) {
            handler_.on_notification(text);
        }
    }
}

}  // namespace maxmin::exchange::hyperliquid
