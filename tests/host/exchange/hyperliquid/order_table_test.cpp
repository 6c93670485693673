// What the order table tells the engine, case by case.
#include "host/exchange/hyperliquid/order_table.hpp"

#include <gtest/gtest.h>

#include "tests/host/exchange/hyperliquid/slow_venue.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::OrderId;
using gateway::Reason;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;
using test::fill_of;
using test::our_id;
using test::our_prefix;
using test::update_of;
using wire::hyperliquid::OrderFate;

constexpr Duration request_life = seconds(5);

struct Scene {
    std::vector<Report> reports;
    OrderTable table{our_prefix, request_life,
                     [this](const Report& report) { reports.push_back(report); }};
    Timestamp now{1'000};

    Request place(Lots size = Lots(10), TimeInForce tif = TimeInForce::post_only) {
        Request request{.id = our_id, .price = Ticks(100), .size = size};
        request.time_in_force = tif;
        table.sent(request, now);
        return request;
    }
    Request ask(RequestKind kind, Ticks price = Ticks(0), Lots size = Lots(0)) {
        const Request request{.kind = kind, .id = our_id, .price = price, .size = size};
        table.sent(request, now);
        return request;
    }
    void answer(const Request& request, ItemKind kind, std::uint64_t oid, Lots filled = Lots(0),
                std::string_view error = {}) {
        ReplyItem item;
        item.kind = kind;
        item.oid = oid;
        item.error = error;
        item.reason = error.empty() ? Reason::none : Reason::other;
        table.on_answer(request, item, filled, now);
    }
    void update(std::uint64_t oid, OrderFate fate, Lots remaining, Lots size = Lots(10)) {
        table.on_update(update_of(oid, fate, size, remaining), now);
    }
    void fill(std::uint64_t oid, std::uint64_t trade, Lots size) {
        table.on_fill(fill_of(oid, trade, size), now);
    }
    std::string told() const {
        std::string text;
        for (const Report& report : reports) {
            text += std::string(to_string(report.kind)) + " " +
                    std::to_string(report.remaining.value()) + "; ";
        }
        return text;
    }
};

TEST(OrderTable, AnswerAndUpdateAreOneAcceptance) {
    Scene scene;
    const Request place = scene.place();
    scene.update(500, OrderFate::live, Lots(10));
    scene.answer(place, ItemKind::resting, 500);
    EXPECT_EQ(scene.told(), "accepted 10; ");
}

TEST(OrderTable, AModifysCancelledHalfIsNotTheEnd) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    const Request modify = scene.ask(RequestKind::modify, Ticks(101), Lots(7));
    scene.update(500, OrderFate::cancelled, Lots(10));
    scene.update(510, OrderFate::live, Lots(7), Lots(7));
    scene.answer(modify, ItemKind::resting, 510);
    EXPECT_EQ(scene.told(), "accepted 10; modified 7; ");
}

TEST(OrderTable, ALateFillOfTheOldHalfLeavesTheNewOneAsItIs) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.answer(scene.ask(RequestKind::modify, Ticks(101), Lots(7)), ItemKind::resting, 510);
    scene.fill(500, 1, Lots(3));
    EXPECT_EQ(scene.told(), "accepted 10; modified 7; filled 7; ");
}

TEST(OrderTable, AFillOfTheNewHalfTellsOfTheModifyFirst) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    const Request modify = scene.ask(RequestKind::modify, Ticks(101), Lots(7));
    scene.fill(510, 1, Lots(2));
    scene.answer(modify, ItemKind::resting, 510);
    EXPECT_EQ(scene.told(), "accepted 10; modified 7; filled 5; ");
}

TEST(OrderTable, AModifyThatLostItsOrderEndsIt) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.answer(scene.ask(RequestKind::modify, Ticks(101), Lots(7)), ItemKind::refused, 0, Lots(0),
                 "Error placing new order during modify: Post only order would have immediately "
                 "matched, bbo was 100@101. asset=0");
    EXPECT_EQ(scene.told(), "accepted 10; modify_rejected 0; ");
}

TEST(OrderTable, AModifyRefusedForItsFormLeavesTheOldOrder) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.answer(scene.ask(RequestKind::modify, Ticks(101), Lots(7)), ItemKind::refused, 0, Lots(0),
                 "Order has invalid price.");
    EXPECT_EQ(scene.told(), "accepted 10; modify_rejected 10; ");
}

TEST(OrderTable, ACancelThatFindsNothingWhileThePlaceIsOpenDoesNotEndIt) {
    Scene scene;
    const Request place = scene.place();
    const Request cancel = scene.ask(RequestKind::cancel);
    scene.answer(cancel, ItemKind::refused, 0, Lots(0),
                 "Order was never placed, already canceled, or filled. asset=0");
    scene.answer(place, ItemKind::resting, 500);
    EXPECT_EQ(scene.told(), "cancel_rejected 10; accepted 10; ");
}

TEST(OrderTable, AnImmediateOrderPartlyFilledIsOverAndItsFillsCountOnce) {
    Scene scene;
    const Request place = scene.place(Lots(10), TimeInForce::immediate_or_cancel);
    scene.answer(place, ItemKind::filled, 500, Lots(4));
    scene.fill(500, 1, Lots(4));
    scene.fill(500, 1, Lots(4));
    EXPECT_EQ(scene.told(), "cancelled 0; filled 0; ");
    EXPECT_EQ(scene.table.counters().fills_repeated, 1);
}

