// The vector lanes against the banded path, and what lanes and threads must not do: mix.
#include <bit>
#include <cmath>
#include <cstdint>

#include <gtest/gtest.h>

#include "tests/kernels/quote_grid/random_problem.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::test {
namespace {

std::vector<Problem> random_batch(unsigned seed, int count) {
    RandomProblems random(seed);
    std::vector<Problem> problems;
    for (int i = 0; i < count; ++i) {
        problems.push_back(random.any());
    }
    return problems;
}

int widest(const std::vector<Problem>& problems) {
    int nodes = 0;
    for (const Problem& problem : problems) {
        nodes = std::max(nodes, node_count(problem));
    }
    return nodes;
}

template <typename Real>
bool same_bits(const Table<const Real>& left, const Table<const Real>& right, int problem) {
    using Bits = std::conditional_t<sizeof(Real) == 4, std::uint32_t, std::uint64_t>;
    for (int i = 0; i < std::min(left.lanes, right.lanes); ++i) {
        if (std::bit_cast<Bits>(left.at(problem, i)) != std::bit_cast<Bits>(right.at(problem, i))) {
            return false;
        }
    }
    return true;
}

template <typename Real>
bool same_bits(const GridSolver<Real>& left, const GridSolver<Real>& right, int problem) {
    return same_bits(left.value(), right.value(), problem) &&
           same_bits(left.bid_offset(), right.bid_offset(), problem) &&
           same_bits(left.ask_offset(), right.ask_offset(), problem);
}

/// So that a second solve is a warm start; an equal problem would not be solved again.
void move_on(std::vector<Problem>& problems) {
    for (Problem& problem : problems) {
        problem.sigma *= 1.01;
    }
}

template <typename Real>
class QuoteGridLanes : public testing::Test {};
using Reals = testing::Types<double, float>;
TYPED_TEST_SUITE(QuoteGridLanes, Reals);

TYPED_TEST(QuoteGridLanes, AgreeWithTheGeneralPath) {
    SCOPED_TRACE("seed 201");
    const std::vector<Problem> problems = random_batch(201, 300);
    const Workers workers(1);
    GridSolver<TypeParam> solver(300, widest(problems), Backend::cpu, workers);
    // Double: both stop at an imbalance of 1e-11. Float: 1e-3 bps is the product's demand.
    const bool is_double = sizeof(TypeParam) == 8;

    ASSERT_EQ(solver.solve_stationary(problems), Status::ok);

    for (int p = 0; p < 300; ++p) {
        SCOPED_TRACE(p);
        const Problem& problem = problems[static_cast<std::size_t>(p)];
        const Solved want = solve_by_general_path(problem);
        const Solved got = row_of(solver, p, node_count(problem));
        ASSERT_EQ(want.info.status, GridStatus::converged);
        ASSERT_EQ(got.info.status, GridStatus::converged);
        EXPECT_LE(got.info.sweeps, 25);
        EXPECT_NEAR(got.info.gain_bps_lots_per_s, want.info.gain_bps_lots_per_s,
                    is_double ? 1e-10 : 1e-5);
        expect_same(got.bid, want.bid, is_double ? 1e-8 : 1e-3);
        expect_same(got.ask, want.ask, is_double ? 1e-8 : 1e-3);
        const double scale = std::fabs(want.value.front()) + std::fabs(want.value.back()) + 1.0;
        expect_same(got.value, want.value, (is_double ? 1e-8 : 1e-5) * scale);
    }
}

TYPED_TEST(QuoteGridLanes, WarmStartEqualsCold) {
    SCOPED_TRACE("seed 202");
    std::vector<Problem> problems = random_batch(202, 64);
    RandomProblems random(203);
    const Workers workers(1);
    GridSolver<TypeParam> warm(64, widest(problems), Backend::cpu, workers);
    ASSERT_EQ(warm.solve_stationary(problems), Status::ok);
    for (Problem& problem : problems) {
        problem.sigma *= random.uniform(0.97, 1.03);
        problem.drift_bps_per_s += random.uniform(-0.001, 0.001);
        problem.ask.fee_bps += random.uniform(-0.01, 0.01);
    }
    GridSolver<TypeParam> cold(64, widest(problems), Backend::cpu, workers);

    ASSERT_EQ(warm.solve_stationary(problems), Status::ok);
    ASSERT_EQ(cold.solve_stationary(problems), Status::ok);

    int warm_sweeps = 0;
    int cold_sweeps = 0;
    for (int p = 0; p < 64; ++p) {
        SCOPED_TRACE(p);
        const int nodes = node_count(problems[static_cast<std::size_t>(p)]);
        const double tolerance = sizeof(TypeParam) == 8 ? 1e-8 : 1e-3;
        expect_same(row_of(warm, p, nodes).bid, row_of(cold, p, nodes).bid, tolerance);
        expect_same(row_of(warm, p, nodes).ask, row_of(cold, p, nodes).ask, tolerance);
        warm_sweeps += warm.info(p).sweeps;
        cold_sweeps += cold.info(p).sweeps;
        warm.forget(p);
    }
    EXPECT_LT(warm_sweeps, cold_sweeps);
    ASSERT_EQ(warm.solve_stationary(problems), Status::ok);
    for (int p = 0; p < 64; ++p) {
        EXPECT_TRUE(same_bits(warm, cold, p)) << "forgotten slot " << p;
    }
}

TYPED_TEST(QuoteGridLanes, ASlotThatTakesAnotherBoxStartsCold) {
    RandomProblems random(204);
    Problem first = random.symmetric();
    Problem second = first;
    second.q_max += 3;
    const Workers workers(1);
    GridSolver<TypeParam> reused(1, node_count(second), Backend::cpu, workers);
    GridSolver<TypeParam> fresh(1, node_count(second), Backend::cpu, workers);

    ASSERT_EQ(reused.solve_stationary({&first, 1}), Status::ok);
    ASSERT_EQ(reused.solve_stationary({&second, 1}), Status::ok);
    ASSERT_EQ(fresh.solve_stationary({&second, 1}), Status::ok);

    EXPECT_TRUE(same_bits(reused, fresh, 0));
}

TYPED_TEST(QuoteGridLanes, ThreadsDoNotChangeABit) {
    SCOPED_TRACE("seed 205");
    std::vector<Problem> problems = random_batch(205, 200);
    const Workers one(1);
    const Workers two(2);
    GridSolver<TypeParam> alone(200, widest(problems), Backend::cpu, one);
    GridSolver<TypeParam> shared(200, widest(problems), Backend::cpu, two);
    for (int round = 0; round < 2; ++round) {
        ASSERT_EQ(alone.solve_stationary(problems), Status::ok);
        ASSERT_EQ(shared.solve_stationary(problems), Status::ok);
        for (int p = 0; p < 200; ++p) {
            EXPECT_TRUE(same_bits(alone, shared, p)) << p;
        }
        move_on(problems);
    }
}

TYPED_TEST(QuoteGridLanes, NeighboursDoNotChangeABit) {
    SCOPED_TRACE("seed 206");
    std::vector<Problem> sound = random_batch(206, 48);
    std::vector<Problem> broken = sound;
    for (std::size_t p = 0; p < broken.size(); p += 3) {
        broken[p].sigma = std::nan("");
    }
    broken[1] = broken[2];  // a neighbour that is merely another problem
    const Workers workers(1);
    GridSolver<TypeParam> left(48, widest(sound), Backend::cpu, workers);
    GridSolver<TypeParam> right(48, widest(sound), Backend::cpu, workers);
    for (int round = 0; round < 2; ++round) {
        ASSERT_EQ(left.solve_stationary(sound), Status::ok);
        ASSERT_EQ(right.solve_stationary(broken), Status::ok);
        for (int p = 0; p < 48; ++p) {
            if (p % 3 == 0) {
                EXPECT_EQ(right.info(p).status, GridStatus::bad_problem);
                EXPECT_TRUE(std::isnan(right.bid_offset().at(p, 0)));
            } else if (p != 1) {
                EXPECT_TRUE(same_bits(left, right, p)) << p;
            }
        }
        move_on(sound);
        move_on(broken);
    }
    // Healing the broken ones brings them back from a cold start.
    ASSERT_EQ(right.solve_stationary(sound), Status::ok);
    for (int p = 0; p < 48; ++p) {
        EXPECT_EQ(right.info(p).status, GridStatus::converged) << p;
    }
}

TYPED_TEST(QuoteGridLanes, FillAversionOfANeighbourDoesNotChangeABit) {
    // Problems without any are solved by shorter formulas, which need not round alike.
    RandomProblems random(207);
    std::vector<Problem> neutral;
    for (int p = 0; p < 16; ++p) {
        Problem problem = random.symmetric();
        problem.fill_aversion = 0.0;
        problem.bid.has_min_offset = problem.ask.has_min_offset = true;
        problem.bid.min_offset_bps = problem.ask.min_offset_bps = random.uniform(0.0, 2.0);
        neutral.push_back(problem);
    }
    std::vector<Problem> mixed = neutral;
    mixed[0].fill_aversion = 1e-3;
    const Workers workers(1);
    GridSolver<TypeParam> left(16, widest(neutral), Backend::cpu, workers);
    GridSolver<TypeParam> right(16, widest(neutral), Backend::cpu, workers);
    ASSERT_EQ(left.solve_stationary(neutral), Status::ok);
    ASSERT_EQ(right.solve_stationary(mixed), Status::ok);
    EXPECT_FALSE(same_bits(left, right, 0));
    for (int p = 1; p < 16; ++p) {
        EXPECT_EQ(left.info(p).status, GridStatus::converged) << p;
        EXPECT_TRUE(same_bits(left, right, p)) << p;
    }
}

TYPED_TEST(QuoteGridLanes, AnEqualProblemKeepsItsSolution) {
    SCOPED_TRACE("seed 208");
    std::vector<Problem> problems = random_batch(208, 24);
    const Workers workers(1);
    GridSolver<TypeParam> once(24, widest(problems), Backend::cpu, workers);
    GridSolver<TypeParam> twice(24, widest(problems), Backend::cpu, workers);
    ASSERT_EQ(once.solve_stationary(problems), Status::ok);
    ASSERT_EQ(twice.solve_stationary(problems), Status::ok);

    ASSERT_EQ(twice.solve_stationary(problems), Status::ok);
    for (int p = 0; p < 24; ++p) {
        EXPECT_TRUE(same_bits(once, twice, p)) << p;
        EXPECT_EQ(twice.info(p).sweeps, once.info(p).sweeps) << p;  // of the solve, not of another
    }

    ASSERT_EQ(twice.solve_horizon(problems, 1.0), Status::ok);
    ASSERT_EQ(twice.solve_stationary(problems), Status::ok);
    for (int p = 0; p < 24; ++p) {
        // The rows held another solution in between: solved anew, from cold.
        EXPECT_TRUE(same_bits(once, twice, p)) << p;
    }
}

class QuoteGridBackend : public testing::TestWithParam<Backend> {};

TEST_P(QuoteGridBackend, SolvesAMixedBatchLikeTheGeneralPathColdAndWarm) {
    MAXMIN_SKIP_WITHOUT(GetParam());
    SCOPED_TRACE("seed 209");
    std::vector<Problem> problems = random_batch(209, 100);
    problems[7].sigma = std::nan("");
    problems[11].levels = LevelModel::sweep;  // not for lanes nor device
    problems[11].sweep_levels = 2;
    for (Side* side : {&problems[11].bid, &problems[11].ask}) {
        side->has_min_offset = false;
        side->jump_bps = 0.0;
        side->depth_decay_lo_per_bps = side->depth_decay_hi_per_bps;
    }
    const Workers workers(1);
    Solver solver(100, widest(problems), GetParam(), workers);
    for (int round = 0; round < 3; ++round) {
        ASSERT_EQ(solver.solve_stationary(problems), Status::ok);
        for (int p = 0; p < 100; ++p) {
            SCOPED_TRACE(p);
            Problem& problem = problems[static_cast<std::size_t>(p)];
            const Solved got = row_of(solver, p, node_count(problem));
            if (p == 7) {
                EXPECT_EQ(got.info.status, GridStatus::bad_problem);
                EXPECT_TRUE(std::isnan(got.bid[0]));
                continue;
            }
            const Solved want = solve_by_general_path(problem);
            ASSERT_EQ(got.info.status, GridStatus::converged);
            ASSERT_EQ(want.info.status, GridStatus::converged);
            expect_same(got.bid, want.bid, 1e-8);  // both stop at an imbalance of 1e-11
            expect_same(got.ask, want.ask, 1e-8);
            problem.sigma *= 1.01;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(AllBackends, QuoteGridBackend, every_backend());

TEST(QuoteGridLadder, IsTheSingleProblemAfterSubstitution) {
    SCOPED_TRACE("seed 207");
    RandomProblems random(207);
    for (int repeat = 0; repeat < 40; ++repeat) {
        Problem ladder = random.symmetric();
        ladder.levels = LevelModel::ladder;
        ladder.ladder.levels = 3;
        ladder.ladder.spacing_bps = random.uniform(0.5, 3.0);
        const double ratio = random.uniform(0.3, 1.0);
        ladder.bid.level_rate_ratio = ladder.ask.level_rate_ratio = ratio;
        ladder.ladder.shares = {0.5, 0.27, 0.135};
        Problem single = ladder;
        single.levels = LevelModel::single;
        double weight = 0.0;
        double depth = 0.0;
        for (int l = 0; l < 3; ++l) {
            const double d = l * ladder.ladder.spacing_bps;
            const double w = std::pow(ratio, l) *
                             ladder.ladder.shares[static_cast<std::size_t>(l)] *
                             std::exp(-ladder.bid.depth_decay_hi_per_bps * d);
            weight += w;
            depth += w * d;
        }
        for (Side* side : {&single.bid, &single.ask}) {
            side->arrival_rate_lo_per_s *= weight;
            side->arrival_rate_hi_per_s *= weight;
            side->fee_bps -= depth / weight;
        }
        const Solved got = solve_alone(ladder);
        const Solved want = solve_alone(single);

        // The same arithmetic but for the order of a few roundings.
        expect_same(got.bid, want.bid, 1e-10);
        expect_same(got.ask, want.ask, 1e-10);
        EXPECT_NEAR(got.info.gain_bps_lots_per_s, want.info.gain_bps_lots_per_s, 1e-11);
    }
}

TEST(QuoteGridLadder, OfOneFullLevelIsThePlainCaseAndDeeperLevelsAreSpaced) {
    RandomProblems random(208);
    Problem ladder = random.symmetric();
    const Solved plain = solve_alone(ladder);
    ladder.levels = LevelModel::ladder;
    ladder.ladder.levels = 1;
    ladder.ladder.shares = {1.0};
    expect_same(solve_alone(ladder).bid, plain.bid, 1e-12);

    ladder.ladder.levels = 3;
    ladder.ladder.spacing_bps = 2.0;
    ladder.ladder.shares = {0.5, 0.27, 0.135};
    const Workers workers(1);
    Solver solver(1, node_count(ladder), Backend::cpu, workers);
    ASSERT_EQ(solver.solve_stationary({&ladder, 1}), Status::ok);

    const double first_level = solver.bid_offset().at(0, 1);
    EXPECT_EQ(solver.level_offset(0, QuoteSide::bid, 0, 1), first_level);
    EXPECT_EQ(solver.level_offset(0, QuoteSide::bid, 2, 1), first_level + 4.0);
    EXPECT_TRUE(std::isinf(solver.level_offset(0, QuoteSide::bid, 3, 1)));
    EXPECT_TRUE(std::isinf(solver.level_offset(0, QuoteSide::ask, 1, 0)));
    EXPECT_TRUE(std::isnan(solver.level_offset(0, QuoteSide::ask, 1, -1)));
}

}  // namespace
}  // namespace maxmin::test
