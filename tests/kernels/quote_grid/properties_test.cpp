// What every solution must satisfy, over random problems: symmetry, concavity, terminal quotes,
// monotonicity in ambiguity, consistency of policies, invariances, limits.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/kernels/quote_grid/random_problem.hpp"

namespace maxmin::test {
namespace {

constexpr int repeats = 60;
// Newton stops at an imbalance of 1e-11; divided by fill rates of 1e-2 and summed over tens of
// nodes that is well below 1e-8 in value and offsets.
constexpr double tight = 1e-8;

Problem nominal(Problem problem) {
    problem.drift_halfwidth = problem.sigma_halfwidth = 0.0;
    return problem;
}

TEST(QuoteGridProperties, SymmetricProblemsGiveEvenValuesAndMirroredQuotes) {
    RandomProblems random(101);
    SCOPED_TRACE("seed 101");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const Problem problem = random.symmetric();
        const Solved solved = solve_alone(problem);
        const std::vector<double> value(solved.value.rbegin(), solved.value.rend());
        const std::vector<double> ask(solved.ask.rbegin(), solved.ask.rend());

        ASSERT_EQ(solved.info.status, GridStatus::converged) << repeat;
        expect_same(solved.value, value, tight);
        expect_same(solved.bid, ask, tight);
    }
}

TEST(QuoteGridProperties, ValueIsConcaveAndSkewReducesInventory) {
    RandomProblems random(102);
    SCOPED_TRACE("seed 102");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem problem = random.any();
        problem.bid.jump_bps = problem.ask.jump_bps = 0.0;
        const Solved solved = solve_alone(problem);
        const std::size_t nodes = solved.value.size();

        ASSERT_EQ(solved.info.status, GridStatus::converged) << repeat;
        for (std::size_t i = 0; i + 2 < nodes; ++i) {
            EXPECT_LE(solved.value[i] + solved.value[i + 2], 2.0 * solved.value[i + 1] + tight);
            // The longer, the deeper the bid and the closer the ask. Floors allow equality.
            EXPECT_LE(solved.bid[i], solved.bid[i + 1] + tight);
            EXPECT_GE(solved.ask[i + 1] + tight, solved.ask[i + 2]);
        }
    }
}

TEST(QuoteGridProperties, WithNothingToGoAndNoPenaltyQuotesAreCostPlusMargin) {
    RandomProblems random(103);
    SCOPED_TRACE("seed 103");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        const Problem problem = random.symmetric();
        const SideTerms<double> terms = side_terms(problem, problem.bid, nullptr);
        const Solved solved = solve_horizon_alone(problem, 0.0);

        for (std::size_t i = 0; i + 1 < solved.bid.size(); ++i) {
            EXPECT_NEAR(solved.bid[i], problem.bid.fee_bps + terms.margin_hi, 1e-12);
            EXPECT_NEAR(solved.ask[i + 1], problem.ask.fee_bps + terms.margin_hi, 1e-12);
        }
        EXPECT_EQ(solved.value.front(), 0.0);
    }
}

TEST(QuoteGridProperties, WiderBoxesLowerGainAndValueAndNeverTightenQuotesWhenFlat) {
    RandomProblems random(104);
    SCOPED_TRACE("seed 104");
    for (int repeat = 0; repeat < repeats / 3; ++repeat) {
        Problem problem = nominal(random.symmetric());
        const std::size_t flat = static_cast<std::size_t>(-problem.q_min);
        Solved before = solve_alone(problem);
        Solved before_now = solve_horizon_alone(problem, 30.0);
        for (int widening = 0; widening < 3; ++widening) {
            (random.chance(0.5) ? problem.drift_halfwidth : problem.sigma_halfwidth) +=
                random.uniform(0.01, 0.1);
            const Solved after = solve_alone(problem);
            const Solved after_now = solve_horizon_alone(problem, 30.0);

            ASSERT_EQ(after.info.status, GridStatus::converged) << repeat;
            EXPECT_LE(after.info.gain_bps_lots_per_s, before.info.gain_bps_lots_per_s + tight);
            EXPECT_GE(after.bid[flat], before.bid[flat] - tight) << repeat;
            EXPECT_GE(after.ask[flat], before.ask[flat] - tight) << repeat;
            for (std::size_t i = 0; i < after_now.value.size(); ++i) {
                EXPECT_LE(after_now.value[i], before_now.value[i] + tight);
            }
            before = after;
            before_now = after_now;
        }
    }
}

