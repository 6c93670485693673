// A device that fails in the middle of a run: what comes after is what would have come without it.
// Rehearsed on the CPU in the device's place, and on a device where there is one.
#include <cmath>
#include <random>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/base/units.hpp"
#include "kernels/step/api.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::kernels::step {
namespace {

using particle_filter::Quantiles;

std::vector<Asset> three_assets() {
    std::vector<Asset> assets(3);
    for (std::size_t i = 0; i < assets.size(); ++i) {
        Asset& asset = assets[i];
        asset.model.log_variance_level = {
            log_variance_from_annual(0.4 + 0.3 * static_cast<double>(i)), 0.5};
        asset.model.ln_reversion = {std::log(0.02), 0.5};
        asset.model.ln_stationary_sd = {std::log(0.7), 0.3};
        asset.model.drift = i == 1;
        asset.model.drift_reversion_per_s = 0.01;
        asset.model.drift_diffusion = 0.003;
        asset.model.initial_drift = {0.0, 0.02};
        asset.problem.q_min = -6;
        asset.problem.q_max = 6;
        asset.problem.variance_aversion = 0.01;
    }
    return assets;
}

/// Some steps see nothing of some assets.
std::vector<std::vector<Input>> inputs_of(int steps) {
    std::mt19937_64 random(31);  // a fixed series: both runs must see the same
    std::normal_distribution<double> normal;
    std::vector<std::vector<Input>> all;
    for (int t = 0; t < steps; ++t) {
        std::vector<Input> inputs(3);
        for (Input& input : inputs) {
            input.observation = {
                .return_bps = normal(random), .dt_s = 1.0, .present = random() % 5 != 0};
            input.bid = input.ask = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3};
        }
        all.push_back(inputs);
    }
    return all;
}

/// Steps of a run that falls back when it has to; how often it did is in `failures`.
std::vector<Snapshot> run_all(Step& step, int steps, int& failures) {
    std::vector<Snapshot> snapshots;
    Snapshot snapshot = step.make_snapshot();
    for (const std::vector<Input>& inputs : inputs_of(steps)) {
        Status status = step.run(inputs, Quantiles::no, snapshot);
        if (status == Status::device_failed) {
            EXPECT_EQ(snapshot.version, snapshots.empty() ? 0U : snapshots.back().version);
            EXPECT_TRUE(step.continue_on_cpu());
            ++failures;
            status = step.run(inputs, Quantiles::no, snapshot);
        }
        EXPECT_EQ(status, Status::ok);
        snapshots.push_back(snapshot);
    }
    return snapshots;
}

/// Copies are made before run 21, 41, ...: a failure before, at and after one.
using BackendAndRun = std::tuple<Backend, std::uint64_t>;

class DeviceFailure : public testing::TestWithParam<BackendAndRun> {};

TEST_P(DeviceFailure, LosesNothingThatWasLearnt) {
    const auto [backend, failing_run] = GetParam();
    MAXMIN_SKIP_WITHOUT(backend);
    // The same machine and the same draws: the same bits. Another machine rounds floats its own way
    // in every step.
    const double tolerance = backend == Backend::cpu ? 0.0 : 1e-3;
    constexpr int steps = 60;
    const Workers workers(1);
    const std::vector<Asset> assets = three_assets();
    const particle_filter::Config config{.particles = 300};
    Step sound(config, assets, Backend::cpu, workers);
    Step failing(config, assets, backend, workers, {.failing_run = failing_run});

    int no_failures = 0;
    int failures = 0;
    const std::vector<Snapshot> want = run_all(sound, steps, no_failures);
    const std::vector<Snapshot> got = run_all(failing, steps, failures);

    EXPECT_EQ(no_failures, 0);
    EXPECT_EQ(failures, 1);
    for (std::size_t t = 0; t < steps; ++t) {
        SCOPED_TRACE("step " + std::to_string(t + 1));
        EXPECT_EQ(got[t].version, want[t].version);
        for (std::size_t i = 0; i < assets.size(); ++i) {
            const double likelihood = want[t].assets[i].posterior.log_likelihood;
            EXPECT_NEAR(got[t].assets[i].posterior.log_likelihood, likelihood,
                        tolerance * std::abs(likelihood));
            EXPECT_EQ(got[t].assets[i].posterior.accepted_steps,
                      want[t].assets[i].posterior.accepted_steps);
        }
        for (std::size_t i = 0; i < want[t].bid_offset_bps.size(); ++i) {
            if (std::isfinite(want[t].bid_offset_bps[i])) {
                // Grids start cold after the failure: Newton stops at an imbalance of 1e-11.
                EXPECT_NEAR(got[t].bid_offset_bps[i], want[t].bid_offset_bps[i], 1e-8 + tolerance);
            } else {
                EXPECT_EQ(got[t].bid_offset_bps[i], want[t].bid_offset_bps[i]);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(AtRun, DeviceFailure,
                         testing::Combine(test::every_backend(),
                                          testing::Values(1, 7, 20, 21, 22, 41, 55)));

TEST(DeviceFailure, ACpuStepHasNothingToGiveUp) {
    const Workers workers(1);
    Step step({.particles = 16}, three_assets(), Backend::cpu, workers);
    EXPECT_FALSE(step.continue_on_cpu());
    EXPECT_EQ(step.backend(), Backend::cpu);
}

}  // namespace
}  // namespace maxmin::kernels::step
