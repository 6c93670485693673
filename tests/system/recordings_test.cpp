// Every kind of recording that ships with the tests runs through the whole program without error.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/system/replay.hpp"

namespace maxmin::test {
namespace {

struct Case {
    std::string name;
    std::string format;
    std::string path;
    bool has_trades = true;
    std::int64_t events_least = 0;
};

Replay load_case(const Case& recording) {
    const std::string text = "assets = [\"BTC\"]\n[data]\nformat = \"" + recording.format +
                             "\"\npath = \"" + MAXMIN_SOURCE_DIR + "/tests/data/" + recording.path +
                             R"("
[paper]
feed = { kind = "recorded" }
[defaults]
size_unit = "usd"
max_absolute_position_size = 20000.0
enable_multi_level = true
enable_robust_control = true
multi_level_config = { total_size_per_side = 4000.0 }
filter = { warm_up_s = 5.0 }
gate = { forced_open = true }
)";
    Replay replay;
    replay.loaded = config::load_text(text, recording.name + ".toml", {});
    market::ReadReport report;
    replay.recording = market::read({.format = replay.config().data.format,
                                     .path = replay.config().data.path,
                                     .symbols = {},
                                     .instruments = {},
                                     .progress = {}},
                                    report);
    return replay;
}

class Recordings : public ::testing::TestWithParam<Case> {};

TEST_P(Recordings, RunsToTheEndAndItsBooksAddUp) {
    const Replay replay = load_case(GetParam());
    ASSERT_EQ(replay.recording.instruments.size(), 1U);
    backtest::Backtest run(replay.config(), replay.recording);

    run.run();

    const ledger::RunResult result = run.result({});
    EXPECT_GE(result.market_events, GetParam().events_least);
    EXPECT_EQ(result.market_events, std::ssize(replay.recording.events));
    const ledger::AssetSummary& asset = result.assets[0];
    EXPECT_GT(asset.filter_steps, 0) << "the filter saw the market";
    EXPECT_GT(asset.placed, 0) << "and quotes were made: " << asset.last_state;
    EXPECT_TRUE(std::isfinite(result.end_equity_usd));
    EXPECT_NEAR(ledger::sum_of_parts_usd(asset.profit), asset.profit.total_usd, 1e-6);
    EXPECT_EQ(result.portfolio_state, "ACTIVE");
    if (!GetParam().has_trades) {
        // Without prints an order can fill in one way: the shown book passes its price.
        EXPECT_EQ(run.exchange().counters().queue_fills, 0U);
        EXPECT_EQ(run.exchange().counters().print_through_fills, 0U);
        EXPECT_EQ(run.exchange().counters().maker_fills,
                  run.exchange().counters().trade_through_fills);
    }
}

TEST(RecordingFormats, TheConfigurationTakesEveryFormatThatHasAReader) {
    for (const std::string& format : market::reader_formats()) {
        const std::string text =
            "assets = [\"BTC\"]\n[data]\nformat = \"" + format + "\"\npath = \"day\"\n";
        EXPECT_NO_THROW(config::load_text(text, "formats.toml", {})) << format;
    }
}

INSTANTIATE_TEST_SUITE_P(
    Bundled, Recordings,
    ::testing::Values(Case{.name = "archive",
                           .format = "hyperliquid_archive",
                           .path = "hyperliquid-archive-btc-20240101/"
                                   "l2Book_BTC_20240101T1200-1245.jsonl.gz",
                           .has_trades = false,
                           .events_least = 4207},
                      Case{.name = "websocket",
                           .format = "hyperliquid_ws",
                           .path = "hyperliquid-ws-btc-20250126/btcusd_20250126.gz",
                           .events_least = 46},
                      Case{.name = "binance",
                           .format = "binance_usdm",
                           .path = "binance-usdm-btc-20240808/usdm_btcusdt_20240808.gz",
                           .events_least = 3000}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace maxmin::test
