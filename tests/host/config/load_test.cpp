#include "host/config/load.hpp"

#include <gtest/gtest.h>

#include "host/config/schema.hpp"
#include "host/config/validate.hpp"

namespace maxmin::config {
namespace {

const engine::AssetConfig& asset(const Loaded& loaded, const std::string& symbol) {
    for (const engine::AssetConfig& candidate : loaded.config.assets) {
        if (candidate.symbol == symbol) {
            return candidate;
        }
    }
    throw std::runtime_error("no asset " + symbol);
}

std::string origin_of(const Loaded& loaded, std::size_t asset_index, const char* path) {
    return describe(loaded.asset_origins[asset_index][asset_schema().space.index_of(path)]);
}

std::vector<std::string> symbols(const Loaded& loaded) {
    std::vector<std::string> all;
    for (const engine::AssetConfig& candidate : loaded.config.assets) {
        all.push_back(candidate.symbol);
    }
    return all;
}

constexpr const char* layered = R"([defaults]
half_spread = 5
order.minimum_life_s = 1.5
[groups.majors]
assets = ["ETH", "BTC"]
half_spread = 6
taker.slippage_bps = 7.5
[groups.small]
assets = ["DOGE"]
[assets.BTC]
half_spread = 8
[assets."xyz:GOLD"]
half_spread = 9
)";

TEST(Load, LaterLayersWin) {
    const Loaded loaded = load_text(layered, "l.toml", {});

    EXPECT_EQ(asset(loaded, "DOGE").quote.half_spread, 5.0);
    EXPECT_EQ(asset(loaded, "ETH").quote.half_spread, 6.0);
    EXPECT_EQ(asset(loaded, "BTC").quote.half_spread, 8.0);
    EXPECT_EQ(asset(loaded, "xyz:GOLD").quote.half_spread, 9.0);
    EXPECT_EQ(asset(loaded, "BTC").quote.taker.slippage_bps, 7.5);
    EXPECT_EQ(asset(loaded, "DOGE").quote.taker.slippage_bps, 20.0);
    EXPECT_EQ(asset(loaded, "BTC").order.minimum_life_s, 1.5);
}

TEST(Load, AssetsKeepTheOrderOfTheFile) {
    const std::vector<std::string> expected{"ETH", "BTC", "DOGE", "xyz:GOLD"};

    EXPECT_EQ(symbols(load_text(layered, "l.toml", {})), expected);
}

TEST(Load, RemembersWhereEachValueCameFrom) {
    const Loaded loaded = load_text(
        layered, "l.toml",
        {"run.seed=9", "defaults.order.size_tolerance=0.1", "groups.majors.taker.cooldown_s=2"});

    EXPECT_EQ(origin_of(loaded, 1, "half_spread"), "l.toml:11 [assets.BTC]");
    EXPECT_EQ(origin_of(loaded, 0, "half_spread"), "l.toml:6 [groups.majors]");
    EXPECT_EQ(origin_of(loaded, 2, "half_spread"), "l.toml:2 [defaults]");
    EXPECT_EQ(origin_of(loaded, 2, "taker.slippage_bps"), "default");
    EXPECT_EQ(origin_of(loaded, 0, "order.size_tolerance"), "command line [defaults]");
    EXPECT_EQ(origin_of(loaded, 0, "taker.cooldown_s"), "command line [groups.majors]");
    EXPECT_EQ(describe(loaded.run_origins[run_schema().space.index_of("run.seed")]),
              "command line");
    EXPECT_EQ(loaded.config.run.seed, 9U);
    EXPECT_EQ(loaded.groups, (std::vector<std::string>{"majors", "majors", "small", ""}));
}

TEST(Load, CommandLineEditsTheScopeItNames) {
    const Loaded loaded =
        load_text(layered, "l.toml",
                  {"defaults.half_spread=20", "assets.BTC.half_spread=21", "run.backend=cpu"});

    EXPECT_EQ(asset(loaded, "DOGE").quote.half_spread, 20.0);
    EXPECT_EQ(asset(loaded, "ETH").quote.half_spread, 6.0);
    EXPECT_EQ(asset(loaded, "BTC").quote.half_spread, 21.0);
    EXPECT_EQ(loaded.config.run.backend, engine::BackendChoice::cpu);
}

TEST(Load, CommandLineSelectsAssets) {
    const Loaded loaded = load_text(layered, "l.toml", {R"(assets=["BTC", "SOL"])"});

    EXPECT_EQ(symbols(loaded), (std::vector<std::string>{"BTC", "SOL"}));
    EXPECT_EQ(asset(loaded, "BTC").quote.half_spread, 8.0);
    EXPECT_EQ(asset(loaded, "SOL").quote.half_spread, 5.0);
}

TEST(Load, PlainHawkesKeySetsBothSidesAndYieldsToOne) {
    const Loaded loaded = load_text(
        "assets = [\"BTC\"]\n[defaults.hawkes]\nbid.kappa = 0.3\nkappa = 0.2\nrho = 0.5\n",
        "h.toml", {});

    const signal::HawkesConfig& hawkes = loaded.config.assets.front().hawkes;
    EXPECT_EQ(hawkes.bid.kappa, 0.3);
    EXPECT_EQ(hawkes.ask.kappa, 0.2);
    EXPECT_EQ(hawkes.bid.rho, 0.5);
    EXPECT_EQ(hawkes.ask.rho, 0.5);
}

TEST(Load, PresetYieldsToASingleKeyOfItsScopeAndToLaterScopes) {
    const Loaded loaded = load_text(R"([defaults]
preset = "volatile"
max_absolute_position_size = 200
robust_preset = "conservative"
multi_level_config.max_levels = 4
[assets.BTC]
multi_level_config.level_spacing_bps = 1.25
)",
                                    "p.toml", {});

