// Compute when its device fails (rehearsed: there is none in this test): it goes on, says so, and
// publishes what it would have published.
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "host/compute/compute.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::compute {
namespace {

std::vector<kernels::step::Asset> two_assets() {
    std::vector<kernels::step::Asset> assets(2);
    for (kernels::step::Asset& asset : assets) {
        asset.model.log_variance_level = {kernels::log_variance_from_annual(0.6), 0.5};
        asset.model.ln_reversion = {std::log(0.02), 0.5};
        asset.model.ln_stationary_sd = {std::log(0.7), 0.3};
        asset.problem.q_min = -4;
        asset.problem.q_max = 4;
        asset.problem.variance_aversion = 0.01;
    }
    return assets;
}

Compute make_compute(std::uint64_t failing_run) {
    const std::vector<double> interval_s(2, 1.0);
    return Compute({.filter = {.particles = 256}, .rehearsal = {failing_run}}, two_assets(),
                   interval_s);
}

TEST(ComputeDeviceFailure, TheCpuTakesOverWithinTheSameRun) {
    Compute sound = make_compute(0);
    Compute failing = make_compute(30);
    std::mt19937_64 random(5);  // a fixed series
    std::normal_distribution<double> normal;
    double mid_usd = 100.0;
    for (int t = 1; t <= 45; ++t) {
        SCOPED_TRACE(t);
        const Timestamp now = Timestamp(0) + seconds(t);
        mid_usd *= 1.0 + 1e-4 * normal(random);
        for (Compute* compute : {&sound, &failing}) {
            for (const AssetIndex asset : {0, 1}) {
                compute->on_mid(asset, now, mid_usd);
                compute->set_fill_rates(asset, {{0.5, 0.3}, {0.5, 0.3}}, 0.0);
            }
            ASSERT_EQ(compute->run(now), kernels::Status::ok);
            EXPECT_EQ(compute->snapshot_time(), now) << "never an old snapshot";
        }
        const auto quotes = failing.snapshot().offsets_at(0, 1.0);
        const auto want = sound.snapshot().offsets_at(0, 1.0);
        // The grid starts cold after the failure: Newton stops at an imbalance of 1e-11.
        EXPECT_NEAR(quotes.bid_offset_bps, want.bid_offset_bps, 1e-8);
        EXPECT_NEAR(quotes.ask_offset_bps, want.ask_offset_bps, 1e-8);
        EXPECT_EQ(failing.snapshot().assets[1].posterior.log_likelihood,
                  sound.snapshot().assets[1].posterior.log_likelihood);
        EXPECT_EQ(failing.device_failures(), t < 30 ? 0 : 1);
    }
    EXPECT_EQ(failing.failed_steps(), 0);
    EXPECT_EQ(failing.steps(), 45);
    EXPECT_EQ(failing.backend(), kernels::Backend::cpu);
}

}  // namespace
}  // namespace maxmin::compute
