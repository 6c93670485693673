// The way there and back: latency to the nanosecond, races, order of messages, funding.
#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

PaperConfig slow_config() {
    PaperConfig config;
    config.order.median_ms = 100.0;
    config.response.median_ms = 40.0;
    return config;
}

struct SlowScene : Scene {
    SlowScene() : Scene(slow_config()) { book(0, {level(9990, 5000)}, {level(10010, 4000)}); }
};

TEST(Exchange, OrderIsInvisibleBeforeItsArrivalAndItsReportBeforeItsReturn) {
    SlowScene scene;
    scene.send(0, order(1, Side::bid, 10000, 1000));
    Report report;

    EXPECT_EQ(scene.exchange.next_time(), at_ms(100));
    scene.exchange.advance_to(at_ms(100) - nanoseconds(1));
    EXPECT_EQ(scene.exchange.orders().count(), 0);
    scene.exchange.advance_to(at_ms(100));
    EXPECT_EQ(scene.exchange.orders().count(), 1);
    EXPECT_EQ(scene.exchange.next_time(), at_ms(140));
    EXPECT_FALSE(scene.exchange.poll(at_ms(140) - nanoseconds(1), report));
    ASSERT_TRUE(scene.exchange.poll(at_ms(140), report));
    EXPECT_EQ(report.exchange_time, at_ms(100));
    EXPECT_EQ(report.local_time, at_ms(140));
}

TEST(Exchange, NothingFillsBeforeArrival) {
    SlowScene scene;
    scene.send(0, order(1, Side::bid, 10000, 1000));

    scene.print(99, Side::ask, 9000, 1'000'000);
    scene.print(101, Side::ask, 10000, 400);
    const auto reports = scene.run_to(200);

    EXPECT_EQ(filled_size(reports), Lots(400));
}

TEST(Exchange, MarketOfTheSameInstantComesBeforeOurOrder) {
    SlowScene scene;
    scene.send(0, order(1, Side::bid, 10000, 1000));

    scene.print(100, Side::ask, 10000, 400);

    EXPECT_EQ(filled_size(scene.run_to(200)), Lots(0));
}

TEST(Exchange, CancelLosesTheRaceAndTheFillIsReported) {
    SlowScene scene;
    scene.send(0, order(1, Side::bid, 10000, 1000));
    scene.run_to(150);

    scene.cancel(150, 1);
    scene.print(240, Side::ask, 10000, 1000);
    const auto reports = scene.run_to(400);

    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].kind, ReportKind::filled);
    EXPECT_EQ(reports[0].local_time, at_ms(280));
    EXPECT_EQ(reports[1].kind, ReportKind::cancel_rejected);
    EXPECT_EQ(reports[1].reason, Reason::unknown_order);
    EXPECT_EQ(scene.counters().cancels_lost_to_fill, 1U);
}

TEST(Exchange, LaterMessagesNeverOvertake) {
    PaperConfig config;
    config.order = {.kind = LatencyKind::recorded, .recorded_ms = {50.0, 1.0}};
    config.response = {.kind = LatencyKind::recorded, .recorded_ms = {30.0, 1.0}};
    Scene scene(config);
    scene.book(0, {level(9990, 5000)}, {level(10010, 4000)});

    scene.send(0, order(1, Side::bid, 9990, 2000));
    scene.cancel(10, 1);  // would be there at 11
    const auto reports = scene.run_to(100);

    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].kind, ReportKind::accepted);
    EXPECT_EQ(reports[1].kind, ReportKind::cancelled);
    EXPECT_EQ(reports[1].exchange_time, at_ms(50));
    EXPECT_EQ(reports[0].local_time, at_ms(80));
    EXPECT_EQ(reports[1].local_time, at_ms(80));
}

TEST(Exchange, FundingIsPaidOnTheHourOnPositionTimesMidAndTruncated) {
    PaperConfig config = instant_config();
    config.funding_rate_hourly = 0.0000125;
    Scene scene(config);
    scene.book(0, {level(9990, 5000)}, {level(10001, 4000)});
    Request taker = order(1, Side::bid, 10001, 1234);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    scene.ask(1, taker);

    // The start lies a minute after an hour.
    const std::int64_t hour = hour_ms - 60'000;
    EXPECT_EQ(scene.exchange.next_time(), at_ms(hour));
    EXPECT_TRUE(scene.run_to(hour - 1).empty());
    const auto first = scene.run_to(hour);
    const auto later = scene.run_to(hour + 2 * hour_ms);

    // 0.1234 x 99.955 x 0.0000125 = 0.00015418...
    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].kind, ReportKind::funding);
    EXPECT_DOUBLE_EQ(first[0].fee_usd, 0.000154);
    EXPECT_EQ(first[0].side, Side::bid);
    EXPECT_EQ(first[0].size, Lots(1234));
    EXPECT_EQ(later.size(), 2U);
    EXPECT_EQ(scene.exchange.account().holding(0).funding, MicroUsd(3 * 154));
    EXPECT_EQ(scene.counters().funding_payments, 3U);
}

TEST(Exchange, ShortsReceiveFundingWhenTheRateIsPositive) {
    Scene scene;
    scene.book(0, {level(9990, 5000)}, {level(10010, 4000)});
    Request taker = order(1, Side::ask, 9990, 5000);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    scene.ask(1, taker);

    const auto reports = scene.run_to(hour_ms - 60'000);

    ASSERT_EQ(reports.size(), 1U);
    EXPECT_DOUBLE_EQ(reports[0].fee_usd, -0.000625);  // 0.5 x 100 x 0.0000125
}

TEST(Exchange, SettingsItCannotHonourAreRefused) {
    const auto start = [](const auto& change) {
        PaperConfig config = instant_config();
        change(config);
        Scene scene(config);
    };

    EXPECT_THROW(start([](PaperConfig& c) { c.order.median_ms = -1.0; }), InputError);
    EXPECT_THROW(start([](PaperConfig& c) { c.order.kind = LatencyKind::recorded; }), InputError);
    EXPECT_THROW(start([](PaperConfig& c) { c.fees.tier = 7; }), InputError);
    EXPECT_THROW(start([](PaperConfig& c) { c.leverage = 0.5; }), InputError);
    EXPECT_THROW(start([](PaperConfig& c) { c.funding_rate_hourly = 0.05; }), InputError);
    EXPECT_THROW(start([](PaperConfig& c) { c.queue_power = 0.0; }), InputError);
    market::Instrument spot = test_instrument();
    spot.type = market::AssetType::spot;
    EXPECT_THROW(Scene(instant_config(), spot), InputError);
}

}  // namespace
}  // namespace maxmin::paper::test
