#include "host/engine/fallback.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace maxmin::engine {
namespace {

constexpr Timestamp start(1'000'000'000'000);

TEST(GridFallback, WithoutAnyGridThereIsNothingToQuote) {
    GridFallback fallback(seconds(1));
    EXPECT_EQ(fallback.at(start).source, GridSource::none);
    fallback.offer(start, false, 5.0, 5.0);
    EXPECT_EQ(fallback.at(start).source, GridSource::none);
    fallback.offer(start, true, std::numeric_limits<double>::quiet_NaN(), 5.0);
    EXPECT_EQ(fallback.at(start).source, GridSource::none);
}

TEST(GridFallback, FollowsTheStatedOrderAsTheGridAges) {
    GridFallback fallback(seconds(1));
    fallback.offer(start, true, 5.0, 6.0);
    EXPECT_EQ(fallback.at(start + milliseconds(1000)).source, GridSource::fresh);

    fallback.offer(start + milliseconds(100), false, 0.0, 0.0);
    const BaseOffsets previous = fallback.at(start + milliseconds(500));
    EXPECT_EQ(previous.source, GridSource::previous);
    EXPECT_EQ(previous.bid_bps, 5.0);

    const BaseOffsets widened = fallback.at(start + milliseconds(2000));
    EXPECT_EQ(widened.source, GridSource::widened);
    EXPECT_DOUBLE_EQ(widened.bid_bps, 10.0);
    EXPECT_DOUBLE_EQ(widened.ask_bps, 12.0);

    EXPECT_EQ(fallback.at(start + milliseconds(3001)).source, GridSource::none);
}

TEST(GridFallback, WideningNeverTightens) {
    GridFallback fallback(seconds(1));
    fallback.offer(start, true, -0.5, std::numeric_limits<double>::infinity());

    const BaseOffsets widened = fallback.at(start + milliseconds(2000));

    EXPECT_GE(widened.bid_bps, -0.5);
    EXPECT_TRUE(std::isinf(widened.ask_bps)) << "a side that is off stays off";
}

TEST(GridFallback, AGoodGridEndsTheFallback) {
    GridFallback fallback(seconds(1));
    fallback.offer(start, true, 5.0, 6.0);
    fallback.offer(start + seconds(1), false, 0.0, 0.0);
    fallback.offer(start + seconds(2), true, 4.0, 4.0);
    const BaseOffsets offsets = fallback.at(start + seconds(2));
    EXPECT_EQ(offsets.source, GridSource::fresh);
    EXPECT_EQ(offsets.bid_bps, 4.0);
}

}  // namespace
}  // namespace maxmin::engine
