// What one GPU thread does for one asset after the filter, on the CPU: against the step's own CPU
// path over a run in which observations are missing, broken and sudden.
#include "kernels/step/asset_grid.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/base/units.hpp"
#include "kernels/quote_grid/slopes.hpp"

namespace maxmin::kernels::step {
namespace {

using particle_filter::Outcome;
using particle_filter::Posterior;
using particle_filter::Quantiles;
using quote_grid::Column;
using quote_grid::LevelModel;
using quote_grid::SlopeIteration;
using quote_grid::SlopeProblem;
using quote_grid::SlopeResult;

constexpr int nodes_max = 41;

/// Every kind of asset that the device takes, and one (the last) that it leaves to the CPU.
std::vector<Asset> mixed_assets() {
    std::vector<Asset> assets(6);
    for (std::size_t i = 0; i < assets.size(); ++i) {
        Asset& asset = assets[i];
        asset.model.log_variance_level = {log_variance_from_annual(0.4), 0.5};
        asset.model.ln_reversion = {std::log(0.02), 0.5};
        asset.model.ln_stationary_sd = {std::log(0.7), 0.3};
        asset.model.drift = i != 1;
        asset.model.drift_reversion_per_s = 0.01;
        asset.model.drift_diffusion = 0.003;
        asset.model.initial_drift = {0.0, 0.02};
        asset.problem.q_min = -5 - 3 * static_cast<int>(i);
        asset.problem.q_max = 20;
        asset.problem.variance_aversion = 0.01;
        asset.robust = i != 2;
    }
    assets[3].problem.bid.has_min_offset = assets[3].problem.ask.has_min_offset = true;
    assets[3].problem.bid.min_offset_bps = assets[3].problem.ask.min_offset_bps = 1.0;
    assets[4].problem.levels = LevelModel::ladder;
    assets[4].problem.ladder = {.levels = 3, .spacing_bps = 2.0, .shares = {0.5, 0.27, 0.135}};
    assets[4].problem.fill_aversion = 0.01;
    assets[5].problem.levels = LevelModel::sweep;
    assets[5].problem.sweep_levels = 2;
    return assets;
}

std::vector<Input> random_inputs(std::mt19937_64& random, std::size_t assets) {
    std::normal_distribution<double> normal;
    std::uniform_real_distribution<double> uniform;
    std::vector<Input> inputs(assets);
    for (Input& input : inputs) {
        const double size = uniform(random) < 0.05 ? 60.0 : 1.0;
        input.observation = {.return_bps = size * normal(random),
                             .dt_s = uniform(random) < 0.1 ? -1.0 : 1.0,  // refused
                             .present = uniform(random) < 0.8};
        for (FillRate* rate : {&input.bid, &input.ask}) {
            *rate = {.arrival_rate_per_s = 0.3 + uniform(random),
                     .depth_decay_per_bps = 0.2 + 0.2 * uniform(random),
                     .shortfall_bps = 0.3 * uniform(random)};
        }
        input.fill_rate_uncertainty = 0.3 * uniform(random);
    }
    return inputs;
}

/// One asset's memory as it lies on the device.
struct Slot {
    HeldBox box;
    SlopeResult result;
    SlopeProblem<double> problem;
    std::array<double, nodes_max> base{}, step{}, alpha{}, beta{}, bid{}, ask{};
};

void solve(Slot& slot) {
    SlopeIteration<double> iteration(
        slot.problem, {Column<double>{slot.base.data(), 1}, Column<double>{slot.step.data(), 1},
                       Column<double>{slot.alpha.data(), 1}, Column<double>{slot.beta.data(), 1}});
    slot.result = iteration.solve();
    if (slot.result.converged) {
        iteration.write_offsets(slot.bid.data(), slot.ask.data());
        iteration.keep();
    }
}

void expect_same_bits(const uncertainty::Box& got, const uncertainty::Box& want) {
    EXPECT_EQ(got.drift_bps_per_s, want.drift_bps_per_s);
    EXPECT_EQ(got.drift_halfwidth, want.drift_halfwidth);
    EXPECT_EQ(got.sigma, want.sigma);
    EXPECT_EQ(got.sigma_halfwidth, want.sigma_halfwidth);
    EXPECT_EQ(got.raw_mu_bps, want.raw_mu_bps);
    EXPECT_EQ(got.raw_sigma_bps, want.raw_sigma_bps);
}

void expect_near(const std::array<double, nodes_max>& got, std::span<const double> want) {
    for (std::size_t i = 0; i < want.size(); ++i) {
        if (std::isfinite(want[i])) {
            // Both stop at an imbalance of 1e-11; some thirty nodes feel each other.
            EXPECT_NEAR(got[i], want[i], 1e-8) << "node " << i;
        } else {
            EXPECT_EQ(got[i], want[i]) << "node " << i;
        }
    }
}

TEST(StepAssetGrid, FollowsTheCpuThroughMissingAndBrokenObservations) {
    const std::vector<Asset> assets = mixed_assets();
    const Workers workers(1);
    Step step({.particles = 256}, assets, Backend::cpu, workers);
    Snapshot snapshot = step.make_snapshot();
    std::vector<Slot> slots(assets.size());
    std::mt19937_64 random(41);  // a fixed series
    int held = 0;
    for (int t = 0; t < 40; ++t) {
        SCOPED_TRACE("step " + std::to_string(t));
        const std::vector<Input> inputs = random_inputs(random, assets.size());
        ASSERT_EQ(step.run(inputs, Quantiles::no, snapshot), Status::ok);
        for (std::size_t i = 0; i < assets.size(); ++i) {
            SCOPED_TRACE("asset " + std::to_string(i));
            Slot& slot = slots[i];
            const AssetResult& want = snapshot.assets[i];
            prepare_grid({&assets[i], &inputs[i], &want.posterior, &slot.box, &slot.result,
                          &slot.problem, nodes_max},
                         0);
            expect_same_bits(slot.box.box, want.box);
            held += moves_box(want.posterior.outcome) ? 0 : 1;
            EXPECT_EQ(slot.problem.edges == 0, i == 5) << "left to the CPU";
            if (slot.problem.edges == 0) {
                continue;
            }
            EXPECT_EQ(slot.problem.fresh, t == 0);
            solve(slot);
            ASSERT_TRUE(slot.result.converged);
            EXPECT_NEAR(slot.result.gain, want.grid.gain_bps_lots_per_s, 1e-9);
            EXPECT_NEAR(slot.result.sweeps, want.grid.sweeps, 1) << "a rounding may decide";
            expect_near(slot.bid, snapshot.bid_row(static_cast<int>(i)));
            expect_near(slot.ask, snapshot.ask_row(static_cast<int>(i)));
        }
    }
    EXPECT_GT(held, 20) << "the run must hold some boxes";
}

TEST(StepAssetGrid, WhatIsNoNumberIsLeftToTheCpuAndForgetsItsStart) {
    const std::vector<Asset> assets = mixed_assets();
    std::mt19937_64 random(42);
    const std::vector<Input> inputs = random_inputs(random, assets.size());
    Posterior posterior;
    posterior.outcome = Outcome::accepted;
    posterior.sigma_mean = 1.0;
    posterior.sigma_sd = 0.1;
    Slot slot;
    const AssetViews views{assets.data(), inputs.data(), &posterior, &slot.box,
                           &slot.result,  &slot.problem, nodes_max};
    prepare_grid(views, 0);
    solve(slot);
    ASSERT_TRUE(slot.result.converged);
    prepare_grid(views, 0);
    solve(slot);
    EXPECT_EQ(slot.result.sweeps, 1) << "it started from the solution";

    posterior.sigma_mean = std::numeric_limits<double>::quiet_NaN();
    prepare_grid(views, 0);
    EXPECT_EQ(slot.problem.edges, 0);
    EXPECT_FALSE(slot.result.converged);

    posterior.sigma_mean = 1.0;
    prepare_grid(views, 0);
    EXPECT_GT(slot.problem.edges, 0);
    EXPECT_TRUE(slot.problem.fresh);
}

}  // namespace
}  // namespace maxmin::kernels::step
