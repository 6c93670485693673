#include "host/market/market_state.hpp"

#include <gtest/gtest.h>

#include "tests/host/market/events.hpp"

namespace maxmin::market {
namespace {

using test::best_event;
using test::book_event;
using test::Levels;
using test::trade_event;

const Instrument btc = hyperliquid_instrument("BTC", 5, AssetType::perp, 40);
const Levels bids{{Ticks(1000), Lots(5)}, {Ticks(999), Lots(7)}, {Ticks(995), Lots(1)}};
const Levels asks{{Ticks(1002), Lots(4)}, {Ticks(1003), Lots(6)}};

Verdict apply_book(MarketState& state, std::int64_t time_ms, const Levels& b, const Levels& a) {
    return state.apply(book_event(time_ms), b, a);
}

TEST(MarketState, KnowsNothingBeforeTheFirstQuote) {
    MarketState state(btc);

    EXPECT_FALSE(state.has_quote());
    EXPECT_EQ(state.imbalance(3), 0.5);
    EXPECT_EQ(state.freshness(Timestamp(1), seconds(1)), Freshness::no_data);
}

TEST(MarketState, ABookGivesTheQuote) {
    MarketState state(btc);

    EXPECT_EQ(apply_book(state, 1000, bids, asks), Verdict::applied);

    EXPECT_EQ(state.best_bid(), Ticks(1000));
    EXPECT_EQ(state.best_ask(), Ticks(1002));
    EXPECT_DOUBLE_EQ(state.mid_usd(), 100.1);
    EXPECT_DOUBLE_EQ(state.spread_bps(), 2.0 / 1001.0 * 1e4);
    EXPECT_DOUBLE_EQ(state.imbalance(1), 5.0 / 9.0);
    EXPECT_DOUBLE_EQ(state.imbalance(20), 13.0 / 23.0);
    EXPECT_EQ(state.exchange_time(), Timestamp() + milliseconds(1000));
}

TEST(MarketState, BadBooksAreRefusedAndChangeNothing) {
    MarketState state(btc);
    apply_book(state, 1000, bids, asks);
    const Levels crossing{{Ticks(1002), Lots(1)}};
    const Levels unsorted_bids{{Ticks(1000), Lots(1)}, {Ticks(1001), Lots(1)}};
    const Levels repeated_asks{{Ticks(1002), Lots(1)}, {Ticks(1002), Lots(1)}};
    const Levels sizeless{{Ticks(1000), Lots(0)}};
    const Levels priceless{{Ticks(0), Lots(1)}};

    EXPECT_EQ(apply_book(state, 2000, crossing, asks), Verdict::crossed);
    EXPECT_EQ(apply_book(state, 2000, {}, asks), Verdict::empty);
    EXPECT_EQ(apply_book(state, 2000, bids, {}), Verdict::empty);
    EXPECT_EQ(apply_book(state, 2000, sizeless, asks), Verdict::empty);
    EXPECT_EQ(apply_book(state, 2000, priceless, asks), Verdict::empty);
    EXPECT_EQ(apply_book(state, 2000, unsorted_bids, asks), Verdict::unsorted);
    EXPECT_EQ(apply_book(state, 2000, bids, repeated_asks), Verdict::unsorted);
    EXPECT_EQ(apply_book(state, 999, bids, asks), Verdict::backward);

    EXPECT_TRUE(test::same_levels(state.bids(), bids));
    EXPECT_TRUE(test::same_levels(state.asks(), asks));
    EXPECT_EQ(state.last_book_local(), book_event(1000).local_time);
    EXPECT_EQ(state.counters().refused(), 8U);
    EXPECT_EQ(state.counters().crossed, 1U);
    EXPECT_EQ(state.counters().empty, 4U);
    EXPECT_EQ(state.counters().unsorted, 2U);
    EXPECT_EQ(state.counters().backward, 1U);
}

TEST(MarketState, BadBestQuotesAreRefused) {
    MarketState state(btc);

    EXPECT_EQ(state.apply(best_event(1000, {Ticks(0), Lots(0)}, asks[0]), {}, {}), Verdict::empty);
    EXPECT_EQ(state.apply(best_event(1000, asks[0], asks[0]), {}, {}), Verdict::crossed);
    EXPECT_FALSE(state.has_quote());
    EXPECT_EQ(state.apply(best_event(1000, bids[0], asks[0]), {}, {}), Verdict::applied);
    EXPECT_EQ(state.apply(best_event(999, bids[1], asks[0]), {}, {}), Verdict::backward);
    EXPECT_EQ(state.best_bid(), bids[0].price);
}

TEST(MarketState, TheNewestTouchWins) {
    MarketState state(btc);
    apply_book(state, 1000, bids, asks);

    // A newer best quote moves the touch through the book: what it passed is gone.
    EXPECT_EQ(state.apply(best_event(1200, {Ticks(999), Lots(2)}, {Ticks(1001), Lots(3)}), {}, {}),
              Verdict::applied);
    EXPECT_TRUE(test::same_levels(state.bids(), {{Ticks(999), Lots(2)}, {Ticks(995), Lots(1)}}));
    EXPECT_TRUE(test::same_levels(
        state.asks(), {{Ticks(1001), Lots(3)}, {Ticks(1002), Lots(4)}, {Ticks(1003), Lots(6)}}));

    // A book that is newer than the last book but older than the touch keeps the touch.
    EXPECT_EQ(apply_book(state, 1100, bids, asks), Verdict::applied);
    EXPECT_EQ(state.best_bid(), Ticks(999));
    EXPECT_EQ(state.best_ask(), Ticks(1001));
    EXPECT_EQ(state.exchange_time(), Timestamp() + milliseconds(1200));

    // A newer book replaces all of it; an older best quote then has nothing to say.
    EXPECT_EQ(apply_book(state, 1300, bids, asks), Verdict::applied);
    EXPECT_TRUE(test::same_levels(state.bids(), bids));
    EXPECT_EQ(state.apply(best_event(1250, bids[1], asks[0]), {}, {}), Verdict::unchanged);
    EXPECT_EQ(state.best_bid(), Ticks(1000));
}

TEST(MarketState, RepeatedDataRefreshButDoNotChange) {
    MarketState state(btc);
    apply_book(state, 1000, bids, asks);

    EXPECT_EQ(apply_book(state, 5000, bids, asks), Verdict::unchanged);
    EXPECT_EQ(state.apply(best_event(6000, bids[0], asks[0]), {}, {}), Verdict::unchanged);
    EXPECT_EQ(state.last_best_local(), best_event(6000, bids[0], asks[0]).local_time);
}

TEST(MarketState, GoesStaleWithoutGoodData) {
    MarketState state(btc);
    apply_book(state, 1000, bids, asks);
    const Timestamp received = book_event(1000).local_time;

    EXPECT_EQ(state.freshness(received + seconds(2), seconds(2)), Freshness::fresh);
    EXPECT_EQ(state.freshness(received + seconds(2) + nanoseconds(1), seconds(2)),
              Freshness::stale);

    apply_book(state, 3500, asks, bids);  // crossed: not a sign of life of the market
    EXPECT_EQ(state.freshness(received + seconds(3), seconds(2)), Freshness::stale);
    state.apply(trade_event(3500, 1), {}, {});
    EXPECT_EQ(state.freshness(received + seconds(3), seconds(2)), Freshness::stale);
}

TEST(MarketState, TradesCountOnce) {
    MarketState state(btc);

    EXPECT_EQ(state.apply(trade_event(1000, 7), {}, {}), Verdict::applied);
    EXPECT_EQ(state.apply(trade_event(1000, 8), {}, {}), Verdict::applied);
    EXPECT_EQ(state.apply(trade_event(1000, 7), {}, {}), Verdict::duplicate_trade);
    // A replay after a reconnect brings trades older than the newest; those not seen count.
    EXPECT_EQ(state.apply(trade_event(500, 3), {}, {}), Verdict::applied);
    MarketEvent sizeless = trade_event(1000, 9);
    sizeless.bid.size = Lots(0);
    EXPECT_EQ(state.apply(sizeless, {}, {}), Verdict::empty);
    EXPECT_EQ(state.counters().duplicate_trades, 1U);
}

TEST(MarketState, AnOutageIsSeenOnce) {
    MarketState state(btc, {.outage_after = seconds(5)});
    apply_book(state, 1000, bids, asks);
    apply_book(state, 6000, bids, asks);  // exactly the threshold is no outage
    apply_book(state, 24'000, bids, asks);
    state.apply(trade_event(24'500, 1), {}, {});

    EXPECT_EQ(state.counters().outages, 1U);
    EXPECT_EQ(state.counters().silence_longest, seconds(18));
}

TEST(MarketState, ALocalClockThatGoesBackIsCounted) {
    MarketState state(btc);
    apply_book(state, 5000, bids, asks);
    MarketEvent early = book_event(5100);
    early.local_time = early.local_time - seconds(60);

    EXPECT_EQ(state.apply(early, bids, asks), Verdict::unchanged);

    EXPECT_EQ(state.counters().local_backward, 1U);
    EXPECT_EQ(state.counters().outages, 0U);
    EXPECT_EQ(state.last_book_local(), book_event(5000).local_time);
}

TEST(MarketState, CountersAreAllNamed) {
    MarketState state(btc);
    apply_book(state, 1000, bids, asks);
    apply_book(state, 900, bids, asks);
    std::uint64_t sum = 0;
    for (const auto& [name, value] : state.counters().named()) {
        EXPECT_FALSE(name.empty());
        sum += value;
    }
    EXPECT_EQ(sum, 5U);  // two books: one applied, one backward in both times
}

}  // namespace
}  // namespace maxmin::market
