#include <cmath>
#include <sstream>

#include <gtest/gtest.h>

#include "host/app/grid_page.hpp"
#include "host/backtest/backtest.hpp"
#include "host/config/load.hpp"
#include "host/market/reader.hpp"
#include "tests/host/app/captured.hpp"
#include "tests/support/json.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::Json;
using test::run_app;

const std::string demo = MAXMIN_SOURCE_DIR "/scripts/demo.toml";

std::string output(std::vector<std::string> more) {
    std::vector<std::string> arguments{"grid",  "--config",         demo, "--asset", "BTC",
                                       "--set", "run.particles=256"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    Captured captured;
    run_app(arguments, captured);
    EXPECT_EQ(captured.code, 0) << captured.err.str();
    return captured.out.str();
}

Json grid(std::vector<std::string> more = {}) {
    more.emplace_back("--json");
    return Json::parse(output(more));
}

TEST(Grid, PriorQuotesMirrorEachOtherAndAreWiderThanNominalWhenFlat) {
    const Json json = grid();

    const std::vector<Json>& nodes = json["nodes"].array();
    ASSERT_EQ(nodes.size() % 2, 1U);
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const Json& here = nodes[i];
        const Json& mirror = nodes[nodes.size() - 1 - i];
        EXPECT_EQ(here["bid_worst_bps"].is_null(), mirror["ask_worst_bps"].is_null());
        if (!here["bid_worst_bps"].is_null()) {
            // Same problem seen from the other side; Newton stops at 1e-9 or better.
            EXPECT_NEAR(here["bid_worst_bps"].number(), mirror["ask_worst_bps"].number(), 1e-6);
        }
    }
    const Json& flat = nodes[nodes.size() / 2];
    EXPECT_EQ(flat["inventory_coin"].number(), 0.0);
    EXPECT_GT(flat["bid_worst_bps"].number(), flat["bid_nominal_bps"].number());
    EXPECT_LT(json["worst_case"]["gain_usd_per_hour"].number(),
              json["nominal"]["gain_usd_per_hour"].number());
    EXPECT_NEAR(json["volatility_annual"].number(), 0.5, 1e-12);  // as demo.toml says
}

TEST(Grid, AtATimeItIsTheGridThatTheEngineQuotesFrom) {
    const Timestamp at(1'757'015'400'000'000'000);  // 19:50:00
    const config::Loaded loaded = config::load_file(demo, {"run.particles=256"});
    market::ReadReport report;
    const market::Recording recording = market::read({.format = loaded.config.data.format,
                                                      .path = config::data_path(loaded),
                                                      .symbols = {"BTC", "ETH", "SOL", "WLFI"},
                                                      .instruments = {},
                                                      .progress = {}},
                                                     report);
    backtest::Backtest run(loaded.config, recording);
    run.run_until(at);
    const std::span<const double> bids = run.engine().compute().snapshot().bid_row(0);

    const Json json = grid({"--at", "2025-09-04T19:50:00Z"});

    ASSERT_EQ(json["nodes"].size(), bids.size());
    for (std::size_t i = 0; i < bids.size(); ++i) {
        const Json& shown = json["nodes"][i]["bid_worst_bps"];
        ASSERT_EQ(shown.is_null(), std::isinf(bids[i]));
        // The engine starts from its last solution, the command from nothing.
        EXPECT_TRUE(shown.is_null() || std::fabs(shown.number() - bids[i]) < 1e-5) << i;
    }
}

TEST(Grid, WithoutRobustControlBothGridsAreOne) {
    const Json json = grid({"--set", "defaults.enable_robust_control=false"});

    for (const Json& node : json["nodes"].array()) {
        EXPECT_EQ(node["worst_drift_bps_per_s"].number(), 0.0);
        // NaN never equals: an infinite offset is null in JSON and compares by that.
        EXPECT_EQ(node["bid_worst_bps"].is_null(), node["bid_nominal_bps"].is_null());
        if (!node["bid_worst_bps"].is_null()) {
            EXPECT_EQ(node["bid_worst_bps"].number(), node["bid_nominal_bps"].number());
        }
    }
}

