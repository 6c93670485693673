// The filter in double against step-by-step traces made by an independent program with the same
// draws. Every decision (resampling, ancestors, kernel moves) has to agree for the numbers to
// agree.
#include <algorithm>
#include <cmath>
#include <cstdint>
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

/// The file's own: |got - expected| <= 1e-9 + 1e-9 |expected|. Sums are taken in another order and
/// elementary functions differ in the last bits; 80 steps amplify that to about 1e-12.
void expect_close(double got, double expected, const std::string& what) {
    EXPECT_NEAR(got, expected, 1e-9 + 1e-9 * std::abs(expected)) << what;
}

void expect_step(const Posterior& got, const Json& trace, std::size_t t) {
    const std::string at = " at step " + std::to_string(t);
    expect_close(got.log_likelihood_increment, trace["loglik_inc"][t].number(), "increment" + at);
    expect_close(got.effective_sample_size, trace["ess"][t].number(), "ess" + at);
    expect_close(got.h_mean, trace["h_mean"][t].number(), "h mean" + at);
    expect_close(got.h_sd, trace["h_sd"][t].number(), "h sd" + at);
    expect_close(got.sigma_mean, trace["sigma_mean"][t].number(), "sigma mean" + at);
    expect_close(got.sigma_sd, trace["sigma_sd"][t].number(), "sigma sd" + at);
    const std::vector<double> quantiles = trace["sigma_q"][t].numbers();
    expect_close(got.sigma_q05, quantiles[0], "5 % quantile" + at);
    expect_close(got.sigma_q50, quantiles[1], "median" + at);
    expect_close(got.sigma_q95, quantiles[2], "95 % quantile" + at);
    EXPECT_EQ(got.resampled, trace["resampled"][t].boolean()) << at;
    if (trace.has("a_mean")) {
        expect_close(got.drift_mean, trace["a_mean"][t].number(), "drift mean" + at);
        expect_close(got.drift_sd, trace["a_sd"][t].number(), "drift sd" + at);
    }
    if (trace.has("psi_mean")) {
        for (std::size_t k = 0; k < 3; ++k) {
            expect_close(got.psi_mean[k], trace["psi_mean"][t][k].number(), "psi mean" + at);
        }
        for (std::size_t k = 0; k < 6; ++k) {
            expect_close(got.psi_covariance[k], trace["psi_cov"][t][k].number(), "psi cov" + at);
        }
    }
}

void expect_particles(const Filter<double>& filter, const Json& last) {
    for (std::size_t i = 0; i < last["h"].size(); ++i) {
        const std::string at = " of particle " + std::to_string(i);
        expect_close(filter.log_variance(0)[i], last["h"][i].number(), "h" + at);
        expect_close(filter.log_weight(0, static_cast<int>(i)), last["log_weight"][i].number(),
                     "log-weight" + at);
        if (last.has("a")) {
            expect_close(filter.drift_mean(0)[i], last["a"][i].number(), "a" + at);
            expect_close(filter.drift_variance(0)[i], last["P"][i].number(), "P" + at);
        }
        if (last.has("psi")) {
            for (int k = 0; k < 3; ++k) {
                expect_close(filter.parameter(0, k)[i],
                             last["psi"][i][static_cast<std::size_t>(k)].number(), "psi" + at);
            }
        }
    }
}

using BackendAndCase = std::tuple<Backend, std::size_t>;

class ParticleFilterTrace : public testing::TestWithParam<BackendAndCase> {};

TEST_P(ParticleFilterTrace, DoubleReproducesEveryStep) {
    const auto [backend, which] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    const Json file = Json::vectors("pf_trace.json");
    const Json& reference = file["cases"][which];
    const Json& config = reference["config"];
    SCOPED_TRACE(reference["name"].text());
    const Workers workers;
    const std::vector<Model> models{model_of(config)};
    const std::vector<std::uint32_t> ids{static_cast<std::uint32_t>(config["asset"].number())};
    Filter<double> filter(config_of(config), models, backend, workers, ids);

    std::vector<Posterior> posterior(1);
    for (std::size_t t = 0; t < reference["y"].size(); ++t) {
        const std::vector<Observation> seen{
            {reference["y"][t].number(), reference["dt"][t].number(), true}};
        ASSERT_EQ(filter.step(seen, posterior, Quantiles::yes), Status::ok);
        expect_step(posterior[0], reference["trace"], t);
    }

    expect_close(posterior[0].log_likelihood, reference["loglik"].number(), "log-likelihood");
    Filter<double> here(config_of(config), models, Backend::cpu, workers, ids);
    ASSERT_EQ(here.import_asset(0, filter.export_asset(0)), Status::ok);
    expect_particles(here, reference["final_first8"]);
}

INSTANTIATE_TEST_SUITE_P(AllCases, ParticleFilterTrace,
                         testing::Combine(test::every_backend(),
                                          testing::Range<std::size_t>(0, 6)));

}  // namespace
}  // namespace maxmin::kernels::particle_filter
