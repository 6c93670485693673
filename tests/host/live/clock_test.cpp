#include "host/live/clock.hpp"

#include <gtest/gtest.h>

namespace maxmin::live {
namespace {

constexpr std::int64_t second_ns = 1'000'000'000;

TEST(Clock, FollowsForwardStepsAndRefusesBackwardOnes) {
    Clock clock({.wall_ns = 1000 * second_ns, .steady_ns = 5 * second_ns});
    EXPECT_EQ(clock.at({.wall_ns = 0, .steady_ns = 6 * second_ns}).ns(), 1001 * second_ns);
    clock.retune({.wall_ns = 1001 * second_ns, .steady_ns = 6 * second_ns});
    EXPECT_EQ(clock.steps(), 0);

    clock.retune({.wall_ns = 1032 * second_ns, .steady_ns = 7 * second_ns});
    EXPECT_EQ(clock.at({.wall_ns = 0, .steady_ns = 7 * second_ns}).ns(), 1032 * second_ns);
    EXPECT_EQ(clock.steps(), 1);

    clock.retune({.wall_ns = 1003 * second_ns, .steady_ns = 8 * second_ns});
    EXPECT_EQ(clock.at({.wall_ns = 0, .steady_ns = 8 * second_ns}).ns(), 1033 * second_ns);
    EXPECT_EQ(clock.steps(), 2);
}

TEST(Clock, RunsWithTheMachine) {
    const Clock clock;
    const Timestamp before = clock.now();
    const ClockReading reading = read_clocks();
    EXPECT_GE(clock.now(), before);
    // Unless somebody steps the clock between two lines of a test.
    EXPECT_LT(std::abs(clock.now().ns() - reading.wall_ns), second_ns);
}

}  // namespace
}  // namespace maxmin::live
