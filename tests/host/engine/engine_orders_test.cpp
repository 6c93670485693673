// What fills do to the next quotes, and when the engine takes instead of making.
#include <gtest/gtest.h>

#include "tests/host/engine/engine_scene.hpp"

namespace maxmin::engine::test {
namespace {

std::vector<Sent> takers(const Scene& scene) {
    std::vector<Sent> found;
    for (const Sent& sent : scene.port.sent) {
        if (sent.request.time_in_force == TimeInForce::immediate_or_cancel) {
            found.push_back(sent);
        }
    }
    return found;
}

TEST(EngineOrders, MomentumAfterFillsReachesTheQuotes) {
    // 3 bps instead of 1: more than the 1 bp below which an order is left alone.
    Scene scene(scene_config({"defaults.multi_level_config.momentum_tightening_bps=3",
                              "defaults.multi_level_config.min_profitable_spread_bps=3.1"}));
    scene.warm_up();
    scene.run(seconds(1));
    EXPECT_EQ(scene.of(0).targets.explain[0][0].momentum_bps, 0.0);
    scene.log.clear();

    const order::WorkingOrder bid = scene.best_order(0, Side::bid);
    scene.engine->on_report(scene.fill_of(bid, 0, Lots(10)));
    scene.engine->on_report(scene.fill_of(bid, 0, Lots(10)));
    const std::size_t before = scene.port.sent.size();
    scene.run(milliseconds(100));

    EXPECT_GT(scene.of(0).inputs.excitation_multiplier[0][0], 1.3);
    EXPECT_EQ(scene.of(0).inputs.excitation_multiplier[1][0], 1.0) << "the other side is calm";
    EXPECT_EQ(scene.of(0).targets.explain[0][0].momentum_bps, -3.0);
    EXPECT_EQ(scene.of(0).targets.explain[1][0].momentum_bps, 0.0);
    EXPECT_EQ(std::count_if(scene.log.begin(), scene.log.end(),
                            [](const LogRecord& r) { return r.kind == LogKind::momentum; }),
              2);
    bool tighter = false;
    for (std::size_t i = before; i < scene.port.sent.size(); ++i) {
        const Request& request = scene.port.sent[i].request;
        tighter = tighter || (request.kind == RequestKind::modify && request.id == bid.id &&
                              request.price > bid.resting.price);
    }
    EXPECT_TRUE(tighter) << "the order itself moved, not only the target";
}

TEST(EngineOrders, UrgentInventoryIsTakenOncePerCoolDown) {
    Scene scene;
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(90'000));  // 9 of 10 coins; urgent above 8

    scene.run(seconds(12));

    const std::vector<Sent> sent = takers(scene);
    ASSERT_EQ(sent.size(), 3U) << "at 0, 5 and 10 s";
    for (std::size_t i = 0; i < sent.size(); ++i) {
        EXPECT_EQ(sent[i].request.side, Side::ask);
        EXPECT_TRUE(sent[i].request.reduce_only);
        EXPECT_EQ(sent[i].request.size, Lots(10'000)) << "the excess";
        if (i > 0) {
            EXPECT_GE(sent[i].time - sent[i - 1].time, seconds(5));
        }
    }
    EXPECT_EQ(scene.of(0).counts.taker_orders, 3);
}

TEST(EngineOrders, TakerWithoutAnswerIsNotRepeated) {
    Scene scene;
    scene.warm_up();
    scene.auto_answer = false;
    scene.give_position(0, Side::bid, Lots(90'000));

    scene.run(seconds(12));

    EXPECT_EQ(takers(scene).size(), 1U) << "two could sell more than the excess";
}

TEST(EngineOrders, TakerThatFillsEndsTheUrgency) {
    Scene scene;
    scene.warm_up();
    scene.auto_answer = false;
    scene.give_position(0, Side::ask, Lots(90'000));
    scene.run(milliseconds(100));
    ASSERT_EQ(takers(scene).size(), 1U);
    const Request taker = takers(scene)[0].request;
    EXPECT_EQ(taker.side, Side::bid);

    Report fill = scene.report_of(taker);
    fill.kind = ReportKind::filled;
    fill.liquidity = gateway::Liquidity::taker;
    fill.trade_id = ++scene.last_trade_id;
    scene.engine->on_report(fill);
    scene.run(seconds(12));

    EXPECT_EQ(scene.of(0).position, Lots(-80'000));
    EXPECT_EQ(takers(scene).size(), 1U);
}

TEST(EngineOrders, QuotesOfAFullPositionOnlyTakeItAway) {
    Scene scene;
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(75'000));  // beyond 0.7 of 10 coins

    scene.run(seconds(2));

    EXPECT_EQ(scene.of(0).targets.side[0].count, 0);
    EXPECT_GT(scene.of(0).targets.side[1].count, 0);
    for (const order::WorkingOrder& order : scene.of(0).orders.orders()) {
        EXPECT_EQ(order.side, Side::ask);
    }
}

}  // namespace
}  // namespace maxmin::engine::test
