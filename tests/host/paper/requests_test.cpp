// Requests at the exchange: checks in the venue's order, taking, modify, cancel, reduce-only.
#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

struct SceneWithBook : Scene {
    explicit SceneWithBook(const PaperConfig& config = instant_config()) : Scene(config) {
        book(0, {level(9990, 5000), level(9980, 7000)}, {level(10010, 4000), level(10020, 6000)});
    }
    /// Goes long or short by taking.
    void take(std::uint64_t id, Side side, std::int64_t size) {
        ask(5, timed(order(id, side, side == Side::bid ? 10020 : 9980, size),
                     TimeInForce::immediate_or_cancel));
    }
    static Request timed(Request request, TimeInForce time_in_force) {
        request.time_in_force = time_in_force;
        return request;
    }
};

Reason refusal(Scene& scene, const Request& request, std::int64_t ms = 5) {
    const auto reports = scene.ask(ms, request);
    return reports.size() == 1 && reports[0].kind == ReportKind::rejected ? reports[0].reason
                                                                          : Reason::none;
}

TEST(Requests, PostOnlyIsRefusedAtTheOppositeBestAndRestsBeforeIt) {
    SceneWithBook scene;

    EXPECT_EQ(refusal(scene, order(1, Side::bid, 10010, 2000)), Reason::post_only_would_cross);
    EXPECT_EQ(refusal(scene, order(2, Side::ask, 9990, 2000)), Reason::post_only_would_cross);
    const auto rests = scene.ask(6, order(3, Side::bid, 10009, 2000));

    ASSERT_EQ(rests.size(), 1U);
    EXPECT_EQ(rests[0].kind, ReportKind::accepted);
    EXPECT_EQ(rests[0].remaining, Lots(2000));
    // Our own order counts as the market does.
    EXPECT_EQ(refusal(scene, order(4, Side::ask, 10009, 2000), 6), Reason::post_only_would_cross);
    EXPECT_EQ(scene.counters().rejected[static_cast<std::size_t>(Reason::post_only_would_cross)],
              3U);
}

