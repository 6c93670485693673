#include "host/exchange/hyperliquid/allowance.hpp"

#include <gtest/gtest.h>

#include "host/base/random.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

TEST(RefillingBudget, NeverMoreThanTwoMinutesWorthInAMinute) {
    // Full at first and refilled while it is used: any minute holds at most both.
    const std::uint64_t seed = 5;
    RandomStream random(seed);
    RefillingBudget budget(100.0, 0.1);
    Timestamp now(1'000'000'000);
    std::vector<Timestamp> taken;
    for (int i = 0; i < 20'000; ++i) {
        now = now + milliseconds(static_cast<std::int64_t>(random.uniform() * 200));
        if (budget.take(1.0, random.uniform() < 0.5, now)) {
            taken.push_back(now);
        }
    }
    ASSERT_GT(taken.size(), 1'000u) << "seed " << seed;
    for (std::size_t i = 200; i < taken.size(); ++i) {
        EXPECT_GE((taken[i] - taken[i - 200]).value(), seconds(59).value()) << "seed " << seed;
    }
}

TEST(RefillingBudget, TheReserveIsForWhatIsUrgent) {
    RefillingBudget budget(100.0, 0.1);
    const Timestamp now(1'000'000'000);
    int plain = 0;
    while (budget.take(1.0, false, now)) {
        ++plain;
    }
    int urgent = 0;
    while (budget.take(1.0, true, now)) {
        ++urgent;
    }
    EXPECT_EQ(plain, 90);
    EXPECT_EQ(urgent, 10);
    EXPECT_TRUE(budget.take(50.0, true, now + seconds(30)));
}

TEST(RefillingBudget, AnExhaustedOneWaitsForItsPauseToo) {
    RefillingBudget budget(1'200.0, 0.0);
    const Timestamp now(1'000'000'000);
    budget.exhausted(now, seconds(10));
    EXPECT_FALSE(budget.take(1.0, true, now + seconds(9)));
    EXPECT_TRUE(budget.take(1.0, true, now + seconds(10)));
}

TEST(ActionAllowance, EveryUsdTradedAllowsOneActionMore) {
    ActionAllowance allowance;
    const Timestamp now(100'000'000'000);
    allowance.stated(9'990, 10'000);
    EXPECT_EQ(allowance.room(40, false, now), 10);
    allowance.traded(5.0);
    EXPECT_EQ(allowance.room(40, false, now), 15);
    allowance.spent(15, now);
    EXPECT_EQ(allowance.room(40, false, now + seconds(9)), 0);
    EXPECT_EQ(allowance.room(40, false, now + seconds(10)), 1);  // one every ten seconds
}

TEST(ActionAllowance, CancelsHaveTheirOwnHigherCap) {
    ActionAllowance allowance;
    const Timestamp now(100'000'000'000);
    allowance.stated(10'000, 10'000);
    allowance.spent(0, now);
    EXPECT_EQ(allowance.room(40, false, now), 0);
    EXPECT_EQ(allowance.room(40, true, now), 40);
    allowance.stated(20'000, 10'000);
    EXPECT_EQ(allowance.room(40, true, now), 0);  // min(110,000, 20,000)
    allowance.stated(599'999, 500'000);
    EXPECT_EQ(allowance.room(40, true, now), 1);  // min(600,000, 1,000,000)
}

TEST(ActionWeight, GrowsByOneEveryForty) {
    EXPECT_EQ(action_weight(1), 1);
    EXPECT_EQ(action_weight(39), 1);
    EXPECT_EQ(action_weight(79), 2);
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
