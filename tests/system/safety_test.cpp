// What must never happen, each with an attempt to make it happen through the whole engine. Every
// request of these scenes is also checked by the scene itself: side of the mid, legal price, fresh
// data, limits, no halt.
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "tests/host/engine/engine_scene.hpp"

namespace maxmin::engine::test {
namespace {

std::size_t orders_of(const Scene& scene, AssetIndex asset) {
    return scene.of(asset).orders.orders().size();
}

/// Requests since `first` that are not cancels, of one asset.
int asked_since(const Scene& scene, std::size_t first, AssetIndex asset) {
    int count = 0;
    for (std::size_t i = first; i < scene.port.sent.size(); ++i) {
        const Request& request = scene.port.sent[i].request;
        count += request.asset == asset && request.kind != RequestKind::cancel ? 1 : 0;
    }
    return count;
}

TEST(Safety, SilentFeedCancelsThatAssetAloneWithinItsLimit) {
    Scene scene;
    scene.warm_up();
    const std::size_t first = scene.port.sent.size();
    const Timestamp silence = scene.now;
    scene.alive[0] = false;

    scene.run(seconds(20));

    EXPECT_EQ(scene.of(0).state, QuoteState::stale_data);
    EXPECT_EQ(orders_of(scene, 0), 0U);
    EXPECT_EQ(scene.of(1).state, QuoteState::quoting);
    EXPECT_GT(orders_of(scene, 1), 0U);
    Timestamp last;
    for (std::size_t i = first; i < scene.port.sent.size(); ++i) {
        if (scene.port.sent[i].request.asset == 0) {
            last = scene.port.sent[i].time;
        }
    }
    // stale_after_s is 5; the clock is looked at every step of 100 ms.
    EXPECT_LE(last - silence, milliseconds(5'200));
    EXPECT_GE(last - silence, seconds(5));

    scene.alive[0] = true;
    scene.run(seconds(3));
    EXPECT_EQ(scene.of(0).state, QuoteState::quoting) << "it comes back by itself";
}

TEST(Safety, CrossedBooksAreNotFreshDataHoweverManyCome) {
    Scene scene;
    scene.warm_up();
    scene.alive[0] = false;
    for (int i = 0; i < 100; ++i) {
        scene.run(milliseconds(100));
        scene.book(0, {level(400'100, 1000)}, {level(399'900, 1000)});
        scene.round();
    }
    EXPECT_EQ(scene.of(0).state, QuoteState::stale_data);
    EXPECT_EQ(orders_of(scene, 0), 0U);
    EXPECT_EQ(scene.of(0).market.counters().crossed, 100U);
}

TEST(Safety, FeeThatIsNoNumberStopsEverything) {
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
        Scene scene;
        scene.warm_up();
        Report fill = scene.fill_of(scene.best_order(0, Side::bid), 0, Lots(10));
        fill.fee_usd = bad;
        scene.engine->on_report(fill);
        scene.run(milliseconds(200));
        const std::size_t first = scene.port.sent.size();

        scene.centre[0] += 400;
        scene.centre[1] += 400;
        scene.run(seconds(10));

        EXPECT_FALSE(scene.engine->guard().state().equity_known());
        for (const AssetIndex asset : {0, 1}) {
            EXPECT_EQ(asked_since(scene, first, asset), 0);
            EXPECT_EQ(orders_of(scene, asset), 0U) << "a quote nobody may reprice must not rest";
        }
    }
}

TEST(Safety, LossHaltsWithin100MsAndTheHaltIsLatched) {
    Scene scene(scene_config({"risk.loss_usd_max=100", "risk.drawdown_usd_max=100"}));
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(10'000));
    scene.run(seconds(1));
    ASSERT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::active);
    ASSERT_GT(orders_of(scene, 1), 0U);
    const std::size_t first = scene.port.sent.size();
    const Timestamp trigger = scene.now;

    scene.centre[0] -= 20'000;  // one coin loses 200 USD
    scene.run(milliseconds(200));
    EXPECT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::halted);
    for (std::size_t i = first; i < scene.port.sent.size(); ++i) {
        EXPECT_EQ(scene.port.sent[i].request.kind, RequestKind::cancel);
        EXPECT_LE(scene.port.sent[i].time - trigger, milliseconds(100)) << "after the first book";
    }
    EXPECT_EQ(orders_of(scene, 0) + orders_of(scene, 1), 0U);

    const std::size_t cancelled = scene.port.sent.size();
    scene.centre[0] += 40'000;  // all lost is won again
    scene.run(seconds(20));
    EXPECT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::halted);
    EXPECT_EQ(scene.port.sent.size(), cancelled) << "nothing at all leaves after the cancels";
}

TEST(Safety, NoTakerOrderLeavesAfterAHalt) {
    Scene scene(scene_config({"risk.loss_usd_max=100"}));
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(90'000));
    scene.centre[0] -= 2'000;  // 9 coins lose 180 USD before the first decision
    const std::size_t first = scene.port.sent.size();
    scene.run(seconds(7));
    EXPECT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::halted);
    EXPECT_EQ(asked_since(scene, first, 0), 0);
}

TEST(Safety, NearALossLimitOnlyTheReducingSideIsQuoted) {
    Scene scene(scene_config({"risk.loss_usd_max=250", "risk.drawdown_usd_max=250"}));
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(10'000));
    scene.centre[0] -= 21'000;  // 210 of 250 USD
    scene.run(seconds(2));
    ASSERT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::reducing);
    for (const order::WorkingOrder& order : scene.of(0).orders.orders()) {
        EXPECT_EQ(order.side, Side::ask);
    }
    EXPECT_GT(orders_of(scene, 0), 0U);
    EXPECT_EQ(orders_of(scene, 1), 0U) << "flat: there is nothing to reduce";
}

TEST(Safety, TheGateDoesNotKeepAPortfolioFromShrinking) {
    Scene scene(
        scene_config({"risk.loss_usd_max=250", "risk.drawdown_usd_max=250",
                      "defaults.gate.forced_open=false", "defaults.gate.checks_to_open=1"}));
    scene.auto_answer = true;
    scene.run(seconds(12));
    scene.give_position(0, Side::bid, Lots(10'000));
    scene.centre[0] -= 21'000;
    scene.run(seconds(35));  // three checks of the gate
    ASSERT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::reducing);
    EXPECT_EQ(scene.of(0).state, engine::QuoteState::reducing);
    EXPECT_GT(orders_of(scene, 0), 0U);
    for (const order::WorkingOrder& order : scene.of(0).orders.orders()) {
        EXPECT_EQ(order.side, Side::ask);
    }
}

TEST(Safety, RepeatedFillCountsOnce) {
    Scene scene;
    scene.warm_up();
    const Report fill = scene.fill_of(scene.best_order(0, Side::bid), 0, Lots(100));
    for (int i = 0; i < 3; ++i) {
        scene.engine->on_report(fill);
    }
    EXPECT_EQ(scene.of(0).position, Lots(100));
    EXPECT_EQ(scene.engine->ledger().position(0), Lots(100));
    EXPECT_EQ(scene.engine->ledger().fills_booked(), 1);
    EXPECT_EQ(scene.of(0).orders.counters().fills_repeated, 2U);
    EXPECT_EQ(scene.of(0).hawkes.fills(0, Side::bid), 1U) << "nor does it excite twice";
}

TEST(Safety, FillAfterTheCancelCountsOnceAndBringsNothingBack) {
    Scene scene;
    scene.warm_up();
    const order::WorkingOrder bid = scene.best_order(0, Side::bid);
    scene.alive[0] = false;
    scene.run(seconds(6));
    ASSERT_EQ(orders_of(scene, 0), 0U) << "cancelled, the cancel answered";

    Report late = scene.fill_of(bid, 0, Lots(100));
    late.remaining = Lots(0);
    scene.engine->on_report(late);
    scene.engine->on_report(late);

    EXPECT_EQ(scene.of(0).position, Lots(100));
    EXPECT_EQ(scene.engine->ledger().position(0), Lots(100));
    EXPECT_EQ(scene.of(0).orders.counters().fills_late, 1U);
    EXPECT_EQ(orders_of(scene, 0), 0U);
}

TEST(Safety, EveryFillOfABurstCounts) {
    Scene scene;
    scene.warm_up();
    Lots sum;
    for (int i = 0; i < 50; ++i) {
        const Side side = i % 3 == 0 ? Side::ask : Side::bid;
        order::WorkingOrder order = scene.best_order(0, side);
        const Lots size(1 + i % 7);
        scene.engine->on_report(scene.fill_of(order, 0, size));
        sum += size * sign_of(side);
    }
    EXPECT_EQ(scene.of(0).position, sum);
    EXPECT_EQ(scene.engine->ledger().position(0), sum);
}

/// One broken message: what a faulty venue, recorder or decoder could send.
void send_broken(Scene& scene, AssetIndex asset, std::mt19937& random) {
    const auto pick = [&](int count) {
        return static_cast<int>(random() % static_cast<unsigned>(count));
    };
    constexpr std::int64_t huge = std::int64_t{1} << 50;
    const std::int64_t prices[] = {0,       -1,      -huge, 1,       10,       huge,
                                   400'000, 399'990, 4'000, 400'010, 4'000'000};
    const std::int64_t sizes[] = {0, -5, 1, 50'000, huge};
    const auto any = [&] { return level(prices[pick(11)], sizes[pick(5)]); };
    MarketEvent event;
    event.exchange_time = scene.now - milliseconds(pick(2000) - 200);
    event.local_time = scene.now;
    event.asset = asset;
    event.aggressor = pick(2) == 0 ? Side::bid : Side::ask;
    event.trade_id = random() % 50;
    event.bid = any();
    event.ask = any();
    std::vector<BookLevel> bids(static_cast<std::size_t>(pick(4)));
    std::vector<BookLevel> asks(static_cast<std::size_t>(pick(4)));
    std::generate(bids.begin(), bids.end(), any);
    std::generate(asks.begin(), asks.end(), any);
    event.kind = static_cast<EventKind>(pick(3));
    if (event.kind == EventKind::book) {
        event.bid_levels = static_cast<std::uint8_t>(bids.size());
        event.ask_levels = static_cast<std::uint8_t>(asks.size());
        scene.engine->on_market(event, scene.now, bids, asks);
    } else {
        scene.engine->on_market(event, scene.now, {}, {});
    }
}

TEST(Safety, BrokenMarketDataNeverMakesABrokenQuote) {
    constexpr int rounds = 1500;
    for (const unsigned seed : {1U, 2U, 3U, 4U}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        Scene scene;
        scene.warm_up();
        for (int i = 0; i < rounds; ++i) {
            scene.now = scene.now + milliseconds(20);
            send_broken(scene, 0, random);
            if (i % 5 == 0) {
                scene.ordinary_book(0);
                scene.ordinary_book(1);
            }
            scene.round();
        }
        EXPECT_GT(scene.of(0).market.counters().refused(), 100U);
        EXPECT_EQ(scene.of(1).state, QuoteState::quoting) << "the other asset is not touched";
        EXPECT_GT(orders_of(scene, 1), 0U);
    }
}

TEST(Safety, ExtremeMovesNeverMakeABrokenQuote) {
    // Jumps by orders of magnitude: the filter and the grid see what they were not made for.
    Scene scene;
    scene.warm_up();
    for (const std::int64_t mid : {std::int64_t{40'000'000}, std::int64_t{100},
                                   std::int64_t{4'000'000'000'000}, std::int64_t{400'000}}) {
        scene.centre[0] = mid;
        scene.run(seconds(5));
        EXPECT_EQ(scene.of(1).state, QuoteState::quoting);
    }
    // The posterior of such a path may take long to calm down; what it may not do is stay broken.
    scene.run(seconds(120));
    EXPECT_TRUE(scene.of(0).state == QuoteState::quoting ||
                scene.of(0).state == QuoteState::stopped ||
                scene.of(0).state == QuoteState::no_grid)
        << to_string(scene.of(0).state);
    EXPECT_TRUE(std::isfinite(scene.engine->ledger().equity_usd()));
}

}  // namespace
}  // namespace maxmin::engine::test