    const quote::QuoteConfig& quote = loaded.config.assets.front().quote;
    EXPECT_EQ(quote.multi_level_config.max_levels, 4);
    EXPECT_EQ(quote.multi_level_config.level_spacing_bps, 1.25);
    EXPECT_EQ(quote.multi_level_config.min_profitable_spread_bps, 8.0);
    EXPECT_EQ(quote.multi_level_config.inventory_urgency_threshold, 0.85);
    EXPECT_EQ(quote.robust_config.robustness_level, 0.9);
    EXPECT_EQ(origin_of(loaded, 0, "multi_level_config.total_size_per_side"),
              "p.toml:2 [defaults], preset volatile");
}

TEST(Load, SkewTableTurnsItselfOnAndCanBeTurnedOff) {
    const Loaded loaded = load_text(R"([defaults.inventory_skew_config]
[assets.BTC.inventory_skew_config]
inventory_skew_factor = 0.6
[assets.ETH.inventory_skew_config]
enabled = false
)",
                                    "s.toml", {});

    EXPECT_TRUE(asset(loaded, "BTC").quote.has_inventory_skew);
    EXPECT_EQ(asset(loaded, "BTC").quote.inventory_skew_config.inventory_skew_factor, 0.6);
    EXPECT_FALSE(asset(loaded, "ETH").quote.has_inventory_skew);
    EXPECT_FALSE(
        load_text("assets = [\"X\"]", "x.toml", {}).config.assets.front().quote.has_inventory_skew);
}

TEST(Load, TwoHundredAssetsFitInTwentyLines) {
    std::string text = "[run]\nthreads = 2\n[risk]\nopen_orders_max = 1200\n";
    text += "[defaults]\nenable_multi_level = true\nsize_unit = \"usd\"\n";
    text += "max_absolute_position_size = 5000\nmulti_level_config.total_size_per_side = 1000\n";
    int symbol = 0;
    for (const char* group : {"majors", "minors", "rest"}) {
        text += std::string("[groups.") + group + "]\nassets = [";
        for (const int end = symbol + (symbol == 0 ? 20 : 90); symbol < end; ++symbol) {
            text += "\"C" + std::to_string(symbol) + "\", ";
        }
        text += "]\nhawkes.lambda_base = 2.0\n";
    }
    ASSERT_LE(std::count(text.begin(), text.end(), '\n'), 20);

    const Loaded loaded = load_text(text, "many.toml", {});

    EXPECT_EQ(loaded.config.assets.size(), 200U);
    EXPECT_EQ(loaded.config.assets.back().symbol, "C199");
    EXPECT_EQ(loaded.config.assets.back().hawkes.ask.lambda_base, 2.0);
}

TEST(Load, OneWrongDefaultForManyAssetsIsOneLine) {
    std::string text = "[defaults]\nhawkes.bid.alpha = 2.0\n[groups.all]\nassets = [";
    for (int i = 0; i < 50; ++i) {
        text += "\"C" + std::to_string(i) + "\", ";
    }
    try {
        load_text(text + "]", "many.toml", {});
        FAIL() << "accepted";
    } catch (const ConfigErrors& errors) {
        ASSERT_EQ(errors.faults().size(), 1U);
        EXPECT_NE(errors.faults().front().wrong.find("(C0, C1, C2 and 47 more)"),
                  std::string::npos);
    }
}

TEST(Load, MissingFileSaysSo) {
    try {
        load_file("no/such/file.toml", {});
        FAIL() << "accepted";
    } catch (const InputError& error) {
        EXPECT_STREQ(error.what(),
                     "no/such/file.toml: cannot be read: No such file or directory; name an "
                     "existing TOML file with --config");
    }
}

TEST(Load, DataPathIsRelativeToTheFile) {
    const Loaded loaded =
        load_text("assets = [\"BTC\"]\n[data]\nformat = \"binance_usdm\"\npath = \"day\"\n",
                  "some/where/c.toml", {});

    EXPECT_EQ(data_path(loaded), std::filesystem::path("some/where/day"));
}

