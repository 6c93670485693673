// Hyperliquid websocket frames ({"channel": ..., "data": ...}) into events: l2Book, bbo, trades.
// The venue's archive wraps the same frames.
#pragma once

#include "host/market/readers/json_lines.hpp"

namespace maxmin::market {

class HyperliquidFrames {
  public:
    HyperliquidFrames(RecordingBuilder& builder, JsonLines& lines)
        : builder_(builder), lines_(lines) {}

    /// Adds what one frame, received at `local_time`, says. Other channels are counted as skipped.
    void take(simdjson::ondemand::object& frame, Timestamp local_time);

  private:
    void take_book(simdjson::ondemand::object& data, Timestamp local_time);
    void take_best(simdjson::ondemand::object& data, Timestamp local_time);
    void take_trade(simdjson::ondemand::object& trade, Timestamp local_time);
    BookLevel level_of(simdjson::ondemand::object& level, const Instrument& rules);

    RecordingBuilder& builder_;
    JsonLines& lines_;
};

}  // namespace maxmin::market
