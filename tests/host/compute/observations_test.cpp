#include "host/compute/observations.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace maxmin::compute {
namespace {

Timestamp at_s(double s) {
    return Timestamp() + from_seconds(s);
}

TEST(ObservationGatherer, ReturnsLogReturnOverEventTime) {
    ObservationGatherer gatherer(1.0);
    gatherer.on_mid(at_s(10.0), 100.0);
    gatherer.on_mid(at_s(10.4), 100.01);
    EXPECT_FALSE(gatherer.take().ready) << "less than the interval has passed";

    gatherer.on_mid(at_s(11.5), 100.02);
    const PendingReturn pending = gatherer.take();

    ASSERT_TRUE(pending.ready);
    EXPECT_DOUBLE_EQ(pending.dt_s, 1.5);
    EXPECT_DOUBLE_EQ(pending.return_bps, 1e4 * std::log(100.02 / 100.0));
    EXPECT_FALSE(gatherer.take().ready) << "an observation is given once";
}

TEST(ObservationGatherer, RepeatedMidIsNoObservation) {
    ObservationGatherer gatherer(1.0);
    gatherer.on_mid(at_s(0.5), 100.0);
    for (int s = 1; s < 60; ++s) {
        gatherer.on_mid(at_s(s), 100.0);
        EXPECT_FALSE(gatherer.take().ready);
    }
    gatherer.on_mid(at_s(60.5), 101.0);

    const PendingReturn pending = gatherer.take();

    ASSERT_TRUE(pending.ready);
    EXPECT_DOUBLE_EQ(pending.dt_s, 60.0)
        << "the whole quiet time belongs to the return that ends it";
}

TEST(ObservationGatherer, ReturnsAddUpWhateverTheSampling) {
    ObservationGatherer gatherer(0.7);
    double sum_bps = 0.0;
    double sum_s = 0.0;
    gatherer.on_mid(at_s(1.0), 50.0);
    double mid = 50.0;
    for (int i = 1; i <= 1000; ++i) {
        mid *= 1.0 + 1e-4 * std::sin(static_cast<double>(i));
        gatherer.on_mid(at_s(1.0 + 0.3 * i), mid);
        const PendingReturn pending = gatherer.take();
        if (pending.ready) {
            sum_bps += pending.return_bps;
            sum_s += pending.dt_s;
        }
    }
    // 1000 x 0.3 s divides into steps of 0.9 s with one update left over.
    EXPECT_NEAR(sum_s, 299.7, 1e-6) << "times are whole nanoseconds";
    EXPECT_NEAR(sum_bps, 1e4 * std::log(mid / (1.0 + 1e-4 * std::sin(1000.0)) / 50.0), 1e-8)
        << "a thousand roundings of 1e-12 bps at most";
}

TEST(ObservationGatherer, RefusesAndCountsWhatCannotBe) {
    ObservationGatherer gatherer(1.0);
    gatherer.on_mid(at_s(5.0), 100.0);
    gatherer.on_mid(at_s(4.0), 101.0);
    gatherer.on_mid(at_s(6.0), 0.0);
    gatherer.on_mid(at_s(6.0), -1.0);
    gatherer.on_mid(at_s(6.0), std::numeric_limits<double>::quiet_NaN());
    gatherer.on_mid(at_s(6.0), std::numeric_limits<double>::infinity());

    EXPECT_EQ(gatherer.refused(), 5);
    EXPECT_FALSE(gatherer.take().ready);
}

}  // namespace
}  // namespace maxmin::compute
