// Both ways in which the device shares stationary problems out, each forced, and the way it shares
// those with a horizon out, against the CPU.
#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/quote_grid/backends.hpp"
#include "tests/kernels/quote_grid/random_problem.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::test {
namespace {

TEST(QuoteGridVariantPick, AWarpEachUnlessItsLanesDoNotHoldThemOrThereAreManyShortOnes) {
    EXPECT_EQ(pick_variant(1000, 201), GridVariant::warp);
    EXPECT_EQ(pick_variant(1000, warp_nodes_max), GridVariant::warp);
    EXPECT_EQ(pick_variant(1000, warp_nodes_max + 1), GridVariant::thread);
    EXPECT_EQ(pick_variant(100000, 201), GridVariant::warp);
    EXPECT_EQ(pick_variant(thread_problems_min, 41), GridVariant::thread);
    EXPECT_EQ(pick_variant(thread_problems_min - 1, 41), GridVariant::warp);
}

class QuoteGridVariant : public testing::TestWithParam<GridVariant> {};

TEST_P(QuoteGridVariant, AgreesWithTheCpuColdAndWarm) {
    MAXMIN_SKIP_WITHOUT(Backend::cuda);
    constexpr int count = 120;
    RandomProblems random(241);
    std::vector<Problem> problems;
    for (int i = 0; i < count; ++i) {
        problems.push_back(random.any());
    }
    // Boxes of up to 60 edges; the tables are wide enough for each number of rows a lane.
    for (const int nodes_max : {61, 201, warp_nodes_max}) {
        SCOPED_TRACE("nodes_max " + std::to_string(nodes_max));
        cuda::ResidentPointer<double> device;
        ASSERT_EQ(cuda::initialise(count, nodes_max, GetParam(), device), Status::ok);
        const std::size_t cells = std::size_t{count} * static_cast<std::size_t>(nodes_max);
        std::vector<double> value(cells), bid(cells), ask(cells);
        std::vector<GridInfo> info(count);
        std::vector<WarmSlot> warm(count);
        std::vector<std::uint8_t> left(count);
        const Workers workers(1);
        Solver solver(count, nodes_max, Backend::cpu, workers);
        for (int pass = 0; pass < 2; ++pass) {
            const Batch<double> batch{problems,
                                      {value.data(), count, nodes_max},
                                      {bid.data(), count, nodes_max},
                                      {ask.data(), count, nodes_max},
                                      info,
                                      warm};
            ASSERT_EQ(cuda::solve_stationary(*device, batch, left), Status::ok);
            ASSERT_EQ(solver.solve_stationary(problems), Status::ok);
            for (int p = 0; p < count; ++p) {
                SCOPED_TRACE("problem " + std::to_string(p));
                const auto at = static_cast<std::size_t>(p);
                ASSERT_EQ(left[at], 0);
                const int nodes = node_count(problems[at]);
                const Solved want = row_of(solver, p, nodes);
                EXPECT_GT(info[at].sweeps, 0);
                EXPECT_LT(info[at].residual, 1e-9);
                const auto row = [&](const std::vector<double>& rows) {
                    const auto begin = rows.begin() + std::ptrdiff_t{p} * nodes_max;
                    return std::vector<double>(begin, begin + nodes);
                };
                // Both stop at an imbalance of 1e-11; some thirty nodes feel each other.
                expect_same(row(bid), want.bid, 1e-8);
                expect_same(row(ask), want.ask, 1e-8);
                const double scale =
                    std::fabs(want.value.front()) + std::fabs(want.value.back()) + 1.0;
                expect_same(row(value), want.value, 1e-8 * scale);
            }
            for (Problem& problem : problems) {
                problem.sigma *= 1.02;
            }
        }
    }
}

TEST(QuoteGridHorizonDevice, AgreesWithTheCpuInBoxesOfAllSizes) {
    MAXMIN_SKIP_WITHOUT(Backend::cuda);
    constexpr std::size_t count = 120;
    RandomProblems random(242);
    std::vector<Problem> problems;
    for (std::size_t i = 0; i < count; ++i) {
        problems.push_back(random.any());
        problems.back().terminal_quadratic = random.uniform(0.0, 0.05);
        problems.back().drift_decay_per_s = random.uniform(0.0, 0.5);
    }
    problems[7].fill_lots = 2.0;  // for the CPU
    problems[9].sigma = -1.0;     // for nobody
    const Workers workers(1);
    // One for each number of rows a lane, and one that outgrows them all.
    for (const int nodes_max : {61, 201, 448, 449}) {
        SCOPED_TRACE("nodes_max " + std::to_string(nodes_max));
        Solver cpu(count, nodes_max, Backend::cpu, workers);
        Solver device(count, nodes_max, Backend::cuda, workers);
        ASSERT_EQ(cpu.solve_horizon(problems, 10.0), Status::ok);
        ASSERT_EQ(device.solve_horizon(problems, 10.0), Status::ok);
        for (std::size_t p = 0; p < count; ++p) {
            SCOPED_TRACE("problem " + std::to_string(p));
            const int nodes = node_count(problems[p]);
            const Solved want = row_of(cpu, static_cast<int>(p), nodes);
            const Solved got = row_of(device, static_cast<int>(p), nodes);
            ASSERT_EQ(got.info.status, want.info.status);
            // As horizon_warp_test.cpp has it, with some hundred steps.
            double scale = 1.0;
            for (const double value : want.value) {
                scale = std::max(scale, std::fabs(value));
            }
            EXPECT_NEAR(got.info.sweeps, want.info.sweeps, 3);
            expect_same(got.bid, want.bid, 1e-8 * scale);
            expect_same(got.ask, want.ask, 1e-8 * scale);
            if (p != 9) {
                expect_same(got.value, want.value, 1e-8 * scale);
            }
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Both, QuoteGridVariant,
                         testing::Values(GridVariant::thread, GridVariant::warp));

}  // namespace
}  // namespace maxmin::test
