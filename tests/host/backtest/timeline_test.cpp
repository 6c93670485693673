#include "host/backtest/timeline.hpp"

#include <gtest/gtest.h>

namespace maxmin::backtest {
namespace {

using market::EventKind;
using market::MarketEvent;

constexpr Timestamp start(1'757'001'600'000'000'000);

MarketEvent event(std::int64_t exchange_ms, std::int64_t local_ms, EventKind kind) {
    MarketEvent made;
    made.exchange_time = start + milliseconds(exchange_ms);
    made.local_time = start + milliseconds(local_ms);
    made.kind = kind;
    return made;
}

market::Recording recording() {
    market::Recording made;
    made.events = {event(10, 110, EventKind::book), event(10, 115, EventKind::trade),
                   event(5, 120, EventKind::best), event(30, 121, EventKind::best),
                   event(20, 122, EventKind::trade)};
    return made;
}

paper::LatencyConfig feed_of(paper::LatencyKind kind, double median_ms = 0.0) {
    paper::LatencyConfig feed;
    feed.kind = kind;
    feed.median_ms = median_ms;
    feed.sigma = 1.0;
    return feed;
}

TEST(Timeline, ExchangeOrderIsByItsTimeWithTradesBeforeTheBookTheyLeft) {
    const Timeline timeline = make_timeline(recording(), feed_of(paper::LatencyKind::recorded), 1);
    EXPECT_EQ(timeline.by_exchange, (std::vector<std::uint32_t>{2, 1, 0, 4, 3}));
}

TEST(Timeline, RecordedFeedKeepsTheRecordersTimes) {
    const market::Recording made = recording();
    const Timeline timeline = make_timeline(made, feed_of(paper::LatencyKind::recorded), 1);
    EXPECT_EQ(timeline.by_local, (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
    for (std::size_t i = 0; i < made.events.size(); ++i) {
        EXPECT_EQ(timeline.local_time[i], made.events[i].local_time);
    }
}

TEST(Timeline, RecorderWhoseClockIsBehindHearsNothingBeforeItIsSaid) {
    market::Recording made = recording();
    for (MarketEvent& one : made.events) {
        one.local_time = one.exchange_time - milliseconds(1270);
    }
    const Timeline timeline = make_timeline(made, feed_of(paper::LatencyKind::recorded), 1);
    for (std::size_t i = 0; i < made.events.size(); ++i) {
        EXPECT_EQ(timeline.local_time[i], made.events[i].exchange_time);
    }
    EXPECT_EQ(timeline.by_local.front(), 2U) << "ordered by when it could be heard";
}

TEST(Timeline, ConstantFeedReplacesTheRecordersTimes) {
    const market::Recording made = recording();
    const Timeline timeline = make_timeline(made, feed_of(paper::LatencyKind::constant, 7.0), 1);
    for (std::size_t i = 0; i < made.events.size(); ++i) {
        EXPECT_EQ(timeline.local_time[i], made.events[i].exchange_time + milliseconds(7));
    }
}

TEST(Timeline, RandomFeedNeverOvertakesItselfAndFollowsItsSeed) {
    market::Recording made;
    for (int i = 0; i < 1000; ++i) {
        made.events.push_back(event(i, i, EventKind::best));
    }
    const paper::LatencyConfig feed = feed_of(paper::LatencyKind::lognormal, 50.0);
    const Timeline timeline = make_timeline(made, feed, 3);
    bool varies = false;
    for (std::size_t i = 1; i < made.events.size(); ++i) {
        ASSERT_GE(timeline.local_time[i], timeline.local_time[i - 1]);
        ASSERT_GE(timeline.local_time[i], made.events[i].exchange_time);
        varies = varies || timeline.local_time[i] - made.events[i].exchange_time !=
                               timeline.local_time[i - 1] - made.events[i - 1].exchange_time;
    }
    EXPECT_TRUE(varies);
    EXPECT_EQ(timeline.local_time, make_timeline(made, feed, 3).local_time);
    EXPECT_NE(timeline.local_time, make_timeline(made, feed, 4).local_time);
}

}  // namespace
}  // namespace maxmin::backtest
