#include "host/market/readers/hyperliquid_frames.hpp"

#include <array>

namespace maxmin::market {

namespace json = simdjson::ondemand;

void HyperliquidFrames::take(json::object& frame, Timestamp local_time) {
    const std::string_view channel = lines_.text(frame, "channel");
    if (channel == "l2Book") {
        json::object data = frame[lines_.at("data")].get_object();
        take_book(data, local_time);
    } else if (channel == "bbo") {
        json::object data = frame[lines_.at("data")].get_object();
        take_best(data, local_time);
    } else if (channel == "trades") {
        for (json::object trade : frame[lines_.at("data")].get_array()) {
            take_trade(trade, local_time);
        }
    } else {
        builder_.skip("channel " + std::string(channel));
    }
}

void HyperliquidFrames::take_book(json::object& data, Timestamp local_time) {
    const auto asset = builder_.asset_of(lines_.input(), lines_.text(data, "coin"));
    if (!asset) {
        return;
    }
    const Instrument& rules = builder_.instrument(*asset);
    MarketEvent event;
    event.asset = *asset;
    event.local_time = local_time;
    event.exchange_time = lines_.time_ms(data, "time");
    std::array<std::array<BookLevel, book_levels_max>, 2> sides;
    std::array<std::size_t, 2> counts{};
    std::size_t side = 0;
    for (auto levels : data[lines_.at("levels")].get_array()) {
        if (side == sides.size()) {
            lines_.input().fail("levels", "more than two sides", "[bids, asks]");
        }
        for (json::object level : levels.get_array()) {
            if (counts[side] == sides[side].size()) {
                lines_.input().fail("levels", "more than 20 levels on a side", "at most 20");
            }
            sides[side][counts[side]++] = level_of(level, rules);
        }
        ++side;
    }
    if (side != sides.size()) {
        lines_.input().fail("levels", "a side is missing", "[bids, asks]");
    }
    builder_.add_book(lines_.input(), event, {sides[0].data(), counts[0]},
                      {sides[1].data(), counts[1]});
}

void HyperliquidFrames::take_best(json::object& data, Timestamp local_time) {
    const auto asset = builder_.asset_of(lines_.input(), lines_.text(data, "coin"));
    if (!asset) {
        return;
    }
    const Instrument& rules = builder_.instrument(*asset);
    MarketEvent event;
    event.asset = *asset;
    event.local_time = local_time;
    event.exchange_time = lines_.time_ms(data, "time");
    // A side without orders is null and stays zero: the market state refuses it as empty.
    std::array<BookLevel, 2> sides{};
    std::size_t side = 0;
    for (auto value : data[lines_.at("bbo")].get_array()) {
        if (side == sides.size()) {
            lines_.input().fail("bbo", "more than two sides", "[bid, ask]");
        }
        if (!value.is_null()) {
            json::object level = value.get_object();
            sides[side] = level_of(level, rules);
        }
        ++side;
    }
    if (side != sides.size()) {
        lines_.input().fail("bbo", "a side is missing", "[bid, ask]");
    }
    event.bid = sides[0];
    event.ask = sides[1];
    builder_.add_best(event);
}

void HyperliquidFrames::take_trade(json::object& trade, Timestamp local_time) {
    const auto asset = builder_.asset_of(lines_.input(), lines_.text(trade, "coin"));
    if (!asset) {
        return;
    }
    MarketEvent event;
    event.asset = *asset;
    event.local_time = local_time;
    event.bid = level_of(trade, builder_.instrument(*asset));
    const std::string_view side = lines_.text(trade, "side");
    if (side != "A" && side != "B") {
        lines_.input().fail("side", in_quotes(side) + " is no side", "A (sell) or B (buy)");
    }
    event.aggressor = side == "B" ? Side::bid : Side::ask;
    event.exchange_time = lines_.time_ms(trade, "time");
    event.trade_id = lines_.whole(trade, "tid");
    builder_.add_trade(event);
}

BookLevel HyperliquidFrames::level_of(json::object& level, const Instrument& rules) {
    const Ticks price = parse_price(lines_.input(), "px", lines_.text(level, "px"), rules);
    const Lots size = parse_size(lines_.input(), "sz", lines_.text(level, "sz"), rules);
    return {price, size};
}

}  // namespace maxmin::market
