#include "host/order/working_orders.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

namespace maxmin::order {
namespace {

using gateway::OrderId;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;

constexpr Timestamp t0{1'000'000'000};

Request place(std::uint64_t id, std::int64_t size = 50) {
    return {.kind = RequestKind::place, .id = OrderId{id}, .price = Ticks(100), .size = Lots(size)};
}

Request modify(std::uint64_t id, std::int64_t price, std::int64_t size) {
    return {
        .kind = RequestKind::modify, .id = OrderId{id}, .price = Ticks(price), .size = Lots(size)};
}

Request cancel(std::uint64_t id) {
    return {.kind = RequestKind::cancel, .id = OrderId{id}, .price = Ticks(100), .size = Lots(50)};
}

Report report(ReportKind kind, std::uint64_t id, std::int64_t remaining) {
    return {.kind = kind,
            .id = OrderId{id},
            .price = Ticks(100),
            .size = Lots(remaining),
            .remaining = Lots(remaining),
            .exchange_time = t0,
            .local_time = t0};
}

Report fill(std::uint64_t id, std::uint64_t trade, std::int64_t size, std::int64_t remaining) {
    Report out = report(ReportKind::filled, id, remaining);
    out.size = Lots(size);
    out.trade_id = trade;
    return out;
}

WorkingOrders with_open_order() {
    WorkingOrders working;
    EXPECT_TRUE(working.sent(place(1), t0));
    working.apply(report(ReportKind::accepted, 1, 50));
    return working;
}

TEST(Transitions, OnlyTheVenueResurrectsADoneOrderAndThatIsIllegal) {
    for (int event = 0; event < order_events; ++event) {
        const Rule rule = rule_for(OrderState::done, static_cast<OrderEvent>(event));
        EXPECT_NE(rule.verdict, Verdict::moved) << event;
        if (rule.next != OrderState::done) {
            EXPECT_EQ(rule.verdict, Verdict::illegal) << event;
        }
    }
}

TEST(Transitions, EveryStateCanEndAndUnansweredOnesCanTimeOut) {
    for (int state = 0; state < order_states - 1; ++state) {
        bool ends = false;
        for (int event = 0; event < order_events; ++event) {
            const Rule rule =
                rule_for(static_cast<OrderState>(state), static_cast<OrderEvent>(event));
            ends = ends || (rule.next == OrderState::done && rule.verdict == Verdict::moved);
        }
        EXPECT_TRUE(ends) << to_string(static_cast<OrderState>(state));
    }
    for (const OrderState state :
         {OrderState::placing, OrderState::modifying, OrderState::cancelling}) {
        EXPECT_EQ(rule_for(state, OrderEvent::timed_out).next, OrderState::unknown);
    }
}

TEST(Transitions, TheDocumentedTableIsTheProgrammesTable) {
    std::ifstream file(std::string(MAXMIN_SOURCE_DIR) + "/host/order/README.md");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_NE(text.find(transition_table()), std::string::npos)
        << "host/order/README.md should hold\n"
        << transition_table();
}

TEST(WorkingOrders, PlainLifeFromPlacingToCancelled) {
    WorkingOrders working;

    EXPECT_TRUE(working.sent(place(1), t0));
    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::placing);
    EXPECT_EQ(working.open_most(Side::bid), Lots(50));
    working.apply(report(ReportKind::accepted, 1, 50));
    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::open);
    EXPECT_TRUE(working.sent(cancel(1), t0));
    EXPECT_EQ(working.open_most(Side::bid), Lots(50));
    working.apply(report(ReportKind::cancelled, 1, 0));

    EXPECT_TRUE(working.orders().empty());
    EXPECT_EQ(working.open_most(Side::bid), Lots(0));
    EXPECT_EQ(working.counters().illegal, 0U);
}

TEST(WorkingOrders, PartialFillKeepsTheRemainder) {
    WorkingOrders working = with_open_order();

    const Transition transition = working.apply(fill(1, 7, 20, 30));

    EXPECT_EQ(transition.filled, Lots(20));
    EXPECT_EQ(working.find(OrderId{1})->resting.size, Lots(30));
    EXPECT_EQ(working.find(OrderId{1})->filled, Lots(20));
    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::open);
}

TEST(WorkingOrders, ARepeatedFillChangesNothing) {
    WorkingOrders working = with_open_order();
    working.apply(fill(1, 7, 20, 30));

    const Transition again = working.apply(fill(1, 7, 20, 30));

    EXPECT_EQ(again.kind, Transition::Kind::repeated);
    EXPECT_EQ(again.filled, Lots(0));
    EXPECT_EQ(working.find(OrderId{1})->resting.size, Lots(30));
    EXPECT_EQ(working.counters().fills, 1U);
    EXPECT_EQ(working.counters().fills_repeated, 1U);
}

