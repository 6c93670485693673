// Side formulas against a search over depths, their slopes against differences, fixed policies
// against the stationary distribution of inventory, level models against each other.
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/quote_grid/levels.hpp"
#include "tests/kernels/quote_grid/random_problem.hpp"

namespace maxmin::test {
namespace {

/// The best depth, found by search: golden section inside, which needs one maximum and has it.
template <typename Objective>
double search(double low, double high, Objective&& objective) {
    const double ratio = 0.5 * (std::sqrt(5.0) - 1.0);
    for (int step = 0; step < 100; ++step) {
        const double a = high - ratio * (high - low);
        const double b = low + ratio * (high - low);
        (objective(a) < objective(b) ? low : high) = objective(a) < objective(b) ? a : b;
    }
    return 0.5 * (low + high);
}

/// What a depth is worth when nature picks the worst rate and decay of the box: written out
/// plainly.
double worst_worth(const Problem& problem, const Side& side, double depth, double p) {
    const double xi = problem.fill_aversion;
    const double gain = problem.fill_lots * (depth - side.fee_bps - p);
    const double utility = xi > 0.0 ? (1.0 - std::exp(-xi * gain)) / xi : gain;
    double worst = std::numeric_limits<double>::infinity();
    for (const double rate : {side.arrival_rate_lo_per_s, side.arrival_rate_hi_per_s}) {
        for (const double decay : {side.depth_decay_lo_per_bps, side.depth_decay_hi_per_bps}) {
            worst = std::min(worst, rate * std::exp(-decay * depth) * utility);
        }
    }
    return worst;
}

TEST(QuoteGridSides, OptimaMatchASearchOverDepthsUnderTheWorstBox) {
    SCOPED_TRACE("seed 401");
    RandomProblems random(401);
    for (int repeat = 0; repeat < 2000; ++repeat) {
        Problem problem;
        problem.fill_aversion = random.chance(0.5) ? random.uniform(1e-4, 0.5) : 0.0;
        problem.fill_lots = random.chance(0.3) ? 3.0 : 1.0;
        Side side = random.side();
        if (random.chance(0.5)) {
            side.arrival_rate_hi_per_s *= 1.7;
            side.depth_decay_hi_per_bps *= random.uniform(1.0, 2.0);
        }
        side.has_min_offset = random.chance(0.5);
        side.min_offset_bps = random.uniform(-2.0, 4.0);
        const double p = random.uniform(-8.0, 8.0);
        const SideTerms<double> terms = side_terms(problem, side, nullptr);
        const double low = side.has_min_offset ? side.min_offset_bps : -20.0;
        const double depth =
            search(low, 30.0, [&](double d) { return worst_worth(problem, side, d, p); });

        const SideQuote<double> quote = side_quote(terms, p);

        const double worth = worst_worth(problem, side, depth, p);
        // A search finds the maximum to its own precision, 1e-8 in depth at a flat top.
        EXPECT_NEAR(quote.offset, depth, 2e-6) << repeat;
        EXPECT_NEAR(quote.hamiltonian, worth, 1e-12 * (1.0 + worth)) << repeat;
        const double h = 1e-5;
        const double difference =
            (side_quote(terms, p - h).hamiltonian - side_quote(terms, p + h).hamiltonian) /
            (2.0 * h);
        EXPECT_NEAR(quote.slope, difference, 1e-4 * (1.0 + quote.slope)) << repeat;  // kinks
    }
}

TEST(QuoteGridSides, FloatLanesAgreeWithDouble) {
    SCOPED_TRACE("seed 402");
    RandomProblems random(402);
    for (int repeat = 0; repeat < 2000; ++repeat) {
        Problem problem;
        problem.fill_aversion = random.chance(0.7) ? std::pow(10.0, random.uniform(-6.0, 0.0)) : 0;
        Side side = random.side();
        side.has_min_offset = true;
        side.min_offset_bps = random.uniform(-2.0, 4.0);
        const SideTerms<double> terms = side_terms(problem, side, nullptr);
        SideTerms<float> narrow;
        narrow.rate = static_cast<float>(terms.rate);
        narrow.decay_hi = narrow.decay_lo = static_cast<float>(terms.decay_hi);
        narrow.cost = static_cast<float>(terms.cost);
        narrow.margin_hi = narrow.margin_lo = static_cast<float>(terms.margin_hi);
        narrow.floor = static_cast<float>(terms.floor);
        narrow.aversion = static_cast<float>(terms.aversion);
        narrow.lots = 1.0F;
        const double p = random.uniform(-8.0, 8.0);

        const SideQuote<double> want = bounded_side(terms, p);
        const SideQuote<float> got = bounded_side(narrow, static_cast<float>(p));

        // The exponent kappa delta is up to 10 and rounds at 6e-7; a gain of a few bps at 1e-6.
        EXPECT_NEAR(static_cast<double>(got.offset), want.offset, 3e-6) << repeat;
        EXPECT_NEAR(static_cast<double>(got.hamiltonian), want.hamiltonian, 1e-5 * want.hamiltonian)
            << repeat;
        EXPECT_NEAR(static_cast<double>(got.slope), want.slope, 1e-5 * want.slope) << repeat;
    }
}

TEST(QuoteGridSides, SplitEntropyOptimumBeatsItsNeighbours) {
    SCOPED_TRACE("seed 403");
    RandomProblems random(403);
    for (int repeat = 0; repeat < 500; ++repeat) {
        Problem problem;
        problem.arrival_entropy = random.chance(0.8) ? random.uniform(0.01, 1.0) : 0.0;
        problem.fill_entropy =
            random.chance(0.8) || problem.arrival_entropy == 0.0 ? random.uniform(0.01, 1.0) : 0.0;
        const Side side = random.side();
        const double p = random.uniform(-5.0, 5.0);
        const double a = problem.arrival_entropy;
        const double k = problem.fill_entropy;
        const auto worth = [&](double depth) {
            const double reach = std::exp(-side.depth_decay_hi_per_bps * depth);
            const double y = depth - side.fee_bps - p;
            const double v =
                k > 0.0 ? -std::log(1.0 - reach * (1.0 - std::exp(-k * y))) / k : reach * y;
            const double scale = side.arrival_rate_lo_per_s;
            return a > 0.0 ? scale * (1.0 - std::exp(-a * v)) / a : scale * v;
        };
        const SideTerms<double> terms = side_terms(problem, side, nullptr);

        const SideQuote<double> quote = side_quote(terms, p);

        EXPECT_NEAR(quote.offset, search(0.0, 30.0, worth), 2e-6) << repeat;
        EXPECT_NEAR(quote.hamiltonian, worth(quote.offset), 1e-12 / std::max(1e-2, std::min(a, k)))
            << repeat;
        const double h = 1e-5;
        const double difference =
            (side_quote(terms, p - h).hamiltonian - side_quote(terms, p + h).hamiltonian) /
            (2.0 * h);
        EXPECT_NEAR(quote.slope, difference, 1e-4 * (1.0 + quote.slope)) << repeat;
    }
}

TEST(QuoteGridSides, RelativeUtilityHasNoCancellation) {
    for (double s = -30.0; s < 30.0; s += 0.0137) {
        const double want = s == 0.0 ? 1.0 : -std::expm1(-s) / s;
        // exp_lane is good to a few roundings, and 1 - e^-s loses at most a bit above |s| = 1/2.
        EXPECT_NEAR(relative_utility(s) / want, 1.0, 2e-15) << s;
        EXPECT_NEAR(static_cast<double>(relative_utility(static_cast<float>(s))) / want, 1.0,
                    1e-6 * (1.0 + std::fabs(s)))
            << s;
    }
}

TEST(QuoteGridPolicy, GainIsTheStationaryAverage) {
    SCOPED_TRACE("seed 404");
    RandomProblems random(404);
    for (int repeat = 0; repeat < 100; ++repeat) {
        Problem problem = random.any();
        problem.fill_aversion = 0.0;
        problem.levels = LevelModel::single;
        problem.bid.jump_bps = problem.ask.jump_bps = 0.0;
        for (Side* side : {&problem.bid, &problem.ask}) {
            side->arrival_rate_hi_per_s = side->arrival_rate_lo_per_s;
            side->depth_decay_hi_per_bps = side->depth_decay_lo_per_bps;
        }
        const int nodes = node_count(problem);
        std::vector<double> bid;
        std::vector<double> ask;
        for (int i = 0; i < nodes; ++i) {
            bid.push_back(random.uniform(0.0, 6.0));
            ask.push_back(random.uniform(0.0, 6.0));
        }
        const auto fills = [](const Side& side, double depth) {
            return side.arrival_rate_lo_per_s * std::exp(-side.depth_decay_lo_per_bps * depth);
        };
        const Running running = running_stationary(problem);
        double weight = 1.0;
        double weights = 0.0;
        double total = 0.0;
        for (int i = 0; i < nodes; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            double income = running_reward<double>(running.drift, running.halfwidth,
                                                   running.curvature, problem.q_min + i);
            if (i + 1 < nodes) {
                income += fills(problem.bid, bid[at]) * (bid[at] - problem.bid.fee_bps);
            }
            if (i > 0) {
                income += fills(problem.ask, ask[at]) * (ask[at] - problem.ask.fee_bps);
            }
            weights += weight;
            total += weight * income;
            if (i + 1 < nodes) {
                weight *= fills(problem.bid, bid[at]) / fills(problem.ask, ask[at + 1]);
            }
        }
        const Workers workers(1);
        Solver solver(1, nodes, Backend::cpu, workers);
        double gain = 0.0;
        ASSERT_EQ(solver.evaluate_policy({&problem, 1}, {bid.data(), 1, nodes},
                                         {ask.data(), 1, nodes}, {&gain, 1}),
                  Status::ok);

        EXPECT_NEAR(gain, total / weights, 1e-11 * (1.0 + std::fabs(gain))) << repeat;
    }
}

TEST(QuoteGridPolicy, SidesThatAreOffEndWhereTheyMust) {
    RandomProblems random(405);
    Problem problem = random.symmetric();
    const int nodes = node_count(problem);
    const std::size_t zero = static_cast<std::size_t>(-problem.q_min);
    const double nan = std::nan("");
    const std::vector<double> off(static_cast<std::size_t>(nodes), nan);
    const std::vector<double> on(static_cast<std::size_t>(nodes), 3.0);
    const auto reward = [&](int q) {
        const Running running = running_stationary(problem);
        return running_reward<double>(running.drift, running.halfwidth, running.curvature, q);
    };
    const Workers workers(1);
    Solver solver(1, nodes, Backend::cpu, workers);
    const auto gain = [&](const std::vector<double>& bid, const std::vector<double>& ask) {
        double out = 0.0;
        EXPECT_EQ(solver.evaluate_policy({&problem, 1}, {bid.data(), 1, nodes},
                                         {ask.data(), 1, nodes}, {&out, 1}),
                  Status::ok);
        return out;
    };

    EXPECT_EQ(gain(off, off), 0.0);
    // Only buying ends at the upper limit for ever, only selling at the lower.
    EXPECT_NEAR(gain(on, off), reward(problem.q_max), 1e-12);
    EXPECT_NEAR(gain(off, on), reward(problem.q_min), 1e-12);
    // No way back from either first fill: the gain depends on which comes first.
    std::vector<double> bid = on;
    std::vector<double> ask = on;
    ask[zero + 1] = nan;
    bid[zero - 1] = nan;
    EXPECT_TRUE(std::isnan(gain(bid, ask)));
    // Off beyond one lot on both sides: a chain of three inventories.
    bid = ask = on;
    bid[zero + 1] = INFINITY;
    ask[zero - 1] = INFINITY;
    EXPECT_TRUE(std::isfinite(gain(bid, ask)));
    problem.levels = LevelModel::sweep;
    EXPECT_TRUE(std::isnan(gain(on, on)));
}

TEST(QuoteGridLevels, OneSweepLevelAndOneIndependentLevelAreTheSingleQuote) {
    SCOPED_TRACE("seed 406");
    RandomProblems random(406);
    for (int repeat = 0; repeat < 30; ++repeat) {
        const Problem single = random.symmetric();
        Problem sweep = single;
        sweep.levels = LevelModel::sweep;
        Problem independent = single;
        independent.levels = LevelModel::independent;
        independent.independent_levels = 1;
        independent.bid_levels[0] = independent.ask_levels[0] = {single.bid.arrival_rate_lo_per_s,
                                                                 single.bid.depth_decay_lo_per_bps,
                                                                 single.bid.fee_bps, 1.0};
        const Solved want = solve_alone(single);

        // Each path stops at an imbalance of 1e-11.
        expect_same(solve_alone(sweep).bid, want.bid, 1e-8);
        expect_same(solve_alone(independent).bid, want.bid, 1e-8);
        expect_same(solve_alone(independent).ask, want.ask, 1e-8);
    }
}

TEST(QuoteGridLevels, FillsOfTwoNodesAreFillsOfOneInUnitsOfTwo) {
    SCOPED_TRACE("seed 407");
    RandomProblems random(407);
    for (int repeat = 0; repeat < 5; ++repeat) {
        Problem coarse = random.symmetric();
        coarse.terminal_quadratic = 0.02;
        Problem fine = coarse;
        fine.q_min *= 2;
        fine.q_max *= 2;
        fine.fill_lots = 2.0;
        fine.variance_aversion *= 0.5;
        fine.fill_aversion *= 0.5;
        fine.terminal_quadratic *= 0.5;
        const Solved want = solve_horizon_alone(coarse, 40.0);
        const Solved got = solve_horizon_alone(fine, 40.0);

        for (std::size_t i = 0; i < want.value.size(); ++i) {
            EXPECT_NEAR(got.value[2 * i], 2.0 * want.value[i], 1e-7) << repeat;
        }
        for (std::size_t i = 0; i + 1 < want.value.size(); ++i) {
            EXPECT_NEAR(got.bid[2 * i], want.bid[i], 1e-8) << repeat;
        }
    }
}

}  // namespace
}  // namespace maxmin::test