TEST(OrderTable, AFilledAnswerOfLessThanAskedRests) {
    Scene scene;
    const Request place = scene.place(Lots(10), TimeInForce::good_til_cancel);
    scene.fill(500, 1, Lots(4));
    scene.answer(place, ItemKind::filled, 500, Lots(4));
    EXPECT_EQ(scene.reports.back().remaining, Lots(6));
}

TEST(OrderTable, AForeignFillIsCountedAndNotReported) {
    Scene scene;
    Fill fill = fill_of(900, 5, Lots(1));
    fill.cloid.reset();
    scene.table.on_fill(fill, scene.now);
    EXPECT_TRUE(scene.reports.empty());
    EXPECT_EQ(scene.table.counters().fills_foreign, 1);
}

TEST(OrderTable, AnOrderOfAnEarlierRunIsAdopted) {
    Scene scene;
    const OrderView open = update_of(400, OrderFate::live, Lots(10), Lots(6)).order;
    scene.table.adopt({&open, 1}, scene.now);
    scene.fill(400, 1, Lots(2));
    scene.answer(scene.ask(RequestKind::cancel), ItemKind::success, 0);
    EXPECT_EQ(scene.told(), "filled 4; cancelled 0; ");
}

TEST(OrderTable, WhatIsNotListedIsOverUnlessItWasSentAfterwards) {
    Scene scene;
    scene.place();
    scene.table.adopt({}, Timestamp(1'000));  // asked at the instant of sending: too early to say
    scene.answer(scene.ask(RequestKind::cancel), ItemKind::success, 0);
    EXPECT_EQ(scene.told(), "cancelled 0; ");

    Scene later;
    later.place();
    later.table.adopt({}, Timestamp(2'000));
    later.answer(later.ask(RequestKind::cancel), ItemKind::success, 0);
    EXPECT_EQ(later.told(), "");
}

TEST(OrderTable, ACancelThatFindsNothingEndsAnOrderWhoseLostModifyHasExpired) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.ask(RequestKind::modify, Ticks(99), Lots(10));  // never answered, never executed
    const auto refuse = [&] {
        scene.answer(scene.ask(RequestKind::cancel), ItemKind::refused, 0, Lots(0),
                     "Order was never placed, already canceled, or filled.");
    };
    refuse();
    EXPECT_EQ(scene.reports.back().remaining, Lots(10)) << "the modify may still bring it back";
    scene.now = scene.now + request_life + milliseconds(1);
    refuse();
    EXPECT_EQ(scene.reports.back().kind, gateway::ReportKind::cancel_rejected);
    EXPECT_EQ(scene.reports.back().remaining, Lots(0)) << "nothing is on its way any more";
}

TEST(OrderTable, AModifiedAndFilledOrderThatACancelFoundGoneIsNotRevivedByItsFill) {
    for (const bool told_by_update : {true, false}) {
        Scene scene;
        scene.answer(scene.place(), ItemKind::resting, 500);
        scene.ask(RequestKind::modify, Ticks(99),
                  Lots(10));  // executed as 501, filled; not heard of
        scene.now = scene.now + request_life + milliseconds(1);
        scene.answer(scene.ask(RequestKind::cancel), ItemKind::refused, 0, Lots(0),
                     "Order was never placed, already canceled, or filled.");
        const std::size_t told = scene.reports.size();
        if (told_by_update) {
            scene.table.on_update(update_of(501, OrderFate::live, Lots(10), Lots(10)), scene.now);
            EXPECT_EQ(scene.reports.size(), told) << "no word of an order that is over";
        }
        scene.table.on_fill(test::fill_of(501, 7, Lots(10)), scene.now);
        ASSERT_EQ(scene.reports.size(), told + 1);
        EXPECT_EQ(scene.reports.back().kind, gateway::ReportKind::filled);
        EXPECT_EQ(scene.reports.back().remaining, Lots(0));
    }
}

TEST(OrderTable, AFilledOrderThatAModifyFoundGoneIsNotRevivedByItsFill) {
    Scene scene;
    scene.place();  // answered by nothing, but filled
    scene.answer(scene.ask(RequestKind::modify, Ticks(99), Lots(10)), ItemKind::refused, 0, Lots(0),
                 "Cannot modify canceled or filled order");
    ASSERT_EQ(scene.reports.back().kind, gateway::ReportKind::modify_rejected);
    ASSERT_EQ(scene.reports.back().remaining, Lots(0));
    const std::size_t told = scene.reports.size();
    scene.table.on_fill(test::fill_of(500, 7, Lots(10)), scene.now);
    ASSERT_EQ(scene.reports.size(), told + 1) << "the fill, and no 'accepted' before it";
    EXPECT_EQ(scene.reports.back().kind, gateway::ReportKind::filled);
    EXPECT_EQ(scene.reports.back().remaining, Lots(0));
}

TEST(OrderTable, AnAnswerToAQueryThatNewerFactsOvertookIsNotTold) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    const Timestamp asked = scene.now;
    const auto rested = update_of(500, OrderFate::live, Lots(10), Lots(10));
    scene.now = scene.now + milliseconds(1);
    scene.answer(scene.ask(RequestKind::cancel), ItemKind::success, 0);
    const Request query{
        .kind = RequestKind::query, .id = our_id, .price = Ticks(0), .size = Lots(0)};
    scene.table.on_status(query, rested, asked, scene.now);
    EXPECT_EQ(scene.told(), "accepted 10; cancelled 0; ");
    EXPECT_EQ(scene.table.counters().statuses_late, 1);

    scene.table.on_status(query, rested, scene.now,
                          scene.now);  // asked after it: the venue is right
    EXPECT_EQ(scene.told(), "accepted 10; cancelled 0; accepted 10; ");
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
