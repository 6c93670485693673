#include "host/ledger/ledger.hpp"

#include <cmath>
#include <limits>
#include <vector>

#include <gtest/gtest.h>

namespace maxmin::ledger {
namespace {

constexpr Timestamp start(1'767'225'600'000'000'000);  // 2026-01-01 00:00:00 UTC

Timestamp at_s(double after_start_s) {
    return start + from_seconds(after_start_s);
}

/// Prices in cents, sizes in thousandths of a coin.
std::vector<market::Instrument> two_instruments() {
    market::Instrument instrument;
    instrument.symbol = "AAA";
    instrument.price_decimals = 2;
    instrument.size_decimals = 3;
    std::vector<market::Instrument> both(2, instrument);
    both[1].symbol = "BBB";
    return both;
}

gateway::Report fill_report(AssetIndex asset, Side side, std::int64_t cents, std::int64_t milli,
                            Timestamp time) {
    gateway::Report report;
    report.kind = gateway::ReportKind::filled;
    report.asset = asset;
    report.side = side;
    report.price = Ticks(cents);
    report.size = Lots(milli);
    report.exchange_time = time;
    return report;
}

gateway::Report funding_report(AssetIndex asset, double paid_usd, Timestamp time) {
    gateway::Report report;
    report.kind = gateway::ReportKind::funding;
    report.asset = asset;
    report.fee_usd = paid_usd;
    report.exchange_time = time;
    return report;
}

// All numbers of these tests are sums of a few exact decimals: a handful of roundings of amounts
// below 1e6 cost less than 1e-9.
constexpr double usd_tolerance = 1e-9;

TEST(Ledger, OneRoundTripSplitsAsByHand) {
    Ledger ledger(two_instruments(), 1000.0, 8);
    ledger.on_mid(0, at_s(0), 100.00);
    gateway::Report bought = fill_report(0, Side::bid, 99'90, 2'000, at_s(1));
    bought.fee_usd = 0.03;
    ledger.on_fill(bought);              // spread: 2 x 0.10
    ledger.on_mid(0, at_s(5), 99.70);    // adverse so far: 2 x -0.30
    ledger.on_mid(0, at_s(11), 99.60);   // first mid at or after fill + 10 s: 2 x -0.40
    ledger.on_mid(0, at_s(20), 100.20);  // inventory: 2 x +0.60
    ledger.on_funding(funding_report(0, 0.05, at_s(21)));
    gateway::Report sold = fill_report(0, Side::ask, 100'10, 2'000, at_s(22));
    sold.liquidity = gateway::Liquidity::taker;
    sold.fee_usd = 0.09;
    ledger.on_fill(sold);  // taker cost: 2 x 0.10

    const ProfitSplit split = ledger.split(0);

    EXPECT_NEAR(split.spread_usd, 0.20, usd_tolerance);
    EXPECT_NEAR(split.adverse_usd, -0.80, usd_tolerance);
    EXPECT_NEAR(split.inventory_usd, 1.20, usd_tolerance);
    EXPECT_NEAR(split.fees_usd, 0.12, usd_tolerance);
    EXPECT_NEAR(split.funding_usd, 0.05, usd_tolerance);
    EXPECT_NEAR(split.taker_cost_usd, 0.20, usd_tolerance);
    EXPECT_NEAR(split.total_usd, 2 * (100.10 - 99.90) - 0.12 - 0.05, usd_tolerance);
    EXPECT_NEAR(ledger.equity_usd(), 1000.0 + split.total_usd, usd_tolerance);
    EXPECT_EQ(ledger.position(0), Lots(0));
    EXPECT_NEAR(ledger.volume_usd(0), 2 * 99.90 + 2 * 100.10, usd_tolerance);
    EXPECT_NEAR(ledger.maker_volume_usd(0), 2 * 99.90, usd_tolerance);
    EXPECT_EQ(ledger.volume_usd(), ledger.volume_usd(0));
}

TEST(Ledger, MarkoutTakesTheFirstMidAtOrAfterTheHorizon) {
    Ledger ledger(two_instruments(), 0.0, 8);
    ledger.on_mid(0, at_s(0), 100.0);
    ledger.on_fill(fill_report(0, Side::ask, 100'00, 1'000, at_s(0)));
    ledger.on_mid(0, at_s(0.999), 90.0);  // just before 1 s: not used
    ledger.on_mid(1, at_s(1.0), 50.0);    // another asset's: not used
    ledger.on_mid(0, at_s(1.0), 99.0);    // used
    ledger.on_mid(0, at_s(1.001), 80.0);  // too late
    ledger.on_mid(0, at_s(10.5), 102.0);  // used for 10 s

    ledger.finish(at_s(59.999));

    // A sale gains when the mid falls. The move is exact in binary, the ratio nearly so.
    const FillRecord& fill = ledger.fills()[0];
    EXPECT_NEAR(fill.markout_bps[0], 100.0, usd_tolerance);
    EXPECT_NEAR(fill.markout_bps[1], -200.0, usd_tolerance);
    EXPECT_TRUE(std::isnan(fill.markout_bps[2]));
}

TEST(Ledger, FinishHearsTheLastMidOnceMore) {
    Ledger ledger(two_instruments(), 0.0, 8);
    ledger.on_mid(0, at_s(0), 100.0);
    ledger.on_fill(fill_report(0, Side::bid, 100'00, 1'000, at_s(0)));
    ledger.on_mid(0, at_s(0.5), 101.0);

    ledger.finish(at_s(10));

    EXPECT_NEAR(ledger.fills()[0].markout_bps[0], 100.0, usd_tolerance);
    EXPECT_NEAR(ledger.fills()[0].markout_bps[1], 100.0, usd_tolerance);
    EXPECT_TRUE(std::isnan(ledger.fills()[0].markout_bps[2]));
    EXPECT_NEAR(ledger.split(0).adverse_usd, 1.0, usd_tolerance);
}

TEST(Ledger, FillToldOutOfOrderIsMarkedNoEarlierThanTheOneToldBefore) {
    Ledger ledger(two_instruments(), 0.0, 8);
    ledger.on_mid(0, at_s(0), 100.0);
    ledger.on_fill(fill_report(0, Side::bid, 100'00, 1'000, at_s(2)));
    ledger.on_fill(fill_report(0, Side::bid, 100'00, 1'000, at_s(1)));
    ledger.on_mid(0, at_s(2.5), 101.0);
    ledger.on_mid(0, at_s(3), 102.0);

    EXPECT_NEAR(ledger.fills()[0].markout_bps[0], 200.0, usd_tolerance);
    EXPECT_NEAR(ledger.fills()[1].markout_bps[0], 200.0, usd_tolerance);
}

TEST(Ledger, DrawdownIsFromThePeakAndLossFromTheDaysStart) {
    Ledger ledger(two_instruments(), 500.0, 8);
    const double day_s = 86'400.0;
    ledger.on_mid(0, at_s(10), 100.0);
    ledger.on_fill(fill_report(0, Side::bid, 100'00, 1'000, at_s(10)));
    ledger.on_mid(0, at_s(20), 107.0);
    EXPECT_EQ(ledger.day_start_equity_usd(), 500.0);
    ledger.on_mid(0, at_s(day_s - 1), 103.0);
    EXPECT_NEAR(ledger.drawdown_usd(), 4.0, usd_tolerance);

    ledger.on_mid(0, at_s(day_s), 98.0);  // the first mid of the new day is already the day's loss
    EXPECT_NEAR(ledger.day_start_equity_usd(), 503.0, usd_tolerance);
    EXPECT_NEAR(ledger.equity_usd(), 498.0, usd_tolerance);
    ledger.on_mid(0, at_s(day_s - 5), 106.0);  // time going back does not turn the day back
    ledger.on_funding(funding_report(0, 1.5, at_s(day_s + 1)));

    EXPECT_NEAR(ledger.day_start_equity_usd(), 503.0, usd_tolerance);
    EXPECT_NEAR(ledger.peak_equity_usd(), 507.0, usd_tolerance);
    EXPECT_NEAR(ledger.drawdown_usd(), 507.0 - 504.5, usd_tolerance);
    EXPECT_NEAR(ledger.drawdown_usd_max(), 9.0, usd_tolerance);
}

TEST(Ledger, FillsBeyondTheReserveAreBookedButNotRecorded) {
    Ledger ledger(two_instruments(), 0.0, 1);
    ledger.on_mid(0, at_s(0), 100.0);
    const FillRecord* records = ledger.fills().data();
    ledger.on_fill(fill_report(0, Side::bid, 99'00, 1'000, at_s(0)));
    ledger.on_fill(fill_report(0, Side::bid, 99'00, 1'000, at_s(0)));
    ledger.on_mid(0, at_s(5), 98.0);

    const ProfitSplit split = ledger.split(0);

    EXPECT_EQ(ledger.fills().size(), 1U);
    EXPECT_EQ(ledger.fills().data(), records);
    EXPECT_EQ(ledger.fills_booked(), 2);
    EXPECT_EQ(ledger.fills_unrecorded(), 1);
    EXPECT_EQ(ledger.position(0), Lots(2'000));
    EXPECT_NEAR(split.spread_usd, 2.0, usd_tolerance);
    EXPECT_NEAR(split.adverse_usd, -2.0, usd_tolerance);    // of the recorded one
    EXPECT_NEAR(split.inventory_usd, -2.0, usd_tolerance);  // of the other
    EXPECT_NEAR(split.total_usd, -2.0, usd_tolerance);
}

TEST(Ledger, FillBeforeAnyMidStandsInForIt) {
    Ledger ledger(two_instruments(), 0.0, 4);
    ledger.on_fill(fill_report(1, Side::ask, 40'00, 500, at_s(0)));
    EXPECT_EQ(ledger.fills_without_mid(), 1);
    EXPECT_EQ(ledger.equity_usd(), 0.0);

    ledger.on_mid(1, at_s(1), 38.0);

    EXPECT_NEAR(ledger.equity_usd(), 1.0, usd_tolerance);
    EXPECT_EQ(ledger.fills()[0].mid_usd, 40.0);
}

TEST(Ledger, MidsThatAreNoPriceAreRefusedAndCounted) {
    Ledger ledger(two_instruments(), 0.0, 4);
    ledger.on_mid(0, at_s(0), 100.0);
    ledger.on_fill(fill_report(0, Side::bid, 100'00, 1'000, at_s(0)));

    for (const double bad : {0.0, -1.0, not_known, std::numeric_limits<double>::infinity()}) {
        ledger.on_mid(0, at_s(1), bad);
    }

    EXPECT_EQ(ledger.mids_refused(), 4);
    EXPECT_EQ(ledger.equity_usd(), 0.0);
    EXPECT_TRUE(std::isnan(ledger.fills()[0].markout_bps[0]));
}

}  // namespace
}  // namespace maxmin::ledger
