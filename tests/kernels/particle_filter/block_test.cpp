// What the GPU does to an asset, done here by plain threads, against the CPU's vector lanes. The
// two share formulas and the order of a step, but no loop, no sum and no prefix sum.
#include <cmath>
#include <cstddef>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernels/particle_filter/block_filter.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

constexpr int assets = 4;

/// Without and with drift, without and with observation noise.
std::vector<Model> four_models() {
    std::vector<Model> models;
    for (int i = 0; i < assets; ++i) {
        Model model;
        model.log_variance_level = {0.2 * i - 0.3, 0.8};
        model.ln_reversion = {std::log(0.03), 0.5};
        model.ln_stationary_sd = {std::log(0.7), 0.4};
        model.drift = i >= 2;
        model.drift_reversion_per_s = 0.05;
        model.drift_diffusion = 0.03;
        model.initial_drift = {0.0, 0.1};
        model.observation_variance_bps2 = i % 2 == 1 ? 0.05 : 0.0;
        models.push_back(model);
    }
    return models;
}

/// Ordinary returns, and each kind of trouble once.
std::vector<Observation> observations(int steps, double outlier_bps) {
    std::mt19937 random(20250102);
    std::normal_distribution<double> normal;
    std::vector<Observation> all;
    for (int t = 0; t < steps; ++t) {
        const double dt = 0.05 + std::abs(normal(random));
        all.push_back({1.3 * normal(random) * std::sqrt(dt), dt, t % 7 != 3});
    }
    all[10].return_bps = std::nan("");
    all[15].return_bps = 1e200;        // its square is infinite: no particle explains it
    all[20].return_bps = outlier_bps;  // resamples; the moments' centre is far away
    return all;
}

void expect_near(double got, double want, double tolerance, const char* what) {
    if (std::isnan(want)) {
        EXPECT_TRUE(std::isnan(got)) << what;
    } else {
        EXPECT_NEAR(got, want, tolerance * (1.0 + std::abs(want))) << what;
    }
}

void expect_close(const Posterior& got, const Posterior& want, double tolerance) {
    EXPECT_EQ(got.outcome, want.outcome);
    EXPECT_EQ(got.resampled, want.resampled);
    EXPECT_EQ(got.kernel_move_skipped, want.kernel_move_skipped);
    EXPECT_EQ(got.rejected, want.rejected);
    EXPECT_EQ(got.collapsed, want.collapsed);
    EXPECT_EQ(got.degenerate, want.degenerate);
    EXPECT_EQ(got.accepted_steps, want.accepted_steps);
    expect_near(got.h_mean, want.h_mean, tolerance, "h mean");
    expect_near(got.h_sd, want.h_sd, tolerance, "h sd");
    expect_near(got.sigma_mean, want.sigma_mean, tolerance, "sigma mean");
    expect_near(got.sigma_sd, want.sigma_sd, tolerance, "sigma sd");
    expect_near(got.sigma_q05, want.sigma_q05, tolerance, "5 % quantile");
    expect_near(got.sigma_q50, want.sigma_q50, tolerance, "median");
    expect_near(got.sigma_q95, want.sigma_q95, tolerance, "95 % quantile");
    expect_near(got.drift_mean, want.drift_mean, tolerance, "drift mean");
    expect_near(got.drift_sd, want.drift_sd, tolerance, "drift sd");
    for (int k = 0; k < 3; ++k) {
        expect_near(got.psi_mean[k], want.psi_mean[k], tolerance, "psi mean");
    }
    for (int k = 0; k < 6; ++k) {
        expect_near(got.psi_covariance[k], want.psi_covariance[k], tolerance, "psi covariance");
    }
    expect_near(got.log_likelihood, want.log_likelihood, tolerance, "log-likelihood");
    expect_near(got.effective_sample_size, want.effective_sample_size, tolerance, "ess");
}

using BlockCase = std::tuple<int, Learning, Place>;

class ParticleFilterBlock : public testing::TestWithParam<BlockCase> {};

