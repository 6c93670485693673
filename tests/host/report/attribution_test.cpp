#include "host/report/attribution.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "host/ledger/ledger.hpp"
#include "tests/support/run_result.hpp"

namespace maxmin::report {
namespace {

TEST(Attribution, GroupsOfALedgersFillsAddUpToItsOwnSplit) {
    market::Instrument instrument;
    instrument.price_decimals = 2;
    instrument.size_decimals = 3;
    ledger::Ledger books(std::vector{instrument}, 0.0, 200);
    gateway::Report report;
    report.kind = gateway::ReportKind::filled;
    for (int i = 0; i < 100; ++i) {
        const Timestamp time = Timestamp() + seconds(3 * i);
        books.on_mid(0, time, 100.0 + 0.07 * (i % 13));
        report.side = i % 3 == 0 ? Side::ask : Side::bid;
        report.liquidity = i % 10 == 9 ? gateway::Liquidity::taker : gateway::Liquidity::maker;
        report.level = static_cast<std::uint8_t>(i % 2);
        report.price = Ticks(10'010 + i % 5);
        report.size = Lots(500 + i);
        report.fee_usd = 0.01;
        report.exchange_time = time;
        books.on_fill(report);
    }
    books.finish(Timestamp() + seconds(300));
    ledger::RunResult run;
    run.assets.resize(1);
    run.assets[0].mid_usd = books.mid_usd(0);
    run.profit = books.split_total();
    run.fills.assign(books.fills().begin(), books.fills().end());

    const Groups groups = group_fills(run);

    ASSERT_EQ(groups.by_level.size(), 4U);  // two levels, taker, remainder
    EXPECT_EQ(groups.by_level[2].name, "taker");
    for (const auto* list : {&groups.by_side, &groups.by_level, &groups.by_hour}) {
        // Every fill is recorded and nothing was funded: no part is left over but rounding of a
        // hundred sums of a few USD.
        const ledger::ProfitSplit& rest = list->back().profit;
        for (const double part_usd :
             {rest.spread_usd, rest.adverse_usd, rest.inventory_usd, rest.fees_usd,
              rest.funding_usd, rest.taker_cost_usd, rest.total_usd}) {
            EXPECT_NEAR(part_usd, 0.0, 1e-10);
        }
    }
}

TEST(Attribution, FundingIsOfNoFill) {
    const Groups groups = group_fills(test::made_up_run({.assets = 3}));

    EXPECT_EQ(groups.by_side.back().name, "not of a recorded fill");
    EXPECT_NEAR(groups.by_side.back().profit.funding_usd, 0.75, 1e-12);  // a sum of three 0.25
    EXPECT_NEAR(groups.by_side.back().profit.total_usd, -0.75, 1e-9);
}

TEST(Markouts, MeanAndStandardErrorAsByHand) {
    ledger::RunResult run;
    run.assets.resize(1);
    for (const double bps : {1.0, 2.0, 6.0}) {
        ledger::FillRecord fill;
        fill.side = Side::ask;
        fill.markout_bps[0] = bps;
        run.fills.push_back(fill);
    }
    run.fills[0].markout_bps[2] = -4.0;
    run.fills.push_back(run.fills[2]);
    run.fills.back().liquidity = gateway::Liquidity::taker;  // not counted

    const Markouts markouts = markouts_of(run).assets[0];

    // Mean 3, variance (4 + 1 + 9) / 2 = 7, error sqrt(7 / 3).
    EXPECT_NEAR(markouts.ask.mean_bps[0], 3.0, 1e-14);
    EXPECT_NEAR(markouts.ask.error_bps[0], std::sqrt(7.0 / 3.0), 1e-14);
    EXPECT_EQ(markouts.ask.fills[0], 3);
    EXPECT_EQ(markouts.ask.mean_bps[2], -4.0);
    EXPECT_TRUE(std::isnan(markouts.ask.error_bps[2]));
    EXPECT_TRUE(std::isnan(markouts.bid.mean_bps[0]));
    EXPECT_EQ(markouts.both.fills[0], 3);
}

}  // namespace
}  // namespace maxmin::report
