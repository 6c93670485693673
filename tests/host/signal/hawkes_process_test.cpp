// The recursion against brute-force sums of the reference vectors and against closed forms.
#include "host/signal/hawkes_process.hpp"

#include <cmath>

#include "tests/host/signal/hawkes_vectors.hpp"

namespace maxmin::signal {
namespace {

using test::HawkesCase;

// The vectors' own bound: both sides are sums of a few hundred terms rounded to double.
constexpr double relative = 1e-12;

TEST(HawkesProcess, IntensityAndCompensatorMatchBruteForceSums) {
    for (const HawkesCase& reference : test::hawkes_cases()) {
        SCOPED_TRACE(reference.name);
        HawkesProcess process(reference.parameters);
        std::size_t next = 0;
        for (std::size_t q = 0; q < reference.query_s.size(); ++q) {
            const double now_s = reference.query_s[q];
            while (next < reference.time_s.size() && reference.time_s[next] < now_s) {
                ASSERT_TRUE(process.record(reference.component[next], reference.time_s[next]));
                ++next;
            }
            for (int i = 0; i < reference.parameters.components; ++i) {
                const auto row = static_cast<std::size_t>(i);
                const double intensity = reference.intensity_left[q][row];
                const double compensator = reference.compensator[q][row];
                EXPECT_NEAR(*process.intensity(i, now_s), intensity, relative * intensity);
                EXPECT_NEAR(*process.compensator(i, now_s), compensator,
                            relative * std::max(1.0, compensator));
            }
        }
        EXPECT_GT(next, 0U);
    }
}

TEST(HawkesProcess, ForecastMatchesTheVectors) {
    int compared = 0;
    for (const HawkesCase& reference : test::hawkes_cases()) {
        SCOPED_TRACE(reference.name);
        HawkesProcess process(reference.parameters);
        for (std::size_t k = 0; k < reference.time_s.size(); ++k) {
            ASSERT_TRUE(process.record(reference.component[k], reference.time_s[k]));
        }
        for (const auto& row : reference.forecasts) {
            const auto mean = process.forecast(reference.end_s, row.ahead_s);
            ASSERT_TRUE(mean.has_value());
            for (std::size_t i = 0; i < mean->size(); ++i) {
                EXPECT_NEAR((*mean)[i], row.mean[i], relative * row.mean[i]);
                ++compared;
            }
        }
    }
    EXPECT_GT(compared, 5);
}

TEST(HawkesProcess, BranchingRatioAndMeanIntensityMatchTheVectors) {
    for (const HawkesCase& reference : test::hawkes_cases()) {
        SCOPED_TRACE(reference.name);
        EXPECT_NEAR(branching_ratio(reference.parameters), reference.branching_ratio, relative);
        if (!reference.mean_intensity.empty()) {
            const auto mean = mean_intensity(reference.parameters);
            ASSERT_TRUE(mean.has_value());
            for (std::size_t i = 0; i < mean->size(); ++i) {
                EXPECT_NEAR((*mean)[i], reference.mean_intensity[i],
                            relative * reference.mean_intensity[i]);
            }
        }
    }
}

TEST(HawkesProcess, BranchingRatioSeesCyclesAndDefectiveMatrices) {
    // Two components that excite only each other: radius sqrt(0.8 * 0.2), reached with period 2.
    const HawkesParameters cycle{.components = 2,
                                 .baseline = {1.0, 1.0},
                                 .jump = {0.0, 0.8, 0.2, 0.0},
                                 .decay = {1.0, 1.0, 1.0, 1.0}};
    // One Jordan block: power iteration would converge only as 1 / steps.
    const HawkesParameters defective{.components = 2,
                                     .baseline = {1.0, 1.0},
                                     .jump = {0.5, 1.0, 0.0, 0.5},
                                     .decay = {1.0, 1.0, 1.0, 1.0}};

    EXPECT_NEAR(branching_ratio(cycle), 0.4, relative);
    EXPECT_NEAR(branching_ratio(defective), 0.5, relative);
}

TEST(HawkesProcess, UnstableParametersHaveNoMeanAndNoForecast) {
    const HawkesParameters critical{.baseline = {1.0}, .jump = {2.0}, .decay = {2.0}};

    EXPECT_NEAR(branching_ratio(critical), 1.0, relative);
    EXPECT_FALSE(mean_intensity(critical).has_value());
    EXPECT_FALSE(HawkesProcess(critical).forecast(1.0, 1.0).has_value());
}

TEST(HawkesProcess, QueryBeforeTheLastEventIsRefusedAndChangesNothing) {
    HawkesProcess process({.baseline = {0.5}, .jump = {0.5}, .decay = {1.0}});
    ASSERT_TRUE(process.record(0, 10.0));

    EXPECT_FALSE(process.intensity(0, 9.999).has_value());
    EXPECT_FALSE(process.compensator(0, 9.999).has_value());
    EXPECT_FALSE(process.forecast(9.999, 1.0).has_value());
    EXPECT_FALSE(process.intensity(0, std::nan("")).has_value());
    EXPECT_FALSE(process.record(0, 10.0));
    EXPECT_FALSE(process.record(0, 9.0));
    EXPECT_DOUBLE_EQ(*process.intensity(0, 10.0), 0.5);  // left limit: the event not yet counted
    EXPECT_DOUBLE_EQ(*process.intensity(0, 11.0), 0.5 + 0.5 * std::exp(-1.0));
}

TEST(HawkesProcess, MalformedParametersAreSeen) {
    const HawkesParameters good{.baseline = {0.5}, .jump = {0.5}, .decay = {1.0}};
    EXPECT_TRUE(good.well_formed());

    HawkesParameters bad = good;
    bad.decay = {0.0};
    EXPECT_FALSE(bad.well_formed());
    bad = good;
    bad.jump = {std::nan("")};
    EXPECT_FALSE(bad.well_formed());
    bad = good;
    bad.knots_s = {0.0, 0.0};
    bad.baseline = {0.5, 0.6};
    EXPECT_FALSE(bad.well_formed());
    bad = good;
    bad.components = 2;
    EXPECT_FALSE(bad.well_formed());
}

}  // namespace
}  // namespace maxmin::signal
