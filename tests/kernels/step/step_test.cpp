#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "kernels/base/units.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::kernels::step {
namespace {

using particle_filter::Outcome;
using particle_filter::Quantiles;
using quote_grid::GridStatus;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Asset make_asset(double volatility_annual, int half_nodes) {
    Asset asset;
    asset.model.log_variance_level = {log_variance_from_annual(volatility_annual), 0.5};
    asset.model.ln_reversion = {std::log(0.02), 0.5};
    asset.model.ln_stationary_sd = {std::log(0.7), 0.3};
    asset.model.drift = true;
    asset.model.drift_reversion_per_s = 0.01;
    asset.model.drift_diffusion = 0.003;
    asset.model.initial_drift = {0.0, 0.02};
    asset.problem.q_min = -half_nodes;
    asset.problem.q_max = half_nodes;
    asset.problem.variance_aversion = 0.01;
    return asset;
}

Input make_input(double return_bps) {
    return {.observation = {.return_bps = return_bps, .dt_s = 1.0, .present = true},
            .bid = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3},
            .ask = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3}};
}

struct SteppedAssets {
    explicit SteppedAssets(std::vector<Asset> assets_in, int threads = 1, std::uint64_t seed = 7)
        : workers(threads),
          step({.particles = 512, .seed = seed}, assets_in, Backend::cpu, workers),
          snapshot(step.make_snapshot()) {}

    /// Feeds every asset the same return, asset `i` scaled by i + 1.
    void feed(double return_bps) {
        std::vector<Input> inputs;
        for (std::size_t i = 0; i < snapshot.assets.size(); ++i) {
            inputs.push_back(make_input(return_bps * static_cast<double>(i + 1)));
        }
        ASSERT_EQ(step.run(inputs, Quantiles::yes, snapshot), Status::ok);
    }

    Workers workers;
    Step step;
    Snapshot snapshot;
};

std::vector<double> gaussian_returns(int count) {
    std::mt19937_64 random(20);  // a fixed series: every run of it must agree with every other
    std::normal_distribution<double> normal;
    std::vector<double> returns;
    for (int i = 0; i < count; ++i) {
        returns.push_back(normal(random));
    }
    return returns;
}

TEST(Step, ThreadsDoNotShowInAnyBit) {
    std::vector<Asset> assets;
    for (int i = 0; i < 9; ++i) {
        assets.push_back(make_asset(0.3 + 0.2 * i, 5 + i));
    }
    SteppedAssets one(assets, 1);
    SteppedAssets two(assets, 2);
    for (const double y : gaussian_returns(60)) {
        one.feed(y);
        two.feed(y);
    }
    EXPECT_EQ(one.snapshot.version, 60U);
    for (std::size_t i = 0; i < assets.size(); ++i) {
        EXPECT_EQ(one.snapshot.assets[i].posterior.log_likelihood,
                  two.snapshot.assets[i].posterior.log_likelihood);
    }
    for (std::size_t i = 0; i < one.snapshot.bid_offset_bps.size(); ++i) {
        const double a = one.snapshot.bid_offset_bps[i];
        const double b = two.snapshot.bid_offset_bps[i];
        EXPECT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << i;
    }
}

TEST(Step, AnAssetDoesNotSeeTheOthers) {
    SteppedAssets alone({make_asset(0.6, 8)});
    SteppedAssets together({make_asset(0.6, 8), make_asset(2.0, 20)});
    for (const double y : gaussian_returns(40)) {
        alone.feed(y);
        together.feed(y);
    }
    EXPECT_EQ(alone.snapshot.assets[0].posterior.sigma_mean,
              together.snapshot.assets[0].posterior.sigma_mean);
    for (std::size_t node = 0; node < 17; ++node) {
        EXPECT_EQ(alone.snapshot.bid_row(0)[node], together.snapshot.bid_row(0)[node]);
        EXPECT_EQ(alone.snapshot.ask_row(0)[node], together.snapshot.ask_row(0)[node]);
    }
}

TEST(Step, ABrokenObservationStopsNoOther) {
    SteppedAssets healthy({make_asset(0.6, 8), make_asset(0.6, 8)});
    SteppedAssets broken({make_asset(0.6, 8), make_asset(0.6, 8)});
    for (const double y : gaussian_returns(20)) {
        std::vector<Input> inputs = {make_input(y), make_input(y)};
        ASSERT_EQ(healthy.step.run(inputs, Quantiles::no, healthy.snapshot), Status::ok);
        inputs[1].observation.return_bps = nan;
        ASSERT_EQ(broken.step.run(inputs, Quantiles::no, broken.snapshot), Status::ok);
        EXPECT_EQ(broken.snapshot.assets[1].posterior.outcome, Outcome::rejected);
    }
    EXPECT_EQ(healthy.snapshot.assets[0].posterior.log_likelihood,
              broken.snapshot.assets[0].posterior.log_likelihood);
    EXPECT_EQ(broken.snapshot.assets[1].posterior.rejected, 20U);
}

TEST(Step, ABrokenFillRateGivesNoNumbersAndStopsNoOther) {
    SteppedAssets run({make_asset(0.6, 8), make_asset(0.6, 8)});
    std::vector<Input> inputs = {make_input(0.5), make_input(0.5)};
    inputs[0].bid.arrival_rate_per_s = nan;

    ASSERT_EQ(run.step.run(inputs, Quantiles::no, run.snapshot), Status::ok);

    EXPECT_NE(run.snapshot.assets[0].grid.status, GridStatus::converged);
    for (const double offset : run.snapshot.bid_row(0)) {
        EXPECT_TRUE(std::isnan(offset));
    }
    EXPECT_TRUE(std::isnan(run.snapshot.offsets_at(0, 0.5).bid_offset_bps));
    EXPECT_EQ(run.snapshot.assets[1].grid.status, GridStatus::converged);
    EXPECT_TRUE(std::isfinite(run.snapshot.offsets_at(1, 0.5).bid_offset_bps));
}

