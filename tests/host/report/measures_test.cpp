#include "host/report/measures.hpp"

#include <cmath>
#include <random>

#include <gtest/gtest.h>

#include "tests/support/run_result.hpp"

namespace maxmin::report {
namespace {

/// One asset whose profit after every minute is the running sum of `changes`.
ledger::RunResult run_of_minutes(const std::vector<double>& changes) {
    ledger::RunResult run;
    run.assets.resize(1);
    run.start_balance_usd = 1000.0;
    run.end = Timestamp() + seconds(60 * static_cast<std::int64_t>(changes.size()));
    double profit_usd = 0.0;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        profit_usd += changes[i];
        ledger::Sample sample;
        sample.time = Timestamp() + seconds(60 * static_cast<std::int64_t>(i + 1));
        sample.profit_usd = profit_usd;
        run.samples.push_back(sample);
    }
    run.profit.total_usd = profit_usd;
    run.end_equity_usd = 1000.0 + profit_usd;
    return run;
}

TEST(Measures, MinuteRatiosAsByHand) {
    const Measures measures = measures_of(run_of_minutes({1.0, -1.0, 2.0, 2.0}));

    // Mean 1; squared deviations 0 + 4 + 1 + 1, sd sqrt(2); downside sqrt(1 / 4). Exact but for
    // the rounding of a square root.
    EXPECT_EQ(measures.minutes, 4.0);
    EXPECT_NEAR(measures.sharpe_minute, 1.0 / std::sqrt(2.0), 1e-14);
    EXPECT_NEAR(measures.sortino_minute, 2.0, 1e-14);
    EXPECT_NEAR(measures.return_fraction, 0.004, 1e-14);
    EXPECT_NEAR(measures.profit_usd_per_hour.mean, 60.0, 1e-12);
    EXPECT_EQ(measures.blocks, 4);
}

TEST(Measures, EquityAddsTheLastKnownProfitOfEveryAsset) {
    ledger::RunResult run;
    run.assets.resize(2);
    run.start_balance_usd = 100.0;
    const auto add = [&](std::int64_t second, AssetIndex asset, double profit_usd) {
        ledger::Sample sample;
        sample.time = Timestamp() + seconds(second);
        sample.asset = asset;
        sample.profit_usd = profit_usd;
        run.samples.push_back(sample);
    };
    add(1, 0, 5.0);
    add(1, 1, -2.0);
    add(2, 1, 4.0);  // asset 0 was not sampled: its 5 still count

    const std::vector<EquityPoint> points = equity_series(run);

    ASSERT_EQ(points.size(), 2U);
    EXPECT_EQ(points[0].equity_usd, 103.0);
    EXPECT_EQ(points[1].equity_usd, 109.0);
}

TEST(Measures, LongerRunsUseLongerBlocks) {
    EXPECT_EQ(measures_of(run_of_minutes(std::vector<double>(35, 1.0))).block_s, 60.0);
    EXPECT_EQ(measures_of(run_of_minutes(std::vector<double>(150, 1.0))).block_s, 300.0);
    EXPECT_EQ(measures_of(run_of_minutes(std::vector<double>(450, 1.0))).block_s, 900.0);
    EXPECT_EQ(measures_of(run_of_minutes(std::vector<double>(1800, 1.0))).block_s, 3600.0);
}

TEST(Measures, RatiosOfTheTradingAddUpFromTheLevels) {
    ledger::RunResult run = test::made_up_run({});

    const Measures measures = measures_of(run);

    double filled = 0.0;
    double placed = 0.0;
    double volume_usd = 0.0;
    for (const ledger::AssetSummary& asset : run.assets) {
        filled += static_cast<double>(level_total(asset).filled_orders);
        placed += static_cast<double>(level_total(asset).placed);
        volume_usd += asset.volume_usd;
    }
    EXPECT_EQ(measures.fill_ratio, filled / placed);
    EXPECT_EQ(measures.requests_per_usd, run.requests_used / volume_usd);
    EXPECT_NEAR(measures.quoted_both_sides, 0.93, 1e-14);  // the same in every asset, averaged
    EXPECT_EQ(measures.fills, static_cast<std::int64_t>(run.fills.size()));
}

TEST(Bootstrap, SameSeedSameInterval) {
    const std::vector<Block> blocks = {{1.0, 1.0}, {5.0, 2.0}, {-3.0, 1.0}, {2.0, 0.5}};

    const Interval first = bootstrap(blocks, 3);
    const Interval again = bootstrap(blocks, 3);

    EXPECT_EQ(first.mean, 5.0 / 4.5);
    EXPECT_EQ(first.low, again.low);
    EXPECT_EQ(first.high, again.high);
    EXPECT_LT(first.low, first.mean);
    EXPECT_GT(first.high, first.mean);
}

TEST(Bootstrap, NothingToResampleHasNoInterval) {
    EXPECT_TRUE(std::isnan(bootstrap({}, 1).mean));
    const std::vector<Block> one = {{4.0, 2.0}};
    EXPECT_EQ(bootstrap(one, 1).mean, 2.0);
    EXPECT_TRUE(std::isnan(bootstrap(one, 1).low));
}

TEST(Bootstrap, NinetyPercentIntervalCoversTheTruthAboutAsOften) {
    const unsigned seed = 11;
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937_64 random(seed);
    std::normal_distribution<double> normal(0.3, 1.0);
    constexpr int trials = 400;
    int covered = 0;
    for (int trial = 0; trial < trials; ++trial) {
        std::vector<Block> blocks(40);
        for (Block& block : blocks) {
            block = {normal(random), 1.0};
        }
        const Interval interval = bootstrap(blocks, static_cast<std::uint64_t>(trial));
        covered += interval.low <= 0.3 && 0.3 <= interval.high ? 1 : 0;
    }

    // The percentile bootstrap of 40 blocks covers about 88.5 % (normal quantile in place of
    // Student's, sd with divisor n); 400 trials have an error of 1.6 %, three of them are 4.8.
    EXPECT_NEAR(100.0 * covered / trials, 88.5, 4.8);
}

}  // namespace
}  // namespace maxmin::report
