// A small version of the experiment in bench/RESULTS.md: simulated fills against the kernel's exact
// answers, and the order of robust and nominal quotes where the theory fixes it.
#include <cmath>

#include <gtest/gtest.h>

#include "bench/experiments/robustness.hpp"

namespace maxmin::bench {
namespace {

constexpr int paths = 4000;

TEST(RobustnessExperiment, SimulatedGainsAreThoseOfThePolicyEvaluation) {
    for (const bool robust_quotes : {false, true}) {
        const Policy policy = solve_policy(experiment_problem(robust_quotes));
        for (const Truth truth : {Truth::believed, Truth::worst}) {
            SCOPED_TRACE(to_string(truth));
            const double exact = policy_gain(experiment_problem(truth == Truth::worst), policy);

            const RobustnessCell cell = run_cell(robust_quotes, truth, paths);

            // Four standard errors; five minutes of burn-in leave nothing of the flat start.
            EXPECT_NEAR(cell.gain_rate.value, exact, 4.0 * cell.gain_rate.standard_error);
            EXPECT_LT(cell.gain_rate.standard_error, 0.01 * exact);
        }
    }
}

TEST(RobustnessExperiment, RobustQuotesWinWhereTheWorldIsTheWorstAndPayWhereItIsAsBelieved) {
    const Policy nominal = solve_policy(experiment_problem(false));
    const Policy robust = solve_policy(experiment_problem(true));

    EXPECT_GT(policy_gain(experiment_problem(true), robust),
              policy_gain(experiment_problem(true), nominal));
    EXPECT_LT(policy_gain(experiment_problem(false), robust),
              policy_gain(experiment_problem(false), nominal));
}

TEST(RobustnessExperiment, RobustQuotesHoldLessInventoryInEveryWorld) {
    for (const Truth truth : truths) {
        SCOPED_TRACE(to_string(truth));
        const RobustnessCell nominal = run_cell(false, truth, paths);
        const RobustnessCell robust = run_cell(true, truth, paths);

        // Beyond four standard errors of each, added as if independent.
        const double error = 4.0 * std::hypot(nominal.inventory_abs.standard_error,
                                              robust.inventory_abs.standard_error);
        EXPECT_LT(robust.inventory_abs.value + error, nominal.inventory_abs.value);
        const double sd_error = 4.0 * std::hypot(nominal.inventory_end_sd.standard_error,
                                                 robust.inventory_end_sd.standard_error);
        EXPECT_LT(robust.inventory_end_sd.value + sd_error, nominal.inventory_end_sd.value);
    }
}

// Through filter, engine and exchange: the box there is the filter's own.
TEST(RobustnessExperiment, TheWholeEngineHoldsLessInventoryWithTheBox) {
    constexpr int seeds = 3;
    const EngineCell nominal = run_engine_cell(false, true, seeds);
    const EngineCell robust = run_engine_cell(true, true, seeds);

    const Estimate ratio = ratio_of(robust.inventory_abs_coin, nominal.inventory_abs_coin);
    EXPECT_LT(ratio.value + 2.0 * ratio.standard_error, 1.0);
}

}  // namespace
}  // namespace maxmin::bench