template <typename Real>
void compare_with_lanes(const BlockCase& parameter, double outlier_bps, double tolerance) {
    Config config;
    config.particles = 257;  // neither a multiple of the threads nor of four
    config.learning = std::get<1>(parameter);
    const std::vector<Model> models = four_models();
    const Workers workers;
    Filter<Real> lanes(config, models, Backend::cpu, workers);
    BlockFilter<Real> block(config, models, std::get<0>(parameter), std::get<2>(parameter));
    std::vector<Posterior> want(assets);
    std::vector<Posterior> got(assets);
    const std::vector<Observation> all = observations(40, outlier_bps);
    for (std::size_t t = 0; t < all.size(); ++t) {
        const std::vector<Observation> seen(assets, all[t]);
        const Quantiles quantiles = t % 13 == 5 ? Quantiles::yes : Quantiles::no;
        ASSERT_EQ(lanes.step(seen, want, quantiles), Status::ok);
        block.step(seen, got, quantiles);
        for (std::size_t i = 0; i < assets; ++i) {
            SCOPED_TRACE("step " + std::to_string(t) + ", asset " + std::to_string(i));
            expect_close(got[i], want[i], tolerance);
        }
        if (testing::Test::HasFailure()) {
            return;  // one flipped ancestor makes every later number differ
        }
    }
    for (int i = 0; i < assets; ++i) {
        for (std::size_t k = 0; k < 257; ++k) {
            expect_near(static_cast<double>(block.log_variance(i, static_cast<int>(k))),
                        static_cast<double>(lanes.log_variance(i)[k]), tolerance, "h");
        }
    }
}

TEST_P(ParticleFilterBlock, DoesWhatTheLanesDoInDouble) {
    // Sums in another order; 40 steps amplify 1e-16 to less than this.
    compare_with_lanes<double>(GetParam(), 40.0, 1e-10);
}

TEST_P(ParticleFilterBlock, DoesWhatTheLanesDoInFloat) {
    // Rounding of float (6e-8) in every particle, amplified by 40 steps. The outlier leaves enough
    // particles for their covariance to be more than that rounding.
    compare_with_lanes<float>(GetParam(), 6.0, 1e-4);
}

INSTANTIATE_TEST_SUITE_P(ThreadsLearningPlace, ParticleFilterBlock,
                         testing::Combine(testing::Values(1, 3),
                                          testing::Values(Learning::fixed, Learning::on_resample,
                                                          Learning::always),
                                          testing::Values(Place::in_batch, Place::on_chip)));

TEST(ParticleFilterBlock, ManyTicksAtOnceAreTheSameStepsOnChipAndOff) {
    Config config;
    config.particles = 130;
    const std::vector<Model> models = four_models();
    BlockFilter<float> one_by_one(config, models, 3, Place::in_batch);
    BlockFilter<float> at_once(config, models, 3, Place::on_chip);
    std::vector<Posterior> want(assets);
    std::vector<Posterior> got(assets);
    std::vector<Observation> ticks;
    const std::vector<Observation> all = observations(40, 6.0);
    for (std::size_t t = 0; t < all.size(); ++t) {
        const std::vector<Observation> seen(assets, all[t]);
        one_by_one.step(seen, want, t + 1 == all.size() ? Quantiles::yes : Quantiles::no);
        ticks.insert(ticks.end(), seen.begin(), seen.end());
    }
    at_once.step(ticks, got, Quantiles::yes);
    for (int i = 0; i < assets; ++i) {
        // The same operations in the same order: the same bits.
        expect_close(got[static_cast<std::size_t>(i)], want[static_cast<std::size_t>(i)], 0.0);
        for (int k = 0; k < config.particles; ++k) {
            EXPECT_EQ(at_once.log_variance(i, k), one_by_one.log_variance(i, k));
        }
    }
}

TEST(ChipBytes, OfTheProductsSizes) {
    // Rows of log-variance, log-weight, drift's mean and variance, three parameters, and scratch of
    // one row and two rows of indices: 4,096 particles take 161 KiB of a Hopper's 227.
    EXPECT_EQ(chip_bytes<float>(7, 4096), 8U * 16'384U + 33'792U);
    EXPECT_LT(chip_bytes<float>(7, 5376), 227U * 1024U);
    EXPECT_GT(chip_bytes<float>(7, 6144), 227U * 1024U);
    EXPECT_LT(chip_bytes<float>(2, 8192), 227U * 1024U) << "fixed parameters, no drift";
}

TEST(OrderedKey, SortsLikeTheNumbers) {
    const float numbers[] = {-60.0F, -1.5F, -1e-30F, 0.0F, 1e-30F, 2.0F, 60.0F};
    for (std::size_t i = 0; i + 1 < std::size(numbers); ++i) {
        EXPECT_LT(ordered_key(numbers[i]), ordered_key(numbers[i + 1]));
        EXPECT_EQ(value_of_key<float>(ordered_key(numbers[i])), numbers[i]);
    }
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter
