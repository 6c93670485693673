// Hyperliquid websocket frames ({"channel": ..., "data": ...}) into events: l2Book, bbo, trades.
// The venue's archive wraps the same frames.
#pragma once

#include "host/market/json_fields.hpp"
#include "host/market/readers/json_lines.hpp"

namespace maxmin::market {

class HyperliquidFrames {
  public:
    HyperliquidFrames(RecordingBuilder& builder, JsonLines& lines)
        : builder_(builder), lines_(lines) {}

    /// Adds what one frame, received at `local_time`, says. Other channels are counted as skipped.
    void take(simdjson::dom::object& frame, Timestamp local_time);

  private:
    /// Null for a coin that is not wanted; else sets the event's asset.
    const Instrument* rules_of(simdjson::dom::object& data, MarketEvent& event);
    void take_book(simdjson::dom::object& data, MarketEvent event);
    void take_best(simdjson::dom::object& data, MarketEvent event);
    void take_trade(simdjson::dom::object& trade, MarketEvent event);
    void require(bool good, const FieldFault& fault) const;

    RecordingBuilder& builder_;
    JsonLines& lines_;
};

}  // namespace maxmin::market
