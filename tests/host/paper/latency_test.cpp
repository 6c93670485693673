#include "host/paper/latency.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include <gtest/gtest.h>

namespace maxmin::paper {
namespace {

TEST(Latency, LognormalHasItsMedianAndSpread) {
    LognormalLatency latency(100.0, 0.3, 42);
    constexpr int count = 20'001;
    std::vector<double> logs;
    double sum = 0.0;
    double square = 0.0;
    for (int i = 0; i < count; ++i) {
        logs.push_back(std::log(to_seconds(latency.draw())));
        sum += logs.back();
        square += logs.back() * logs.back();
    }
    std::nth_element(logs.begin(), logs.begin() + count / 2, logs.end());

    const double mean = sum / count;
    // Four standard errors: 0.3/sqrt(n) = 0.0021 for the mean, 1.25 times that for the median,
    // 0.3/sqrt(2n) = 0.0015 for the deviation.
    EXPECT_NEAR(mean, std::log(0.1), 0.0085);
    EXPECT_NEAR(logs[count / 2], std::log(0.1), 0.0107);
    EXPECT_NEAR(std::sqrt(square / count - mean * mean), 0.3, 0.006);
}

TEST(Latency, FirstDrawsOfASeedAreFixed) {
    // splitmix64 of seed 0 as published with the generator.
    RandomStream random(0);
    EXPECT_EQ(random.next(), 0xE220A8397B1DCDAFULL);
    EXPECT_EQ(random.next(), 0x6E789E6AA1B965F4ULL);
    EXPECT_EQ(random.next(), 0x06C45D188009454FULL);

    LognormalLatency one(100.0, 0.3, 7);
    LognormalLatency same(100.0, 0.3, 7);
    LognormalLatency other(100.0, 0.3, 8);
    const Duration first = one.draw();
    EXPECT_EQ(first, same.draw());
    EXPECT_NE(first, other.draw());
}

TEST(Latency, RecordedSeriesStartsAgainAtItsEnd) {
    RecordedLatency latency({1.5, 0.25});

    EXPECT_EQ(latency.draw(), nanoseconds(1'500'000));
    EXPECT_EQ(latency.draw(), nanoseconds(250'000));
    EXPECT_EQ(latency.draw(), nanoseconds(1'500'000));
}

TEST(Latency, ConnectionIsFirstInFirstOut) {
    Connection connection(RecordedLatency({10.0, 1.0, 1.0}));
    const Timestamp sent(1'000'000'000);

    EXPECT_EQ(connection.deliver(sent), sent + milliseconds(10));
    EXPECT_EQ(connection.deliver(sent + milliseconds(2)), sent + milliseconds(10));
    EXPECT_EQ(connection.deliver(sent + milliseconds(20)), sent + milliseconds(21));
}

}  // namespace
}  // namespace maxmin::paper
