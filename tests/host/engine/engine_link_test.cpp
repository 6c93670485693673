// The link breaks, answers do not come, the venue's account says otherwise: what the engine does.
#include <gtest/gtest.h>

#include "tests/host/engine/engine_scene.hpp"

namespace maxmin::engine::test {
namespace {

using gateway::HeldPosition;
using gateway::LinkState;
using gateway::OpenOrder;
using gateway::Truth;
using order::OrderState;

/// What the venue would state if it held just what the engine believes.
struct Account {
    explicit Account(const Scene& scene) {
        for (AssetIndex asset = 0; asset < std::ssize(scene.alive); ++asset) {
            for (const order::WorkingOrder& order : scene.of(asset).orders.orders()) {
                add(static_cast<std::uint64_t>(order.id), asset, order.side, order.resting);
            }
            positions.push_back({.asset = asset, .lots = scene.of(asset).position});
        }
    }

    void add(std::uint64_t id, AssetIndex asset, Side side, order::Quote quote) {
        OpenOrder open;
        open.id = OrderId(id);
        open.venue_id = 1000 + id;
        open.asset = asset;
        open.side = side;
        open.price = quote.price;
        open.remaining = quote.size;
        orders.push_back(open);
    }

    void state(Scene& scene, bool after_loss = true, Duration asked_ago = Duration()) const {
        scene.engine->on_truth({.local_time = scene.now,
                                .orders_asked = scene.now - asked_ago,
                                .positions_asked = scene.now - asked_ago,
                                .orders = orders,
                                .positions = positions,
                                .equity_usd = equity_usd,
                                .requests_used = 100,
                                .requests_limit = 10'100,
                                .after_loss = after_loss});
    }

