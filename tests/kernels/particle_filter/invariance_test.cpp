// An asset's numbers depend on nothing but its own id, seed and observations; and the model keeps
// its meaning when an interval is cut in two.
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/particle_filter/api.hpp"
#include "kernels/particle_filter/model.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

/// Assets of every kind: with and without drift, with and without observation noise.
std::vector<Model> mixed_models(int assets) {
    std::vector<Model> models;
    for (int i = 0; i < assets; ++i) {
        Model model;
        model.log_variance_level = {0.1 * i - 0.5, 0.8};
        model.ln_reversion = {std::log(0.02 + 0.01 * i), 0.5};
        model.ln_stationary_sd = {std::log(0.7), 0.4};
        model.drift = i % 2 == 1;
        model.drift_reversion_per_s = i % 4 == 1 ? 0.0 : 0.05;
        model.drift_diffusion = 0.03;
        model.initial_drift = {0.0, 0.1};
        model.observation_variance_bps2 = i % 3 == 2 ? 0.05 : 0.0;
        models.push_back(model);
    }
    return models;
}

/// Irregular intervals, now and then nothing, now and then something unusable.
std::vector<std::vector<Observation>> observations(int assets, int steps) {
    std::mt19937 random(20250101);
    std::normal_distribution<double> normal;
    std::vector<std::vector<Observation>> all;
    for (int t = 0; t < steps; ++t) {
        std::vector<Observation> row;
        for (int i = 0; i < assets; ++i) {
            const double dt = 0.05 + std::abs(normal(random));
            const auto dice = random() % 10;
            row.push_back(
                {dice == 0 ? std::nan("") : 1.3 * normal(random) * std::sqrt(dt), dt, dice != 1});
        }
        all.push_back(row);
    }
    return all;
}

template <typename Real>
void expect_same_asset(const Filter<Real>& a, int asset_a, const Filter<Real>& b, int asset_b) {
    const auto same = [](std::span<const Real> x, std::span<const Real> y) {
        ASSERT_EQ(x.size(), y.size());
        for (std::size_t i = 0; i < x.size(); ++i) {
            ASSERT_EQ(x[i], y[i]) << "particle " << i;
        }
    };
    same(a.log_variance(asset_a), b.log_variance(asset_b));
    same(a.drift_mean(asset_a), b.drift_mean(asset_b));
    same(a.drift_variance(asset_a), b.drift_variance(asset_b));
    for (int k = 0; k < 3; ++k) {
        same(a.parameter(asset_a, k), b.parameter(asset_b, k));
    }
    for (int i = 0; i < a.particles(); ++i) {
        ASSERT_EQ(a.log_weight(asset_a, i), b.log_weight(asset_b, i));
    }
}

void expect_same_posterior(const Posterior& a, const Posterior& b) {
    EXPECT_EQ(a.outcome, b.outcome);
    EXPECT_EQ(a.resampled, b.resampled);
    EXPECT_EQ(a.h_mean, b.h_mean);
    EXPECT_EQ(a.sigma_sd, b.sigma_sd);
    EXPECT_EQ(a.drift_mean, b.drift_mean);
    EXPECT_EQ(a.drift_sd, b.drift_sd);
    EXPECT_EQ(a.psi_covariance[4], b.psi_covariance[4]);
    EXPECT_EQ(a.log_likelihood, b.log_likelihood);
    EXPECT_EQ(a.effective_sample_size, b.effective_sample_size);
    EXPECT_EQ(a.rejected, b.rejected);
}

Config config_with(Learning learning) {
    Config config;
    config.particles = 257;  // not a multiple of any vector
    config.learning = learning;
    return config;
}

class Invariance : public testing::TestWithParam<Learning> {};

TEST_P(Invariance, ThreadCountChangesNoBit) {
    constexpr int assets = 23;
    const auto models = mixed_models(assets);
    const Workers one(1);
    const Workers two(2);
    Filter<float> a(config_with(GetParam()), models, Backend::cpu, one);
    Filter<float> b(config_with(GetParam()), models, Backend::cpu, two);
    std::vector<Posterior> posterior_a(assets);
    std::vector<Posterior> posterior_b(assets);

    for (const auto& row : observations(assets, 60)) {
        ASSERT_EQ(a.step(row, posterior_a), Status::ok);
        ASSERT_EQ(b.step(row, posterior_b), Status::ok);
    }

    for (int i = 0; i < assets; ++i) {
        const auto at = static_cast<std::size_t>(i);
        expect_same_posterior(posterior_a[at], posterior_b[at]);
        expect_same_asset(a, i, b, i);
    }
}

