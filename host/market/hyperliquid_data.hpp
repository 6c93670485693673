// The venue's three streams of market data, whether they come from a recording or a socket: book
// snapshots, best quotes, trades. Each takes the object that follows the coin's name, which the
// caller has read to know the rules; each leaves its fault in `fields`.
#pragma once

#include <array>
#include <span>

#include "host/market/event.hpp"
#include "host/market/json_fields.hpp"

namespace maxmin::market {

/// Both sides of a snapshot, best first.
struct BookLevels {
    std::array<BookLevel, book_levels_max> bid_levels;
    std::array<BookLevel, book_levels_max> ask_levels;
    std::size_t bid_count = 0;
    std::size_t ask_count = 0;

    std::span<const BookLevel> bids() const { return {bid_levels.data(), bid_count}; }
    std::span<const BookLevel> asks() const { return {ask_levels.data(), ask_count}; }
};

/// Sets kind, times, level counts; asset and local time are the caller's.
bool decode_book(JsonFields& fields, JsonFields::Object& data, const Instrument& rules,
                 MarketEvent& event, BookLevels& levels);
/// A side without orders stays zero: the market state refuses it as empty.
bool decode_best(JsonFields& fields, JsonFields::Object& data, const Instrument& rules,
                 MarketEvent& event);
bool decode_trade(JsonFields& fields, JsonFields::Object& trade, const Instrument& rules,
                  MarketEvent& event);

}  // namespace maxmin::market
