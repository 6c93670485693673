#include "host/compute/compute.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "host/compute/setup.hpp"

namespace maxmin::compute {
namespace {

using kernels::quote_grid::GridStatus;

constexpr Timestamp start(1'757'001'600'000'000'000);
constexpr FillRates ordinary{.bid = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3},
                             .ask = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3}};

kernels::step::Asset asset() {
    const double sizes[] = {0.5, 0.27, 0.135};
    const GridShape shape = shape_grid(5.0, sizes, 2.0, 201);
    return {.model = make_model({}, 0.1),
            .box = {},
            .robust = true,
            .problem = make_problem({}, shape, {.maker_fee_bps = 1.5, .min_offset_bps = 2.0})};
}

Compute make(int assets, int threads = 1) {
    const std::vector<kernels::step::Asset> all(static_cast<std::size_t>(assets), asset());
    const std::vector<double> intervals(all.size(), 1.0);
    return Compute({.filter = {.particles = 256, .seed = 7}, .threads = threads}, all, intervals);
}

/// A minute of mids half a second apart, the asset's own phase, a step a second.
void run_a_minute(Compute& compute, int assets, const FillRates& of_first = ordinary) {
    for (int half_second = 1; half_second <= 120; ++half_second) {
        const Timestamp now = start + milliseconds(500 * half_second);
        for (AssetIndex i = 0; i < assets; ++i) {
            compute.on_mid(i, now, 100.0 + 0.02 * std::sin(0.7 * half_second + i));
            compute.set_fill_rates(i, i == 0 ? of_first : ordinary, 0.0);
        }
        if (half_second % 2 == 0) {
            ASSERT_EQ(compute.run(now), kernels::Status::ok);
        }
    }
}

TEST(Compute, ObservedTimeIsEventTimeAndStepsAreCounted) {
    Compute compute = make(1);
    run_a_minute(compute, 1);
    EXPECT_EQ(compute.steps(), 60);
    EXPECT_EQ(compute.failed_steps(), 0);
    EXPECT_EQ(compute.snapshot_time(), start + seconds(60));
    // The first mid came at 0.5 s, the last at 60 s.
    EXPECT_NEAR(compute.observed_s(0), 59.5, 1e-9);
    EXPECT_EQ(compute.snapshot().version, 60U);
}

TEST(Compute, StepWithoutNewMidsKeepsThePosteriorAndItsGrid) {
    Compute compute = make(1);
    run_a_minute(compute, 1);
    const kernels::step::Snapshot before = compute.snapshot();

    ASSERT_EQ(compute.run(start + seconds(61)), kernels::Status::ok);

    EXPECT_EQ(compute.snapshot().assets[0].posterior.sigma_mean,
              before.assets[0].posterior.sigma_mean);
    // Warm-started from its own solution, the solver may move within its tolerance.
    EXPECT_NEAR(compute.snapshot().offsets_at(0, 0.0).bid_offset_bps,
                before.offsets_at(0, 0.0).bid_offset_bps, 1e-6);
}

TEST(Compute, FillRatesThatAreNoNumbersGiveNoQuoteAndTouchNoOtherAsset) {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    constexpr double infinite = std::numeric_limits<double>::infinity();
    Compute sound = make(2);
    run_a_minute(sound, 2);
    for (const FillRates& bad :
         {FillRates{{nan, 0.3}, {0.5, 0.3}}, FillRates{{0.5, 0.3}, {0.5, nan}},
          FillRates{{infinite, 0.3}, {0.5, 0.3}}, FillRates{{0.5, 0.0}, {0.5, 0.3}},
          FillRates{{0.5, -1.0}, {0.5, 0.3}}}) {
        Compute broken = make(2);
        run_a_minute(broken, 2, bad);
        const kernels::step::Snapshot& snapshot = broken.snapshot();
        EXPECT_NE(snapshot.assets[0].grid.status, GridStatus::converged);
        EXPECT_TRUE(std::isnan(snapshot.offsets_at(0, 0.0).bid_offset_bps));
        EXPECT_TRUE(std::isnan(snapshot.offsets_at(0, 0.0).ask_offset_bps));
        for (const double lots : {-3.0, 0.0, 2.5}) {
            EXPECT_EQ(snapshot.offsets_at(1, lots).bid_offset_bps,
                      sound.snapshot().offsets_at(1, lots).bid_offset_bps);
        }
    }
}

TEST(Compute, ThreadsDoNotShowInTheSnapshot) {
    Compute one = make(5, 1);
    Compute two = make(5, 2);
    run_a_minute(one, 5);
    run_a_minute(two, 5);
    for (AssetIndex i = 0; i < 5; ++i) {
        const auto at = static_cast<std::size_t>(i);
        EXPECT_EQ(one.snapshot().assets[at].posterior.sigma_mean,
                  two.snapshot().assets[at].posterior.sigma_mean);
        const auto row = one.snapshot().bid_row(i);
        const auto other = two.snapshot().bid_row(i);
        EXPECT_TRUE(std::equal(row.begin(), row.end(), other.begin(), other.end()));
    }
}

}  // namespace
}  // namespace maxmin::compute