TEST(ConfigHash, DependsOnValuesNotOnHowTheyAreWritten) {
    const auto hash = [](const char* text) {
        return config_hash(load_text(text, "h.toml", {}).config);
    };
    const std::uint64_t plain = hash("assets = [\"BTC\"]\n[defaults]\nhalf_spread = 8\n");

    EXPECT_EQ(hash("[groups.g]\nassets = [\"BTC-USD\"]\nhalf_spread = 8.0\n"), plain);
    EXPECT_NE(hash("assets = [\"BTC\"]\n[defaults]\nhalf_spread = 9\n"), plain);
    EXPECT_NE(hash("assets = [\"ETH\"]\n[defaults]\nhalf_spread = 8\n"), plain);
    EXPECT_NE(hash("assets = [\"BTC\"]\n[defaults]\nhalf_spread = 8\n[run]\nseed = 1\n"), plain);
}

TEST(CheckValues, NeedAPriceForCoinsAndNoneForUsd) {
    const Loaded coins = load_text(
        "assets = [\"BTC\", \"DOGE\"]\n[defaults]\ntarget_liquidity = 0.01\n", "v.toml", {});
    const std::vector<AssetPrice> prices{{.mid_usd = 50'000.0, .minimum_value_usd = 10.0},
                                         {.mid_usd = 0.125, .minimum_value_usd = 10.0}};

    const Findings findings = check_values(coins, prices);

    ASSERT_EQ(findings.faults.size(), 1U);
    EXPECT_EQ(
        InputError(findings.faults.front()).what(),
        std::string("v.toml:3: defaults.target_liquidity: 0.00125 USD is below the venue's 10 "
                    "USD minimum order value (DOGE); expected at least 80 coins"));

    const Loaded usd = load_text(
        "assets = [\"BTC\", \"DOGE\"]\n[defaults]\nsize_unit = \"usd\"\n"
        "target_liquidity = 9\n",
        "v.toml", {});
    const std::vector<AssetPrice> unknown(2, {.mid_usd = 0.0, .minimum_value_usd = 10.0});

    EXPECT_EQ(check_values(usd, unknown).faults.size(), 1U);
    EXPECT_TRUE(check_values(coins, unknown).faults.empty());
}

TEST(CheckValues, SeeOrdersAndPositionsBeyondTheRiskLimits) {
    const Loaded loaded = load_text("assets = [\"BTC\"]\n", "v.toml", {});
    const std::vector<AssetPrice> prices{{.mid_usd = 2'000'000.0, .minimum_value_usd = 10.0}};

    const Findings findings = check_values(loaded, prices);

    ASSERT_EQ(findings.faults.size(), 1U);
    EXPECT_EQ(findings.faults.front().field, "defaults.target_liquidity");
    ASSERT_EQ(findings.warnings.size(), 1U);
    EXPECT_EQ(findings.warnings.front().field, "defaults.max_absolute_position_size");
}

TEST(CheckValues, NameTheFirstLevelThatTheVenueWouldRefuse) {
    // Shares are 0.5, 0.27, 0.135: of 60 USD the third level is worth 8.1 USD.
    const std::string ladder =
        "assets = [\"BTC\"]\n[defaults]\nsize_unit = \"usd\"\nenable_multi_level = true\n"
        "max_absolute_position_size = 1000\nmulti_level_config.total_size_per_side = ";
    const std::vector<AssetPrice> prices{{.mid_usd = 50'000.0, .minimum_value_usd = 10.0}};

    const Findings third = check_values(load_text(ladder + "60\n", "v.toml", {}), prices);
    const Findings first = check_values(load_text(ladder + "19\n", "v.toml", {}), prices);
    const Findings none = check_values(load_text(ladder + "75\n", "v.toml", {}), prices);

    ASSERT_EQ(third.warnings.size(), 1U);
    EXPECT_TRUE(third.faults.empty());
    EXPECT_EQ(InputError(third.warnings.front()).what(),
              std::string("v.toml:6: defaults.multi_level_config.total_size_per_side: level 3 is "
                          "worth 8.1 USD, below the venue's 10 USD minimum order value (BTC); it "
                          "and deeper ones are left out; all 3 need 74.074075 USD"));
    ASSERT_EQ(first.faults.size(), 1U);
    EXPECT_EQ(InputError(first.faults.front()).what(),
              std::string("v.toml:6: defaults.multi_level_config.total_size_per_side: its first "
                          "level of 9.5 USD is below the venue's 10 USD minimum order value "
                          "(BTC); expected at least 20 USD"));
    EXPECT_TRUE(none.faults.empty() && none.warnings.empty());
}

}  // namespace
}  // namespace maxmin::config
