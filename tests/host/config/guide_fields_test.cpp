// The integration guide's parameter tables, copied as literals: each name is a TOML key of the same
// spelling and each default is the one printed there.
#include <gtest/gtest.h>

#include "host/config/load.hpp"
#include "host/config/schema.hpp"

namespace maxmin::config {
namespace {

struct GuideField {
    const char* path;
    const char* value;  // default, as TOML
};

// Tables MultiLevelConfig and RobustConfig.
constexpr GuideField guide_tables[] = {
    {"multi_level_config.max_levels", "3"},
    {"multi_level_config.min_profitable_spread_bps", "4.0"},
    {"multi_level_config.level_spacing_bps", "2.0"},
    {"multi_level_config.total_size_per_side", "1.0"},
    {"multi_level_config.inventory_risk_limit", "0.7"},
    {"multi_level_config.directional_aggression", "2.0"},
    {"multi_level_config.momentum_threshold", "1.3"},
    {"multi_level_config.momentum_tightening_bps", "1.0"},
    {"multi_level_config.inventory_urgency_threshold", "0.8"},
    {"robust_config.enabled", "true"},
    {"robust_config.robustness_level", "0.7"},
    {"robust_config.min_epsilon_mu", "0.2"},
    {"robust_config.min_epsilon_sigma", "2.0"},
    // MarketMakerInput: multi-level mode is off by default, the struct shows the other values.
    {"half_spread", "12.0"},
    {"reprice_threshold_ratio", "0.5"},
    {"asset_type", "\"perp\""},
    {"enable_trading_gap_threshold_percent", "15.0"},
    {"enable_multi_level", "false"},
    {"inventory_skew_config.enabled", "false"},
};

// Fields that the guide names without a default.
constexpr const char* guide_names[] = {
    "target_liquidity",
    "max_absolute_position_size",
    "enable_robust_control",
    "hawkes.bid.lambda_base",
    "hawkes.bid.kappa",
    "hawkes.bid.rho",
    "hawkes.bid.beta_imbalance",
    "hawkes.bid.alpha",
    "hawkes.bid.beta_decay",
    "hawkes.bid.memory_window",
    "hawkes.ask.lambda_base",
    "hawkes.ask.kappa",
    "hawkes.ask.rho",
    "hawkes.ask.beta_imbalance",
    "hawkes.ask.alpha",
    "hawkes.ask.beta_decay",
    "hawkes.ask.memory_window",
};

TEST(GuideFields, HaveTheGuidesDefaults) {
    const Schema<engine::AssetConfig>& schema = asset_schema();

    for (const GuideField& field : guide_tables) {
        const auto key = schema.space.find(field.path);
        ASSERT_TRUE(key.has_value()) << field.path;
        EXPECT_EQ(to_text(schema.fields[*key].get({})), field.value) << field.path;
    }
}

TEST(GuideFields, AreAllKeys) {
    for (const char* name : guide_names) {
        const auto key = asset_schema().space.find(name);
        ASSERT_TRUE(key.has_value()) << name;
        EXPECT_EQ(asset_schema().space.keys[*key].named_by, NamedBy::guide) << name;
    }
}

TEST(GuideFields, MaxLevelsIsOneToTen) {
    const KeySpace& space = asset_schema().space;
    const KeyInfo& key = space.keys[space.index_of("multi_level_config.max_levels")];

    EXPECT_EQ(key.range.text(), "[1, 10]");
}

// The guide's quick start and its custom Hawkes parameters, Rust struct by struct.
constexpr const char* quick_start = R"(
asset = "BTC-USD"
[defaults]
target_liquidity = 100.0
half_spread = 12
reprice_threshold_ratio = 0.5
max_absolute_position_size = 100.0
asset_type = "perp"
enable_trading_gap_threshold_percent = 15.0
enable_multi_level = true
enable_robust_control = true
[defaults.multi_level_config]
max_levels = 3
min_profitable_spread_bps = 4.0
level_spacing_bps = 2.0
total_size_per_side = 100.0
inventory_risk_limit = 0.7
directional_aggression = 2.0
momentum_threshold = 1.3
momentum_tightening_bps = 1.0
inventory_urgency_threshold = 0.8
[defaults.robust_config]
enabled = true
robustness_level = 0.7
min_epsilon_mu = 0.2
min_epsilon_sigma = 2.0
[defaults.hawkes.bid]
lambda_base = 1.5
kappa = 0.20
rho = 0.75
beta_imbalance = 0.6
alpha = 0.6
beta_decay = 1.2
memory_window = 8.0
)";

TEST(GuideFields, QuickStartLoads) {
    const Loaded loaded = load_text(quick_start, "guide.toml", {});

    ASSERT_EQ(loaded.config.assets.size(), 1U);
    const engine::AssetConfig& asset = loaded.config.assets.front();
    EXPECT_EQ(asset.symbol, "BTC");
    EXPECT_TRUE(asset.quote.enable_multi_level);
    EXPECT_TRUE(asset.quote.enable_robust_control);
    EXPECT_EQ(asset.quote.half_spread, 12.0);
    EXPECT_EQ(asset.quote.multi_level_config.total_size_per_side, 100.0);
    EXPECT_EQ(asset.hawkes.bid.memory_window, 8.0);
    EXPECT_EQ(asset.hawkes.ask.memory_window, 10.0);
    // 100 a side with a limit of 0.7 x 100 is the guide's own choice: legal, but worth a word.
    ASSERT_EQ(loaded.warnings.size(), 1U);
    EXPECT_EQ(
        InputError(loaded.warnings.front()).what(),
        std::string("guide.toml:16: defaults.multi_level_config.total_size_per_side: 100 coin "
                    "is above inventory_risk_limit x max_absolute_position_size = 70 coin "
                    "(BTC); sizes will be cut to the limit"));
}

}  // namespace
}  // namespace maxmin::config