TEST(QuoteGridProperties, AVanishingBoxGivesTheNominalSolution) {
    RandomProblems random(105);
    SCOPED_TRACE("seed 105");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem problem = random.any();
        const Solved exact = solve_alone(nominal(problem));
        problem.drift_halfwidth = problem.sigma_halfwidth = 1e-10;
        const Solved close = solve_alone(problem);

        // The value moves by about q / (fill rate) per unit of box: a few hundred at the edge.
        expect_same(close.bid, exact.bid, 1e-7);
        expect_same(close.ask, exact.ask, 1e-7);
    }
}

TEST(QuoteGridProperties, EachPolicyIsBestUnderItsOwnModel) {
    RandomProblems random(106);
    SCOPED_TRACE("seed 106");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem robust = random.any();
        robust.drift_halfwidth += 0.02;
        const std::vector<Problem> both = {nominal(robust), robust};
        const Workers workers(1);
        Solver solver(2, node_count(robust), Backend::cpu, workers);
        std::vector<double> under_nominal(2);
        std::vector<double> under_worst(2);
        ASSERT_EQ(solver.solve_stationary(both), Status::ok);

        const auto evaluate = [&](const Problem& model, std::vector<double>& gains) {
            const std::vector<Problem> models = {model, model};
            return solver.evaluate_policy(models, solver.bid_offset(), solver.ask_offset(), gains);
        };
        ASSERT_EQ(evaluate(both[0], under_nominal), Status::ok);
        ASSERT_EQ(evaluate(both[1], under_worst), Status::ok);

        EXPECT_NEAR(under_nominal[0], solver.info(0).gain_bps_lots_per_s, tight) << repeat;
        EXPECT_NEAR(under_worst[1], solver.info(1).gain_bps_lots_per_s, tight) << repeat;
        EXPECT_LE(under_nominal[1], under_nominal[0] + tight) << repeat;
        EXPECT_LE(under_worst[0], under_worst[1] + tight) << repeat;
    }
}

TEST(QuoteGridProperties, AFeeOnBothSidesIsAShiftOfDepthAndRate) {
    RandomProblems random(107);
    SCOPED_TRACE("seed 107");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem with_fee = random.symmetric();
        with_fee.ask.arrival_rate_lo_per_s = with_fee.ask.arrival_rate_hi_per_s =
            random.uniform(0.2, 2.0);
        Problem shifted = with_fee;
        const double x = random.uniform(-0.5, 0.5);
        for (Side* side : {&shifted.bid, &shifted.ask}) {
            const double factor = std::exp(-side->depth_decay_hi_per_bps * x);
            side->arrival_rate_lo_per_s *= factor;
            side->arrival_rate_hi_per_s *= factor;
        }
        with_fee.bid.fee_bps += x;
        with_fee.ask.fee_bps += x;
        const Solved left = solve_alone(with_fee);
        Solved right = solve_alone(shifted);
        for (std::size_t i = 0; i < right.bid.size(); ++i) {
            right.bid[i] += x;
            right.ask[i] += x;
        }

        EXPECT_NEAR(left.info.gain_bps_lots_per_s, right.info.gain_bps_lots_per_s, tight);
        expect_same(left.bid, right.bid, tight);
        expect_same(left.ask, right.ask, tight);
    }
}

