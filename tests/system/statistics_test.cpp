#include "bench/experiments/statistics.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "host/base/random.hpp"

namespace maxmin::bench {
namespace {

TEST(Statistics, SmallSamplesByHand) {
    const std::vector<double> draws{1.0, 3.0, 5.0, 7.0};

    EXPECT_DOUBLE_EQ(mean_of(draws).value, 4.0);
    // Variance 20 / 3, of the mean a quarter of it.
    EXPECT_DOUBLE_EQ(mean_of(draws).standard_error, std::sqrt(20.0 / 3.0 / 4.0));
    EXPECT_DOUBLE_EQ(deviation_of(draws).value, std::sqrt(5.0));
    const Estimate ratio = ratio_of(std::vector<double>{2.0, 4.0}, std::vector<double>{1.0, 3.0});
    EXPECT_DOUBLE_EQ(ratio.value, 1.5);
    // Residuals 0.5 and -0.5.
    EXPECT_DOUBLE_EQ(ratio.standard_error, std::sqrt(0.5 * 2.0) / 4.0);
}

TEST(Statistics, ErrorsOfNormalDrawsAreTheKnownOnes) {
    constexpr int count = 20'000;
    SCOPED_TRACE("seed 3");
    RandomStream random(3);
    std::vector<double> draws(count);
    for (double& draw : draws) {
        draw = random.normal();
    }
    const Estimate deviation = deviation_of(draws);
    const Estimate quantile = quantile_of(draws, 0.05);
    // sd: 1 / sqrt(2 n). Quantile: sqrt(p (1 - p) / n) over the density at -1.645, 0.103.
    const double deviation_error = 1.0 / std::sqrt(2.0 * count);
    const double quantile_error = std::sqrt(0.05 * 0.95 / count) / 0.10314;

    // The errors' own errors are a few per cent; the quantile's rests on two order statistics.
    EXPECT_NEAR(deviation.standard_error, deviation_error, 0.05 * deviation_error);
    EXPECT_NEAR(quantile.standard_error, quantile_error, 0.25 * quantile_error);
    EXPECT_NEAR(deviation.value, 1.0, 4.0 * deviation_error);
    EXPECT_NEAR(quantile.value, -1.644854, 4.0 * quantile_error);
}

}  // namespace
}  // namespace maxmin::bench
