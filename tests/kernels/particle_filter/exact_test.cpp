// The product's filter (float) against exact quadrature answers: unbiased, as precise as a good
// double-precision filter, and converging as the particles grow.
#include <cmath>
#include <iostream>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/particle_filter/api.hpp"
#include "tests/kernels/particle_filter/cases.hpp"
#include "tests/support/backends.hpp"
#include "tests/support/json.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

using test::Json;

struct Errors {
    MeanAndSd log_likelihood;
    double rmse_h;
    double rmse_sigma;
    double rmse_drift;
};

double rmse(const std::vector<std::vector<Posterior>>& runs, const Json& exact,
            double Posterior::*field) {
    double squares = 0.0;
    double count = 0.0;
    const std::vector<double> truth = exact.numbers();
    for (const auto& run : runs) {
        for (std::size_t t = 0; t < run.size(); ++t) {
            squares += std::pow(run[t].*field - truth[t], 2);
            count += 1.0;
        }
    }
    return std::sqrt(squares / count);
}

Errors errors_of(Backend backend, const Json& reference, int particles, int runs) {
    Config config;
    config.particles = particles;
    config.learning = Learning::fixed;
    config.seed = 20240817;
    const Series series{reference["dt"].numbers(), reference["y"].numbers()};
    const auto posteriors = run_filters<float>(config, known_model(reference["params"]), series,
                                               runs, Quantiles::no, backend);
    std::vector<double> log_likelihoods;
    for (const auto& run : posteriors) {
        log_likelihoods.push_back(run.back().log_likelihood);
    }
    const Json& exact = reference["exact"];
    return {mean_and_sd(log_likelihoods), rmse(posteriors, exact["h_mean"], &Posterior::h_mean),
            rmse(posteriors, exact["sigma_mean"], &Posterior::sigma_mean),
            exact.has("a_mean") ? rmse(posteriors, exact["a_mean"], &Posterior::drift_mean) : 0.0};
}

const Json& yardstick(const Json& file, const std::string& name, int particles) {
    for (const Json& row : file["rows"].array()) {
        if (row["case"].text() == name && static_cast<int>(row["N"].number()) == particles) {
            return row;
        }
    }
    throw std::runtime_error("no yardstick for " + name);
}

using FileAndCase = std::tuple<const char*, std::size_t>;

using BackendFileAndCase = std::tuple<Backend, FileAndCase>;

class ExactFilter : public testing::TestWithParam<BackendFileAndCase> {};

TEST_P(ExactFilter, FloatConvergesToTheExactAnswers) {
    const auto [backend, source] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    const Json file = Json::vectors(std::get<0>(source));
    const Json yardsticks = Json::vectors("pf_yardstick.json");
    const Json& reference = file["cases"][std::get<1>(source)];
    const std::string& name = reference["name"].text();
    const double exact = reference["loglik"].number();
    constexpr int runs = 96;
    Errors errors[2];

    for (int k = 0; k < 2; ++k) {
        const int particles = k == 0 ? 1024 : 4096;
        SCOPED_TRACE(name + " with " + std::to_string(particles) + " particles, seed 20240817");
        const Errors e = errors[k] = errors_of(backend, reference, particles, runs);
        const Json& aim = yardstick(yardsticks, name, particles);
        std::cout << name << " N " << particles << ": log-likelihood "
                  << e.log_likelihood.mean - exact << " sd " << e.log_likelihood.sd
                  << " (yardstick " << aim["loglik_sd"].number() << "), rmse h " << e.rmse_h << " ("
                  << aim["rmse_h_mean"].number() << ") sigma " << e.rmse_sigma << " ("
                  << aim["rmse_sigma_mean"].number() << ") drift " << e.rmse_drift << '\n';

        // The estimate of ln L is low by half its variance; four standard errors of the mean.
        const double sd = e.log_likelihood.sd;
        EXPECT_NEAR(e.log_likelihood.mean, exact, 4.0 * sd / std::sqrt(runs) + 0.5 * sd * sd);
        // 1.25 is the acceptance factor; the yardstick's own sd comes from `runs` seeds and is
        // uncertain by sd / sqrt(2 (runs - 1)): two of those are allowed on top.
        const double aim_runs = aim["runs"].number();
        const double aim_error = 1.0 + 2.0 / std::sqrt(2.0 * (aim_runs - 1.0));
        EXPECT_LE(sd, 1.25 * aim_error * aim["loglik_sd"].number());
        // Root mean squares over hundreds of steps: 1.25 covers both sides' noise.
        EXPECT_LE(e.rmse_h, 1.25 * aim["rmse_h_mean"].number());
        EXPECT_LE(e.rmse_sigma, 1.25 * aim["rmse_sigma_mean"].number());
        if (!aim["rmse_a_mean"].is_null()) {
            EXPECT_LE(e.rmse_drift, 1.25 * aim["rmse_a_mean"].number());
        }
    }

    // Four times the particles halve the error; 0.65 leaves room for the noise of 96 runs.
    EXPECT_LT(errors[1].log_likelihood.sd, 0.65 * errors[0].log_likelihood.sd);
    EXPECT_LT(errors[1].rmse_h, 0.65 * errors[0].rmse_h);
    EXPECT_LT(errors[1].rmse_sigma, 0.65 * errors[0].rmse_sigma);
}

INSTANTIATE_TEST_SUITE_P(KnownParameters, ExactFilter,
                         testing::Combine(test::every_backend(),
                                          testing::Values(FileAndCase("sv_exact.json", 0),
                                                          FileAndCase("sv_exact.json", 1),
                                                          FileAndCase("sv_exact.json", 2),
                                                          FileAndCase("sv_drift_exact.json", 0),
                                                          FileAndCase("sv_drift_exact.json", 1))));

TEST(ExactFilterQuantiles, MatchTheExactQuantilesOfLogVariance) {
    const Json file = Json::vectors("sv_exact.json");
    const Json& reference = file["cases"][0];
    Config config;
    config.particles = 4096;
    config.learning = Learning::fixed;
    const Series series{reference["dt"].numbers(), reference["y"].numbers()};

    const auto runs =
        run_filters<float>(config, known_model(reference["params"]), series, 8, Quantiles::yes);

    double squares[3] = {};
    for (const auto& run : runs) {
        for (std::size_t t = 0; t < run.size(); ++t) {
            const double got[3] = {run[t].sigma_q05, run[t].sigma_q50, run[t].sigma_q95};
            for (std::size_t k = 0; k < 3; ++k) {
                const double exact = reference["exact"]["h_q"][t][k].number();
                squares[k] += std::pow(2.0 * std::log(got[k]) - exact, 2) /
                              static_cast<double>(runs.size() * run.size());
            }
        }
    }
    for (const double square : squares) {
        // A quantile's error is sqrt(p (1 - p) / ESS) / density: with sd 0.5 and ESS from 2000 to
        // 4000 that is 0.014 to 0.02 in the tails; twice that.
        EXPECT_LT(std::sqrt(square), 0.04);
    }
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter
