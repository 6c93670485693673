// Problems without an answer are reported as such and never give a number to quote.
#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "tests/kernels/quote_grid/random_problem.hpp"

namespace maxmin::test {
namespace {

Problem small() {
    Problem problem;
    problem.q_min = -5;
    problem.q_max = 5;
    problem.sigma = 1.0;
    problem.variance_aversion = problem.fill_aversion = 0.01;
    for (Side* side : {&problem.bid, &problem.ask}) {
        side->arrival_rate_lo_per_s = side->arrival_rate_hi_per_s = 0.8;
        side->depth_decay_lo_per_bps = side->depth_decay_hi_per_bps = 0.4;
    }
    return problem;
}

void expect_no_numbers(const Solved& solved) {
    for (const std::vector<double>* row : {&solved.value, &solved.bid, &solved.ask}) {
        for (const double number : *row) {
            EXPECT_TRUE(std::isnan(number));
        }
    }
}

TEST(QuoteGridStatus, BadProblemsAreNamedAndGiveNoNumbers) {
    const double nan = std::nan("");
    const std::vector<std::function<void(Problem&)>> breakages = {
        [&](Problem& p) { p.sigma = nan; },
        [&](Problem& p) { p.drift_bps_per_s = nan; },
        [&](Problem& p) { p.drift_bps_per_s = INFINITY; },
        [&](Problem& p) { p.drift_halfwidth = -0.1; },
        [&](Problem& p) { p.variance_aversion = -1e-3; },
        [&](Problem& p) { p.q_min = 1; },
        [&](Problem& p) { p.q_max = -1; },
        [&](Problem& p) { p.q_max = 6; },  // more nodes than the solver holds
        [&](Problem& p) { p.q_min = p.q_max = 0; },
        [&](Problem& p) { p.bid.arrival_rate_lo_per_s = -1.0; },
        [&](Problem& p) { p.bid.arrival_rate_lo_per_s = 0.9; },  // above hi
        [&](Problem& p) { p.ask.depth_decay_lo_per_bps = 0.0; },
        [&](Problem& p) { p.ask.fee_bps = nan; },
        [&](Problem& p) { p.ask.has_min_offset = true, p.ask.min_offset_bps = nan; },
        [&](Problem& p) { p.fill_lots = 0.5; },
        [&](Problem& p) { p.fill_lots = 2.0; },              // even and odd inventories never meet
        [&](Problem& p) { p.arrival_entropy = 0.1; },        // on top of fill_aversion
        [&](Problem& p) { p.levels = LevelModel::ladder; },  // without levels
        [&](Problem& p) { p.levels = LevelModel::independent; },
        [&](Problem& p) { p.levels = LevelModel::sweep, p.sweep_levels = 11; },
        [&](Problem& p) { p.levels = LevelModel::sweep, p.bid.has_min_offset = true; },
    };
    const Workers workers(1);
    for (std::size_t i = 0; i < breakages.size(); ++i) {
        Problem problem = small();
        breakages[i](problem);
        Solver solver(1, 11, Backend::cpu, workers);

        ASSERT_EQ(solver.solve_stationary({&problem, 1}), Status::ok);

        EXPECT_EQ(solver.info(0).status, GridStatus::bad_problem) << "breakage " << i;
        expect_no_numbers(row_of(solver, 0, 11));
        EXPECT_TRUE(std::isnan(solver.offsets_at(0, 0.0).bid_offset_bps));
        EXPECT_TRUE(std::isnan(solver.level_offset(0, QuoteSide::bid, 0, 0)));
    }
    EXPECT_EQ(solve_alone(small()).info.status, GridStatus::converged);
}

TEST(QuoteGridStatus, AFloorThatCannotPayForTheEdgeHasNoStationarySolution) {
    // With fill aversion a floored ask earns at most Lambda e^(-kappa floor) / xi = 2.18 a second.
    // The running loss at the edge is gamma sigma^2 25 / 2, and the gain comes on top.
    Problem problem = small();
    problem.ask.has_min_offset = problem.bid.has_min_offset = true;
    problem.ask.min_offset_bps = problem.bid.min_offset_bps = 0.5;
    problem.fill_aversion = 0.3;
    problem.variance_aversion = 0.02;
    EXPECT_EQ(solve_alone(problem).info.status, GridStatus::converged);
    EXPECT_EQ(solve_alone<float>(problem).info.status, GridStatus::converged);

    for (const double aversion : {0.18, 0.3, 1.0, 10.0}) {
        problem.variance_aversion = aversion;
        const Solved solved = solve_alone(problem);
        EXPECT_EQ(solved.info.status, GridStatus::no_stationary_solution) << aversion;
        expect_no_numbers(solved);
        EXPECT_EQ(solve_alone<float>(problem).info.status, GridStatus::no_stationary_solution);
    }
    // The horizon problem still has its answer.
    EXPECT_EQ(solve_horizon_alone(problem, 10.0).info.status, GridStatus::converged);
}

TEST(QuoteGridStatus, ArrivalAmbiguityThatCapsIncomeHasNoStationarySolution) {
    Problem problem = small();
    problem.fill_aversion = 0.0;
    problem.arrival_entropy = 0.5;  // at most 0.8 / 0.5 a second
    problem.fill_entropy = 0.2;
    problem.variance_aversion = 0.001;
    EXPECT_EQ(solve_alone(problem).info.status, GridStatus::converged);

    for (const double aversion : {0.1, 0.3, 1.0}) {
        problem.variance_aversion = aversion;
        const Solved solved = solve_alone(problem);
        EXPECT_EQ(solved.info.status, GridStatus::no_stationary_solution) << aversion;
        expect_no_numbers(solved);
    }
}

TEST(QuoteGridStatus, ASideWithoutArrivalsHasNoStationarySolution) {
    for (const bool bid : {true, false}) {
        Problem problem = small();
        Side& side = bid ? problem.bid : problem.ask;
        side.arrival_rate_lo_per_s = side.arrival_rate_hi_per_s = 0.0;
        const Solved solved = solve_alone(problem);
        EXPECT_EQ(solved.info.status, GridStatus::no_stationary_solution);
        expect_no_numbers(solved);
        const Solved now = solve_horizon_alone(problem, 10.0);
        EXPECT_EQ(now.info.status, GridStatus::converged);
        EXPECT_TRUE(std::isinf(bid ? now.bid[5] : now.ask[5]));
    }
}

TEST(QuoteGridStatus, ExtremeProblemsEndInAStatusAndNumbersOnlyIfConverged) {
    SCOPED_TRACE("seed 301");
    RandomProblems random(301);
    int converged = 0;
    for (int repeat = 0; repeat < 300; ++repeat) {
        Problem problem = random.any();
        problem.sigma *= std::pow(10.0, random.uniform(-2.0, 2.5));
        problem.variance_aversion *= std::pow(10.0, random.uniform(-2.0, 2.0));
        problem.bid.arrival_rate_lo_per_s *= std::pow(10.0, random.uniform(-4.0, 0.0));
        problem.drift_bps_per_s *= std::pow(10.0, random.uniform(0.0, 2.0));
        const Solved solved = solve_alone<float>(problem);
        if (solved.info.status == GridStatus::converged) {
            ++converged;
            for (std::size_t i = 0; i + 1 < solved.bid.size(); ++i) {
                EXPECT_TRUE(std::isfinite(solved.bid[i])) << repeat;
                EXPECT_TRUE(std::isfinite(solved.ask[i + 1])) << repeat;
            }
        } else {
            expect_no_numbers(solved);
        }
    }
    EXPECT_GE(converged, 250);
}

TEST(QuoteGridStatus, ShapesAndBackendsAreChecked) {
    const std::vector<Problem> two = {small(), small()};
    const Workers workers(1);
    Solver solver(1, 11, Backend::cpu, workers);
    std::vector<double> gains(2);
    std::vector<double> row(22, 5.0);
    const Table<const double> table{row.data(), 2, 11};

    EXPECT_EQ(solver.solve_stationary(two), Status::bad_shape);
    EXPECT_EQ(solver.solve_horizon(two, 1.0), Status::bad_shape);
    EXPECT_EQ(solver.solve_horizon({two.data(), 1}, -1.0), Status::bad_parameter);
    EXPECT_EQ(solver.solve_horizon({two.data(), 1}, std::nan("")), Status::bad_parameter);
    EXPECT_EQ(solver.evaluate_policy(two, table, {row.data(), 1, 11}, gains), Status::bad_shape);
    EXPECT_EQ(solver.evaluate_policy(two, table, table, {gains.data(), 1}), Status::bad_shape);
    EXPECT_EQ(solver.evaluate_policy(two, table, table, gains), Status::ok);
}

TEST(QuoteGridInterpolation, IsLinearBetweenNodesAndOffAtTheOuterNode) {
    const Problem problem = small();
    const Workers workers(1);
    Solver solver(1, 11, Backend::cpu, workers);
    ASSERT_EQ(solver.solve_stationary({&problem, 1}), Status::ok);
    const Table<const double> bid = solver.bid_offset();
    const Table<const double> ask = solver.ask_offset();

    EXPECT_EQ(solver.offsets_at(0, 0.0).bid_offset_bps, bid.at(0, 5));
    EXPECT_NEAR(solver.offsets_at(0, 1.25).bid_offset_bps,
                0.75 * bid.at(0, 6) + 0.25 * bid.at(0, 7), 1e-14);
    EXPECT_NEAR(solver.offsets_at(0, -1.25).ask_offset_bps,
                0.75 * ask.at(0, 4) + 0.25 * ask.at(0, 3), 1e-14);
    EXPECT_EQ(solver.offsets_at(0, 4.0).bid_offset_bps, bid.at(0, 9));
    for (const double beyond : {4.001, 5.0, 7.5}) {
        EXPECT_TRUE(std::isinf(solver.offsets_at(0, beyond).bid_offset_bps)) << beyond;
        EXPECT_TRUE(std::isinf(solver.offsets_at(0, -beyond).ask_offset_bps)) << beyond;
        EXPECT_TRUE(std::isfinite(solver.offsets_at(0, beyond).ask_offset_bps)) << beyond;
        EXPECT_TRUE(std::isfinite(solver.offsets_at(0, -beyond).bid_offset_bps)) << beyond;
    }
    EXPECT_EQ(solver.offsets_at(0, 7.5).ask_offset_bps, ask.at(0, 10));
    EXPECT_TRUE(std::isnan(solver.offsets_at(0, std::nan("")).bid_offset_bps));
}

}  // namespace
}  // namespace maxmin::test