TEST(Step, RobustQuotesAreWiderByTheBoxAndNominalOnesHaveNone) {
    std::vector<Asset> assets = {make_asset(0.6, 10), make_asset(0.6, 10)};
    assets[0].box = assets[1].box = {.min_epsilon_mu_bps = 0.0, .min_epsilon_sigma_bps = 0.0};
    assets[1].robust = false;
    SteppedAssets run(assets);
    for (const double y : gaussian_returns(100)) {
        const std::vector<Input> inputs = {make_input(y), make_input(y)};
        ASSERT_EQ(run.step.run(inputs, Quantiles::no, run.snapshot), Status::ok);
    }
    const AssetResult& robust = run.snapshot.assets[0];
    const AssetResult& nominal = run.snapshot.assets[1];
    EXPECT_GT(robust.box.epsilon_mu_bps, 0.0);
    EXPECT_GT(robust.box.epsilon_sigma_bps, 0.0);
    EXPECT_EQ(nominal.box.epsilon_mu_bps, 0.0);
    EXPECT_EQ(nominal.box.epsilon_sigma_bps, 0.0);
    EXPECT_LT(robust.grid.gain_bps_lots_per_s, nominal.grid.gain_bps_lots_per_s);
    // The assets draw other random numbers, so the estimates differ a little; a total spread only
    // depends on them weakly, and the worst case must be the wider one.
    const auto total = [&](int asset) {
        const Snapshot::Quotes quotes = run.snapshot.offsets_at(asset, 0.0);
        return quotes.bid_offset_bps + quotes.ask_offset_bps;
    };
    EXPECT_GT(total(0), total(1));
}

TEST(Step, TheGridTakesTheMeanOfADecayingDrift) {
    SteppedAssets run({make_asset(0.6, 10)});
    for (int i = 0; i < 50; ++i) {
        run.feed(0.8);  // a steady rise
    }
    const AssetResult& result = run.snapshot.assets[0];
    ASSERT_GT(result.posterior.drift_mean, 0.0);
    // Mean of exp(-0.01 t) over 60 s.
    const double kept = (1.0 - std::exp(-0.6)) / 0.6;
    EXPECT_NEAR(result.box.drift_bps_per_s, result.posterior.drift_mean * kept, 1e-15);
}

TEST(Step, AShortfallIsAFeeOfItsSideAlone) {
    std::vector<Asset> assets = {make_asset(0.6, 10), make_asset(0.6, 10)};
    assets[1].problem.bid.fee_bps = 2.5;
    // One asset id each would draw other numbers: two runs of one asset are compared instead.
    SteppedAssets with_shortfall({assets[0]});
    SteppedAssets with_fee({assets[1]});
    std::vector<Input> shortfall = {make_input(0.5)};
    shortfall[0].bid.shortfall_bps = 2.5;
    const std::vector<Input> plain = {make_input(0.5)};
    ASSERT_EQ(with_shortfall.step.run(shortfall, Quantiles::no, with_shortfall.snapshot),
              Status::ok);
    ASSERT_EQ(with_fee.step.run(plain, Quantiles::no, with_fee.snapshot), Status::ok);
    for (std::size_t node = 0; node < 21; ++node) {
        EXPECT_EQ(with_shortfall.snapshot.bid_row(0)[node], with_fee.snapshot.bid_row(0)[node]);
        EXPECT_EQ(with_shortfall.snapshot.ask_row(0)[node], with_fee.snapshot.ask_row(0)[node]);
    }
}

TEST(Snapshot, InterpolatesBetweenNodesAndIsOffWhereAnOuterNodeIs) {
    Snapshot snapshot;
    snapshot.nodes_max = 3;
    snapshot.assets.resize(1);
    snapshot.assets[0].q_min = -1;
    snapshot.assets[0].q_max = 1;
    const double off = std::numeric_limits<double>::infinity();
    snapshot.bid_offset_bps = {2.0, 4.0, off};
    snapshot.ask_offset_bps = {off, 4.0, 2.0};
    EXPECT_EQ(snapshot.offsets_at(0, 0.0).bid_offset_bps, 4.0);
    EXPECT_EQ(snapshot.offsets_at(0, -0.5).bid_offset_bps, 3.0);
    EXPECT_EQ(snapshot.offsets_at(0, 0.25).bid_offset_bps, off);
    EXPECT_EQ(snapshot.offsets_at(0, 0.25).ask_offset_bps, 3.5);
    EXPECT_EQ(snapshot.offsets_at(0, 7.0).ask_offset_bps, 2.0) << "beyond the box the edge holds";
    EXPECT_EQ(snapshot.offsets_at(0, 7.0).bid_offset_bps, off);
}

TEST(Step, WrongShapesAreRefused) {
    SteppedAssets run({make_asset(0.6, 4)});
    const std::vector<Input> two(2);
    EXPECT_EQ(run.step.run(two, Quantiles::no, run.snapshot), Status::bad_shape);
    Snapshot empty;
    const std::vector<Input> one(1);
    EXPECT_EQ(run.step.run(one, Quantiles::no, empty), Status::bad_shape);
    std::vector<double> gains(1);
    EXPECT_EQ(run.step.evaluate_policy({}, {}, gains), Status::bad_shape);
}

}  // namespace
}  // namespace maxmin::kernels::step