TEST(WorkingOrders, ALateFillOfACancelledOrderCountsOnce) {
    WorkingOrders working = with_open_order();
    working.sent(cancel(1), t0);
    working.apply(report(ReportKind::cancelled, 1, 0));

    const Transition late = working.apply(fill(1, 9, 10, 0));
    const Transition again = working.apply(fill(1, 9, 10, 0));

    EXPECT_EQ(late.kind, Transition::Kind::finished);
    EXPECT_EQ(late.filled, Lots(10));
    EXPECT_EQ(again.filled, Lots(0));
    EXPECT_EQ(working.counters().fills_late, 1U);
    EXPECT_EQ(working.counters().illegal, 0U);
}

TEST(WorkingOrders, ALateFillOfTheOldHalfOfAModifyTakesNothingFromTheNew) {
    WorkingOrders working = with_open_order();
    working.sent(modify(1, 101, 80), t0);
    working.apply(report(ReportKind::modified, 1, 80));

    // Traded before the modify, told after it: the venue says what remains of the order there is.
    const Transition late = working.apply(fill(1, 11, 20, 80));

    EXPECT_EQ(late.filled, Lots(20));
    EXPECT_EQ(working.find(OrderId{1})->resting.size, Lots(80));
}

TEST(WorkingOrders, AFillBeforeTheAcknowledgementIsKept) {
    WorkingOrders working;
    working.sent(place(1), t0);

    EXPECT_EQ(working.apply(fill(1, 3, 20, 30)).filled, Lots(20));
    EXPECT_EQ(working.open_most(Side::bid), Lots(30));
    working.apply(report(ReportKind::accepted, 1, 30));

    EXPECT_EQ(working.find(OrderId{1})->resting.size, Lots(30));
    EXPECT_EQ(working.find(OrderId{1})->filled, Lots(20));
}

TEST(WorkingOrders, AModifyOnItsWayCountsOldAndNewOrder) {
    WorkingOrders working = with_open_order();

    EXPECT_TRUE(working.sent(modify(1, 101, 60), t0));
    EXPECT_EQ(working.open_most(Side::bid), Lots(110));
    Report done = report(ReportKind::modified, 1, 60);
    done.price = Ticks(101);
    working.apply(done);

    EXPECT_EQ(working.find(OrderId{1})->resting.price, Ticks(101));
    EXPECT_EQ(working.open_most(Side::bid), Lots(60));
}

TEST(WorkingOrders, AModifyThatLostTheRaceEndsTheOrder) {
    WorkingOrders working = with_open_order();
    working.sent(modify(1, 101, 60), t0);

    working.apply(fill(1, 4, 50, 0));
    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::modifying);  // the new leg may yet rest
    working.apply(report(ReportKind::modify_rejected, 1, 0));

    EXPECT_TRUE(working.orders().empty());
    EXPECT_EQ(working.counters().illegal, 0U);
}

TEST(WorkingOrders, ARefusedModifyLeavesTheOldOrder) {
    WorkingOrders working = with_open_order();
    working.sent(modify(1, 101, 60), t0);

    working.apply(report(ReportKind::modify_rejected, 1, 50));

    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::open);
    EXPECT_EQ(working.find(OrderId{1})->resting.price, Ticks(100));
    EXPECT_EQ(working.open_most(Side::bid), Lots(50));
}

TEST(WorkingOrders, ACancelThatLostTheRaceEndsTheOrderAndABusyVenueDoesNot) {
    WorkingOrders filled = with_open_order();
    filled.sent(cancel(1), t0);
    filled.apply(report(ReportKind::cancel_rejected, 1, 0));
    EXPECT_TRUE(filled.orders().empty());

    WorkingOrders busy = with_open_order();
    busy.sent(cancel(1), t0);
    busy.apply(report(ReportKind::cancel_rejected, 1, 50));
    EXPECT_EQ(busy.find(OrderId{1})->state, OrderState::open);
}

TEST(WorkingOrders, AnAnswerThatDoesNotComeLeavesTheOrderUnknownUntilSettled) {
    WorkingOrders working;
    working.sent(place(1), t0);

    EXPECT_EQ(working.time_out(t0 + seconds(1), seconds(2)), 0);
    EXPECT_EQ(working.time_out(t0 + seconds(3), seconds(2)), 1);
    EXPECT_EQ(working.open_most(Side::bid), Lots(50));  // it may rest
    EXPECT_EQ(working.time_out(t0 + seconds(4), seconds(2)), 1);
    EXPECT_EQ(working.counters().timed_out, 1U);
    working.apply(report(ReportKind::accepted, 1, 50));  // the query's answer

    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::open);
    EXPECT_EQ(working.open_most(Side::bid), Lots(50));
}

