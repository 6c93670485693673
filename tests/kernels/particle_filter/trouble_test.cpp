// What the filter does with observations it cannot use: nothing is dropped without being counted,
// and nothing it learnt is lost.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/particle_filter/api.hpp"
#include "kernels/particle_filter/model.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

Model usual_model() {
    Model model;
    model.log_variance_level = {0.13, 1.0};
    model.ln_reversion = {std::log(0.03), 0.7};
    model.ln_stationary_sd = {std::log(0.75), 0.5};
    return model;
}

Model drift_model() {
    Model model = usual_model();
    model.drift = true;
    model.drift_reversion_per_s = 0.05;
    model.drift_diffusion = 0.06;
    model.drift_mean_bps_per_s = 0.01;
    model.initial_drift = {0.02, 0.19};
    return model;
}

/// One asset, stepped by hand.
template <typename Real>
struct Single {
    explicit Single(const Model& model, const Config& config = {})
        : filter(config, std::vector<Model>{model}, Backend::cpu, workers) {}

    Posterior see(double return_bps, double dt_s = 1.0) {
        return see(Observation{return_bps, dt_s, true});
    }
    Posterior see(const Observation& observation) {
        const std::vector<Observation> seen{observation};
        std::vector<Posterior> posterior(1);
        EXPECT_EQ(filter.step(seen, posterior), Status::ok);
        return posterior[0];
    }
    double weight_sum() const {
        double sum = 0.0;
        for (int i = 0; i < filter.particles(); ++i) {
            sum += std::exp(filter.log_weight(0, i));
        }
        return sum;
    }

    Workers workers;
    Filter<Real> filter;
};

TEST(Trouble, UnusableObservationsAreRejectedAndCountedAndTouchNothing) {
    Single<float> single(usual_model());
    single.see(0.7);
    const Posterior before = single.see(-0.4);
    const Snapshot<float> particles = single.filter.export_asset(0);
    const double nan = std::numeric_limits<double>::quiet_NaN();
    const Observation unusable[] = {
        {nan, 1.0, true},  {infinity, 1.0, true}, {-infinity, 1.0, true}, {1.0, 0.0, true},
        {1.0, -1.0, true}, {1.0, nan, true},      {1.0, infinity, true}};

    std::uint64_t count = 0;
    for (const Observation& observation : unusable) {
        const Posterior p = single.see(observation);
        EXPECT_EQ(p.outcome, Outcome::rejected);
        EXPECT_EQ(p.rejected, ++count);
        EXPECT_EQ(p.accepted_steps, before.accepted_steps);
        EXPECT_EQ(p.h_mean, before.h_mean);
        EXPECT_EQ(p.log_likelihood, before.log_likelihood);
        EXPECT_EQ(p.log_likelihood_increment, 0.0);
        EXPECT_EQ(single.filter.export_asset(0).particles, particles.particles);
    }

    // The step counter did not move either: the next draws are those of an untroubled filter.
    Single<float> untroubled(usual_model());
    untroubled.see(0.7);
    untroubled.see(-0.4);
    EXPECT_EQ(single.see(0.2).h_mean, untroubled.see(0.2).h_mean);
}

TEST(Trouble, AnAbsentObservationLeavesThePosteriorStanding) {
    Single<float> single(drift_model());
    const Posterior before = single.see(1.1);

    const Posterior p = single.see(Observation{});

    EXPECT_EQ(p.outcome, Outcome::absent);
    EXPECT_EQ(p.sigma_mean, before.sigma_mean);
    EXPECT_EQ(p.drift_mean, before.drift_mean);
    EXPECT_EQ(p.accepted_steps, 1U);
    EXPECT_EQ(p.rejected, 0U);
}

TEST(Trouble, ThePriorIsReportedBeforeAnythingIsSeen) {
    Config config;
    config.particles = 65536;
    Single<float> single(drift_model(), config);

    const Posterior p = single.see(Observation{});

    // Four standard errors of 65536 draws from the prior.
    EXPECT_NEAR(p.psi_mean[0], 0.13, 4.0 / 256.0);
    EXPECT_NEAR(std::sqrt(p.psi_covariance[2]), 0.7, 4.0 * 0.7 / 362.0);
    EXPECT_NEAR(p.drift_mean, 0.02, 1e-7);
    EXPECT_NEAR(p.drift_sd, 0.19, 1e-7);
    EXPECT_NEAR(p.effective_sample_size, 65536.0, 1e-6);
}

TEST(Trouble, ASixtySigmaReturnRaisesVolatilityAndResamples) {
    Single<float> single(usual_model());
    Posterior before;
    for (int t = 0; t < 20; ++t) {
        before = single.see(t % 2 == 0 ? 1.0 : -1.0);
    }

    const Posterior p = single.see(60.0 * before.sigma_mean);

    EXPECT_TRUE(p.outcome == Outcome::accepted || p.outcome == Outcome::degenerate);
    EXPECT_TRUE(p.resampled);
    EXPECT_TRUE(std::isfinite(p.log_likelihood));
    EXPECT_GT(p.sigma_mean, 2.0 * before.sigma_mean);
    EXPECT_NEAR(single.weight_sum(), 1.0, 1e-6);
    EXPECT_EQ(p.degenerate, p.outcome == Outcome::degenerate ? 1U : 0U);
    const Posterior after = single.see(0.5);
    EXPECT_TRUE(std::isfinite(after.sigma_mean));
    EXPECT_FALSE(after.kernel_move_skipped);
}

