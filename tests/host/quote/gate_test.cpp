#include "host/quote/gate.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

namespace maxmin::quote {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Checks a gap of so many percent of an optimum of 2 USD a second.
void check_gap(Gate& gate, double gap_percent) {
    gate.check(2.0 - 0.02 * gap_percent, 2.0);
}

TEST(Gate, OpensAfterEnoughNarrowChecksInARow) {
    Gate gate(15.0, GateConfig{});  // opens below 12, 3 checks
    EXPECT_FALSE(gate.is_open());
    EXPECT_EQ(gate.reason(), GateReason::starting);

    check_gap(gate, 5.0);
    check_gap(gate, 5.0);
    EXPECT_EQ(gate.reason(), GateReason::proving);
    check_gap(gate, 13.0);  // narrow enough to stay open, not to open: starts over
    EXPECT_EQ(gate.reason(), GateReason::gap_too_wide);
    check_gap(gate, 5.0);
    check_gap(gate, 5.0);
    EXPECT_FALSE(gate.is_open());
    check_gap(gate, 5.0);

    EXPECT_TRUE(gate.is_open());
    EXPECT_EQ(gate.reason(), GateReason::gap_narrow);
    EXPECT_NEAR(gate.gap_percent(), 5.0, 1e-9);  // noise of the subtraction from 2
}

TEST(Gate, StaysOpenBetweenTheMarksAndClosesAboveTheThreshold) {
    Gate gate(15.0, GateConfig{});
    for (int i = 0; i < 3; ++i) {
        check_gap(gate, 0.0);
    }

    check_gap(gate, 14.9);
    EXPECT_TRUE(gate.is_open());
    check_gap(gate, 15.1);
    EXPECT_FALSE(gate.is_open());
    EXPECT_EQ(gate.reason(), GateReason::gap_too_wide);
    check_gap(gate, 1.0);
    check_gap(gate, 1.0);
    EXPECT_FALSE(gate.is_open());  // the checks before it closed do not count
    check_gap(gate, 1.0);
    EXPECT_TRUE(gate.is_open());
}

TEST(Gate, UnknownValueClosesAtOnce) {
    Gate gate(15.0, GateConfig{});
    for (int i = 0; i < 3; ++i) {
        check_gap(gate, 0.0);
    }

    gate.check(nan, 2.0);

    EXPECT_FALSE(gate.is_open());
    EXPECT_EQ(gate.reason(), GateReason::value_unknown);
    EXPECT_TRUE(std::isnan(gate.gap_percent()));
}

TEST(Gate, ForcedOpenIgnoresTheGapButReportsIt) {
    Gate gate(15.0, GateConfig{.forced_open = true});
    EXPECT_TRUE(gate.is_open());

    check_gap(gate, 80.0);

    EXPECT_TRUE(gate.is_open());
    EXPECT_EQ(gate.reason(), GateReason::forced);
    EXPECT_NEAR(gate.gap_percent(), 80.0, 1e-9);
}

TEST(Gate, GapIsRelativeToTheSizeOfTheOptimum) {
    EXPECT_EQ(value_gap_percent(1.5, 2.0), 25.0);
    EXPECT_EQ(value_gap_percent(-3.0, -2.0), 50.0);
    EXPECT_EQ(value_gap_percent(2.5, 2.0), 0.0);  // better than the optimum is numerical noise
    EXPECT_EQ(value_gap_percent(0.0, 0.0), 0.0);
    EXPECT_EQ(value_gap_percent(-1.0, 0.0), 100.0);
    EXPECT_TRUE(std::isnan(value_gap_percent(1.0, std::numeric_limits<double>::infinity())));
}

}  // namespace
}  // namespace maxmin::quote
