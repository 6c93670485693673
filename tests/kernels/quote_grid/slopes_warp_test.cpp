// What the 32 lanes of a warp do to one problem, in plain threads: against the same iteration in
// one thread, edge for edge, from cold and warm, in boxes that fill the lanes and boxes that do
// not.
#include "kernels/quote_grid/slopes_warp.hpp"

#include <cmath>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/quote_grid/slopes.hpp"
#include "tests/kernels/quote_grid/random_problem.hpp"
#include "tests/kernels/quote_grid/thread_warp.hpp"

namespace maxmin::test {
namespace {

template <typename Real>
struct Grid {
    explicit Grid(std::size_t nodes) : base(nodes), value(nodes), bid(nodes), ask(nodes) {}
    SlopeResult result;
    std::vector<Real> base, value, bid, ask;
};

template <typename Real>
void solve_in_one_thread(const SlopeProblem<Real>& problem, Grid<Real>& grid) {
    std::vector<Real> work(3 * grid.base.size());
    const auto nodes = static_cast<std::ptrdiff_t>(grid.base.size());
    SlopeIteration<Real> iteration(problem, {{grid.base.data(), 1},
                                             {work.data(), 1},
                                             {work.data() + nodes, 1},
                                             {work.data() + 2 * nodes, 1}});
    grid.result = iteration.solve();
    iteration.write_value(grid.value.data());
    iteration.write_offsets(grid.bid.data(), grid.ask.data());
    iteration.keep();
}

template <int Rows, typename Real>
void solve_in_a_warp(const std::vector<SlopeProblem<Real>>& problems,
                     std::vector<Grid<Real>>& grids) {
    run_warp([&](const ThreadWarp& warp) {
        for (std::size_t p = 0; p < problems.size(); ++p) {
            WarpSlopes<Real, Rows, ThreadWarp> iteration(problems[p], warp,
                                                         {grids[p].base.data(), 1});
            const SlopeResult result = iteration.solve();
            if (warp.lane() == 0) {
                grids[p].result = result;
            }
            iteration.write_value(grids[p].value.data());
            iteration.write_offsets(grids[p].bid.data(), grids[p].ask.data());
            iteration.keep();
        }
    });
}

template <typename Real>
void expect_same_grid(const Grid<Real>& got, const Grid<Real>& want) {
    const bool is_double = sizeof(Real) == 8;
    ASSERT_TRUE(want.result.converged);
    ASSERT_TRUE(got.result.converged);
    // The scan sums in another order. Two solutions within the tolerance on the imbalance (1e-11,
    // 2e-6) differ by that much times the nodes that feel each other over the fill rate.
    const double tolerance = is_double ? 1e-9 : 1e-3;
    EXPECT_NEAR(got.result.gain, want.result.gain, is_double ? 1e-10 : 1e-5);
    // A rounding may decide whether one more sweep is needed; two where a float, at the end of its
    // digits, halves a step first.
    EXPECT_NEAR(got.result.sweeps, want.result.sweeps, is_double ? 1 : 2);
    EXPECT_LE(got.result.residual,
              Tolerance<Real>::residual * (1.0 + std::fabs(got.result.gain)) * 1.001);
    const auto widened = [](const std::vector<Real>& row) {
        return std::vector<double>(row.begin(), row.end());
    };
    expect_same(widened(got.bid), widened(want.bid), tolerance);
    expect_same(widened(got.ask), widened(want.ask), tolerance);
    expect_same(widened(got.base), widened(want.base), tolerance);
    double scale = 1.0;
    for (const Real value : want.value) {
        scale = std::max(scale, std::fabs(static_cast<double>(value)));
    }
    expect_same(widened(got.value), widened(want.value), (is_double ? 1e-9 : 1e-5) * scale);
}

template <typename Real>
class QuoteGridWarp : public testing::Test {
  protected:
    template <int Rows>
    void compare(const std::vector<Problem>& problems) {
        std::vector<SlopeProblem<Real>> cold;
        std::vector<SlopeProblem<Real>> warm;
        std::vector<Grid<Real>> want;
        for (Problem problem : problems) {
            cold.push_back(slope_problem<Real>(problem, side_shape(problem), true));
            problem.sigma *= 1.02;
            problem.drift_bps_per_s += 0.001;
            warm.push_back(slope_problem<Real>(problem, side_shape(problem), false));
            want.emplace_back(static_cast<std::size_t>(node_count(problem)));
        }
        std::vector<Grid<Real>> got = want;
        int cold_sweeps = 0;
        int warm_sweeps = 0;
        solve_in_a_warp<Rows>(cold, got);
        for (std::size_t p = 0; p < problems.size(); ++p) {
            SCOPED_TRACE("cold problem " + std::to_string(p));
            solve_in_one_thread(cold[p], want[p]);
            expect_same_grid(got[p], want[p]);
            cold_sweeps += got[p].result.sweeps;
        }
        solve_in_a_warp<Rows>(warm, got);
        for (std::size_t p = 0; p < problems.size(); ++p) {
            SCOPED_TRACE("warm problem " + std::to_string(p));
            solve_in_one_thread(warm[p], want[p]);
            expect_same_grid(got[p], want[p]);
            warm_sweeps += got[p].result.sweeps;
        }
        EXPECT_LT(warm_sweeps, cold_sweeps);
    }
};
using Reals = testing::Types<double, float>;
TYPED_TEST_SUITE(QuoteGridWarp, Reals);

/// The same market in a box of that many edges, `below` of them under inventory 0. The aversion
/// shrinks with the square of the box, as it must for an edge that can still be quoted.
Problem in_box(Problem problem, int edges, int below) {
    const double wider = edges / 40.0;
    problem.q_min = -below;
    problem.q_max = edges - below;
    problem.variance_aversion /= wider * wider;
    problem.running_penalty /= wider * wider;
    problem.drift_bps_per_s /= wider;
    problem.drift_halfwidth /= wider;
    return problem;
}

TYPED_TEST(QuoteGridWarp, AgreesWithOneThreadInBoxesOfAllSizes) {
    SCOPED_TRACE("seed 231");
    RandomProblems random(231);
    std::vector<Problem> problems;
    for (int i = 0; i < 24; ++i) {
        problems.push_back(random.any());
    }
    this->template compare<2>(problems);
    this->template compare<7>(problems);
}

TYPED_TEST(QuoteGridWarp, FillsEveryLaneAndMeetsAnywhere) {
    SCOPED_TRACE("seed 232");
    RandomProblems random(232);
    std::vector<Problem> problems;
    const int edges = warp_edges_max(7);
    for (const int below : {0, 1, 6, 7, 8, 100, edges - 7, edges - 1, edges}) {
        problems.push_back(in_box(random.symmetric(), edges, below));
        problems.push_back(in_box(random.symmetric(), 200, below * 200 / edges));
    }
    if (sizeof(TypeParam) == 8) {  // a float has no digits left for it
        // Little cost of inventory: edges far apart feel each other; no step of the scan is idle.
        Problem flat = in_box(random.symmetric(), edges, edges);
        flat.variance_aversion = 1e-5;
        flat.drift_halfwidth = flat.running_penalty = flat.drift_entropy = 0.0;
        problems.push_back(flat);
    }
    problems.push_back(in_box(random.symmetric(), 1, 0));
    problems.push_back(in_box(random.symmetric(), 1, 1));
    problems.push_back(in_box(random.symmetric(), 2, 1));
    this->template compare<7>(problems);
}

}  // namespace
}  // namespace maxmin::test
