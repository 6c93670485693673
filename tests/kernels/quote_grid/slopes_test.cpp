// What one GPU thread does to one problem, on the CPU: against the banded path, which shares only
// the side formulas, and sweep for sweep against the lanes.
#include "kernels/quote_grid/slopes.hpp"

#include <cmath>
#include <numeric>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/quote_grid/lanes_solve.hpp"
#include "tests/kernels/quote_grid/random_problem.hpp"

namespace maxmin::test {
namespace {

constexpr int problems_count = 120;
constexpr int nodes_max = 64;

/// Interleaved columns of all problems, as they lie on the device.
template <typename Real>
struct DeviceLike {
    std::vector<Real> columns = std::vector<Real>(std::size_t{4} * nodes_max * problems_count);
    std::vector<Real> rows = std::vector<Real>(std::size_t{3} * nodes_max * problems_count);

    Column<Real> column(int which, int problem) {
        return {columns.data() + which * nodes_max * problems_count + problem, problems_count};
    }
    Real* row(int which, int problem) {
        return rows.data() + (which * problems_count + problem) * nodes_max;
    }

    Solved solve(const Problem& problem, int index, bool fresh) {
        SlopeProblem<Real> terms = slope_problem<Real>(problem, side_shape(problem), fresh);
        SlopeIteration<Real> iteration(
            terms, {column(0, index), column(1, index), column(2, index), column(3, index)});
        const SlopeResult result = iteration.solve();
        iteration.write_value(row(0, index));
        iteration.write_offsets(row(1, index), row(2, index));
        iteration.keep();
        const GridStatus status =
            result.converged ? GridStatus::converged : GridStatus::not_converged;
        Solved out{{status, result.gain, result.sweeps, result.residual}, {}, {}, {}};
        out.value.assign(row(0, index), row(0, index) + node_count(problem));
        out.bid.assign(row(1, index), row(1, index) + node_count(problem));
        out.ask.assign(row(2, index), row(2, index) + node_count(problem));
        return out;
    }
};

std::vector<Problem> random_batch(unsigned seed) {
    RandomProblems random(seed);
    std::vector<Problem> problems;
    for (int i = 0; i < problems_count; ++i) {
        problems.push_back(random.any());
    }
    return problems;
}

template <typename Real>
class QuoteGridSlopes : public testing::Test {};
using Reals = testing::Types<double, float>;
TYPED_TEST_SUITE(QuoteGridSlopes, Reals);

TYPED_TEST(QuoteGridSlopes, AgreeWithTheGeneralPathAndTheLanes) {
    SCOPED_TRACE("seed 221");
    const std::vector<Problem> problems = random_batch(221);
    const Workers workers(1);
    GridSolver<TypeParam> lanes(problems_count, nodes_max, Backend::cpu, workers);
    ASSERT_EQ(lanes.solve_stationary(problems), Status::ok);
    DeviceLike<TypeParam> device;
    // As for the lanes: both stop at an imbalance of 1e-11; float to the product's 1e-3 bps.
    const bool is_double = sizeof(TypeParam) == 8;
    const double tolerance = is_double ? 1e-8 : 1e-3;
    int left = 0;

    for (int p = 0; p < problems_count; ++p) {
        SCOPED_TRACE(p);
        const Problem& problem = problems[static_cast<std::size_t>(p)];
        const Solved want = solve_by_general_path(problem);
        const Solved got = device.solve(problem, p, true);
        if (got.info.status != GridStatus::converged) {
            ++left;  // to the general path, as a lane would be
            continue;
        }
        EXPECT_NEAR(got.info.gain_bps_lots_per_s, want.info.gain_bps_lots_per_s,
                    is_double ? 1e-10 : 1e-5);
        expect_same(got.bid, want.bid, tolerance);
        expect_same(got.ask, want.ask, tolerance);
        const double scale = std::fabs(want.value.front()) + std::fabs(want.value.back()) + 1.0;
        expect_same(got.value, want.value, (is_double ? 1e-8 : 1e-5) * scale);
        // A rounding may decide whether one more sweep is needed; two where a float, at the end of
        // its digits, halves a step first.
        EXPECT_NEAR(got.info.sweeps, lanes.info(p).sweeps, is_double ? 1 : 2);
        EXPECT_EQ(device.row(1, p)[node_count(problem)], 0) << "beyond the box";
    }
    // Where a reward at the edge is large, the last bits of a float may keep the imbalance above
    // the tolerance; whether they do depends on rounding.
    EXPECT_LE(left, is_double ? 0 : 2);
}

TYPED_TEST(QuoteGridSlopes, WarmStartEqualsColdInFewerSweeps) {
    SCOPED_TRACE("seed 222");
    std::vector<Problem> problems = random_batch(222);
    DeviceLike<TypeParam> warm;
    DeviceLike<TypeParam> cold;
    for (int p = 0; p < problems_count; ++p) {
        warm.solve(problems[static_cast<std::size_t>(p)], p, true);
    }
    int warm_sweeps = 0;
    int cold_sweeps = 0;
    for (int p = 0; p < problems_count; ++p) {
        SCOPED_TRACE(p);
        Problem& problem = problems[static_cast<std::size_t>(p)];
        problem.sigma *= 1.02;
        problem.drift_bps_per_s += 0.001;
        const Solved got = warm.solve(problem, p, false);
        const Solved want = cold.solve(problem, p, true);
        ASSERT_EQ(got.info.status, GridStatus::converged);
        expect_same(got.bid, want.bid, sizeof(TypeParam) == 8 ? 1e-8 : 1e-3);
        expect_same(got.ask, want.ask, sizeof(TypeParam) == 8 ? 1e-8 : 1e-3);
        warm_sweeps += got.info.sweeps;
        cold_sweeps += want.info.sweeps;
    }
    EXPECT_LT(warm_sweeps, cold_sweeps);
}

}  // namespace
}  // namespace maxmin::test