TEST(WorkingOrders, AnOrderFoundAtTheVenueIsAdopted) {
    WorkingOrders working;
    Report found = report(ReportKind::accepted, 77, 12);
    found.side = Side::ask;
    found.level = 3;

    EXPECT_EQ(working.apply(found).kind, Transition::Kind::adopted);

    ASSERT_NE(working.find(OrderId{77}), nullptr);
    EXPECT_EQ(working.find(OrderId{77})->level, 3);
    EXPECT_EQ(working.open_most(Side::ask), Lots(12));
    EXPECT_EQ(working.counters().adopted, 1U);
}

TEST(WorkingOrders, AFillOfAnOrderNeverHeardOfStillCounts) {
    WorkingOrders working;

    const Transition transition = working.apply(fill(5, 1, 8, 0));

    EXPECT_EQ(transition.kind, Transition::Kind::unknown);
    EXPECT_EQ(transition.filled, Lots(8));
    EXPECT_EQ(working.counters().unknown_orders, 1U);
}

TEST(WorkingOrders, RequestsOutOfPlaceAreRefusedAndCounted) {
    WorkingOrders working;
    EXPECT_FALSE(working.sent(cancel(1), t0));
    working.sent(place(1), t0);
    EXPECT_FALSE(working.sent(place(1), t0));
    EXPECT_FALSE(working.sent(modify(1, 101, 50), t0));
    EXPECT_FALSE(working.sent(cancel(1), t0));

    EXPECT_EQ(working.counters().illegal, 4U);
    EXPECT_EQ(working.find(OrderId{1})->state, OrderState::placing);
}

TEST(WorkingOrders, AFullTableRefusesInsteadOfForgetting) {
    WorkingOrders working;
    for (std::uint64_t id = 1; id <= working_orders_max; ++id) {
        EXPECT_TRUE(working.sent(place(id), t0));
    }

    EXPECT_FALSE(working.sent(place(1'000), t0));

    EXPECT_EQ(working.counters().overflows, 1U);
    EXPECT_EQ(working.orders().size(), static_cast<std::size_t>(working_orders_max));
}

TEST(WorkingOrders, FundingIsNotAnOrder) {
    WorkingOrders working;
    EXPECT_EQ(working.apply(report(ReportKind::funding, 0, 0)).kind,
              Transition::Kind::not_an_order);
    EXPECT_EQ(working.counters().unknown_orders, 0U);
}

TEST(WorkingOrders, AFillOfAnEarlierRunsOrderIsCountedAndNotImpossible) {
    WorkingOrders working;
    working.begin_with(OrderId{10});
    const Transition transition = working.apply(fill(9, 1, 50, 0));
    EXPECT_EQ(transition.filled, Lots(50));
    EXPECT_EQ(working.counters().fills_late, 1U);
    EXPECT_EQ(working.counters().illegal, 0U);

    working.apply(fill(11, 2, 50, 0));  // of this run, and never sent
    EXPECT_EQ(working.counters().illegal, 1U);
}

/// A venue that refuses prices at its own pace ends a thousand orders before a slow answer comes.
TEST(WorkingOrders, WhatIsToldOfAnOrderLongFinishedIsLateAndNotImpossible) {
    WorkingOrders working;
    constexpr std::uint64_t orders = 1'000;
    for (std::uint64_t id = 1; id <= orders; ++id) {
        working.sent(place(id), t0);
        working.apply(report(ReportKind::rejected, id, 0));
    }
    EXPECT_EQ(working.apply(report(ReportKind::cancelled, 1, 0)).verdict, Verdict::late);
    EXPECT_EQ(working.apply(fill(1, 9, 50, 0)).filled, Lots(50));
    EXPECT_EQ(working.counters().fills_late, 1U);
    EXPECT_EQ(working.counters().illegal, 0U);
    EXPECT_EQ(working.counters().unknown_orders, 0U);

    working.apply(report(ReportKind::cancelled, orders + 1, 0));
    EXPECT_EQ(working.counters().illegal, 1U) << "one never sent";
}

/// An account older than many endings must not bring back what is among them.
TEST(WorkingOrders, AnAccountOlderThanTheEndingsRememberedRevivesNothing) {
    WorkingOrders working;
    for (std::uint64_t id = 1; id <= 1'000; ++id) {
        working.sent(place(id), t0);
        working.apply(report(ReportKind::rejected, id, 0));
    }
    EXPECT_TRUE(working.knows(OrderId{1}, t0)) << "it may have ended since";
    EXPECT_FALSE(working.knows(OrderId{1}, t0 + seconds(1))) << "nothing has ended since";
    EXPECT_FALSE(working.knows(OrderId{1'001}, t0)) << "never sent";
}

}  // namespace
}  // namespace maxmin::order