    std::vector<OpenOrder> orders;
    std::vector<HeldPosition> positions;
    double equity_usd = 100'000.0;
};

/// Everything sent or heard before is soon older than the answer time-out.
void lose_link(Scene& scene) {
    scene.run(seconds(2));
    scene.engine->on_link(LinkState::down, scene.now);
}

/// Before the engine would cancel for want of a link.
void link_returns(Scene& scene, const Account& account) {
    scene.run(seconds(4));
    scene.engine->on_link(LinkState::connecting, scene.now);
    scene.engine->on_link(LinkState::syncing, scene.now);
    scene.run(milliseconds(500));
    account.state(scene);
    scene.engine->on_link(LinkState::up, scene.now);
}

int count_kind(const Scene& scene, std::size_t first, RequestKind kind) {
    int count = 0;
    for (std::size_t i = first; i < scene.port.sent.size(); ++i) {
        count += scene.port.sent[i].request.kind == kind ? 1 : 0;
    }
    return count;
}

Scene live_scene(const std::vector<std::string>& sets = {}) {
    return Scene(scene_config(sets), {.linked = false});
}

TEST(EngineLink, NothingLeavesBeforeTheAccountIsKnown) {
    Scene scene = live_scene();
    scene.auto_answer = true;
    scene.run(seconds(8));
    scene.engine->on_link(LinkState::syncing, scene.now);
    scene.run(seconds(1));
    EXPECT_EQ(scene.of(0).state, QuoteState::no_link);
    EXPECT_TRUE(scene.port.sent.empty());

    scene.engine->on_link(LinkState::up, scene.now);
    scene.run(seconds(1));
    EXPECT_TRUE(scene.port.sent.empty()) << "a link without an account is not enough";

    Account account(scene);
    account.equity_usd = 5'000.0;
    account.state(scene);
    scene.run(seconds(1));
    EXPECT_EQ(scene.of(0).state, QuoteState::quoting);
    EXPECT_DOUBLE_EQ(scene.engine->ledger().equity_usd(), 5'000.0) << "the venue's, not ours";
    EXPECT_EQ(scene.engine->link().recoveries, 1);
    EXPECT_GT(scene.engine->link().recovery_s, 1.0) << "from the socket on";
    EXPECT_EQ(scene.engine->budget().allowed(), 10'100.0);
    EXPECT_EQ(scene.engine->budget().used(), 100 + 12);
}

TEST(EngineLink, ALossStopsEverythingAtOnceAndMakesEveryOrderUnknown) {
    Scene scene;
    scene.warm_up();
    const std::size_t sent = scene.port.sent.size();

    lose_link(scene);
    scene.run(seconds(4));

    EXPECT_EQ(scene.port.sent.size(), sent) << "not even a query or a cancel";
    EXPECT_EQ(scene.of(0).state, QuoteState::no_link);
    for (const order::WorkingOrder& order : scene.of(0).orders.orders()) {
        EXPECT_EQ(order.state, OrderState::unknown);
    }
    EXPECT_EQ(scene.engine->link().losses, 1);
}

TEST(EngineLink, WhatNobodyCanRepriceIsCancelledWhenTheLinkStaysAway) {
    Scene scene;
    scene.warm_up();
    lose_link(scene);
    const std::size_t sent = scene.port.sent.size();
    scene.auto_answer = false;
    scene.run(seconds(7));
    EXPECT_EQ(count_kind(scene, sent, RequestKind::cancel), 12)
        << "the gateway has another way out";
    EXPECT_EQ(scene.port.sent.size() - sent, 12U) << "and nothing but cancels";
}

TEST(EngineLink, AHaltCancelsAtOnceThoughTheLinkIsDown) {
    Scene scene;
    scene.warm_up();
    lose_link(scene);
    const std::size_t sent = scene.port.sent.size();
    scene.auto_answer = false;
    scene.engine->halt("ada", scene.now);
    EXPECT_EQ(count_kind(scene, sent, RequestKind::cancel), 12);
}

TEST(EngineLink, AListedOrderTakesItsPriceAtOnceHoweverRecentlyItWasTouched) {
    Scene scene;
    scene.warm_up();
    const Account account(scene);
    scene.engine->on_link(LinkState::down, scene.now);
    scene.engine->on_link(LinkState::syncing, scene.now);
    account.state(scene);
    for (const order::WorkingOrder& order : scene.of(0).orders.orders()) {
        EXPECT_EQ(order.state, OrderState::open) << "placed a moment ago, and listed";
    }
}

TEST(EngineLink, AFillThatCrossesTheQuestionIsNoMismatch) {
    Scene scene;
    scene.warm_up();
    for (int i = 0; i < 5; ++i) {
        // Filled between question and answer each time: the account never has the newest fill.
        scene.run(seconds(20));
        const Account account(scene);
        scene.engine->on_report(scene.fill_of(scene.best_order(0, Side::bid), 0, Lots(10)));
        account.state(scene, false, milliseconds(300));
    }
    EXPECT_EQ(scene.of(0).position, Lots(50));
    EXPECT_EQ(scene.engine->link().position_mismatches, 0);
    EXPECT_EQ(scene.engine->link().position_suspects, 5);
}

TEST(EngineLink, WhatCameBackUnreadIsNotCounted) {
    Scene scene;
    scene.warm_up();
    const auto used = scene.engine->budget().used();
    const order::WorkingOrder bid = scene.best_order(0, Side::bid);
    Report report = scene.fill_of(bid, 0, Lots(0));
    report.kind = ReportKind::modify_rejected;
    report.reason = gateway::Reason::too_many_requests;
    report.remaining = bid.resting.size;
    scene.engine->on_report(report);
    EXPECT_EQ(scene.engine->budget().used(), used - 1);
}

TEST(EngineLink, OrdersThatSurvivedAreKeptAndThoseThatAreGoneAreReplaced) {
    Scene scene;
    scene.warm_up();
    Account account(scene);
    const OrderId gone = account.orders.front().id;
    account.orders.erase(account.orders.begin());
    const std::size_t sent = scene.port.sent.size();
    lose_link(scene);
    link_returns(scene, account);
    EXPECT_EQ(scene.of(0).orders.find(gone), nullptr);
    EXPECT_EQ(scene.engine->link().orders_gone, 1);

    scene.run(seconds(1));

    EXPECT_EQ(scene.of(0).state, QuoteState::quoting);
    EXPECT_EQ(scene.of(0).orders.orders().size(), 6U);
    EXPECT_EQ(count_kind(scene, sent, RequestKind::place), 1) << "the lost one, no other";
    EXPECT_EQ(count_kind(scene, sent, RequestKind::query), 0) << "the account settled all";
}

TEST(EngineLink, AFillDuringTheOutageCountsOnceHoweverOftenItIsTold) {
    Scene scene;
    scene.warm_up();
    const order::WorkingOrder bid = scene.best_order(0, Side::bid);
    Report fill = scene.fill_of(bid, 0, bid.resting.size);
    Account account(scene);
    std::erase_if(account.orders, [&](const OpenOrder& order) { return order.id == bid.id; });
    account.positions[0].lots = bid.resting.size;
    lose_link(scene);
    scene.run(seconds(4));
    scene.engine->on_link(LinkState::syncing, scene.now);
    fill.local_time = scene.now;
    scene.engine->on_report(fill);
    scene.engine->on_report(fill);
    account.state(scene);
    scene.engine->on_link(LinkState::up, scene.now);
    scene.run(seconds(1));

    EXPECT_EQ(scene.of(0).position, bid.resting.size);
    EXPECT_EQ(scene.engine->ledger().position(0), bid.resting.size);
    EXPECT_EQ(scene.engine->link().position_mismatches, 0);
}

TEST(EngineLink, APositionThatFillsDoNotExplainIsAdoptedAndAlarms) {
    Scene scene;
    scene.warm_up();
    Account account(scene);
    account.positions[0].lots = Lots(7'000);
    const double equity_usd = scene.engine->ledger().equity_usd();
    lose_link(scene);
    link_returns(scene, account);

    EXPECT_EQ(scene.of(0).position, Lots(7'000));
    EXPECT_EQ(scene.engine->ledger().position(0), Lots(7'000));
    EXPECT_DOUBLE_EQ(scene.engine->ledger().equity_usd(), equity_usd) << "nobody gained by it";
    EXPECT_EQ(scene.engine->link().position_mismatches, 1);
}

TEST(EngineLink, APeriodicAccountOverrulesOnlyWhenItSaysSoTwice) {
    Scene scene;
    scene.warm_up();
    scene.run(seconds(6));
    Account account(scene);
    account.positions[1].lots = Lots(-300);
    account.state(scene, false);
    EXPECT_EQ(scene.of(1).position, Lots(0));
    EXPECT_EQ(scene.engine->link().position_suspects, 1);

    scene.run(seconds(10));
    account.state(scene, false);
    EXPECT_EQ(scene.of(1).position, Lots(-300));
    EXPECT_EQ(scene.engine->link().position_mismatches, 1);
}

TEST(EngineLink, AFreshFillMakesAnAccountUnfair) {
    Scene scene;
    scene.warm_up();
    const Account before(scene);
    scene.engine->on_report(scene.fill_of(scene.best_order(0, Side::bid), 0, Lots(10)));
    for (int i = 0; i < 2; ++i) {
        before.state(scene, false);
    }
    EXPECT_EQ(scene.of(0).position, Lots(10));
    EXPECT_EQ(scene.engine->link().position_mismatches, 0);
    before.state(scene, false);
    EXPECT_EQ(scene.of(0).position, Lots(0)) << "but what it says three times in a row is true";
    EXPECT_EQ(scene.engine->link().position_mismatches, 1);
}

TEST(EngineLink, AnUnansweredOrderIsAskedForWithBackOffAndHoldsItsPlace) {
    Scene scene;
    scene.run(seconds(4));  // warm, nothing answered: six orders in each asset
    const std::size_t placed = scene.port.sent.size();
    ASSERT_EQ(placed, 12U);

    scene.run(seconds(20));

    std::vector<Timestamp> asked;
    const OrderId id = scene.port.sent[0].request.id;
    for (const Sent& sent : scene.port.sent) {
        if (sent.request.kind == RequestKind::query && sent.request.id == id) {
            asked.push_back(sent.time);
        }
    }
    EXPECT_EQ(count_kind(scene, placed, RequestKind::place), 0) << "two could rest in one place";
    // Time-out after 5 s; then 1, 2, 4, 8 s apart, seen at the next step of 100 ms.
    ASSERT_EQ(asked.size(), 5U);
    EXPECT_GT(asked[0] - scene.port.sent[0].time, seconds(5));
    EXPECT_LT(asked[0] - scene.port.sent[0].time, milliseconds(5'300));
    for (std::size_t i = 1; i < asked.size(); ++i) {
        EXPECT_GE(asked[i] - asked[i - 1], seconds(1 << (i - 1)));
        EXPECT_LE(asked[i] - asked[i - 1], seconds(1 << (i - 1)) + milliseconds(200));
    }
    EXPECT_EQ(scene.engine->budget().used(), 12) << "a question costs nothing";

    Report gone = scene.report_of(scene.port.sent[0].request);
    gone.kind = ReportKind::cancelled;
    gone.reason = Reason::unknown_order;
    scene.engine->on_report(gone);
    scene.run(milliseconds(100));
    EXPECT_EQ(count_kind(scene, placed, RequestKind::place), 1) << "settled: its place is free";
}

TEST(EngineLink, AnOrderOfOursThatNobodyKnowsIsCancelledOrAdoptedByRule) {
    for (const bool adopts : {false, true}) {
        Scene scene = live_scene({adopts ? "start.orders=\"adopt\"" : "start.orders=\"cancel\""});
        scene.auto_answer = true;
        scene.run(seconds(8));
        Account account(scene);
        account.add(77, 0, Side::bid, {Ticks(mid_ticks - 300), Lots(500)});
        account.add(0, 1, Side::ask, {Ticks(mid_ticks + 300), Lots(5)});
        account.state(scene);
        scene.engine->on_link(LinkState::up, scene.now);
        scene.run(seconds(2));

        EXPECT_EQ(scene.engine->link().foreign_orders, 1) << "left alone";
        EXPECT_EQ(scene.engine->link().orders_adopted, adopts ? 1 : 0);
        EXPECT_EQ(scene.of(0).orders.orders().size(), 6U);
        EXPECT_EQ(scene.of(0).orders.find(OrderId(77)) != nullptr, adopts);
        EXPECT_EQ(count_kind(scene, 0, RequestKind::cancel), adopts ? 0 : 1);
        EXPECT_EQ(count_kind(scene, 0, RequestKind::place), adopts ? 11 : 12);
    }
}

TEST(EngineLink, AStartCanBeRefused) {
    for (const bool by_position : {false, true}) {
        Scene scene = live_scene({"start.positions=\"refuse\"", "start.orders=\"refuse\""});
        scene.auto_answer = true;
        scene.run(seconds(8));
        Account account(scene);
        if (by_position) {
            account.positions[1].lots = Lots(5);
        } else {
            account.add(77, 0, Side::bid, {Ticks(mid_ticks - 300), Lots(5)});
        }
        account.state(scene);
        scene.engine->on_link(LinkState::up, scene.now);
        scene.run(seconds(2));

        EXPECT_EQ(scene.engine->link().refusal, by_position ? Refusal::positions : Refusal::orders);
        EXPECT_TRUE(scene.port.sent.empty());
    }
}

TEST(EngineLink, APositionThatTheLastRunLeftIsNotRefused) {
    Restored restored;
    restored.positions = {Lots(0), Lots(5)};
    Scene scene(scene_config({"start.positions=\"refuse\""}),
                {.linked = false, .restored = restored});
    scene.auto_answer = true;
    scene.run(seconds(8));
    Account(scene).state(scene);
    scene.engine->on_link(LinkState::up, scene.now);
    scene.run(seconds(2));

    EXPECT_EQ(scene.engine->link().refusal, Refusal::none);
    EXPECT_EQ(scene.of(1).position, Lots(5));
    EXPECT_EQ(scene.of(1).state, QuoteState::quoting);
}

TEST(EngineLink, VenueTimeFarOffStopsAllAndComesBackByItself) {
    for (const Duration shift : {seconds(-8), seconds(3)}) {
        Scene scene;
        scene.warm_up();
        const auto book_at = [&](AssetIndex asset, Timestamp exchange_time) {
            MarketEvent event;
            event.exchange_time = exchange_time;
            event.local_time = scene.now;
            event.asset = asset;
            event.kind = EventKind::best;
            event.bid = level(mid_ticks - 20, 100);
            event.ask = level(mid_ticks + 20, 100);
            scene.engine->on_market(event, scene.now, {}, {});
        };
        for (int i = 0; i < 20; ++i) {
            scene.now = scene.now + milliseconds(100);
            book_at(0, scene.now + shift);
            book_at(1, scene.now + shift);
            scene.round();
        }
        EXPECT_EQ(scene.of(0).state, QuoteState::clock_astray);
        EXPECT_TRUE(scene.of(1).orders.orders().empty()) << "cancelled";

        scene.run(seconds(5));
        EXPECT_EQ(scene.of(0).state, QuoteState::quoting);
    }
}

}  // namespace
}  // namespace maxmin::engine::test
