#include "host/base/duration_histogram.hpp"

#include <algorithm>
#include <vector>

#include <gtest/gtest.h>

#include "host/base/random.hpp"

namespace maxmin {
namespace {

TEST(DurationHistogram, IsEmptyAtFirst) {
    const DurationHistogram histogram;
    EXPECT_EQ(histogram.count(), 0);
    EXPECT_EQ(histogram.quantile(0.99), Duration(0));
}

TEST(DurationHistogram, IsExactBelowSixtyFourNanoseconds) {
    DurationHistogram histogram;
    for (int ns = 1; ns <= 60; ++ns) {
        histogram.add(Duration(ns));
    }
    EXPECT_EQ(histogram.quantile(0.5), Duration(30));
    EXPECT_EQ(histogram.quantile(1.0), Duration(60));
    EXPECT_EQ(histogram.sum(), Duration(60 * 61 / 2));
}

TEST(DurationHistogram, QuantilesAgreeWithSortingWithinABucket) {
    constexpr std::uint64_t seed = 20261125;
    SCOPED_TRACE(seed);
    RandomStream random(seed);
    DurationHistogram histogram;
    std::vector<std::int64_t> all;
    for (int i = 0; i < 20'000; ++i) {
        // Log-uniform from 1 ns to 1000 s: every octave gets its share.
        all.push_back(static_cast<std::int64_t>(std::pow(10.0, 12.0 * random.uniform())));
        histogram.add(Duration(all.back()));
    }
    std::ranges::sort(all);
    for (const double share : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0}) {
        const auto rank = static_cast<std::size_t>(std::ceil(share * 20'000.0)) - 1;
        const auto exact = static_cast<double>(all[rank]);
        const double told = histogram.quantile(share).as_double();
        EXPECT_GE(told, exact) << share;
        EXPECT_LE(told, exact * (1.0 + 1.0 / 32.0)) << share;  // a bucket's width
    }
    EXPECT_EQ(histogram.longest(), Duration(all.back()));
}

TEST(DurationHistogram, ClampsWhatNoBucketHolds) {
    DurationHistogram histogram;
    histogram.add(Duration(-5));
    histogram.add(seconds(100'000));
    EXPECT_EQ(histogram.quantile(0.5), Duration(0));
    EXPECT_EQ(histogram.quantile(1.0), Duration((std::int64_t{1} << 40) - 1));
}

}  // namespace
}  // namespace maxmin
