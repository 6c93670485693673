// Whoever performs a step, its result is the same; only when it is taken over differs.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <future>
#include <thread>

#include <gtest/gtest.h>

#include "host/compute/compute.hpp"
#include "host/compute/setup.hpp"

namespace maxmin::compute {
namespace {

constexpr Timestamp t0{1'757'001'600'000'000'000};

std::vector<kernels::step::Asset> one_asset() {
    kernels::step::Asset asset;
    asset.model = make_model({}, 0.25);
    asset.problem = make_problem({}, shape_grid(10.0, std::vector{1.0}, 2.0, 21),
                                 {.maker_fee_bps = 1.5, .min_offset_bps = 1.0});
    return {asset};
}

ComputeConfig config_for(Performing performing) {
    ComputeConfig config;
    config.filter.particles = 256;
    config.performing = performing;
    return config;
}

void feed(Compute& compute, int step) {
    compute.set_fill_rates(0,
                           {.bid = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3},
                            .ask = {.arrival_rate_per_s = 0.5, .depth_decay_per_bps = 0.3}},
                           0.0);
    compute.on_mid(0, t0 + seconds(2 * step), 100.0 + 0.01 * (step % 3));
}

struct Outcome {
    double sigma = 0.0;
    double bid_bps = 0.0;
    double gain = 0.0;
    std::uint64_t version = 0;

    bool operator==(const Outcome&) const = default;
};

Outcome outcome_of(Compute& compute) {
    const auto quotes = compute.snapshot().offsets_at(0, 0.0);
    return {.sigma = compute.snapshot().assets[0].posterior.sigma_mean,
            .bid_bps = quotes.bid_offset_bps,
            .gain = compute.gains()[0],
            .version = compute.snapshot().version};
}

/// Ten steps, each followed by an evaluation of its own offsets; `wait` until a job is done.
template <typename Wait>
Outcome run(Compute& compute, Wait wait) {
    for (int step = 0; step < 10; ++step) {
        feed(compute, step);
        compute.start_step(t0 + seconds(2 * step));
        wait();
        EXPECT_EQ(compute.take(), Taken::step);
        std::ranges::copy(compute.snapshot().bid_offset_bps, compute.policy_bid_bps().begin());
        std::ranges::copy(compute.snapshot().ask_offset_bps, compute.policy_ask_bps().begin());
        compute.start_evaluation(t0 + seconds(2 * step));
        wait();
        EXPECT_EQ(compute.take(), Taken::evaluation);
    }
    return outcome_of(compute);
}

TEST(Performing, AnotherThreadGivesWhatTheCallerWould) {
    const std::vector<kernels::step::Asset> assets = one_asset();
    const std::vector<double> intervals{1.0};
    Compute here(config_for(Performing::at_once), assets, intervals);
    const Outcome expected = run(here, [] {});
    ASSERT_TRUE(std::isfinite(expected.gain));
    EXPECT_EQ(expected.version, 10U);

    Compute there(config_for(Performing::elsewhere), assets, intervals);
    std::thread performer([&] { there.serve([] {}); });
    const Outcome outcome = run(there, [&] {
        while (!there.is_finished()) {
            std::this_thread::yield();
        }
    });
    there.close();
    performer.join();

    EXPECT_EQ(outcome, expected);
}

TEST(Performing, AResultIsSeenOnlyOnceItIsTakenOver) {
    Compute compute(config_for(Performing::deferred), one_asset(), std::vector{1.0});
    feed(compute, 0);
    compute.start_step(t0);

    EXPECT_FALSE(compute.is_idle()) << "no second job before the first is taken over";
    EXPECT_TRUE(compute.is_finished());
    EXPECT_EQ(compute.snapshot().version, 0U);
    EXPECT_EQ(compute.steps(), 0);

    EXPECT_EQ(compute.take(), Taken::step);
    EXPECT_EQ(compute.snapshot().version, 1U);
    EXPECT_EQ(compute.snapshot_time(), t0);
    EXPECT_TRUE(compute.is_idle());
    EXPECT_EQ(compute.take(), Taken::nothing);
}

TEST(Performing, ClosingEndsTheServiceWithoutAJob) {
    Compute compute(config_for(Performing::elsewhere), one_asset(), std::vector{1.0});
    std::atomic<int> jobs = 0;
    std::promise<void> ended;
    std::future<void> end = ended.get_future();
    std::thread performer([&] {
        compute.serve([&] { ++jobs; });
        ended.set_value();
    });
    EXPECT_EQ(end.wait_for(std::chrono::milliseconds(50)), std::future_status::timeout)
        << "it serves until it is told to end";

    compute.close();

    if (end.wait_for(std::chrono::seconds(60)) != std::future_status::ready) {
        std::fputs("the service goes on after close()\n", stderr);
        std::abort();  // what never ends cannot be joined
    }
    performer.join();
    EXPECT_EQ(jobs, 0);
    EXPECT_EQ(compute.take(), Taken::nothing);
}

}  // namespace
}  // namespace maxmin::compute
