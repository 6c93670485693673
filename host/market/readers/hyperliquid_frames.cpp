#include "host/market/readers/hyperliquid_frames.hpp"

#include "host/market/hyperliquid_data.hpp"

namespace maxmin::market {

namespace json = simdjson::dom;

void HyperliquidFrames::take(json::object& frame, Timestamp local_time) {
    const std::string_view channel = lines_.text(frame, "channel");
    MarketEvent event;
    event.local_time = local_time;
    if (channel == "l2Book") {
        json::object data = frame[lines_.at("data")].get_object();
        take_book(data, event);
    } else if (channel == "bbo") {
        json::object data = frame[lines_.at("data")].get_object();
        take_best(data, event);
    } else if (channel == "trades") {
        for (json::object trade : frame[lines_.at("data")].get_array()) {
            take_trade(trade, event);
        }
    } else {
        builder_.skip("channel " + std::string(channel));
    }
}

const Instrument* HyperliquidFrames::rules_of(json::object& data, MarketEvent& event) {
    const auto asset = builder_.asset_of(lines_.input(), lines_.text(data, "coin"));
    event.asset = asset.value_or(0);
    return asset ? &builder_.instrument(*asset) : nullptr;
}

void HyperliquidFrames::take_book(json::object& data, MarketEvent event) {
    JsonFields fields;
    BookLevels levels;
    if (const Instrument* rules = rules_of(data, event)) {
        require(decode_book(fields, data, *rules, event, levels), fields.fault());
        builder_.add_book(lines_.input(), event, levels.bids(), levels.asks());
    }
}

void HyperliquidFrames::take_best(json::object& data, MarketEvent event) {
    JsonFields fields;
    if (const Instrument* rules = rules_of(data, event)) {
        require(decode_best(fields, data, *rules, event), fields.fault());
        builder_.add_best(event);
    }
}

void HyperliquidFrames::take_trade(json::object& trade, MarketEvent event) {
    JsonFields fields;
    if (const Instrument* rules = rules_of(trade, event)) {
        require(decode_trade(fields, trade, *rules, event), fields.fault());
        builder_.add_trade(event);
    }
}

void HyperliquidFrames::require(bool good, const FieldFault& fault) const {
    if (!good) {
        lines_.input().fail(fault.field, to_string(fault), "a frame as the venue sends it");
    }
}

}  // namespace maxmin::market