TEST(Trouble, FewEffectiveParticlesAreCalledDegenerate) {
    Config config;
    config.learning = Learning::fixed;
    Single<float> single(usual_model(), config);

    const Posterior p = single.see(1000.0);

    EXPECT_EQ(p.outcome, Outcome::degenerate);
    EXPECT_EQ(p.degenerate, 1U);
    EXPECT_LT(p.effective_sample_size, 0.01 * config.particles);
    EXPECT_TRUE(p.resampled);
}

TEST(Trouble, ACollapseKeepsWeightsAndPropagatesParticles) {
    Config config;
    config.particles = 1000;
    Single<float> single(drift_model(), config);
    single.see(0.3);
    const Posterior before = single.see(-0.8);
    const Snapshot<float> old = single.filter.export_asset(0);
    std::vector<double> weights;
    for (int i = 0; i < config.particles; ++i) {
        weights.push_back(single.filter.log_weight(0, i));
    }
    const std::vector<float> drift(single.filter.drift_mean(0).begin(),
                                   single.filter.drift_mean(0).end());

    const Posterior p = single.see(1e30, 2.0);  // its square is beyond single precision

    EXPECT_EQ(p.outcome, Outcome::collapsed);
    EXPECT_EQ(p.collapsed, 1U);
    EXPECT_EQ(p.accepted_steps, before.accepted_steps + 1);
    EXPECT_FALSE(p.resampled);
    EXPECT_EQ(p.log_likelihood, before.log_likelihood);
    EXPECT_EQ(p.log_likelihood_increment, 0.0);
    EXPECT_NE(single.filter.log_variance(0)[0], old.particles[0]);
    const float phi = static_cast<float>(std::exp(-0.05 * 2.0));
    for (int i = 0; i < config.particles; ++i) {
        const auto at = static_cast<std::size_t>(i);
        // Renormalising may turn the last bit of a double.
        EXPECT_NEAR(single.filter.log_weight(0, i), weights[at], 1e-12);
        // Propagated, not updated: rounding of single precision near 0.1.
        EXPECT_NEAR(single.filter.drift_mean(0)[at], 0.01F + phi * (drift[at] - 0.01F), 1e-7F);
    }
    EXPECT_EQ(single.see(0.4).outcome, Outcome::accepted);
}

TEST(Trouble, ParticlesWithoutWeightDoNotTakeTheOthersAlong) {
    // 257 particles fill one run of lanes and one lane of the next. With so wide a start and so
    // huge a return the last one often has no weight while others have: another run of lanes is
    // void.
    Config config;
    config.particles = 257;
    config.learning = Learning::fixed;
    config.ess_threshold = 0.0;
    Model model = usual_model();
    model.has_initial_log_variance = true;
    model.initial_log_variance = {0.0, 20.0};
    const std::vector<Model> models(20, model);
    const Workers workers;
    Filter<float> filter(config, models, Backend::cpu, workers);
    const std::vector<Observation> seen(models.size(), {1e18, 1.0, true});
    std::vector<Posterior> posteriors(models.size());

    ASSERT_EQ(filter.step(seen, posteriors), Status::ok);

    int without_weight = 0;
    for (int asset = 0; asset < filter.assets(); ++asset) {
        without_weight += filter.log_weight(asset, 256) == -infinity ? 1 : 0;
        double sum = 0.0;
        for (int i = 0; i < config.particles; ++i) {
            sum += std::exp(filter.log_weight(asset, i));
        }
        EXPECT_NEAR(sum, 1.0, 1e-6);
        EXPECT_TRUE(std::isfinite(posteriors[static_cast<std::size_t>(asset)].sigma_mean));
    }
    EXPECT_GT(without_weight, 0);
    EXPECT_LT(without_weight, 20);
}

TEST(Trouble, AnImpossibleCovarianceSkipsTheKernelMoveAndSaysSo) {
    Single<float> single(usual_model());
    single.see(0.3);
    Snapshot<float> snapshot = single.filter.export_asset(0);
    snapshot.state.move_pending = true;
    snapshot.state.move_covariance[0] = -1.0;
    ASSERT_EQ(single.filter.import_asset(0, snapshot), Status::ok);
    const std::vector<float> level(single.filter.parameter(0, 0).begin(),
                                   single.filter.parameter(0, 0).end());

    const Posterior p = single.see(0.3);

    EXPECT_TRUE(p.kernel_move_skipped);
    EXPECT_TRUE(std::equal(level.begin(), level.end(), single.filter.parameter(0, 0).begin()));
    EXPECT_FALSE(single.see(0.1).kernel_move_skipped);
}

TEST(Trouble, BadParametersAreNamed) {
    const Workers workers;
    const auto message_of = [&](const Config& config, const Model& model) -> std::string {
        try {
            const Filter<float> filter(config, std::vector<Model>{model}, Backend::cpu, workers);
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "";
    };
    Config config;
    EXPECT_EQ(message_of(config, usual_model()), "");
    config.particles = 0;
    EXPECT_NE(message_of(config, usual_model()).find("particles"), std::string::npos);
    config = {};
    config.discount = 1.0;
    EXPECT_NE(message_of(config, usual_model()).find("discount"), std::string::npos);
    config = {};
    Model model = usual_model();
    model.ln_reversion.mean = 9.0;
    EXPECT_NE(message_of(config, model).find("asset 0: ln_reversion"), std::string::npos);
    model = usual_model();
    model.observation_variance_bps2 = -1.0;
    EXPECT_NE(message_of(config, model).find("observation_variance_bps2"), std::string::npos);
}

TEST(Trouble, WrongShapesAreRefused) {
    Single<float> single(usual_model());
    std::vector<Posterior> two(2);
    EXPECT_EQ(single.filter.step(std::vector<Observation>(1), two), Status::bad_shape);
    EXPECT_EQ(single.filter.import_asset(0, Snapshot<float>{}), Status::bad_shape);
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter
