// How resting orders fill against a recorded market, one statement a test.
#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

const std::vector<BookLevel> bids{level(9990, 5000), level(9980, 7000), level(9970, 9000)};
const std::vector<BookLevel> asks{level(10010, 4000), level(10020, 6000), level(10030, 8000)};

/// A book, and our bid of 2,000 behind the 5,000 shown at 99.90.
struct SceneWithBid : Scene {
    explicit SceneWithBid(const PaperConfig& config = instant_config()) : Scene(config) {
        book(0, bids, asks);
        ask(1, order(1, Side::bid, 9990, 2000));
    }
};

TEST(Matching, TouchDoesNotFill) {
    SceneWithBid scene;

    // The opposite best comes down to our very price, and then a touch from the print side.
    scene.best(10, level(9980, 7000), level(9990, 3000));

    EXPECT_EQ(filled_size(scene.run_to(10)), Lots(0));
    EXPECT_EQ(scene.exchange.orders().count(), 1);
}

TEST(Matching, QueueAheadTradesFirstThenUsPartlyThenWholly) {
    SceneWithBid scene;

    scene.print(10, Side::ask, 9990, 4999);
    EXPECT_EQ(filled_size(scene.run_to(10)), Lots(0));
    scene.print(11, Side::ask, 9990, 501);
    const auto first = scene.run_to(11);
    scene.print(12, Side::ask, 9990, 5000);
    const auto second = scene.run_to(12);

    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].size, Lots(500));
    EXPECT_EQ(first[0].remaining, Lots(1500));
    EXPECT_EQ(first[0].price, Ticks(9990));
    EXPECT_EQ(first[0].liquidity, gateway::Liquidity::maker);
    ASSERT_EQ(second.size(), 1U);
    EXPECT_EQ(second[0].size, Lots(1500));
    EXPECT_EQ(second[0].remaining, Lots(0));
    EXPECT_EQ(scene.counters().partial_fills, 1U);
    EXPECT_EQ(scene.counters().queue_fills, 2U);
    EXPECT_EQ(scene.exchange.account().position(0), Lots(2000));
}

