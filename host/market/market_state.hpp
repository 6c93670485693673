// What is known of one asset's market, kept from books, best quotes and trades. Data that cannot
// be true (crossed, empty, unsorted, older than what is known) are refused and counted, and never
// change the last good state. Books and best quotes come from separate channels and are fused by
// exchange time: the newest touch wins, and the book behind it is trimmed to fit.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "host/base/time.hpp"
#include "host/market/book.hpp"
#include "host/market/event.hpp"
#include "host/market/instrument.hpp"
#include "host/market/trade_memory.hpp"

namespace maxmin::market {

enum class Verdict : std::uint8_t {
    applied,
    unchanged,        // good, and the same as known or already superseded by a newer touch
    crossed,          // best bid at or above best ask
    empty,            // a side is missing, or a level or trade has no price or size
    unsorted,         // levels not strictly from best to worst
    backward,         // older by exchange time than the last of its kind
    duplicate_trade,  // id seen, or too old to be told from a repeat
};

enum class Freshness : std::uint8_t { no_data, fresh, stale };

struct Counters {
    std::uint64_t books = 0;
    std::uint64_t bests = 0;
    std::uint64_t trades = 0;
    std::uint64_t applied = 0;
    std::uint64_t unchanged = 0;
    std::uint64_t crossed = 0;
    std::uint64_t empty = 0;
    std::uint64_t unsorted = 0;
    std::uint64_t backward = 0;
    std::uint64_t duplicate_trades = 0;  // aged ones included
    std::uint64_t aged_trades = 0;
    std::uint64_t local_backward = 0;  // the receiver's clock went back; the event was judged as is
    std::uint64_t outages = 0;         // silences of all streams longer than outage_after
    Duration silence_longest;          // of all streams together

    /// Name and value of each count above, for reports.
    std::array<std::pair<std::string_view, std::uint64_t>, 13> named() const;
    std::uint64_t refused() const { return crossed + empty + unsorted + backward; }
};

struct MarketStateSettings {
    Duration outage_after = seconds(10);
    std::size_t trades_remembered = 2048;
};

class MarketState {
  public:
    explicit MarketState(const Instrument& instrument, MarketStateSettings settings = {});

    /// Takes one event of this asset; `bids` and `asks` are a book event's levels, best first.
    /// No allocation, O(levels).
    Verdict apply(const MarketEvent& event, std::span<const BookLevel> bids,
                  std::span<const BookLevel> asks) noexcept;

    bool has_quote() const { return has_quote_; }
    // The functions up to spread_bps ask for has_quote().
    Ticks best_bid() const { return book_.bids.best().price; }
    Ticks best_ask() const { return book_.asks.best().price; }
    double mid_usd() const;
    double spread_bps() const;
    /// Bid share of the volume on the first `levels` levels of both sides, in [0, 1]; 0.5 without
    /// a quote.
    double imbalance(int levels) const;
    /// Best first. The touch may be newer than the levels behind it; see last_book_local().
    std::span<const BookLevel> bids() const { return book_.bids.levels(); }
    std::span<const BookLevel> asks() const { return book_.asks.levels(); }

    // Receive time of the last good event of a kind; Timestamp{} before the first.
    Timestamp last_book_local() const { return last_book_local_; }
    Timestamp last_best_local() const { return last_best_local_; }
    Timestamp last_trade_local() const { return last_trade_local_; }
    /// The venue's time of the touch.
    Timestamp exchange_time() const { return touch_exchange_; }
    /// By the age of the last good book or best quote.
    Freshness freshness(Timestamp now, Duration stale_after) const;

    const Counters& counters() const { return counters_; }
    const Instrument& instrument() const { return instrument_; }

  private:
    void watch_silence(Timestamp local_time);
    Verdict judge(const MarketEvent& event, std::span<const BookLevel> bids,
                  std::span<const BookLevel> asks);
    Verdict apply_book(const MarketEvent& event, std::span<const BookLevel> bids,
                       std::span<const BookLevel> asks);
    Verdict apply_best(const MarketEvent& event);
    Verdict apply_trade(const MarketEvent& event);
    void count(Verdict verdict);

    Instrument instrument_;
    MarketStateSettings settings_;
    double ticks_per_usd_;
    Book book_;
    BookLevel touch_bid_;  // the newest best quote, for books that come in behind it
    BookLevel touch_ask_;
    TradeMemory trades_;
    bool has_quote_ = false;
    bool has_book_ = false;
    bool has_best_ = false;
    bool has_event_ = false;
    Timestamp book_exchange_;
    Timestamp best_exchange_;
    Timestamp touch_exchange_;
    Timestamp last_event_local_;
    Timestamp last_book_local_;
    Timestamp last_best_local_;
    Timestamp last_trade_local_;
    Counters counters_;
};

}  // namespace maxmin::market
