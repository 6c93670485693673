// Likelihood, gradient, residuals and the univariate optimum against the reference vectors.
#include "host/signal/hawkes_likelihood.hpp"

#include <cmath>

#include "host/signal/hawkes_fit.hpp"
#include "host/signal/hawkes_simulation.hpp"
#include "tests/host/signal/hawkes_vectors.hpp"

namespace maxmin::signal {
namespace {

using test::HawkesCase;

HawkesEvents events_of(const HawkesCase& reference) {
    return {.time_s = reference.time_s, .component = reference.component, .end_s = reference.end_s};
}

TEST(HawkesLikelihood, MatchesTheVectorsByBothRoutes) {
    for (const HawkesCase& reference : test::hawkes_cases()) {
        SCOPED_TRACE(reference.name);
        const double expected = reference.json["loglik"].number();

        const auto plain = log_likelihood(reference.parameters, events_of(reference));
        const auto gradient = log_likelihood_gradient(reference.parameters, events_of(reference));

        // The vectors' relative bound; several hundred logarithms are added.
        EXPECT_NEAR(*plain, expected, 1e-12 * std::abs(expected));
        EXPECT_NEAR(gradient->log_likelihood, expected, 1e-12 * std::abs(expected));
    }
}

TEST(HawkesLikelihood, GradientMatchesTheVectors) {
    int compared = 0;
    for (const HawkesCase& reference : test::hawkes_cases()) {
        SCOPED_TRACE(reference.name);
        const HawkesParameters& parameters = reference.parameters;
        const auto gradient = log_likelihood_gradient(parameters, events_of(reference));
        ASSERT_TRUE(gradient.has_value());
        for (const auto& [key, value] : reference.json["loglik_gradient"].object()) {
            SCOPED_TRACE(key);
            const auto i = static_cast<std::size_t>(key[key.size() - 3] - '0');
            const auto j = static_cast<std::size_t>(key.back() - '0');
            const auto size = static_cast<std::size_t>(parameters.components);
            const double got = key.starts_with("nu")
                                   ? gradient->baseline[i * parameters.knots_s.size() + j]
                               : key.starts_with("alpha") ? gradient->jump[i * size + j]
                                                          : gradient->decay[i * size + j];
            // The vectors' gradients are numerical derivatives: good to 1e-6.
            EXPECT_NEAR(got, value.number(), 1e-6 * std::max(1.0, std::abs(value.number())));
            ++compared;
        }
    }
    EXPECT_GE(compared, 13);
}

TEST(HawkesLikelihood, GradientAgreesWithDifferencesWhereTheBaselineSteps) {
    const std::vector<HawkesCase> cases = test::hawkes_cases();
    const HawkesCase& reference = cases.back();
    ASSERT_GT(reference.parameters.knots_s.size(), 1U);
    const auto gradient = log_likelihood_gradient(reference.parameters, events_of(reference));
    const auto slope = [&](std::vector<double> HawkesParameters::*field, std::size_t k) {
        const double step = 1e-5;
        HawkesParameters up = reference.parameters;
        HawkesParameters down = reference.parameters;
        (up.*field)[k] += step;
        (down.*field)[k] -= step;
        return (*log_likelihood(up, events_of(reference)) -
                *log_likelihood(down, events_of(reference))) /
               (2.0 * step);
    };

    // Central differences: truncation about 1e-10 of the third derivative (below 1e6 here),
    // rounding 1e3 * 1e-16 / 1e-5 = 1e-8.
    const double tolerance = 1e-4;
    for (std::size_t k = 0; k < reference.parameters.baseline.size(); ++k) {
        EXPECT_NEAR(gradient->baseline[k], slope(&HawkesParameters::baseline, k), tolerance);
    }
    for (std::size_t k = 0; k < reference.parameters.jump.size(); ++k) {
        EXPECT_NEAR(gradient->jump[k], slope(&HawkesParameters::jump, k), tolerance);
        EXPECT_NEAR(gradient->decay[k], slope(&HawkesParameters::decay, k), tolerance);
    }
}

TEST(HawkesLikelihood, ResidualsAndTheirUniformityMatchTheVectors) {
    for (const HawkesCase& reference : test::hawkes_cases()) {
        SCOPED_TRACE(reference.name);
        const auto got = residuals(reference.parameters, events_of(reference));
        ASSERT_TRUE(got.has_value());

        // The vectors list residuals by component, each in time order.
        const std::vector<double> mark = reference.json["residual_component"].numbers();
        const std::vector<double> expected = reference.json["residuals"].numbers();
        std::vector<std::size_t> order;
        for (int i = 0; i < reference.parameters.components; ++i) {
            for (std::size_t k = 0; k < got->size(); ++k) {
                if (reference.component[k] == i) {
                    order.push_back(k);
                }
            }
        }
        ASSERT_EQ(order.size(), expected.size());
        for (std::size_t k = 0; k < order.size(); ++k) {
            EXPECT_EQ(reference.component[order[k]], static_cast<int>(mark[k]));
            // A difference of two compensators of up to a few hundred: 1e-12 of that.
            EXPECT_NEAR((*got)[order[k]], expected[k], 1e-12 * 500.0);
        }
        // Moved by residual errors of 1e-10 only.
        EXPECT_NEAR(kolmogorov_smirnov_exponential(*got), reference.json["ks_statistic"].number(),
                    1e-9);
    }
}

TEST(HawkesLikelihood, DisorderedEventsAreRefused) {
    const HawkesParameters parameters{.baseline = {0.5}, .jump = {0.5}, .decay = {1.0}};
    const std::vector<int> component = {0, 0};
    const std::vector<double> tied = {1.0, 1.0};
    const std::vector<double> late = {1.0, 9.0};
    const std::vector<int> unknown = {0, 1};

    EXPECT_FALSE(log_likelihood(parameters, {tied, component, 5.0}).has_value());
    EXPECT_FALSE(log_likelihood(parameters, {late, component, 5.0}).has_value());
    EXPECT_FALSE(residuals(parameters, {late, unknown, 10.0}).has_value());
    EXPECT_TRUE(log_likelihood(parameters, {late, component, 10.0}).has_value());
}

TEST(HawkesFit, FindsTheUnivariateOptimumAndItsStandardErrors) {
    const std::vector<HawkesCase> cases = test::hawkes_cases();
    const HawkesCase& reference = cases.front();
    const auto& mle = reference.json["mle"];

    const auto fit = fit_univariate(reference.time_s, reference.end_s);

    ASSERT_TRUE(fit.has_value());
    // mle_rel of the vectors. The optimum is flat, so the likelihood itself is far closer.
    EXPECT_NEAR(fit->parameters.baseline[0], mle["nu"].number(), 1e-5 * mle["nu"].number());
    EXPECT_NEAR(fit->parameters.jump[0], mle["alpha"].number(), 1e-5 * mle["alpha"].number());
    EXPECT_NEAR(fit->parameters.decay[0], mle["beta"].number(), 1e-5 * mle["beta"].number());
    EXPECT_NEAR(fit->log_likelihood, mle["loglik"].number(), 1e-9);
    const std::vector<double> errors = mle["std_err"].numbers();
    for (std::size_t k = 0; k < 3; ++k) {
        // Second derivatives by differences on both sides.
        EXPECT_NEAR(fit->standard_error[k], errors[k], 1e-4 * errors[k]);
    }
}

TEST(HawkesFit, RecoversSimulatedParametersWithinItsOwnErrors) {
    const HawkesParameters truth{.baseline = {0.8}, .jump = {1.5}, .decay = {3.0}};
    const std::uint64_t seed = 20240611;
    SCOPED_TRACE(seed);
    const auto sample = simulate(truth, 1000.0, seed);

    const auto fit = fit_univariate(sample->time_s, 1000.0);

    ASSERT_TRUE(fit.has_value());
    // Four standard errors each: a false alarm in 1e4 seeds, and the seed is fixed.
    EXPECT_NEAR(fit->parameters.baseline[0], 0.8, 4.0 * fit->standard_error[0]);
    EXPECT_NEAR(fit->parameters.jump[0], 1.5, 4.0 * fit->standard_error[1]);
    EXPECT_NEAR(fit->parameters.decay[0], 3.0, 4.0 * fit->standard_error[2]);
    EXPECT_LT(fit->standard_error[2], 0.8);
}

TEST(HawkesFit, TooFewEventsGiveNoFit) {
    const std::vector<double> time_s = {1.0, 2.0, 3.0};

    EXPECT_FALSE(fit_univariate(time_s, 10.0).has_value());
}

}  // namespace
}  // namespace maxmin::signal
