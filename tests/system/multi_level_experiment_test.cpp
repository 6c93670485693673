// A small version of the experiment in bench/RESULTS.md: what must hold whatever the sizes are.
#include <gtest/gtest.h>

#include "bench/experiments/multi_level.hpp"

namespace maxmin::bench {
namespace {

constexpr MultiLevelRun small_run{.duration_s = 900.0, .seeds = 4};

// The ladder quotes its first level at least as near as one level would stand, and has two more
// behind it: more fills, beyond chance. The bound of three standard errors is over paired seeds.
TEST(MultiLevelExperiment, ThreeLevelsFillMoreOftenThanOneInEachRegime) {
    for (const Regime regime : regimes) {
        SCOPED_TRACE(to_string(regime));
        const ArmResult ladder = run_arm(Arm::three_levels, regime, small_run);
        const ArmResult one = run_arm(Arm::one_total, regime, small_run);

        const Estimate fills = ratio_of(ladder.fills, one.fills);

        EXPECT_GT(mean_of(one.fills).value, 50.0);  // an hour: the market is alive
        EXPECT_GT(fills.value - 3.0 * fills.standard_error, 1.0);
    }
}

TEST(MultiLevelExperiment, IsAFunctionOfItsSeeds) {
    const MultiLevelRun once{.duration_s = 300.0, .seeds = 1};

    const ArmResult first = run_arm(Arm::three_levels, Regime::momentum, once);
    const ArmResult again = run_arm(Arm::three_levels, Regime::momentum, once);

    EXPECT_EQ(first.fills, again.fills);
    EXPECT_EQ(first.profit_usd, again.profit_usd);
}

}  // namespace
}  // namespace maxmin::bench
