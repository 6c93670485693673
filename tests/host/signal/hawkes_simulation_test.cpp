// Thinning against the exact count moments of a process started empty, and against itself.
#include "host/signal/hawkes_simulation.hpp"

#include <cmath>

#include "host/signal/hawkes_likelihood.hpp"
#include "tests/support/json.hpp"

namespace maxmin::signal {
namespace {

TEST(HawkesSimulation, CountMomentsAreTheExactOnes) {
    const auto json = maxmin::test::Json::vectors("hawkes.json");
    for (const auto& row : json["count_moments"].array()) {
        const HawkesParameters parameters{.baseline = {row["nu"].number()},
                                          .jump = {row["alpha"].number()},
                                          .decay = {row["beta"].number()}};
        const int runs = 4000;
        double sum = 0.0;
        double squares = 0.0;
        double fourths = 0.0;
        const double mean = row["mean_count"].number();
        const double variance = row["var_count"].number();
        for (int run = 0; run < runs; ++run) {
            const auto sample = simulate(parameters, row["T"].number(),
                                         1'000'000U + static_cast<std::uint64_t>(run));
            const double gap = static_cast<double>(sample->time_s.size()) - mean;
            sum += gap;
            squares += gap * gap;
            fourths += gap * gap * gap * gap;
        }
        // Monte Carlo error: sd / sqrt(runs) of the mean, and of the variance from the sample's
        // own fourth moment; four of each (seeds are fixed, so this cannot flake).
        const double error_mean = std::sqrt(variance / runs);
        const double error_variance =
            std::sqrt((fourths / runs - std::pow(squares / runs, 2)) / runs);
        EXPECT_NEAR(sum / runs, 0.0, 4.0 * error_mean);
        EXPECT_NEAR(squares / runs, variance, 4.0 * error_variance);
    }
}

TEST(HawkesSimulation, ResidualsAreUnitExponentialsAcrossBaselineSteps) {
    const HawkesParameters parameters{.components = 2,
                                      .knots_s = {0.0, 500.0, 900.0},
                                      .baseline = {0.2, 3.0, 0.5, 1.0, 0.1, 0.4},
                                      .jump = {0.6, 0.3, 0.2, 0.9},
                                      .decay = {2.0, 1.5, 1.0, 3.0}};
    const auto sample = simulate(parameters, 2000.0, 7);
    ASSERT_TRUE(sample.has_value());
    ASSERT_GT(sample->time_s.size(), 1000U);

    const auto gaps = residuals(parameters, {sample->time_s, sample->component, 2000.0});

    // Kolmogorov: exceeded with probability 1e-3; the seed is fixed.
    EXPECT_LT(kolmogorov_smirnov_exponential(*gaps),
              1.95 / std::sqrt(static_cast<double>(gaps->size())));
}

TEST(HawkesSimulation, SeedDecidesEverything) {
    const HawkesParameters parameters{.baseline = {1.0}, .jump = {0.5}, .decay = {1.0}};

    EXPECT_EQ(simulate(parameters, 50.0, 3)->time_s, simulate(parameters, 50.0, 3)->time_s);
    EXPECT_NE(simulate(parameters, 50.0, 3)->time_s, simulate(parameters, 50.0, 4)->time_s);
}

TEST(HawkesSimulation, UnstableParametersAreRefused) {
    EXPECT_FALSE(simulate({.baseline = {1.0}, .jump = {1.0}, .decay = {1.0}}, 10.0, 1).has_value());
}

}  // namespace
}  // namespace maxmin::signal