TEST(Requests, FormAndExecutionChecksNameTheirReason) {
    SceneWithBook scene;

    EXPECT_EQ(refusal(scene, order(1, Side::bid, 0, 2000)), Reason::bad_price);
    EXPECT_EQ(refusal(scene, order(2, Side::bid, 9990, 0)), Reason::bad_size);
    EXPECT_EQ(refusal(scene, order(3, Side::bid, 499, 1'000'000)), Reason::price_too_far);
    EXPECT_EQ(refusal(scene, order(4, Side::ask, 19501, 1000)), Reason::price_too_far);
    // 300 million USD is the limit order cap at leverage 25 and above.
    EXPECT_EQ(refusal(scene, order(5, Side::bid, 9990, 40'000'000'000)), Reason::bad_size);
    // 99.90 x 0.1001 = 9.99999; 100.00 x 0.1 = 10 exactly.
    EXPECT_EQ(refusal(scene, order(6, Side::bid, 9990, 1001 - 1)), Reason::below_minimum_value);
    EXPECT_EQ(refusal(scene, order(7, Side::bid, 10000, 1000)), Reason::none);
    EXPECT_EQ(scene.counters().accepted, 1U);
}

TEST(Requests, PriceOffTheTickIsRefused) {
    Scene scene;
    scene.book(0, {level(123'450, 5000)}, {level(123'470, 5000)});

    // 1234.56 has six significant figures.
    EXPECT_EQ(refusal(scene, order(1, Side::bid, 123'456, 2000)), Reason::bad_price);
    EXPECT_EQ(refusal(scene, order(2, Side::bid, 123'460, 2000)), Reason::none);
}

TEST(Requests, BeforeAnyMarketNothingIsAccepted) {
    Scene scene;

    EXPECT_EQ(refusal(scene, order(1, Side::bid, 9990, 2000)), Reason::price_too_far);
}

TEST(Requests, ImmediateTakesShownLevelsUpToItsLimitAndTheRestIsCancelled) {
    SceneWithBook scene;
    const Request taker =
        SceneWithBook::timed(order(1, Side::bid, 10015, 5000), TimeInForce::immediate_or_cancel);

    const auto reports = scene.ask(5, taker);

    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].kind, ReportKind::filled);
    EXPECT_EQ(reports[0].liquidity, gateway::Liquidity::taker);
    EXPECT_EQ(reports[0].price, Ticks(10010));
    EXPECT_EQ(reports[0].size, Lots(4000));
    EXPECT_EQ(reports[1].kind, ReportKind::cancelled);
    EXPECT_EQ(reports[1].reason, Reason::immediate_not_filled);
    // 100.10 x 0.4 x 4.5 bps
    EXPECT_DOUBLE_EQ(reports[0].fee_usd, 0.018018);
}

TEST(Requests, WhatWeTookIsGoneUntilTheNextSnapshot) {
    SceneWithBook scene;
    scene.take(1, Side::bid, 4000);
    Request again =
        SceneWithBook::timed(order(2, Side::bid, 10010, 1000), TimeInForce::immediate_or_cancel);

    EXPECT_EQ(refusal(scene, again), Reason::immediate_not_filled);
    scene.best(6, level(9990, 5000), level(10010, 4500));
    again.id = OrderId(3);
    const auto after_best = scene.ask(6, again);
    scene.book(7, {level(9990, 5000)}, {level(10010, 4500)});
    again.id = OrderId(4);
    const auto after_book = scene.ask(7, again);

    EXPECT_EQ(filled_size(after_best), Lots(500));
    EXPECT_EQ(filled_size(after_book), Lots(1000));
}

TEST(Requests, GoodTilCancelTakesWhatCrossesAndRestsTheRemainder) {
    SceneWithBook scene;

    const auto reports = scene.ask(
        5, SceneWithBook::timed(order(1, Side::bid, 10010, 6000), TimeInForce::good_til_cancel));

    ASSERT_EQ(reports.size(), 2U);
    EXPECT_EQ(reports[0].size, Lots(4000));
    EXPECT_EQ(reports[0].remaining, Lots(2000));
    EXPECT_EQ(reports[1].kind, ReportKind::accepted);
    EXPECT_EQ(reports[1].remaining, Lots(2000));
    EXPECT_EQ(scene.exchange.orders().count(), 1);
}

TEST(Requests, ModifyLosesThePlaceAndCancelAnswersOnce) {
    SceneWithBook scene;
    scene.ask(5, order(1, Side::bid, 9990, 2000));
    scene.print(6, Side::ask, 9990, 5000);  // we are at the front now
    scene.book(7, {level(9990, 800)}, {level(10010, 4000)});

    const auto modified = scene.ask(8, order(1, Side::bid, 9990, 3000), RequestKind::modify);
    scene.print(9, Side::ask, 9990, 900);
    const auto filled = scene.run_to(9);
    scene.cancel(10, 1);
    scene.cancel(10, 1);
    const auto cancelled = scene.run_to(10);

    ASSERT_EQ(modified.size(), 1U);
    EXPECT_EQ(modified[0].kind, ReportKind::modified);
    EXPECT_EQ(modified[0].remaining, Lots(3000));
    EXPECT_EQ(filled_size(filled), Lots(100));  // behind the 800 again
    ASSERT_EQ(cancelled.size(), 2U);
    EXPECT_EQ(cancelled[0].kind, ReportKind::cancelled);
    EXPECT_EQ(cancelled[1].kind, ReportKind::cancel_rejected);
    EXPECT_EQ(cancelled[1].reason, Reason::unknown_order);
}

TEST(Requests, RefusedModifySaysWhetherTheOldOrderLives) {
    SceneWithBook scene;
    scene.ask(5, order(1, Side::bid, 9990, 2000));

    const auto form = scene.ask(6, order(1, Side::bid, 9990, 0), RequestKind::modify);
    const auto crossing = scene.ask(7, order(1, Side::bid, 10010, 2000), RequestKind::modify);
    const auto unknown = scene.ask(8, order(1, Side::bid, 9990, 2000), RequestKind::modify);

    ASSERT_EQ(form.size(), 1U);
    EXPECT_EQ(form[0].kind, ReportKind::modify_rejected);
    EXPECT_EQ(form[0].reason, Reason::bad_size);
    EXPECT_EQ(form[0].remaining, Lots(2000));  // lives
    ASSERT_EQ(crossing.size(), 1U);
    EXPECT_EQ(crossing[0].reason, Reason::post_only_would_cross);
    EXPECT_EQ(crossing[0].remaining, Lots(0));  // gone
    ASSERT_EQ(unknown.size(), 1U);
    EXPECT_EQ(unknown[0].reason, Reason::unknown_order);
    EXPECT_EQ(scene.counters().modifies_lost_order, 1U);
    EXPECT_EQ(scene.counters().modifies_lost, 1U);
}

TEST(Requests, ReduceOnlyNeedsAPositionNeverCrossesZeroAndIsCancelledWhenVoid) {
    SceneWithBook scene;
    Request reduce = order(1, Side::ask, 10005, 3000);
    reduce.reduce_only = true;
    EXPECT_EQ(refusal(scene, reduce), Reason::reduce_only_violated);
    scene.take(2, Side::bid, 2000);
    reduce.id = OrderId(3);
    reduce.size = Lots(1000);
    EXPECT_EQ(refusal(scene, reduce), Reason::none);
    reduce.id = OrderId(4);
    reduce.size = Lots(3000);
    EXPECT_EQ(refusal(scene, reduce), Reason::none);

    scene.print(6, Side::bid, 10005, 10'000);
    const auto reports = scene.run_to(6);

    // 1,000 and then 1,000 of 3,000: the position is flat, what is left of the order is void.
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_EQ(filled_size(reports), Lots(2000));
    EXPECT_EQ(reports[2].kind, ReportKind::cancelled);
    EXPECT_EQ(reports[2].reason, Reason::reduce_only_violated);
    EXPECT_EQ(scene.exchange.account().position(0), Lots(0));
    EXPECT_EQ(scene.exchange.orders().count(), 0);
}

TEST(Requests, ClosingTheWholePositionIsExemptFromTheMinimumValue) {
    SceneWithBook scene;
    scene.take(1, Side::bid, 1000);
    Request close =
        SceneWithBook::timed(order(2, Side::ask, 9980, 900), TimeInForce::immediate_or_cancel);
    close.reduce_only = true;

    EXPECT_EQ(refusal(scene, close), Reason::below_minimum_value);
    close.id = OrderId(3);
    close.size = Lots(1000);
    EXPECT_EQ(filled_size(scene.ask(6, close)), Lots(1000));
}

TEST(Requests, OpenOrdersAreLimited) {
    PaperConfig config = instant_config();
    config.start_balance_usd = 1e9;
    SceneWithBook scene(config);
    for (std::uint64_t id = 1; id <= 1000; ++id) {
        ASSERT_EQ(refusal(scene, order(id, Side::bid, 9990, 2000)), Reason::none);
    }

    EXPECT_EQ(refusal(scene, order(1001, Side::bid, 9990, 2000)), Reason::too_many_orders);
}

TEST(Requests, BudgetGrowsWithVolumeAndLeavesCancelsMore) {
    PaperConfig config = instant_config();
    config.request_allowance = 4;
    SceneWithBook scene(config);
    for (std::uint64_t id = 1; id <= 4; ++id) {
        EXPECT_EQ(refusal(scene, order(id, Side::bid, 9990, 2000)), Reason::none);
    }

    // Spent: one request passes in 10 s, the next does not; a cancel does (twice the limit).
    EXPECT_EQ(refusal(scene, order(5, Side::bid, 9990, 2000)), Reason::none);
    const auto kept = scene.ask(5, order(1, Side::bid, 9980, 2000), RequestKind::modify);
    ASSERT_EQ(kept.size(), 1U);
    EXPECT_EQ(kept[0].reason, Reason::too_many_requests);
    EXPECT_EQ(kept[0].remaining, Lots(2000));
    scene.cancel(5, 1);
    EXPECT_EQ(scene.run_to(5).at(0).kind, ReportKind::cancelled);
    // Our four bids trade: 80 USD of volume, 80 requests more.
    scene.book(6, {level(9970, 5000)}, {level(9980, 9000)});
    EXPECT_EQ(filled_size(scene.run_to(6)), Lots(8000));
    EXPECT_EQ(refusal(scene, order(6, Side::bid, 9970, 2000), 6), Reason::none);
}

TEST(Requests, OrderLargeForTheShownDepthIsCounted) {
    SceneWithBook scene;  // 12,000 lots of bids, 10,000 of asks

    scene.ask(5, order(1, Side::bid, 9990, 1200));
    EXPECT_EQ(scene.counters().large_for_depth, 0U);
    scene.ask(5, order(2, Side::bid, 9990, 1201));

    EXPECT_EQ(scene.counters().large_for_depth, 1U);
}

TEST(Requests, QueryTellsWhatRestsAndCostsNothing) {
    SceneWithBook scene;
    scene.ask(5, order(1, Side::bid, 9990, 2000));
    const auto used = scene.counters().requests;

    const auto rests = scene.ask(6, order(1, Side::bid, 1, 1), RequestKind::query);
    const auto gone = scene.ask(7, order(2, Side::bid, 1, 1), RequestKind::query);

    ASSERT_EQ(rests.size(), 1U);
    EXPECT_EQ(rests[0].kind, ReportKind::accepted);
    EXPECT_EQ(rests[0].price, Ticks(9990));
    EXPECT_EQ(rests[0].remaining, Lots(2000));
    ASSERT_EQ(gone.size(), 1U);
    EXPECT_EQ(gone[0].kind, ReportKind::cancelled);
    EXPECT_EQ(gone[0].reason, Reason::unknown_order);
    EXPECT_EQ(gone[0].remaining, Lots(0));
    EXPECT_EQ(scene.counters().requests, used);
}

}  // namespace
}  // namespace maxmin::paper::test
