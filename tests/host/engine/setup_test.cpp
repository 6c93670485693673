#include "host/engine/setup.hpp"

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/host/engine/engine_scene.hpp"

namespace maxmin::engine {
namespace {

const market::Instrument eth =
    market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25);

AssetSetup setup_with(const std::vector<std::string>& sets, double mid_usd) {
    static Config config;  // the setup points to nothing of it
    config = test::scene_config(sets);
    return make_asset_setup(config.assets[0], eth, mid_usd, 1.5);
}

TEST(EngineSetup, SizesInUsdAreConvertedAtTheFirstMid) {
    const std::vector<std::string> usd{"defaults.size_unit=usd",
                                       "defaults.max_absolute_position_size=20000",
                                       "defaults.multi_level_config.total_size_per_side=4000"};
    const AssetSetup at_4000 = setup_with(usd, 4000.0);
    EXPECT_EQ(at_4000.quote.total_size_per_side, Lots(10'000));
    EXPECT_EQ(at_4000.quote.max_position, Lots(50'000));
    EXPECT_EQ(at_4000.quote.risk_limit, Lots(35'000)) << "0.7 of it";

    const AssetSetup at_2000 = setup_with(usd, 2000.0);
    EXPECT_EQ(at_2000.quote.total_size_per_side, Lots(20'000));
    EXPECT_EQ(at_2000.quote.max_position, Lots(100'000));
}

TEST(EngineSetup, TheSameCoinsInEitherUnitGiveTheSameGrid) {
    const AssetSetup coin = setup_with({"defaults.max_absolute_position_size=5",
                                        "defaults.multi_level_config.total_size_per_side=1"},
                                       4000.0);
    const AssetSetup usd =
        setup_with({"defaults.size_unit=usd", "defaults.max_absolute_position_size=20000",
                    "defaults.multi_level_config.total_size_per_side=4000"},
                   4000.0);
    EXPECT_DOUBLE_EQ(coin.shape.lot_coin, usd.shape.lot_coin);
    EXPECT_EQ(coin.shape.half_nodes, usd.shape.half_nodes);
    EXPECT_EQ(coin.kernel.problem.q_max, usd.kernel.problem.q_max);
    // Level 1 has half of one coin, the largest size: one node. 3.5 coins are seven of them.
    EXPECT_DOUBLE_EQ(coin.shape.lot_coin, 0.5);
    EXPECT_EQ(coin.shape.half_nodes, 7);
}

TEST(EngineSetup, FeesAndFloorsReachTheGridProblem) {
    const AssetSetup setup =
        setup_with({"defaults.multi_level_config.min_profitable_spread_bps=6"}, 4000.0);
    EXPECT_DOUBLE_EQ(setup.kernel.problem.bid.fee_bps, 1.5);
    EXPECT_DOUBLE_EQ(setup.kernel.problem.ask.min_offset_bps, 3.0);
    EXPECT_TRUE(setup.kernel.robust);
    EXPECT_FALSE(setup_with({"defaults.enable_robust_control=false"}, 4000.0).kernel.robust);
}

TEST(EngineSetup, TickNoiseIsThatOfTheLegalStepAtTheMid) {
    // 0.1 USD at 4,000 USD is 0.25 bps; rounding to it has variance tick^2 / 12.
    EXPECT_NEAR(setup_with({}, 4000.0).kernel.model.observation_variance_bps2, 0.25 * 0.25 / 12.0,
                1e-12);
}

TEST(EngineSetup, SizesThatComeToNothingAreAnInputError) {
    EXPECT_THROW(
        setup_with(
            {"defaults.size_unit=usd", "defaults.multi_level_config.total_size_per_side=100"}, 1e9),
        InputError)
        << "100 USD of something worth a billion is less than a lot";
}

}  // namespace
}  // namespace maxmin::engine
