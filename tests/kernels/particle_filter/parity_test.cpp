// One machine against the other, and a replay against its steps: the same draws on both, so only
// the rounding of fused and unfused multiplications may differ.
#include <algorithm>
#include <cmath>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/particle_filter/api.hpp"
#include "tests/kernels/particle_filter/block_filter.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

std::vector<Model> learning_models(int assets) {
    std::vector<Model> models(static_cast<std::size_t>(assets));
    for (std::size_t i = 0; i < models.size(); ++i) {
        Model& model = models[i];
        model.log_variance_level = {0.4 - 0.2 * static_cast<double>(i % 5), 0.6};
        model.ln_reversion = {std::log(0.03), 0.5};
        model.ln_stationary_sd = {std::log(0.6), 0.4};
        model.drift = i % 2 == 1;
        model.drift_reversion_per_s = 0.05;
        model.drift_diffusion = 0.02;
        model.initial_drift = {0.0, 0.1};
    }
    return models;
}

/// Returns of about the models' size at irregular times, [ticks][assets].
std::vector<Observation> series(int assets, int ticks) {
    std::mt19937_64 random(77);  // a fixed series: every filter must see the same
    std::normal_distribution<double> normal;
    std::vector<Observation> all;
    for (int at = 0; at < assets * ticks; ++at) {
        const double dt = 0.2 + std::abs(normal(random));
        all.push_back({1.1 * normal(random) * std::sqrt(dt), dt, random() % 8 != 0});
    }
    return all;
}

std::span<const Observation> tick_of(const std::vector<Observation>& all, int assets, int tick) {
    return std::span(all).subspan(static_cast<std::size_t>(assets * tick),
                                  static_cast<std::size_t>(assets));
}

using BackendAndParticles = std::tuple<Backend, int>;

/// 257: whole vectors and blocks do not divide it; 20,000: more than a GPU's shared memory holds.
class Replay : public testing::TestWithParam<BackendAndParticles> {};

TEST_P(Replay, IsThatManySteps) {
    const auto [backend, particles] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    constexpr int assets = 3;
    constexpr int ticks = 150;  // more than a GPU takes in one launch
    const Workers workers(1);
    const Config config{.particles = particles};
    Filter<float> stepped(config, learning_models(assets), backend, workers);
    Filter<float> replayed(config, learning_models(assets), backend, workers);
    const std::vector<Observation> all = series(assets, ticks);
    std::vector<Posterior> want(assets);
    std::vector<Posterior> got(assets);

    for (int tick = 0; tick < ticks; ++tick) {
        const Quantiles quantiles = tick == ticks - 1 ? Quantiles::yes : Quantiles::no;
        ASSERT_EQ(stepped.step(tick_of(all, assets, tick), want, quantiles), Status::ok);
    }
    ASSERT_EQ(replayed.replay(all, got, Quantiles::yes), Status::ok);

    for (int asset = 0; asset < assets; ++asset) {
        SCOPED_TRACE("asset " + std::to_string(asset));
        const auto i = static_cast<std::size_t>(asset);
        EXPECT_EQ(got[i].log_likelihood, want[i].log_likelihood);
        EXPECT_EQ(got[i].sigma_mean, want[i].sigma_mean);
        EXPECT_EQ(got[i].accepted_steps, want[i].accepted_steps);
        EXPECT_EQ(std::isnan(got[i].sigma_q50), !all[(ticks - 1) * assets + i].present);
        EXPECT_EQ(stepped.export_asset(asset).particles, replayed.export_asset(asset).particles);
    }
}

