#include "host/market/trade_memory.hpp"

#include <algorithm>
#include <deque>
#include <random>
#include <string>

#include <gtest/gtest.h>

namespace maxmin::market {
namespace {

TEST(TradeMemory, ForgetsTheOldestAndKnowsItByAge) {
    TradeMemory memory(2);

    EXPECT_EQ(memory.admit(1, Timestamp(10)), TradeNovelty::novel);
    EXPECT_EQ(memory.admit(2, Timestamp(20)), TradeNovelty::novel);
    EXPECT_EQ(memory.admit(1, Timestamp(10)), TradeNovelty::repeated);
    EXPECT_EQ(memory.admit(3, Timestamp(30)), TradeNovelty::novel);  // forgets 1
    EXPECT_EQ(memory.admit(1, Timestamp(10)), TradeNovelty::aged);
    EXPECT_EQ(memory.admit(9, Timestamp(10)), TradeNovelty::aged);
    EXPECT_EQ(memory.admit(9, Timestamp(11)), TradeNovelty::novel);
    EXPECT_EQ(memory.admit(3, Timestamp(30)), TradeNovelty::repeated);
}

TEST(TradeMemory, TakesIdZero) {
    TradeMemory memory(4);

    EXPECT_EQ(memory.admit(0, Timestamp(1)), TradeNovelty::novel);
    EXPECT_EQ(memory.admit(0, Timestamp(1)), TradeNovelty::repeated);
}

TEST(TradeMemory, AgreesWithAListUnderCollisions) {
    // Few ids in a small table: long runs of full slots, and a removal at every step. Time runs
    // forward, so nothing is aged.
    for (unsigned seed = 1; seed <= 5; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        constexpr std::size_t capacity = 37;
        TradeMemory memory(capacity);
        std::deque<std::uint64_t> list;
        std::int64_t now = 0;
        for (int step = 0; step < 20'000; ++step) {
            const std::uint64_t id = random() % 120 + (step % 2 == 0 ? 0 : std::uint64_t{1} << 40U);
            const bool known = std::find(list.begin(), list.end(), id) != list.end();
            ASSERT_EQ(memory.admit(id, Timestamp(++now)),
                      known ? TradeNovelty::repeated : TradeNovelty::novel);
            if (!known) {
                list.push_back(id);
                if (list.size() > capacity) {
                    list.pop_front();
                }
            }
        }
    }
}

}  // namespace
}  // namespace maxmin::market
