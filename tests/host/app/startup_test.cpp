#include "host/app/startup.hpp"

#include <gtest/gtest.h>

#include "host/app/exit_error.hpp"
#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::run_app;

const std::string demo = MAXMIN_SOURCE_DIR "/scripts/demo.toml";

TEST(Startup, DemandedCudaNeedsABuildAndADriver) {
    using enum engine::BackendChoice;
    Machine machine;
    machine.has_cuda_build = true;
    machine.has_nvidia_driver = true;
    EXPECT_EQ(judge_backend(cuda, machine), "");
    EXPECT_EQ(judge_backend(automatic, machine), "");

    machine.has_nvidia_driver = false;
    EXPECT_THROW(judge_backend(cuda, machine), ExitError);
    EXPECT_EQ(judge_backend(automatic, machine), "no CUDA device; the CPU path is used");
    EXPECT_EQ(judge_backend(cpu, machine), "");

    machine.has_cuda_build = false;
    EXPECT_THROW(judge_backend(cuda, machine), ExitError);
    EXPECT_EQ(judge_backend(automatic, machine), "");
}

TEST(Startup, SaysHowSizesWereRounded) {
    Captured captured;

    run_app({"backtest", "--config", demo, "--set", "run.particles=64"}, captured);

    ASSERT_EQ(captured.code, 0) << captured.err.str();
    // 4000 USD at the first mid of 109755.5 are 0.036444 BTC, in lots of 0.00001.
    EXPECT_NE(captured.err.str().find("BTC   asked 4000 USD -> 0.03644 BTC = 3999.49 USD a side, "
                                      "20000 USD -> 0.18222 BTC = 20000 USD at most\n"),
              std::string::npos)
        << captured.err.str();
}

TEST(Startup, ShowsTenAssetsAndCountsTheRest) {
    engine::AssetConfig config;
    config.symbol = "BTC";
    const market::Instrument instrument =
        market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 20);
    std::vector<engine::Asset> assets;
    for (int i = 0; i < 12; ++i) {
        assets.emplace_back(config, engine::make_asset_setup(config, instrument, 100'000.0, 0.0),
                            seconds(1));
    }
    const std::vector<double> mids(assets.size(), 100'000.0);

    const std::vector<std::string> lines = size_lines(assets, mids);

    ASSERT_EQ(lines.size(), 11U);
    EXPECT_EQ(
        lines.front(),
        "BTC   asked 1 BTC -> 1 BTC = 100000 USD a side, 10 BTC -> 10 BTC = 1000000 USD at most");
    EXPECT_EQ(lines.back(), "and 2 more assets");
}

TEST(Startup, SizesBelowTheVenuesMinimumStopTheRun) {
    Captured captured;

    run_app({"backtest", "--config", demo, "--set",
             "defaults.multi_level_config.total_size_per_side=15"},
            captured);

    EXPECT_EQ(captured.code, 3);
    EXPECT_NE(captured.err.str().find("its first level of 7.5 USD is below the venue's 10 USD"),
              std::string::npos)
        << captured.err.str();
}

TEST(Startup, MissingBackendHasItsExitCode) {
    if (look_at_machine({}).has_cuda_build && look_at_machine({}).has_nvidia_driver) {
        GTEST_SKIP() << "this machine has what the test says is missing";
    }
    Captured captured;

    run_app({"backtest", "--config", demo, "--backend", "cuda"}, captured);

    EXPECT_EQ(captured.code, 5);
    EXPECT_EQ(captured.err.str().find("run.backend = \"cuda\": "), 0U) << captured.err.str();
}

}  // namespace
}  // namespace maxmin::app
