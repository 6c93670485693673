// No decision may depend on anything that the exchange had not yet said. Data after an instant are
// replaced by nonsense; every decision up to that instant must stay as it was. The last test plants
// a look-ahead and shows that this comparison finds it.
#include <gtest/gtest.h>

#include "tests/system/replay.hpp"

namespace maxmin::test {
namespace {

constexpr Duration before_the_change = seconds(240);

market::BookLevel shifted(const market::BookLevel& level, std::int64_t percent) {
    return {.price = Ticks(level.price.value() * percent / 100),
            .size = Lots(level.size.value() * 3 + 1)};
}

/// Everything the exchange says after `from` is 30 % higher and three times larger; trades hit
/// the other side.
market::Recording with_another_future(market::Recording recording, Timestamp from) {
    constexpr std::int64_t percent = 130;
    for (market::MarketEvent& event : recording.events) {
        if (event.exchange_time <= from) {
            continue;
        }
        event.bid = shifted(event.bid, percent);
        event.ask = shifted(event.ask, percent);
        event.aggressor = opposite(event.aggressor);
        for (std::uint32_t i = 0; i < std::uint32_t{event.bid_levels} + event.ask_levels; ++i) {
            market::BookLevel& level = recording.levels[event.first_level + i];
            level = shifted(level, percent);
        }
    }
    return recording;
}

std::uint64_t hash_at(const Replay& replay, const market::Recording& recording, Timestamp end) {
    backtest::Backtest run(replay.config(), recording);
    run.run_until(end);
    return run.engine().decision_hash();
}

Timestamp start_of(const Replay& replay) {
    return backtest::Backtest(replay.config(), replay.recording).start();
}

TEST(LookAhead, AnotherFutureLeavesThePastAsItWas) {
    const Replay replay = load_replay(demo_file);
    const Timestamp change = start_of(replay) + before_the_change;
    const market::Recording other = with_another_future(replay.recording, change);

    EXPECT_EQ(hash_at(replay, replay.recording, change), hash_at(replay, other, change));
    EXPECT_NE(hash_at(replay, replay.recording, change + seconds(10)),
              hash_at(replay, other, change + seconds(10)))
        << "once it is heard, the change must show: else this test could not fail";
}

TEST(LookAhead, NoFutureAtAllLeavesThePastAsItWas) {
    const Replay replay = load_replay(demo_file);
    const Timestamp change = start_of(replay) + before_the_change;
    market::Recording cut = replay.recording;
    std::erase_if(cut.events, [&](const market::MarketEvent& event) {
        // The reports of a second later still travel; the run must last until the change.
        return event.exchange_time > change + seconds(1);
    });
    EXPECT_EQ(hash_at(replay, replay.recording, change), hash_at(replay, cut, change));
}

TEST(LookAhead, MessagesAreNeverDeliveredBeforeTheExchangeSentThem) {
    const Replay replay = load_replay(demo_file);
    market::Recording cheating = replay.recording;
    for (market::MarketEvent& event : cheating.events) {
        event.local_time = event.exchange_time - seconds(1);
    }
    for (const paper::LatencyKind kind :
         {paper::LatencyKind::recorded, paper::LatencyKind::constant,
          paper::LatencyKind::lognormal}) {
        paper::LatencyConfig feed = replay.config().paper.feed;
        feed.kind = kind;
        const backtest::Timeline timeline = backtest::make_timeline(cheating, feed, 1);
        for (std::size_t i = 0; i < cheating.events.size(); ++i) {
            ASSERT_GE(timeline.local_time[i], cheating.events[i].exchange_time) << "event " << i;
        }
    }
}

TEST(LookAhead, RecordingThatClaimsToArriveEarlyGainsNothing) {
    Replay replay = load_replay(demo_file);
    for (market::MarketEvent& event : replay.recording.events) {
        event.local_time = event.exchange_time - seconds(1);
    }
    const Timestamp change = start_of(replay) + before_the_change;
    const market::Recording other = with_another_future(replay.recording, change);
    EXPECT_EQ(hash_at(replay, replay.recording, change), hash_at(replay, other, change));
}

TEST(LookAhead, APlantedOneIsFound) {
    // What differs is what the exchange said after `change`. A recorder that dates everything a
    // second early hands it to the engine before that instant, and the hashes must tell.
    Replay replay = load_replay(demo_file);
    const Timestamp change = start_of(replay) + before_the_change;
    market::Recording other = with_another_future(replay.recording, change);
    for (market::Recording* recording : {&replay.recording, &other}) {
        for (market::MarketEvent& event : recording->events) {
            event.exchange_time = event.exchange_time - seconds(1);
            event.local_time = event.local_time - seconds(1);
        }
    }
    EXPECT_NE(hash_at(replay, replay.recording, change), hash_at(replay, other, change));
}

}  // namespace
}  // namespace maxmin::test
