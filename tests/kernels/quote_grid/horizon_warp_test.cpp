// What the 32 lanes of a warp do to one finite-horizon problem, in plain threads: against the
// banded path in one thread and against the reference vectors. Horizons are short: thirty-two
// threads that wait for one another a hundred times a step are slow.
#include "kernels/quote_grid/horizon_warp.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernels/quote_grid/random_problem.hpp"
#include "tests/kernels/quote_grid/thread_warp.hpp"
#include "tests/kernels/quote_grid/vector_problem.hpp"

namespace maxmin::test {
namespace {

struct Grid {
    SlopeResult result;
    std::vector<double> value, bid, ask;
};

template <int Rows>
Grid solve_in_a_warp(const Problem& problem, double horizon_s) {
    const HorizonProblem own = horizon_problem(problem);
    const auto nodes = static_cast<std::size_t>(node_count(problem));
    std::vector<double> stages(warp_stages_size(Rows), std::nan(""));
    Grid out{{}, std::vector<double>(nodes), std::vector<double>(nodes), {}};
    out.ask.resize(nodes);
    run_warp([&](const ThreadWarp& warp) {
        WarpHorizon<Rows, ThreadWarp> steps(own, warp, stages.data());
        const SlopeResult result = steps.solve(horizon_s);
        steps.write(out.value.data(), out.bid.data(), out.ask.data());
        if (warp.lane() == 0) {
            out.result = result;
        }
    });
    return out;
}

template <int Rows>
void expect_as_on_the_cpu(const Problem& problem, double horizon_s) {
    const Solved want = solve_horizon_alone(problem, horizon_s);
    ASSERT_EQ(want.info.status, GridStatus::converged);

    const Grid got = solve_in_a_warp<Rows>(problem, horizon_s);

    ASSERT_TRUE(got.result.converged);
    // One rule of steps: a rounding decides over a step where it is refused or not.
    EXPECT_NEAR(got.result.sweeps, want.info.sweeps, 2);
    // Some hundred steps, each with an error of at most 1e-11 (1 + |value|), of which the two share
    // all but the roundings.
    double scale = 1.0;
    for (const double value : want.value) {
        scale = std::max(scale, std::fabs(value));
    }
    EXPECT_NEAR(got.result.gain, want.info.gain_bps_lots_per_s, 1e-9 * scale);
    expect_same(got.value, want.value, 1e-9 * scale);
    expect_same(got.bid, want.bid, 1e-9 * scale);
    expect_same(got.ask, want.ask, 1e-9 * scale);
}

TEST(QuoteGridHorizonWarp, TakesTheStepsOfTheCpu) {
    SCOPED_TRACE("seed 252");
    RandomProblems random(252);
    for (int i = 0; i < 4; ++i) {  // of all three side shapes
        SCOPED_TRACE("problem " + std::to_string(i));
        Problem problem = random.any();
        problem.terminal_quadratic = random.uniform(0.0, 0.05);
        problem.terminal_linear = random.uniform(0.0, 1.0);
        problem.drift_decay_per_s = random.uniform(0.0, 5.0);
        problem.drift_halfwidth_decay_per_s = random.uniform(0.0, 2.0);
        expect_as_on_the_cpu<3>(problem, random.uniform(0.1, 0.3));
    }
}

TEST(QuoteGridHorizonWarp, FillsItsLanesOrNot) {
    SCOPED_TRACE("seed 253");
    RandomProblems random(253);
    for (const int edges : {63, 31, 1}) {
        for (const int below : {0, edges / 2, edges}) {
            SCOPED_TRACE(std::to_string(below) + " of " + std::to_string(edges) + " edges below 0");
            Problem problem = random.symmetric();
            problem.q_min = -below;
            problem.q_max = edges - below;
            expect_as_on_the_cpu<2>(problem, 0.02);
        }
    }
    Problem wide = random.symmetric();
    wide.q_min = -100;
    wide.q_max = 100;
    expect_as_on_the_cpu<7>(wide, 0.2);
}

TEST(QuoteGridHorizonWarp, WithNoTimeLeftIsTheTerminalPenalty) {
    Problem problem = RandomProblems(254).symmetric();
    problem.terminal_quadratic = 0.01;
    problem.terminal_linear = 0.5;

    const Grid got = solve_in_a_warp<2>(problem, 0.0);

    ASSERT_TRUE(got.result.converged);
    EXPECT_EQ(got.result.sweeps, 0);
    for (int q = problem.q_min; q <= problem.q_max; ++q) {
        EXPECT_DOUBLE_EQ(got.value[static_cast<std::size_t>(q - problem.q_min)],
                         -0.01 * q * q - 0.5 * std::abs(q));
    }
}

TEST(QuoteGridHorizonWarp, ReproducesTheReferenceVectors) {
    int rows = 0;
    const Json file = Json::vectors("hjb_nominal.json");
    for (const Json& entry : file["cases"].array()) {
        const Problem problem = vector_problem(entry["params"]);
        if (!slopes_take(problem) || node_count(problem) > warp_horizon_nodes_max(7)) {
            continue;
        }
        for (const Json& row : entry["rows"].array()) {
            const double tau = row["tau"].number();
            if (!(tau > 0.0) || tau > 0.5) {
                continue;
            }
            SCOPED_TRACE(entry["name"].text() + " with " + std::to_string(tau));
            const Grid got = solve_in_a_warp<7>(problem, tau);
            ASSERT_TRUE(got.result.converged);
            // The file's own: two unrelated methods agree there to 1e-8 or better.
            expect_same(got.value, row["theta"].numbers(), file["tolerance"]["theta_abs"].number());
            ++rows;
        }
    }
    EXPECT_EQ(rows, 2);
}

}  // namespace
}  // namespace maxmin::test