TEST(QuoteGridProperties, ALongHorizonGivesTheStationaryQuotes) {
    RandomProblems random(108);
    SCOPED_TRACE("seed 108");
    for (int repeat = 0; repeat < repeats / 3; ++repeat) {
        const Problem problem = random.any();
        const Solved stationary = solve_alone(problem);
        const Solved horizon = solve_horizon_alone(problem, 2e4);

        ASSERT_EQ(horizon.info.status, GridStatus::converged) << repeat;
        EXPECT_NEAR(horizon.info.gain_bps_lots_per_s, stationary.info.gain_bps_lots_per_s, tight);
        expect_same(horizon.bid, stationary.bid, tight);
        expect_same(horizon.ask, stationary.ask, tight);
    }
}

TEST(QuoteGridProperties, TheRiskNeutralLimitIsContinuous) {
    RandomProblems random(109);
    SCOPED_TRACE("seed 109");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem problem = random.any();
        problem.fill_aversion = 0.0;
        const Solved limit = solve_alone(problem);
        const auto at_ratio = [&](double ratio) {
            problem.fill_aversion = ratio * problem.bid.depth_decay_lo_per_bps;
            return solve_alone(problem);
        };

        // Behind a floor a fill at the edge earns tens of bps, and its utility moves by xi / 2
        // times the square of that: 1e-11 of aversion is seen as less than 1e-7 bps.
        const Solved near = at_ratio(1e-11);
        expect_same(near.bid, limit.bid, 1e-7);
        expect_same(near.ask, limit.ask, 1e-7);
        // The formulas switch at xi z / kappa = 1e-8.
        const Solved below = at_ratio(0.9999e-8);
        const Solved above = at_ratio(1.0001e-8);
        expect_same(above.bid, below.bid, 1e-7);
        expect_same(above.ask, below.ask, 1e-7);
    }
}

TEST(QuoteGridProperties, EqualSplitEntropiesAreExponentialUtility) {
    RandomProblems random(110);
    SCOPED_TRACE("seed 110");
    int compared = 0;
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem utility = random.symmetric();
        // The split form keeps depths at or above zero: a high fee keeps them there by itself.
        utility.bid.fee_bps = utility.ask.fee_bps = 3.0;
        utility.fill_aversion = random.uniform(0.01, 0.3);
        utility.variance_aversion = 2e-4;
        Problem entropic = utility;
        entropic.fill_aversion = 0.0;
        entropic.arrival_entropy = entropic.fill_entropy = utility.fill_aversion;
        const Solved one = solve_alone(utility);
        const Solved other = solve_alone(entropic);
        const bool inside = one.bid.front() > 0.0 && one.ask.back() > 0.0;
        if (one.info.status == GridStatus::converged && inside) {
            ++compared;
            EXPECT_NEAR(one.info.gain_bps_lots_per_s, other.info.gain_bps_lots_per_s, tight);
            expect_same(other.bid, one.bid, 1e-7);  // the banded path's own stopping error
            expect_same(other.ask, one.ask, 1e-7);
        }
    }
    EXPECT_GE(compared, repeats / 4);
}

TEST(QuoteGridProperties, SplitEntropyLimitsAreContinuous) {
    RandomProblems random(111);
    SCOPED_TRACE("seed 111");
    for (int repeat = 0; repeat < repeats; ++repeat) {
        Problem problem = random.symmetric();
        problem.fill_aversion = 0.0;
        problem.variance_aversion = 2e-4;
        problem.bid.fee_bps = problem.ask.fee_bps = 3.0;
        problem.fill_entropy = 1e-9;
        problem.arrival_entropy = 0.05;
        Problem limit = problem;
        limit.fill_entropy = 0.0;
        const Solved one = solve_alone(problem);
        const Solved other = solve_alone(limit);
        expect_same(one.bid, other.bid, 1e-6);
    }
}

}  // namespace
}  // namespace maxmin::test