TEST(Matching, PrintOfTheOtherSideAtOurPriceDoesNothing) {
    SceneWithBid scene;

    scene.print(10, Side::bid, 9990, 100'000);

    EXPECT_EQ(filled_size(scene.run_to(10)), Lots(0));
}

TEST(Matching, PrintBeyondOurPriceFillsUpToItsSizeAtOurPrice) {
    SceneWithBid scene;

    scene.print(10, Side::ask, 9980, 1200);
    const auto reports = scene.run_to(10);

    ASSERT_EQ(reports.size(), 1U);
    EXPECT_EQ(reports[0].price, Ticks(9990));
    EXPECT_EQ(reports[0].size, Lots(1200));
    EXPECT_EQ(scene.counters().print_through_fills, 1U);
    // Whoever stood ahead is gone: the next lot at our price is ours.
    scene.print(11, Side::ask, 9990, 100);
    EXPECT_EQ(filled_size(scene.run_to(11)), Lots(100));
}

TEST(Matching, OnePrintNeverFillsMoreThanItsSizeOverAllOrders) {
    Scene scene;
    scene.book(0, bids, asks);
    scene.ask(1, order(1, Side::bid, 10000, 1000));  // alone inside the spread
    scene.ask(2, order(2, Side::bid, 9995, 1100));
    scene.ask(3, order(3, Side::bid, 9990, 2000));  // behind 5,000
    scene.ask(4, order(4, Side::bid, 9990, 2000));

    scene.print(10, Side::ask, 9990, 8000);
    const auto reports = scene.run_to(10);

    // 1,000 + 1,100 through, 5,000 to the queue, 900 of the first order at the price.
    ASSERT_EQ(reports.size(), 3U);
    EXPECT_EQ(reports[0].id, OrderId(1));
    EXPECT_EQ(reports[1].id, OrderId(2));
    EXPECT_EQ(reports[2].id, OrderId(3));
    EXPECT_EQ(reports[2].size, Lots(900));
    EXPECT_EQ(filled_size(reports), Lots(3000));
}

TEST(Matching, BookStrictlyThroughUsFillsFromTheSizeShownThereOnce) {
    SceneWithBid scene;

    scene.best(10, level(9970, 9000), level(9980, 1500));
    const auto first = scene.run_to(10);
    scene.best(11, level(9970, 9000), level(9980, 1500));
    const auto repeated = scene.run_to(11);
    scene.book(12, {level(9970, 9000)}, {level(9980, 1500)});
    const auto snapshot = scene.run_to(12);

    ASSERT_EQ(first.size(), 1U);
    EXPECT_EQ(first[0].size, Lots(1500));
    EXPECT_EQ(first[0].price, Ticks(9990));
    EXPECT_TRUE(repeated.empty());  // we have taken what is shown there
    EXPECT_EQ(filled_size(snapshot), Lots(500));
    EXPECT_EQ(scene.counters().trade_through_fills, 2U);
}

TEST(Matching, LevelBeyondTheShownOnesHasAnUnknownQueue) {
    Scene scene;
    scene.book(0, bids, asks);
    scene.ask(1, order(1, Side::bid, 9960, 2000));

    scene.print(10, Side::ask, 9960, 50'000);
    EXPECT_EQ(filled_size(scene.run_to(10)), Lots(0));
    EXPECT_EQ(scene.counters().unknown_queue_prints, 1U);
    scene.book(11, {level(9970, 500), level(9960, 3000)}, asks);
    scene.print(12, Side::ask, 9960, 3500);

    // Once seen, all of it is ahead of us.
    EXPECT_EQ(filled_size(scene.run_to(12)), Lots(500));
}

TEST(Matching, PrintThatComesAfterItsOwnBookCountsOnce) {
    // The book of 10 ms already shows the 4,000 gone; the print of 10 ms comes behind it.
    SceneWithBid scene;
    scene.book(10, {level(9990, 1000), level(9980, 7000)}, asks);
    scene.print(10, Side::ask, 9990, 4000);
    scene.print(20, Side::ask, 9990, 1000);
    EXPECT_EQ(filled_size(scene.run_to(20)), Lots(0));

    scene.print(21, Side::ask, 9990, 1);

    EXPECT_EQ(filled_size(scene.run_to(21)), Lots(1));
    EXPECT_EQ(scene.counters().late_prints, 1U);
}

TEST(Matching, QueueModelsDifferInWhatACancelDoes) {
    // 3,000 join behind us, then 4,000 vanish without a print, 4,000 of 8,000 are left.
    const auto filled_after = [](QueueModel model, std::int64_t printed) {
        PaperConfig config = instant_config();
        config.queue = model;
        SceneWithBid scene(config);
        scene.book(5, {level(9990, 8000), level(9980, 7000)}, asks);
        scene.book(6, {level(9990, 4000), level(9980, 7000)}, asks);
        scene.print(7, Side::ask, 9990, printed);
        return filled_size(scene.run_to(7));
    };

    // back: 3,000 of the 4,000 were behind us, 1,000 must have been ahead.
    EXPECT_EQ(filled_after(QueueModel::back, 4000), Lots(0));
    EXPECT_EQ(filled_after(QueueModel::back, 4001), Lots(1));
    // probabilistic, power 2: share 25/34 of 4,000 = 2,941 ahead, 2,059 left.
    EXPECT_EQ(filled_after(QueueModel::probabilistic, 2059), Lots(0));
    EXPECT_EQ(filled_after(QueueModel::probabilistic, 2060), Lots(1));
    // trade_only: nothing moves us but prints.
    EXPECT_EQ(filled_after(QueueModel::trade_only, 5000), Lots(0));
    EXPECT_EQ(filled_after(QueueModel::trade_only, 5001), Lots(1));
}

TEST(Matching, CrossedBookIsIgnoredAndCounted) {
    SceneWithBid scene;

    scene.book(10, {level(10020, 100)}, {level(10010, 100)});
    scene.best(11, level(10020, 100), level(10010, 100));

    EXPECT_EQ(filled_size(scene.run_to(11)), Lots(0));
    EXPECT_EQ(scene.counters().ignored_books, 2U);
}

TEST(Matching, SelfTradePreventionCancelsTheRestingOrder) {
    Scene scene;
    scene.book(0, bids, asks);
    scene.ask(1, order(1, Side::ask, 10010, 1000));  // behind 4,000
    Request taker = order(2, Side::bid, 10010, 4000);
    taker.time_in_force = TimeInForce::immediate_or_cancel;

    const auto exact = scene.ask(2, taker);
    scene.book(3, bids, asks);
    taker.id = OrderId(3);
    taker.size = Lots(4001);
    const auto beyond = scene.ask(4, taker);

    // 4,000 end before our order is met; one lot more meets it.
    EXPECT_EQ(filled_size(exact), Lots(4000));
    ASSERT_EQ(exact.size(), 1U);
    ASSERT_EQ(beyond.size(), 3U);
    EXPECT_EQ(beyond[0].kind, ReportKind::cancelled);
    EXPECT_EQ(beyond[0].reason, Reason::self_trade);
    EXPECT_EQ(beyond[0].id, OrderId(1));
    EXPECT_EQ(beyond[1].size, Lots(4000));
    EXPECT_EQ(beyond[2].kind, ReportKind::cancelled);
    EXPECT_EQ(beyond[2].remaining, Lots(0));
}

}  // namespace
}  // namespace maxmin::paper::test
