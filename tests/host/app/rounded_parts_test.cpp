#include "host/app/rounded_parts.hpp"

#include <cmath>
#include <numeric>
#include <random>

#include <gtest/gtest.h>

namespace maxmin::app {
namespace {

TEST(RoundedParts, AddUpToTheRoundedSumAndStayWithinOneUnit) {
    constexpr unsigned seed = 20250904;
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::uniform_real_distribution<double> value(-3.0, 3.0);
    for (int round = 0; round < 2000; ++round) {
        std::vector<double> parts(9);
        for (double& part : parts) {
            part = random() % 3 == 0 ? 0.0 : value(random);
        }

        const RoundedParts rounded = rounded_parts(parts, 2);

        std::int64_t shown = 0;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            shown += rounded.parts[i];
            EXPECT_LT(std::fabs(static_cast<double>(rounded.parts[i]) - 100.0 * parts[i]), 1.0);
            EXPECT_TRUE(parts[i] != 0.0 || rounded.parts[i] == 0);
        }
        const double sum = std::accumulate(parts.begin(), parts.end(), 0.0);
        EXPECT_EQ(shown, rounded.total);
        EXPECT_EQ(rounded.total, std::llround(100.0 * sum));
    }
}

TEST(RoundedParts, GiveTheMissingUnitToThePartThatLosesMost) {
    const std::vector<double> thirds{1.0 / 3.0, 1.0 / 3.0, 1.0 / 3.0, 0.0};
    const std::vector<double> uneven{0.014, 0.017, -0.011};

    EXPECT_EQ(rounded_parts(thirds, 2).parts, (std::vector<std::int64_t>{34, 33, 33, 0}));
    EXPECT_EQ(rounded_parts(uneven, 2).parts, (std::vector<std::int64_t>{1, 2, -1}));
}

TEST(RoundedParts, AreWrittenWithTheirSign) {
    EXPECT_EQ(part_text(120, 2), "+1.20");
    EXPECT_EQ(part_text(-5, 2), "-0.05");
    EXPECT_EQ(part_text(0, 2), ".");
    EXPECT_EQ(units_text(0, 2), "0.00");
    EXPECT_EQ(units_text(-1234, 0), "-1234");
}

}  // namespace
}  // namespace maxmin::app
