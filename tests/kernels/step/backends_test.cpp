// The whole step on either machine: what it says of an asset must follow from its own posterior and
// input by the formulas that the CPU applies.
#include "tests/support/backends.hpp"

#include <cmath>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/base/units.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::kernels::step {
namespace {

using particle_filter::Outcome;
using particle_filter::Quantiles;
using quote_grid::GridStatus;

/// The last asset's levels are a kind that a device leaves to the CPU.
std::vector<Asset> five_assets() {
    std::vector<Asset> assets(5);
    for (std::size_t i = 0; i < assets.size(); ++i) {
        Asset& asset = assets[i];
        asset.model.log_variance_level = {log_variance_from_annual(0.5), 0.5};
        asset.model.ln_reversion = {std::log(0.02), 0.5};
        asset.model.ln_stationary_sd = {std::log(0.7), 0.3};
        asset.problem.q_min = -4 - 6 * static_cast<int>(i);
        asset.problem.q_max = 9;
        asset.problem.variance_aversion = 0.01;
    }
    assets[4].problem.levels = quote_grid::LevelModel::sweep;
    assets[4].problem.sweep_levels = 2;
    return assets;
}

std::vector<Input> random_inputs(std::mt19937_64& random, std::size_t assets) {
    std::normal_distribution<double> normal;
    std::vector<Input> inputs(assets);
    for (Input& input : inputs) {
        input.observation = {
            .return_bps = normal(random), .dt_s = 1.0, .present = random() % 4 != 0};
        input.bid = {.arrival_rate_per_s = 0.5 + 0.05 * normal(random), .depth_decay_per_bps = 0.3};
        input.ask = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3, .shortfall_bps = 0.1};
    }
    return inputs;
}

void expect_row(std::span<const double> got, const Table<const double>& want, int problem) {
    for (std::size_t node = 0; node < got.size(); ++node) {
        const double offset = want.at(problem, static_cast<int>(node));
        if (std::isfinite(offset)) {
            // Both stop at an imbalance of 1e-11; a device's offsets are rounded to float.
            EXPECT_NEAR(got[node], offset, 1e-8 + 1e-7 * std::fabs(offset));
        } else {
            EXPECT_EQ(got[node], offset);
        }
    }
}

class StepBackend : public testing::TestWithParam<Backend> {};

TEST_P(StepBackend, BoxAndGridFollowFromThePosterior) {
    MAXMIN_SKIP_WITHOUT(GetParam());
    const std::vector<Asset> assets = five_assets();
    const Workers workers(2);
    Step step({.particles = 512}, assets, GetParam(), workers);
    Snapshot snapshot = step.make_snapshot();
    quote_grid::Solver solver(5, snapshot.nodes_max, Backend::cpu, workers);
    std::mt19937_64 random(51);  // a fixed series
    for (int t = 0; t < 30; ++t) {
        SCOPED_TRACE("step " + std::to_string(t));
        const Quantiles quantiles = t % 3 == 0 ? Quantiles::yes : Quantiles::no;
        const std::vector<Input> inputs = random_inputs(random, assets.size());
        ASSERT_EQ(step.run(inputs, quantiles, snapshot), Status::ok);
        std::vector<quote_grid::Problem> problems;
        for (std::size_t i = 0; i < assets.size(); ++i) {
            const AssetResult& result = snapshot.assets[i];
            if (result.posterior.outcome == Outcome::accepted) {
                const uncertainty::Box box = make_box(assets[i], result.posterior);
                // The machines' erfc and exp differ in their last bits.
                EXPECT_NEAR(result.box.sigma_halfwidth, box.sigma_halfwidth, 1e-12);
                EXPECT_EQ(result.box.sigma, box.sigma);
                EXPECT_EQ(std::isnan(result.posterior.sigma_q50), quantiles == Quantiles::no);
            }
            problems.push_back(make_problem(assets[i], result.box, inputs[i]));
            EXPECT_EQ(problems.back(), step.problem(static_cast<int>(i)));
        }
        ASSERT_EQ(solver.solve_stationary(problems), Status::ok);
        for (int i = 0; i < 5; ++i) {
            SCOPED_TRACE("asset " + std::to_string(i));
            const quote_grid::GridInfo& grid = snapshot.assets[static_cast<std::size_t>(i)].grid;
            ASSERT_EQ(grid.status, GridStatus::converged);
            EXPECT_NEAR(grid.gain_bps_lots_per_s, solver.info(i).gain_bps_lots_per_s, 1e-9);
            EXPECT_GT(grid.sweeps, 0);
            EXPECT_LT(grid.residual, 1e-9);
            expect_row(snapshot.bid_row(i), solver.bid_offset(), i);
            expect_row(snapshot.ask_row(i), solver.ask_offset(), i);
        }
    }
}

TEST_P(StepBackend, TellsWhereADevicesTimeWentWhenAsked) {
    MAXMIN_SKIP_WITHOUT(GetParam());
    const std::vector<Asset> assets = five_assets();
    const Workers workers(1);
    Step step({.particles = 512}, assets, GetParam(), workers);
    Snapshot snapshot = step.make_snapshot();
    std::mt19937_64 random(52);
    const auto run = [&] {
        ASSERT_EQ(step.run(random_inputs(random, assets.size()), Quantiles::no, snapshot),
                  Status::ok);
    };
    run();
    EXPECT_FALSE(step.device_times().has_value());
    step.time_device(true);
    run();
    const std::optional<DeviceTimes> times = step.device_times();
    EXPECT_EQ(times.has_value(), GetParam() == Backend::cuda);
    if (times) {
        for (const double part :
             {times->in_us, times->filter_us, times->set_up_us, times->grids_us, times->out_us}) {
            EXPECT_GT(part, 0.0);
            EXPECT_LT(part, 1e6) << "a second";
        }
    }
    step.time_device(false);
    run();
    EXPECT_FALSE(step.device_times().has_value());
}

INSTANTIATE_TEST_SUITE_P(AllBackends, StepBackend, test::every_backend());

}  // namespace
}  // namespace maxmin::kernels::step
