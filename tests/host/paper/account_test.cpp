#include "host/paper/account.hpp"

#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

// Sums of a few terms of at most 1e5 USD in double: 1e-9 USD is a thousand roundings.
constexpr double rounding_usd = 1e-9;

struct OneAsset : Account {
    OneAsset() : Account(1000.0, 10.0, std::vector<market::Instrument>{test_instrument()}) {
        set_mid(0, 20'000);
    }
    void fill(Side side, std::int64_t price, std::int64_t size) {
        apply_fill({.asset = 0, .side = side, .price = Ticks(price), .size = Lots(size)},
                   MicroUsd(0));
    }
};

TEST(Account, AddingAveragesTheEntryReducingRealisesAndAFlipOpensAnew) {
    OneAsset account;

    account.fill(Side::bid, 10'000, 3000);
    account.fill(Side::bid, 10'400, 1000);
    EXPECT_DOUBLE_EQ(account.holding(0).entry_ticks, 10'100.0);
    EXPECT_EQ(account.realised_usd(), 0.0);
    account.fill(Side::ask, 10'300, 1000);  // 0.1 x 2.00
    EXPECT_DOUBLE_EQ(account.holding(0).entry_ticks, 10'100.0);
    EXPECT_NEAR(account.realised_usd(), 0.2, rounding_usd);
    account.fill(Side::ask, 9'900, 5000);  // closes 0.3 at -2.00, opens 0.2 short
    EXPECT_NEAR(account.realised_usd(), 0.2 - 0.6, rounding_usd);
    EXPECT_DOUBLE_EQ(account.holding(0).entry_ticks, 9'900.0);
    EXPECT_EQ(account.position(0), Lots(-2000));
    account.fill(Side::bid, 9'800, 2000);  // 0.2 x 1.00
    EXPECT_NEAR(account.realised_usd(), -0.2, rounding_usd);
    EXPECT_FALSE(account.has_position());

    // Flat: cash is the start balance plus what was realised.
    EXPECT_NEAR(account.cash_usd(), 1000.0 - 0.2, rounding_usd);
    EXPECT_NEAR(account.equity_usd(), account.cash_usd(), rounding_usd);
}

TEST(Account, EquityIsBalancePlusRealisedPlusUnrealisedLessFeesAndFunding) {
    OneAsset account;
    account.apply_fill({.asset = 0, .side = Side::bid, .price = Ticks(10'000), .size = Lots(5000)},
                       MicroUsd(22'500));
    account.apply_funding(0, MicroUsd(625));
    account.set_mid(0, 20'100);  // 100.50

    // 0.5 x 0.50 = 0.25
    EXPECT_NEAR(account.equity_usd(), 1000.25 - 0.023125, rounding_usd);
    EXPECT_NEAR(account.cash_usd(), 1000.0 - 50.0 - 0.023125, rounding_usd);
}

TEST(Account, MarginCountsTheWorstSideOfPositionAndOpenOrders) {
    OneAsset account;  // leverage 10, maximum 25
    account.fill(Side::bid, 10'000, 20'000);
    EXPECT_NEAR(account.initial_margin_usd(), 20.0, rounding_usd);
    EXPECT_NEAR(account.maintenance_margin_usd(), 200.0 * 0.02, rounding_usd);

    account.reserve(0, Side::ask, Lots(30'000));  // would end 10,000 short: less than now
    EXPECT_NEAR(account.initial_margin_usd(), 20.0, rounding_usd);
    account.reserve(0, Side::bid, Lots(10'000));
    EXPECT_NEAR(account.initial_margin_usd(), 30.0, rounding_usd);

    // 1,000 USD carry 10,000 USD: 1,000,000 lots, of which 30,000 are spoken for.
    EXPECT_TRUE(account.can_place(0, Side::bid, Lots(970'000)));
    EXPECT_FALSE(account.can_place(0, Side::bid, Lots(970'001)));
    // The sell side goes through zero first: 20,000 held, 30,000 resting.
    EXPECT_TRUE(account.can_place(0, Side::ask, Lots(990'000)));
    EXPECT_FALSE(account.can_place(0, Side::ask, Lots(990'001)));
}

TEST(Account, LeverageIsCappedByTheInstrument) {
    market::Instrument small = test_instrument();
    small.leverage_max = 3;
    Account account(1000.0, 10.0, std::vector<market::Instrument>{small});
    account.set_mid(0, 20'000);
    account.apply_fill({.asset = 0, .side = Side::ask, .price = Ticks(10'000), .size = Lots(3000)},
                       MicroUsd(0));

    EXPECT_NEAR(account.initial_margin_usd(), 10.0, rounding_usd);
    EXPECT_NEAR(account.maintenance_margin_usd(), 5.0, rounding_usd);
}

TEST(Account, OrderWithoutMarginIsRefusedButReducingIsNot) {
    PaperConfig config = instant_config();
    config.start_balance_usd = 10.0;
    Scene scene(config);
    scene.book(0, {level(9990, 50'000)}, {level(10'010, 40'000)});
    Request taker = order(1, Side::bid, 10'010, 9900);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    EXPECT_EQ(filled_size(scene.ask(1, taker)), Lots(9900));

    const auto more = scene.ask(2, order(2, Side::bid, 9990, 1100));
    const auto less = scene.ask(2, order(3, Side::ask, 10'020, 9900));

    ASSERT_EQ(more.size(), 1U);
    EXPECT_EQ(more[0].reason, Reason::insufficient_margin);
    ASSERT_EQ(less.size(), 1U);
    EXPECT_EQ(less[0].kind, ReportKind::accepted);
}

TEST(Account, RestingOrderThatLostItsMarginIsCancelledAtTheMatch) {
    PaperConfig config = instant_config();
    config.start_balance_usd = 20.0;
    Scene scene(config);
    scene.book(0, {level(9990, 500)}, {level(10'010, 40'000)});
    Request taker = order(1, Side::bid, 10'010, 9500);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    scene.ask(1, taker);
    scene.ask(2, order(2, Side::bid, 9000, 9500));

    // Ten dollars down: 10.4 of 20 are left, and 17.1 would be needed for both.
    scene.book(3, {level(8990, 500)}, {level(9010, 500)});
    scene.print(4, Side::ask, 8990, 20'000);
    const auto reports = scene.run_to(4);

    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].kind, ReportKind::cancelled);
    EXPECT_EQ(reports[0].reason, Reason::insufficient_margin);
}

TEST(Account, BelowMaintenanceEverythingIsCancelledAndClosedAtTheBook) {
    PaperConfig config = instant_config();
    config.start_balance_usd = 10.0;
    Scene scene(config);
    scene.book(0, {level(9990, 50'000)}, {level(10'010, 40'000)});
    Request taker = order(1, Side::bid, 10'010, 9000);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    scene.ask(1, taker);
    scene.ask(2, order(2, Side::ask, 10'020, 1000));

    // Bought 0.9 at 100.10; at 91.00 equity is 1.77 and maintenance 1.64: nothing happens.
    scene.book(3, {level(9090, 5000), level(9080, 50'000)}, {level(9110, 5000)});
    EXPECT_TRUE(scene.run_to(3).empty());
    // At 90.80: 1.59 against 1.63.
    scene.book(4, {level(9070, 5000), level(9060, 3000)}, {level(9090, 5000)});
    const auto first = scene.run_to(4);
    scene.book(5, {level(9060, 3000)}, {level(9080, 5000)});
    const auto second = scene.run_to(5);

    ASSERT_EQ(first.size(), 3U);
    EXPECT_EQ(first[0].kind, ReportKind::cancelled);
    EXPECT_EQ(first[0].reason, Reason::liquidated);
    EXPECT_EQ(first[1].reason, Reason::liquidated);
    EXPECT_EQ(first[1].price, Ticks(9070));
    EXPECT_EQ(first[1].size, Lots(5000));
    EXPECT_EQ(first[1].liquidity, gateway::Liquidity::taker);
    EXPECT_GT(first[1].fee_usd, 0.0);
    EXPECT_EQ(first[2].size, Lots(3000));
    // What is left has margin enough again.
    EXPECT_TRUE(second.empty());
    EXPECT_EQ(scene.exchange.account().position(0), Lots(1000));
    EXPECT_EQ(scene.counters().liquidations, 1U);
}

}  // namespace
}  // namespace maxmin::paper::test
