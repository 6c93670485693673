// Random problems that have a stationary solution, and a solver of one problem.
#pragma once

#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/quote_grid/api.hpp"
#include "kernels/quote_grid/general.hpp"

namespace maxmin::test {

using namespace kernels;
using namespace kernels::quote_grid;

struct RandomProblems {
    std::mt19937_64 engine;

    explicit RandomProblems(unsigned seed) : engine(seed) {}

    double uniform(double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(engine);
    }
    bool chance(double probability) { return uniform(0.0, 1.0) < probability; }

    Side side() {
        Side out;
        out.arrival_rate_lo_per_s = out.arrival_rate_hi_per_s = uniform(0.2, 2.0);
        out.depth_decay_lo_per_bps = out.depth_decay_hi_per_bps = uniform(0.2, 0.8);
        out.fee_bps = uniform(-0.3, 0.3);
        return out;
    }

    /// Both sides alike and no drift: everything even in inventory.
    Problem symmetric() {
        Problem problem;
        problem.q_max = static_cast<int>(uniform(4.0, 30.0));
        problem.q_min = -problem.q_max;
        problem.drift_halfwidth = chance(0.7) ? uniform(0.0, 0.05) : 0.0;
        problem.sigma = uniform(0.3, 2.0);
        problem.sigma_halfwidth = chance(0.5) ? uniform(0.0, 0.5) : 0.0;
        problem.variance_aversion = uniform(5e-4, 2e-2);
        problem.fill_aversion = chance(0.5) ? problem.variance_aversion : 0.0;
        problem.bid = problem.ask = side();
        return problem;
    }

    /// Sides, drift and box differ; a floor or a decay interval now and then. The floor stays below
    /// zero or fills stay risk-neutral, so that Hamiltonians are large enough for a solution.
    Problem any() {
        Problem problem = symmetric();
        problem.q_min = -static_cast<int>(uniform(3.0, 30.0));
        problem.ask = side();
        problem.drift_bps_per_s = uniform(-0.03, 0.03);
        problem.running_penalty = chance(0.3) ? uniform(0.0, 0.01) : 0.0;
        if (chance(0.25)) {
            problem.bid.has_min_offset = problem.ask.has_min_offset = true;
            problem.bid.min_offset_bps = problem.ask.min_offset_bps = uniform(0.0, 2.0);
            problem.fill_aversion = 0.0;
        }
        if (chance(0.25)) {
            problem.bid.depth_decay_hi_per_bps *= uniform(1.0, 1.5);
            problem.ask.arrival_rate_hi_per_s *= uniform(1.0, 2.0);
        }
        if (chance(0.2)) {
            problem.bid.jump_bps = uniform(0.0, 0.2);
            problem.ask.jump_bps = uniform(0.0, 0.2);
        }
        if (chance(0.3)) {
            problem.levels = LevelModel::ladder;
            problem.ladder.levels = 3;
            problem.ladder.spacing_bps = uniform(0.5, 3.0);
            problem.bid.level_rate_ratio = uniform(0.5, 1.0);
            problem.ask.level_rate_ratio = uniform(0.5, 1.0);
            problem.ladder.shares = {0.5, 0.27, 0.135};
        }
        return problem;
    }
};

inline int node_count(const Problem& problem) {
    return problem.q_max - problem.q_min + 1;
}

/// One solved grid, widened to double.
struct Solved {
    GridInfo info;
    std::vector<double> value, bid, ask;
};

template <typename Real>
Solved row_of(const GridSolver<Real>& solver, int problem, int nodes) {
    Solved out{solver.info(problem), {}, {}, {}};
    for (int i = 0; i < nodes; ++i) {
        out.value.push_back(static_cast<double>(solver.value().at(problem, i)));
        out.bid.push_back(static_cast<double>(solver.bid_offset().at(problem, i)));
        out.ask.push_back(static_cast<double>(solver.ask_offset().at(problem, i)));
    }
    return out;
}

template <typename Real = double>
Solved solve_alone(const Problem& problem) {
    const Workers workers(1);
    GridSolver<Real> solver(1, node_count(problem), Backend::cpu, workers);
    EXPECT_EQ(solver.solve_stationary({&problem, 1}), Status::ok);
    return row_of(solver, 0, node_count(problem));
}

inline Solved solve_horizon_alone(const Problem& problem, double horizon_s) {
    const Workers workers(1);
    Solver solver(1, node_count(problem), Backend::cpu, workers);
    EXPECT_EQ(solver.solve_horizon({&problem, 1}, horizon_s), Status::ok);
    return row_of(solver, 0, node_count(problem));
}

/// The banded path, which shares only the side formulas with the lanes.
inline Solved solve_by_general_path(const Problem& problem) {
    Scratch scratch(node_count(problem));
    Solved out{solve_general(problem, scratch, false), {}, {}, {}};
    first_quotes(problem_terms(problem), problem, scratch);
    out.value = scratch.value;
    out.bid = scratch.bid;
    out.ask = scratch.ask;
    return out;
}

/// Equal where off, within the tolerance where not.
inline void expect_same(const std::vector<double>& got, const std::vector<double>& want,
                        double tolerance) {
    ASSERT_EQ(got.size(), want.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        if (std::isfinite(want[i])) {
            EXPECT_NEAR(got[i], want[i], tolerance) << "node " << i;
        } else {
            EXPECT_EQ(got[i], want[i]) << "node " << i;
        }
    }
}

}  // namespace maxmin::test
