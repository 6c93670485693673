// Market events in one line, for tests. Local time is 100 ms after exchange time.
#pragma once

#include <algorithm>
#include <span>
#include <vector>

#include "host/market/event.hpp"

namespace maxmin::test {

using market::BookLevel;
using market::EventKind;
using market::MarketEvent;
using Levels = std::vector<BookLevel>;

inline MarketEvent event_at(EventKind kind, std::int64_t time_ms) {
    MarketEvent event;
    event.kind = kind;
    event.exchange_time = Timestamp() + milliseconds(time_ms);
    event.local_time = event.exchange_time + milliseconds(100);
    return event;
}

inline MarketEvent book_event(std::int64_t time_ms) {
    return event_at(EventKind::book, time_ms);
}

inline MarketEvent best_event(std::int64_t time_ms, BookLevel bid, BookLevel ask) {
    MarketEvent event = event_at(EventKind::best, time_ms);
    event.bid = bid;
    event.ask = ask;
    return event;
}

inline MarketEvent trade_event(std::int64_t time_ms, std::uint64_t id) {
    MarketEvent event = event_at(EventKind::trade, time_ms);
    event.bid = {Ticks(1000), Lots(1)};
    event.trade_id = id;
    return event;
}

inline bool same_levels(std::span<const BookLevel> a, const Levels& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const BookLevel& x, const BookLevel& y) {
                          return x.price == y.price && x.size == y.size;
                      });
}

}  // namespace maxmin::test
