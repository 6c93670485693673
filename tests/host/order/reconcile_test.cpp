// Each rule of reconcile.hpp on its own.
#include "host/order/reconcile.hpp"

#include <gtest/gtest.h>

#include "tests/host/order/order_fixture.hpp"

namespace maxmin::order {
namespace {

using gateway::RequestKind;
using test::Desk;
using test::target;
using test::two_levels;

quote::SideTargets& bids(quote::Targets& targets) {
    return targets.side[0];
}

quote::SideTargets& asks(quote::Targets& targets) {
    return targets.side[1];
}

TEST(Reconcile, PlacesTheLadderBestLevelFirstAndThenNothing) {
    Desk desk;

    const Plan& plan = desk.reconcile_once(two_levels());

    ASSERT_EQ(plan.count, 4);
    EXPECT_EQ(plan.requests[0].price, Ticks(99'950));
    EXPECT_EQ(plan.requests[1].price, Ticks(99'930));
    EXPECT_EQ(plan.requests[2].side, Side::ask);
    EXPECT_EQ(plan.requests[3].level, 1);
    EXPECT_EQ(plan.requests[0].time_in_force, gateway::TimeInForce::post_only);
    EXPECT_LT(plan.requests[0].id, plan.requests[3].id);
    EXPECT_EQ(desk.reconcile_once(two_levels()).count, 0);  // in flight
    desk.answer();
    EXPECT_EQ(desk.reconcile_once(two_levels()).count, 0);
    EXPECT_EQ(desk.plan.kept, 4);
}

TEST(Reconcile, APriceWithinTheThresholdKeepsItsPlaceAndBeyondItIsModified) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.settle(targets);

    bids(targets).level[0].price = Ticks(99'959);  // 0.9 bps
    EXPECT_EQ(desk.reconcile_once(targets).count, 0);
    bids(targets).level[0].price = Ticks(99'961);  // 1.1 bps
    const Plan& plan = desk.reconcile_once(targets);

    ASSERT_EQ(plan.count, 1);
    EXPECT_EQ(plan.requests[0].kind, RequestKind::modify);
    EXPECT_EQ(plan.requests[0].id, desk.order_at(Side::bid, 0).id);
    EXPECT_EQ(plan.requests[0].price, Ticks(99'961));
}

TEST(Reconcile, AnOrderYoungerThanItsMinimumLifeIsNotRepriced) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.reconcile_once(targets);
    desk.answer();
    bids(targets).level[0].price = Ticks(99'900);

    desk.now = desk.now + milliseconds(499);
    EXPECT_EQ(desk.reconcile_once(targets).count, 0);
    EXPECT_EQ(desk.plan.held_young, 1);
    desk.now = desk.now + milliseconds(1);
    EXPECT_EQ(desk.reconcile_once(targets).count, 1);
}

TEST(Reconcile, SizeWithinToleranceIsLeftAlone) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.settle(targets);

    bids(targets).level[0].size = Lots(60);  // 50 is 17 % off
    EXPECT_EQ(desk.reconcile_once(targets).count, 0);
    bids(targets).level[0].size = Lots(75);  // 33 %
    ASSERT_EQ(desk.reconcile_once(targets).count, 1);
    EXPECT_EQ(desk.plan.requests[0].size, Lots(75));
}

TEST(Reconcile, APartialFillKeepsTheRemaindersPlace) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.settle(targets);
    desk.venue.fill(desk.order_at(Side::bid, 0).id, Lots(45));
    desk.answer();
    desk.now = desk.now + seconds(1);

    EXPECT_EQ(desk.reconcile_once(targets).count, 0);

    bids(targets).level[0].price = Ticks(99'900);  // once it must move, it moves at full size
    ASSERT_EQ(desk.reconcile_once(targets).count, 1);
    EXPECT_EQ(desk.plan.requests[0].size, Lots(50));
}

TEST(Reconcile, AnOrderWithoutTargetIsCancelledAtAnyAge) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.reconcile_once(targets);
    desk.answer();
    bids(targets).count = 1;

    const Plan& plan = desk.reconcile_once(targets);

    ASSERT_EQ(plan.count, 1);
    EXPECT_EQ(plan.requests[0].kind, RequestKind::cancel);
    EXPECT_EQ(plan.requests[0].id, desk.order_at(Side::bid, 1).id);
}

TEST(Reconcile, WithoutTargetsEverythingIsCancelledAlsoWhatIsModifyingOrUnknown) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.settle(targets);
    bids(targets).level[0].price = Ticks(99'900);
    desk.reconcile_once(targets);  // level 1 of the bids is modifying
    desk.now = desk.now + seconds(10);
    EXPECT_EQ(desk.working.time_out(desk.now, seconds(5)), 1);

    const Plan& plan = desk.reconcile_once(quote::Targets{});

    EXPECT_EQ(plan.count, 4);
    for (const gateway::Request& request : plan.view()) {
        EXPECT_EQ(request.kind, RequestKind::cancel);
    }
    desk.answer();
    EXPECT_TRUE(desk.venue.orders.empty());
    EXPECT_TRUE(desk.working.orders().empty());
}

TEST(Reconcile, CancelsComeBeforeModifiesBeforeTheTakerBeforePlaces) {
    Desk desk;
    quote::Targets targets = two_levels();
    asks(targets).count = 1;
    desk.settle(targets);
    bids(targets).level[0].price = Ticks(99'970);
    bids(targets).count = 1;
    asks(targets).count = 2;
    targets.taker = {.side = Side::ask, .size = Lots(5), .limit_price = Ticks(99'990)};

    const Plan& plan = desk.reconcile_once(targets);

    ASSERT_EQ(plan.count, 4);
    EXPECT_EQ(plan.requests[0].kind, RequestKind::cancel);
    EXPECT_EQ(plan.requests[1].kind, RequestKind::modify);
    EXPECT_EQ(plan.requests[2].time_in_force, gateway::TimeInForce::immediate_or_cancel);
    EXPECT_TRUE(plan.requests[2].reduce_only);
    EXPECT_EQ(plan.requests[3].kind, RequestKind::place);
    EXPECT_TRUE(plan.has_taker);
    EXPECT_FALSE(desk.reconcile_once(targets).has_taker);  // one at a time
}

TEST(Reconcile, AQuoteNeverMeetsOurOwnOrderOnTheOtherSide) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.settle(targets);
    // The market jumps up by 20 bps: the new bids lie beyond our resting asks.
    for (int i = 0; i < 2; ++i) {
        bids(targets).level[static_cast<std::size_t>(i)].price += Ticks(200);
        asks(targets).level[static_cast<std::size_t>(i)].price += Ticks(200);
    }

    const Plan& first = desk.reconcile_once(targets);

    EXPECT_EQ(first.count, 2);
    EXPECT_EQ(first.held_own_cross, 2);
    EXPECT_EQ(first.requests[0].side, Side::ask);
    desk.answer();
    EXPECT_EQ(desk.reconcile_once(targets).count, 2);
    desk.answer();
    EXPECT_EQ(desk.order_at(Side::bid, 0).resting.price, Ticks(100'150));
}

TEST(Reconcile, AnOrderThatBlocksTheOtherSidesTargetMovesEvenWithinTheThreshold) {
    Desk desk;
    desk.rules.reprice_bps = 30.0;
    quote::Targets targets = two_levels();
    desk.reconcile_once(targets);
    desk.answer();
    bids(targets).level[0].price = Ticks(100'050);  // at our resting ask, 10 bps up
    asks(targets).level[0].price = Ticks(100'060);  // well within the threshold, and young

    const Plan& plan = desk.reconcile_once(targets);

    ASSERT_EQ(plan.count, 1);
    EXPECT_EQ(plan.requests[0].side, Side::ask);
    EXPECT_EQ(plan.requests[0].price, Ticks(100'060));
}

TEST(Reconcile, OrdersBeyondTheInventoryCapacityShrinkAtOnce) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.reconcile_once(targets);
    desk.answer();
    bids(targets).level[0].size = Lots(45);  // within tolerance and young, but 77 > 72
    bids(targets).capacity = Lots(72);

    const Plan& plan = desk.reconcile_once(targets);

    ASSERT_EQ(plan.count, 1);
    EXPECT_EQ(plan.requests[0].kind, RequestKind::modify);
    EXPECT_EQ(plan.requests[0].size, Lots(45));
}

TEST(Reconcile, APlaceWaitsForOrdersOnTheirWayOutIfTheSideIsFull) {
    Desk desk;
    quote::Targets targets = two_levels();
    desk.settle(targets);
    quote::Targets deeper;
    test::add(deeper, Side::bid, target(99'900, 70, 2));  // capacity 70
    asks(deeper) = asks(targets);

    EXPECT_EQ(desk.reconcile_once(deeper).count, 2);  // the cancels of 50 and 27
    EXPECT_EQ(desk.plan.held_capacity, 1);
    desk.answer();
    EXPECT_EQ(desk.reconcile_once(deeper).count, 1);
}

TEST(Reconcile, ALevelRefusedForMarginIsNotTriedAgainAtOnce) {
    Desk desk;
    desk.venue.refuse_places_for = gateway::Reason::insufficient_margin;
    desk.reconcile_once(two_levels());
    desk.answer();

    EXPECT_EQ(desk.reconcile_once(two_levels()).count, 0);
    EXPECT_EQ(desk.plan.held_refused, 4);
    desk.now = desk.now + milliseconds(500);
    desk.venue.refuse_places_for = gateway::Reason::post_only_would_cross;
    EXPECT_EQ(desk.reconcile_once(two_levels()).count, 4);
    desk.answer();
    desk.now = desk.now + milliseconds(500);
    EXPECT_EQ(desk.reconcile_once(two_levels()).count, 4);  // normal: priced anew, sent anew
}

TEST(Reconcile, AQuoteThatGivesMoneyAwayAndFoundNoRoomToMoveIsCancelled) {
    for (const bool gives_away : {true, false}) {
        Desk desk;
        quote::Targets targets = two_levels();
        desk.settle(targets);
        desk.now = desk.now + seconds(1);
        const gateway::OrderId id = desk.working.orders()[0].id;
        const WorkingOrder before = *desk.working.find(id);
        ASSERT_EQ(before.side, Side::bid);
        ASSERT_TRUE(desk.working.sent({.kind = RequestKind::modify,
                                       .id = id,
                                       .side = Side::bid,
                                       .price = Ticks(99'800),
                                       .size = before.resting.size},
                                      desk.now));
        gateway::Report report;
        report.kind = gateway::ReportKind::modify_rejected;
        report.reason = gateway::Reason::too_many_requests;
        report.side = Side::bid;
        report.id = id;
        report.price = before.resting.price;
        report.size = before.resting.size;
        report.remaining = before.resting.size;
        report.local_time = desk.now;
        desk.working.apply(report);
        bids(targets).level[0].price = Ticks(gives_away ? 99'900 : 99'990);

        const Plan& plan = desk.reconcile_once(targets);

        // Young again by its modify, so the one that is merely out of reach waits.
        ASSERT_EQ(plan.count, gives_away ? 1 : 0);
        EXPECT_TRUE(!gives_away ||
                    (plan.requests[0].kind == RequestKind::cancel && plan.requests[0].id == id));
    }
}

TEST(Reconcile, ARefusedCancelIsSentAgainAMomentLater) {
    Desk desk;
    desk.settle(two_levels());
    ASSERT_EQ(desk.reconcile_once({}).count, 4);
    const auto refuse_all = [&] {
        for (const WorkingOrder& order : std::vector<WorkingOrder>(desk.working.orders().begin(),
                                                                   desk.working.orders().end())) {
            gateway::Report report;
            report.kind = gateway::ReportKind::cancel_rejected;
            report.reason = gateway::Reason::other;
            report.side = order.side;
            report.id = order.id;
            report.remaining = order.resting.size;
            report.local_time = desk.now;
            desk.working.apply(report);
        }
    };
    refuse_all();
    EXPECT_EQ(desk.reconcile_once({}).count, 0);
    EXPECT_EQ(desk.plan.held_refused, 4);
    desk.now = desk.now + milliseconds(100);
    EXPECT_EQ(desk.reconcile_once({}).count, 4);
    refuse_all();
    desk.now = desk.now + milliseconds(199);
    EXPECT_EQ(desk.reconcile_once({}).count, 0) << "longer each time";
    desk.now = desk.now + milliseconds(1);
    EXPECT_EQ(desk.reconcile_once({}).count, 4);
}

TEST(Reconcile, WithOnlyTheReserveLeftStaleQuotesAreCancelledNotMoved) {
    Desk desk;
    desk.budget = Budget({.requests_at_start = 10.0, .cancel_reserve = 5.0});
    quote::Targets targets = two_levels();
    desk.settle(targets);  // 4 of 10 spent: one more may be placed or modified
    bids(targets).level[0].price = Ticks(99'900);
    asks(targets).level[0].price = Ticks(100'100);

    const Plan& plan = desk.reconcile_once(targets);

    ASSERT_EQ(plan.count, 2);
    EXPECT_EQ(plan.requests[0].kind, RequestKind::cancel);
    EXPECT_EQ(plan.requests[1].kind, RequestKind::modify);
    EXPECT_EQ(plan.held_budget, 1);
    EXPECT_TRUE(desk.budget.is_exhausted());
}

TEST(Reconcile, ThresholdFollowsTheModeOfQuoting) {
    quote::QuoteConfig config;
    config.reprice_threshold_ratio = 0.5;
    config.half_spread = 12.0;

    EXPECT_EQ(reprice_bps(config, 5.0), 6.0);
    EXPECT_EQ(reprice_bps(config, 20.0), 10.0);
    config.enable_multi_level = true;
    EXPECT_EQ(reprice_bps(config, 20.0), 1.0);
}

}  // namespace
}  // namespace maxmin::order
