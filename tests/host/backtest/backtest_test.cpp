#include "host/backtest/backtest.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/config/load.hpp"

namespace maxmin::backtest {
namespace {

using market::BookLevel;
using market::EventKind;
using market::MarketEvent;

constexpr Timestamp start(1'757'001'600'000'000'000);

engine::Config config_of(const std::string& assets, const std::string& more = "") {
    return config::load_text("assets = " + assets + R"(
[run]
particles = 256
[defaults]
sz_decimals = 4
size_unit = "usd"
max_absolute_position_size = 20000.0
enable_multi_level = true
multi_level_config = { total_size_per_side = 4000.0 }
)" + more,
                             "test.toml", {})
        .config;
}

MarketEvent best(std::int64_t ms, std::int64_t bid, std::int64_t ask, AssetIndex asset = 0) {
    return {.exchange_time = start + milliseconds(ms),
            .local_time = start + milliseconds(ms + 50),
            .asset = asset,
            .kind = EventKind::best,
            .bid = {Ticks(bid), Lots(10'000)},
            .ask = {Ticks(ask), Lots(10'000)}};
}

market::Recording recording_of(std::vector<MarketEvent> events, int assets = 1) {
    market::Recording recording;
    recording.instruments.assign(
        static_cast<std::size_t>(assets),
        market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25));
    recording.events = std::move(events);
    return recording;
}

TEST(Backtest, WithoutAnyEventThereIsNothingToRun) {
    const engine::Config config = config_of("[\"ETH\"]");
    const market::Recording empty = recording_of({});
    EXPECT_THROW(Backtest(config, empty), InputError);
}

TEST(Backtest, AssetWithoutAPriceIsNamed) {
    const engine::Config config = config_of("[\"ETH\", \"SOL\"]");
    market::Recording recording = recording_of({best(0, 399'990, 400'010)}, 2);
    recording.instruments[1].symbol = "SOL";
    try {
        Backtest run(config, recording);
        FAIL() << "SOL has no price";
    } catch (const InputError& error) {
        EXPECT_NE(std::string(error.what()).find("SOL"), std::string::npos) << error.what();
    }
}

TEST(Backtest, SizesComeFromTheFirstQuoteThatCanBeTrue) {
    // A missing side, a crossed quote and one without a price: none of them is a mid.
    const engine::Config config = config_of("[\"ETH\"]");
    const market::Recording recording =
        recording_of({best(0, 0, 0), best(10, 0, 400'010), best(20, 800'000, 400'000),
                      best(30, 399'990, 400'010), best(40, 799'990, 800'010)});
    const Backtest run(config, recording);
    EXPECT_EQ(run.engine().assets()[0].setup.quote.total_size_per_side, Lots(10'000))
        << "4,000 USD at 4,000";
}

TEST(Backtest, RunCoversTheRecordingAndNothingElse) {
    const engine::Config config = config_of("[\"ETH\"]");
    const market::Recording recording =
        recording_of({best(0, 399'990, 400'010), best(5000, 400'000, 400'020)});
    Backtest run(config, recording);
    EXPECT_EQ(run.start(), start + milliseconds(100)) << "default feed: constant, 100 ms";
    EXPECT_EQ(run.end(), start + milliseconds(5100));

    run.run_until(run.start() - seconds(1));
    EXPECT_EQ(run.market_events(), 0);
    run.run_until(run.end() + seconds(1000));
    EXPECT_EQ(run.market_events(), 2);
    EXPECT_EQ(run.engine().compute().steps(), 50) << "ten steps a second, none after the end";
}

TEST(Backtest, ResultSaysWhereItCameFrom) {
    engine::Config config = config_of("[\"ETH\"]");
    config.run.seed = 77;
    market::Recording recording =
        recording_of({best(0, 399'990, 400'010), best(5000, 400'000, 400'020)});
    recording.content_hash = 123;
    Backtest run(config, recording);
    run.run();
    const ledger::RunResult result =
        run.result({.data_name = "d", .config_name = "c", .code_version = "v", .config_hash = 9});
    EXPECT_EQ(result.seed, 77U);
    EXPECT_EQ(result.data_hash, 123U);
    EXPECT_EQ(result.config_hash, 9U);
    EXPECT_EQ(result.code_version, "v");
    EXPECT_EQ(result.decision_hash, run.engine().decision_hash());
    EXPECT_EQ(result.end_equity_usd, config.paper.start_balance_usd) << "nothing was traded";
    EXPECT_EQ(result.assets[0].last_state, "warming up");
}

}  // namespace
}  // namespace maxmin::backtest
