#include "host/market/hyperliquid_data.hpp"

namespace maxmin::market {
namespace {

BookLevel level_of(JsonFields& fields, JsonFields::Object& level, const Instrument& rules) {
    const Ticks price = fields.price(level, "px", rules);
    const Lots size = fields.size(level, "sz", rules);
    return {price, size};
}

/// Fills `levels`; returns how many there are.
std::size_t decode_side(JsonFields& fields, JsonFields::Value& side, const Instrument& rules,
                        std::span<BookLevel> levels) {
    std::size_t count = 0;
    JsonFields::Array array;
    if (!fields.array_of(side, "levels", array)) {
        return 0;
    }
    fields.each_of(array, [&](JsonFields::Value& item) {
        JsonFields::Object level;
        if (count == levels.size()) {
            fields.note({"levels", {}, "more than 20 levels on a side", {}});
        } else if (fields.object_of(item, "levels", level)) {
            levels[count++] = level_of(fields, level, rules);
        }
        return fields.good();
    });
    return count;
}

}  // namespace

bool decode_book(JsonFields& fields, JsonFields::Object& data, const Instrument& rules,
                 MarketEvent& event, BookLevels& levels) {
    event.kind = EventKind::book;
    event.exchange_time = fields.time_ms(data, "time");
    std::size_t sides = 0;
    fields.each(data, "levels", [&](JsonFields::Value& side) {
        if (sides == 0) {
            levels.bid_count = decode_side(fields, side, rules, levels.bid_levels);
        } else if (sides == 1) {
            levels.ask_count = decode_side(fields, side, rules, levels.ask_levels);
        } else {
            fields.note({"levels", {}, "more than two sides", {}});
        }
        ++sides;
        return fields.good();
    });
    if (sides < 2) {
        fields.note({"levels", {}, "a side is missing", {}});
    }
    event.bid_levels = static_cast<std::uint8_t>(levels.bid_count);
    event.ask_levels = static_cast<std::uint8_t>(levels.ask_count);
    return fields.good();
}

bool decode_best(JsonFields& fields, JsonFields::Object& data, const Instrument& rules,
                 MarketEvent& event) {
    event.kind = EventKind::best;
    event.exchange_time = fields.time_ms(data, "time");
    std::array<BookLevel, 2> sides{};
    std::size_t count = 0;
    fields.each(data, "bbo", [&](JsonFields::Value& side) {
        JsonFields::Object level;
        if (count == sides.size()) {
            fields.note({"bbo", {}, "more than two sides", {}});
        } else if (!side.is_null() && fields.object_of(side, "bbo", level)) {
            sides[count] = level_of(fields, level, rules);
        }
        ++count;
        return fields.good();
    });
    if (count < sides.size()) {
        fields.note({"bbo", {}, "a side is missing", {}});
    }
    event.bid = sides[0];
    event.ask = sides[1];
    return fields.good();
}

bool decode_trade(JsonFields& fields, JsonFields::Object& trade, const Instrument& rules,
                  MarketEvent& event) {
    event.kind = EventKind::trade;
    event.aggressor = fields.side(trade, "side");
    event.bid = level_of(fields, trade, rules);
    event.exchange_time = fields.time_ms(trade, "time");
    event.trade_id = fields.number(trade, "tid");
    return fields.good();
}

}  // namespace maxmin::market