TEST_P(Invariance, OtherAssetsChangeNoBit) {
    constexpr int assets = 7;
    const auto models = mixed_models(assets);
    const Workers workers;
    Filter<float> together(config_with(GetParam()), models, Backend::cpu, workers);
    std::vector<Posterior> posteriors(assets);
    const auto all = observations(assets, 60);
    for (const auto& row : all) {
        ASSERT_EQ(together.step(row, posteriors), Status::ok);
    }

    for (int i = 0; i < assets; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const std::vector<std::uint32_t> id{static_cast<std::uint32_t>(i)};
        Filter<float> alone(config_with(GetParam()), std::vector<Model>{models[at]}, Backend::cpu,
                            workers, id);
        std::vector<Posterior> posterior(1);
        for (const auto& row : all) {
            ASSERT_EQ(alone.step(std::vector<Observation>{row[at]}, posterior), Status::ok);
        }
        expect_same_posterior(posteriors[at], posterior[0]);
        expect_same_asset(together, i, alone, 0);
    }
}

TEST_P(Invariance, AnExportedAssetResumesBitForBit) {
    constexpr int assets = 4;
    const auto models = mixed_models(assets);
    const Workers workers;
    Filter<float> first(config_with(GetParam()), models, Backend::cpu, workers);
    Filter<float> second(config_with(GetParam()), models, Backend::cpu, workers);
    std::vector<Posterior> posterior_first(assets);
    std::vector<Posterior> posterior_second(assets);
    const auto all = observations(assets, 80);
    for (std::size_t t = 0; t < 41; ++t) {
        ASSERT_EQ(first.step(all[t], posterior_first), Status::ok);
    }

    for (int i = 0; i < assets; ++i) {
        ASSERT_EQ(second.import_asset(i, first.export_asset(i)), Status::ok);
    }
    for (std::size_t t = 41; t < all.size(); ++t) {
        ASSERT_EQ(first.step(all[t], posterior_first), Status::ok);
        ASSERT_EQ(second.step(all[t], posterior_second), Status::ok);
    }

    for (int i = 0; i < assets; ++i) {
        const auto at = static_cast<std::size_t>(i);
        expect_same_posterior(posterior_first[at], posterior_second[at]);
        expect_same_asset(first, i, second, i);
    }
}

TEST_P(Invariance, AnAssetGoesToTheDeviceAndBackUnchanged) {
    MAXMIN_SKIP_WITHOUT(Backend::cuda);
    constexpr int assets = 4;
    const auto models = mixed_models(assets);
    const Workers workers;
    Filter<float> here(config_with(GetParam()), models, Backend::cpu, workers);
    Filter<float> device(config_with(GetParam()), models, Backend::cuda, workers);
    Filter<float> back(config_with(GetParam()), models, Backend::cpu, workers);
    Filter<float> all_back(config_with(GetParam()), models, Backend::cpu, workers);
    std::vector<Posterior> posterior(assets);
    for (const auto& row : observations(assets, 40)) {
        ASSERT_EQ(here.step(row, posterior), Status::ok);
    }

    for (int i = 0; i < assets; ++i) {
        ASSERT_EQ(device.import_asset(i, here.export_asset(i)), Status::ok);
        ASSERT_EQ(back.import_asset(i, device.export_asset(i)), Status::ok);
    }
    ASSERT_EQ(device.copy_to(all_back), Status::ok);

    for (int i = 0; i < assets; ++i) {
        expect_same_asset(here, i, back, i);
        expect_same_asset(here, i, all_back, i);
    }
}

INSTANTIATE_TEST_SUITE_P(EveryLearning, Invariance,
                         testing::Values(Learning::fixed, Learning::on_resample, Learning::always));

TEST(Transition, TwoShortIntervalsAreOneLongOne) {
    for (const double k : {1e-5, 0.03, 2.0}) {
        const double mu = 0.4;
        const auto once = transition(mu, std::log(k), std::log(0.7), 3.0);
        const auto first = transition(mu, std::log(k), std::log(0.7), 0.75);
        const auto second = transition(mu, std::log(k), std::log(0.7), 2.25);
        // Rounding of double only.
        EXPECT_NEAR(first.phi * second.phi, once.phi, 1e-15);
        const double variance = second.phi * second.phi * first.s * first.s + second.s * second.s;
        EXPECT_NEAR(variance / (once.s * once.s), 1.0, 1e-13);
    }
}

TEST(DriftUpdate, IsOneKalmanStep) {
    const Evidence<double> e =
        evidence_of<double>({.drift = true, .drift_reversion_per_s = 0.1, .drift_diffusion = 0.2},
                            {.return_bps = 1.5, .dt_s = 2.0, .present = true});
    const Drift<double> before = propagate_drift<double>({0.3, 0.04}, e);
    const double sigma = 1.2;

    const DriftUpdate<double> got = update_drift(before, sigma, e);

    // Precision form: posterior precision is 1 / P + dt^2 / R.
    const double r = sigma * sigma * 2.0;
    const double precision = 1.0 / before.variance + 4.0 / r;
    EXPECT_NEAR(got.drift.variance, 1.0 / precision, 1e-15);
    EXPECT_NEAR(got.drift.mean, (before.mean / before.variance + 2.0 * 1.5 / r) / precision, 1e-14);
    const double spread = before.variance * 4.0 + r;
    const double innovation = 1.5 - 2.0 * before.mean;
    EXPECT_NEAR(got.log_density, -0.5 * (std::log(spread) + innovation * innovation / spread),
                1e-14);
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter
