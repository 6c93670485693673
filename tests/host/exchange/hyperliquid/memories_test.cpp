// What has been told already: fills and hourly payments.
#include <set>

#include <gtest/gtest.h>

#include "host/base/random.hpp"
#include "host/exchange/hyperliquid/fill_memory.hpp"
#include "host/exchange/hyperliquid/funding_memory.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;

TEST(FundingMemory, TellsEachHourOnceInWhateverOrder) {
    constexpr std::uint64_t seed = 7;
    RandomStream random(seed);
    FundingMemory memory;
    std::set<std::int64_t> told;
    std::int64_t newest = 480'000;
    for (int i = 0; i < 5'000; ++i) {
        const auto back = static_cast<std::int64_t>(random.uniform() * 60.0);
        newest += random.uniform() < 0.05 ? 1 : 0;
        const std::int64_t hour = newest - back;
        const auto off_ns = static_cast<std::int64_t>((random.uniform() - 0.5) * 2e9);
        ASSERT_EQ(memory.admit(Timestamp(hour * hour_ns + off_ns)), told.insert(hour).second)
            << "seed " << seed << " at " << i;
        newest = std::max(newest, hour);
    }
}

TEST(FundingMemory, AnAgeOldPaymentIsNotToldAgain) {
    FundingMemory memory;
    EXPECT_TRUE(memory.admit(Timestamp(500'000 * hour_ns)));
    EXPECT_FALSE(memory.admit(Timestamp(499'900 * hour_ns)));
    EXPECT_TRUE(memory.admit(Timestamp(500'100 * hour_ns)));
}

TEST(FillMemory, KnowsTheNewestAndForgetsTheOldest) {
    FillMemory memory(100);
    const auto fill = [](std::uint64_t trade_id) {
        Fill made;
        made.trade_id = trade_id;
        made.time = Timestamp(static_cast<std::int64_t>(trade_id));
        return made;
    };
    for (std::uint64_t i = 1; i <= 1'000; ++i) {
        ASSERT_TRUE(memory.admit(fill(i)));
        ASSERT_FALSE(memory.admit(fill(i)));
        ASSERT_FALSE(memory.admit(fill(i > 99 ? i - 99 : 1)));
    }
    EXPECT_TRUE(memory.admit(fill(900))) << "the hundred-and-first";
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
