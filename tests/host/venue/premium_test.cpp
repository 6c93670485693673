#include "host/venue/premium.hpp"

#include <gtest/gtest.h>

namespace maxmin::venue {
namespace {

TEST(Premium, TheVenuesExampleComesOut) {
    // Oracle 10,000, impact bid 10,100: premium 0.01, 0.0095 per 8 hours.
    EXPECT_NEAR(hourly_rate(0.01), 0.0011875, 1e-15);
    EXPECT_NEAR(hourly_rate(0.0), 0.0000125, 1e-15);
    EXPECT_EQ(hourly_rate(10.0), 0.04);
}

TEST(Premium, ImpactPriceIsTheAverageOfTheValueTraded) {
    Asset asset{
        .instrument = market::hyperliquid_instrument("COIN", 2, market::AssetType::perp, 20),
        .mark = {},
        .oracle = Ticks(1'000'000),  // 100 USD
        .last_trade = {}};
    paper::ShownDepth depth;
    // 3,000 USD at 102, the rest of 6,000 at 101.
    const std::array bids{market::BookLevel{Ticks(1'020'000), Lots(2'941)},
                          market::BookLevel{Ticks(1'010'000), Lots(100'000)}};
    const std::array asks{market::BookLevel{Ticks(1'030'000), Lots(100'000)}};
    ASSERT_TRUE(depth.replace(bids, asks));

    const double first_usd = 29.41 * 102.0;
    const double coins = 29.41 + (6'000.0 - first_usd) / 101.0;
    EXPECT_NEAR(*impact_price_usd(asset.instrument, depth, Side::bid), 6'000.0 / coins, 1e-9);
    EXPECT_NEAR(*premium_of(asset, depth), 6'000.0 / coins / 100.0 - 1.0, 1e-12);
}

TEST(Premium, ABookTooThinHasNone) {
    Asset asset{
        .instrument = market::hyperliquid_instrument("COIN", 2, market::AssetType::perp, 20),
        .mark = {},
        .oracle = Ticks(1'000'000),
        .last_trade = {}};
    paper::ShownDepth depth;
    const std::array bids{market::BookLevel{Ticks(990'000), Lots(10)}};
    ASSERT_TRUE(depth.replace(bids, {}));

    EXPECT_FALSE(impact_price_usd(asset.instrument, depth, Side::bid));
    EXPECT_FALSE(premium_of(asset, depth));
}

}  // namespace
}  // namespace maxmin::venue
