// Market data as the engine sees it, whatever file or socket it came from. Flat and trivially
// copyable; the levels of a book snapshot lie in the recording's one level pool.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "host/base/time.hpp"
#include "host/market/instrument.hpp"
#include "host/market/types.hpp"

namespace maxmin::market {

inline constexpr int book_levels_max = 20;

struct BookLevel {
    Ticks price;
    Lots size;
};

enum class EventKind : std::uint8_t {
    book,   // a full snapshot of up to 20 levels a side
    best,   // best bid and ask
    trade,  // one print; several with one exchange time may be one taker order
};

struct MarketEvent {
    Timestamp exchange_time;
    Timestamp local_time;  // when the recorder (or this machine) received it
    AssetIndex asset = 0;
    EventKind kind = EventKind::trade;
    Side aggressor = Side::bid;     // trade: bid = the taker bought
    std::uint8_t bid_levels = 0;    // book
    std::uint8_t ask_levels = 0;    // book
    std::uint32_t first_level = 0;  // book: bids best first, then asks best first
    std::uint64_t trade_id = 0;     // trade
    BookLevel bid;                  // best; a trade's price and size are in `bid`
    BookLevel ask;                  // best
};

/// A recording held in memory, ordered by local time (ties keep file order).
struct Recording {
    std::vector<Instrument> instruments;
    std::vector<MarketEvent> events;
    std::vector<BookLevel> levels;
    std::uint64_t content_hash = 0;  // of everything above; goes into results

    std::span<const BookLevel> bids(const MarketEvent& event) const {
        return {levels.data() + event.first_level, event.bid_levels};
    }
    std::span<const BookLevel> asks(const MarketEvent& event) const {
        return {levels.data() + event.first_level + event.bid_levels, event.ask_levels};
    }
};

/// FNV-1a over instruments, then events in order, each with its levels. Where the levels lie in
/// the pool does not matter.
std::uint64_t hash_content(const Recording& recording);

}  // namespace maxmin::market