INSTANTIATE_TEST_SUITE_P(BackendsAndParticles, Replay,
                         testing::Combine(test::every_backend(), testing::Values(257, 20'000)));

TEST(Replay, WantsWholeTicks) {
    const Workers workers(1);
    Filter<float> filter({.particles = 16}, learning_models(3), Backend::cpu, workers);
    std::vector<Posterior> posteriors(3);
    EXPECT_EQ(filter.replay(std::vector<Observation>(4), posteriors), Status::bad_shape);
    EXPECT_EQ(filter.replay(std::vector<Observation>(6), posteriors), Status::ok);
    posteriors.resize(2);
    EXPECT_EQ(filter.replay(std::vector<Observation>(6), posteriors), Status::bad_shape);
}

class Parity : public testing::TestWithParam<Backend> {};

TEST_P(Parity, SameSeedSameParticlesAndAncestors) {
    MAXMIN_SKIP_WITHOUT(GetParam());
    constexpr int assets = 4;
    constexpr int ticks = 60;
    const Workers workers(1);
    const Config config{.particles = 512};
    Filter<double> want(config, learning_models(assets), Backend::cpu, workers);
    Filter<double> got(config, learning_models(assets), GetParam(), workers);
    const std::vector<Observation> all = series(assets, ticks);
    std::vector<Posterior> posteriors(assets);

    ASSERT_EQ(want.replay(all, posteriors), Status::ok);
    ASSERT_EQ(got.replay(all, posteriors), Status::ok);

    for (int asset = 0; asset < assets; ++asset) {
        const Snapshot<double> a = want.export_asset(asset);
        const Snapshot<double> b = got.export_asset(asset);
        EXPECT_GT(a.state.posterior.accepted_steps, 40U);
        ASSERT_EQ(a.particles.size(), b.particles.size());
        // One other ancestor would move its particle by about the sd, 0.3. Fused multiplications
        // and sums in another order round at 1e-16; sixty steps amplify that a thousandfold or so.
        for (std::size_t i = 0; i < a.particles.size(); ++i) {
            ASSERT_NEAR(a.particles[i], b.particles[i], 1e-9 * (1.0 + std::abs(a.particles[i])))
                << "asset " << asset << ", value " << i;
        }
    }
}

TEST_P(Parity, SameSeedSameStatisticsInFloat) {
    MAXMIN_SKIP_WITHOUT(GetParam());
    constexpr int assets = 4;
    const Workers workers(1);
    const Config config{.particles = 512};
    Filter<float> want(config, learning_models(assets), Backend::cpu, workers);
    Filter<float> got(config, learning_models(assets), GetParam(), workers);
    const std::vector<Observation> all = series(assets, 20);
    std::vector<Posterior> a(assets);
    std::vector<Posterior> b(assets);

    ASSERT_EQ(want.replay(all, a, Quantiles::yes), Status::ok);
    ASSERT_EQ(got.replay(all, b, Quantiles::yes), Status::ok);

    for (std::size_t i = 0; i < assets; ++i) {
        SCOPED_TRACE("asset " + std::to_string(i));
        // Twenty steps of some thirty roundings (6e-8) a particle: 4e-5 if all went one way. An
        // ancestor that flips on such a tie moves a mean by at most the range, 8 sds, over 512.
        const double tie = 8.0 / 512.0;
        EXPECT_NEAR(a[i].h_mean, b[i].h_mean, 4e-5 + tie * a[i].h_sd);
        EXPECT_NEAR(a[i].sigma_mean, b[i].sigma_mean, 4e-5 + tie * a[i].sigma_sd);
        EXPECT_NEAR(a[i].drift_mean, b[i].drift_mean, 4e-5 + tie * a[i].drift_sd);
        EXPECT_NEAR(a[i].log_likelihood, b[i].log_likelihood, 20.0 * tie);
        EXPECT_EQ(a[i].accepted_steps, b[i].accepted_steps);
    }
}

/// Largest distance between the distribution functions of two samples of one size.
double kolmogorov_smirnov(std::vector<double> a, std::vector<double> b) {
    std::sort(a.begin(), a.end());
    std::sort(b.begin(), b.end());
    double largest = 0.0;
    for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
        const double at = std::min(a[i], b[j]);
        while (i < a.size() && a[i] <= at) {
            ++i;
        }
        while (j < b.size() && b[j] <= at) {
            ++j;
        }
        const double apart = (static_cast<double>(i) - static_cast<double>(j));
        largest = std::max(largest, std::abs(apart) / static_cast<double>(a.size()));
    }
    return largest;
}

/// Mean over assets of the difference between two runs, in standard errors.
double z_score(const std::vector<Posterior>& a, const std::vector<Posterior>& b,
               double Posterior::*number) {
    double sum = 0.0;
    double squares = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) {
        const double difference = a[i].*number - b[i].*number;
        sum += difference;
        squares += difference * difference;
    }
    const double count = static_cast<double>(a.size());
    const double variance = (squares - sum * sum / count) / (count - 1.0);
    return sum / count / std::sqrt(variance / count);
}

constexpr double Posterior::*const numbers[] = {
    &Posterior::h_mean,     &Posterior::h_sd,           &Posterior::sigma_mean,
    &Posterior::sigma_sd,   &Posterior::log_likelihood, &Posterior::effective_sample_size,
    &Posterior::drift_mean, &Posterior::drift_sd};

/// Two samples of one law, each asset paired with itself on its data.
void expect_same_law(const std::vector<Posterior>& a, const std::vector<Posterior>& b) {
    for (double Posterior::*const number : numbers) {
        std::vector<double> of_a;
        std::vector<double> of_b;
        for (std::size_t i = 0; i < a.size(); ++i) {
            of_a.push_back(a[i].*number);
            of_b.push_back(b[i].*number);
        }
        // Beyond four standard errors one of eight numbers is once in 2,000 times.
        EXPECT_LT(std::abs(z_score(a, b, number)), 4.0);
        // Beyond 2 / sqrt(n / 2) once in 1,500 times (Smirnov: 2 exp(-2 * 2^2)); less often here,
        // since the two share their data.
        EXPECT_LT(kolmogorov_smirnov(of_a, of_b),
                  2.0 / std::sqrt(0.5 * static_cast<double>(a.size())));
    }
}

TEST_P(Parity, AThousandStepsDoNotDriftApart) {
    MAXMIN_SKIP_WITHOUT(GetParam());
    constexpr int assets = 200;
    constexpr int ticks = 1000;
    const Workers workers(2);
    // Seeds that differ: two samples of the same law, each asset paired with itself on its data.
    Filter<float> cpu({.particles = 256, .seed = 1}, learning_models(assets), Backend::cpu,
                      workers);
    Filter<float> other({.particles = 256, .seed = 2}, learning_models(assets), GetParam(),
                        workers);
    const std::vector<Observation> all = series(assets, ticks);
    std::vector<Posterior> a(assets);
    std::vector<Posterior> b(assets);

    ASSERT_EQ(cpu.replay(all, a), Status::ok);
    ASSERT_EQ(other.replay(all, b), Status::ok);

    expect_same_law(a, b);
}

TEST(BlockParity, AThousandStepsOfABlockDoNotDriftFromTheLanes) {
    constexpr int assets = 100;
    constexpr int ticks = 1000;
    const Workers workers(1);
    Filter<float> lanes({.particles = 128, .seed = 3}, learning_models(assets), Backend::cpu,
                        workers);
    // One thread: what it shares with others is the block tests' business.
    BlockFilter<float> block({.particles = 128, .seed = 4}, learning_models(assets), 1,
                             Place::on_chip);
    const std::vector<Observation> all = series(assets, ticks);
    std::vector<Posterior> a(assets);
    std::vector<Posterior> b(assets);

    ASSERT_EQ(lanes.replay(all, a), Status::ok);
    block.step(all, b, Quantiles::no);

    expect_same_law(a, b);
}

INSTANTIATE_TEST_SUITE_P(Backends, Parity, test::every_backend());

}  // namespace
}  // namespace maxmin::kernels::particle_filter