TEST(Grid, TakesTheUsersNumbersInsteadOfTheModels) {
    const Json json =
        grid({"--volatility", "1.0", "--drift", "0.01", "--lambda", "0.3", "--kappa", "0.4"});

    EXPECT_NEAR(json["volatility_annual"].number(), 1.0, 1e-12);
    // Demo prior: sd 0.7 of the volatility, 95 % interval, robustness 0.7: 1 + 1.96 x 0.49.
    EXPECT_NEAR(json["volatility_worst_annual"].number(), 1.0 + 1.959964 * 0.49, 1e-6);
    // A drift that reverts with a half-life of 60 s counts 1 / (2 ln 2) of itself over 60 s.
    EXPECT_NEAR(json["drift_bps_per_s"].number(), 0.01 / (2.0 * std::log(2.0)), 1e-12);
    EXPECT_EQ(json["bid_fills"]["lambda_per_s"].number(), 0.3);
    EXPECT_EQ(json["ask_fills"]["kappa_per_bps"].number(), 0.4);
    // Nature pulls the price against what is held.
    EXPECT_LT(json["nodes"][json["nodes"].size() - 1]["worst_drift_bps_per_s"].number(), 0.0);
    EXPECT_GT(json["nodes"][0]["worst_drift_bps_per_s"].number(), 0.0);
}

TEST(Grid, PageShowsTableAndPlotWithinTheTerminal) {
    const std::string text = output({});

    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 100U) << line;
    }
    for (const char* part : {"# worst case   . nominal", "inventory in BTC", "in bps", "0.00000",
                             "USD an hour; converged in"}) {
        EXPECT_NE(text.find(part), std::string::npos) << part << '\n' << text;
    }
}

TEST(Grid, CsvHoldsEveryNodeWithAllDigits) {
    const std::string file = test::write_temporary("grid.csv", "");
    const Json json = grid({"--csv", file});

    std::ifstream lines(file);
    std::string line;
    std::getline(lines, line);
    EXPECT_EQ(line.substr(0, 36), "inventory_coin,worst_drift_bps_per_s");
    for (const Json& node : json["nodes"].array()) {
        ASSERT_TRUE(std::getline(lines, line));
        EXPECT_EQ(std::stod(line), node["inventory_coin"].number());
        EXPECT_EQ(std::count(line.begin(), line.end(), ','), 7);
        // The last cell is the nominal ask: empty where that side is off.
        EXPECT_EQ(line.ends_with(','), node["ask_nominal_bps"].is_null());
    }
    EXPECT_FALSE(std::getline(lines, line));
}

TEST(Grid, WithoutASolutionThePageSaysWhyAndShowsNoNumbers) {
    engine::AssetConfig config;
    config.symbol = "BTC";
    const engine::Asset asset(
        config,
        engine::make_asset_setup(
            config, market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 20), 1e5,
            0.0),
        seconds(1));
    Belief belief = prior_belief(asset);
    belief.rates.bid.depth_decay_per_bps = -1.0;
    const GridPage page{.asset = &asset,
                        .at = {},
                        .mid_usd = 1e5,
                        .belief = belief,
                        .pair = solve_pair(asset, belief, 0.0, 1e5)};

    const std::string text = page_text(page);

    EXPECT_NE(text.find("worst case  not solvable: a parameter is out of range"), std::string::npos)
        << text;
    EXPECT_EQ(text.find("worst - nominal"), std::string::npos);
    EXPECT_EQ(text.find("inventory in"), std::string::npos);
}

TEST(Grid, RefusesWhatIsNoRate) {
    Captured captured;

    run_app({"grid", "--config", demo, "--asset", "BTC", "--kappa", "-1"}, captured);

    EXPECT_EQ(captured.code, 2);
    EXPECT_NE(captured.err.str().find("--kappa"), std::string::npos);
}

}  // namespace
}  // namespace maxmin::app
