// One socket's frames, decoded from the receive buffer into calls of a handler: parsed once,
// nothing allocated for market data. Unknown channels, fields and words are passed over and
// counted; a price, size or time that is missing or malformed refuses its item (of a list whose
// gaps would mislead: the whole frame), counted with the channel and the field.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "host/exchange/hyperliquid/frame_handler.hpp"
#include "host/exchange/hyperliquid/item_fields.hpp"
#include "host/market/hyperliquid_data.hpp"

namespace maxmin::exchange::hyperliquid {

enum class FrameResult : std::uint8_t {
    taken,
    ignored,  // no JSON object, or a channel that is of no interest
    refused,  // an item or all of it; last_refusal() says why
};

/// The frame may be gone by the time this is read: the texts are copies.
struct Refusal {
    std::string channel;
    std::string field;
    std::string wrong;
};

struct FrameCounts {
    std::uint64_t frames = 0;
    std::uint64_t texts = 0;             // no JSON object: a greeting
    std::uint64_t ignored_channels = 0;  // frames
    std::uint64_t refusals = 0;          // items, or frames refused as a whole
    std::uint64_t other_coins = 0;       // items in coins that are not ours
};

class FrameCodec {
  public:
    /// Both must outlive the codec. `frame_bytes_max`: frames up to that size allocate nothing.
    FrameCodec(const SymbolTable& coins, FrameHandler& handler,
               std::size_t frame_bytes_max = std::size_t{1} << 20U);

    /// `frame` promises simdjson::SIMDJSON_PADDING readable bytes after its end.
    FrameResult decode(simdjson::padded_string_view frame, Timestamp local_time);

    const FrameCounts& counts() const { return counts_; }
    const Refusal& last_refusal() const { return last_refusal_; }

  private:
    using Object = JsonFields::Object;
    using Value = JsonFields::Value;
    struct Channel {
        std::string_view name;
        void (FrameCodec::*take)(Object& frame);
    };
    static const std::array<Channel, 17> channels;

    void take_book(Object& frame);
    void take_best(Object& frame);
    void take_trades(Object& frame);
    void take_mids(Object& frame);
    void take_context(Object& frame);
    void take_order_updates(Object& frame);
    void take_user(Object& frame);
    void take_user_fills(Object& frame);
    void take_user_fundings(Object& frame);
    void take_open_orders(Object& frame);
    void take_account(Object& frame);
    void take_post(Object& frame);
    void take_info(Object& response, PostReply& reply);
    void take_subscription(Object& frame);
    void take_pong(Object& frame);
    void take_error(Object& frame);
    void take_notification(Object& frame);

    /// The coin of an item, counted if it is not ours.
    const Coin* ours(Object& item);
    /// Hands each object of a list to `take`; refuses those that leave a fault, each by itself.
    template <typename Take>
    void each_item(Value& list, std::string_view field, Take take) {
        JsonFields::Array array;
        if (!fields_.array_of(list, field, array)) {
            return;
        }
        fields_.each_of(array, [&](Value& value) {
            Object item;
            if (fields_.object_of(value, field, item)) {
                take(item);
            }
            if (!fields_.good()) {
                refuse();
            }
            return true;
        });
    }
    template <typename Take>
    void each_item_of(Object& parent, std::string_view field, Take take) {
        Value list;
        if (fields_.value(parent, field, list)) {
            each_item(list, field, take);
        }
    }
    void take_fills(Value& list, FillSource source);
    void take_funding_item(Object& item, bool snapshot);
    void refuse();

    const SymbolTable& coins_;
    FrameHandler& handler_;
    simdjson::dom::parser parser_;
    JsonFields fields_;
    market::MarketEvent event_;  // of the frame being decoded: carries its local time
    market::BookLevels levels_;
    std::vector<OrderView> orders_;
    std::vector<Position> positions_;
    std::vector<ReplyItem> items_;
    std::string info_text_;  // of an info post
    std::string_view channel_;
    bool refused_ = false;
    FrameCounts counts_;
    Refusal last_refusal_;
};

}  // namespace maxmin::exchange::hyperliquid
