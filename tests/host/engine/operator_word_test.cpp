// Halt, resume and flatten act in the call that says so.
#include <gtest/gtest.h>

#include "tests/host/engine/engine_scene.hpp"

namespace maxmin::engine::test {
namespace {

TEST(OperatorWord, AHaltCancelsAllOrdersOfAllAssetsInTheSameCall) {
    Scene scene;
    scene.warm_up();
    const std::size_t first = scene.port.sent.size();

    scene.engine->halt("ada", scene.now);

    EXPECT_EQ(scene.port.sent.size() - first, 12U);
    for (std::size_t i = first; i < scene.port.sent.size(); ++i) {
        EXPECT_EQ(scene.port.sent[i].request.kind, RequestKind::cancel);
        EXPECT_EQ(scene.port.sent[i].time, scene.now);
    }
    EXPECT_EQ(scene.engine->guard().state().record().who(), "ada");
    scene.run(seconds(10));
    EXPECT_EQ(scene.port.sent.size() - first, 12U) << "and nothing else ever";
    EXPECT_TRUE(scene.of(0).orders.orders().empty());
}

TEST(OperatorWord, AnOrderOnItsWayIsCancelledAsSoonAsItIsAnswered) {
    Scene scene;
    scene.run(seconds(4));
    ASSERT_EQ(scene.port.sent.size(), 12U) << "placed, not answered";
    scene.engine->halt("ada", scene.now);
    ASSERT_EQ(scene.port.sent.size(), 12U) << "what is not acknowledged cannot be cancelled";

    scene.answer_all();
    scene.round();

    EXPECT_EQ(scene.port.sent.size(), 24U);
    EXPECT_EQ(scene.port.sent.back().request.kind, RequestKind::cancel);
}

TEST(OperatorWord, ResumeNeedsAWordAndGivesQuotesBack) {
    Scene scene;
    scene.warm_up();
    scene.engine->halt("ada", scene.now);
    scene.run(seconds(2));

    EXPECT_TRUE(scene.engine->resume("bob", scene.now));
    scene.run(seconds(2));

    EXPECT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::active);
    EXPECT_EQ(scene.of(0).orders.orders().size(), 6U);
}

TEST(OperatorWord, AHaltOutlivesARestartAndALossIsNotForgotten) {
    Scene scene(scene_config({"risk.loss_usd_max=100"}));
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(10'000));
    scene.centre[0] -= 20'000;
    scene.run(seconds(1));
    ASSERT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::halted);
    Restored restored;
    restored.mode = scene.engine->guard().state().record();
    restored.marks = scene.engine->guard().state().marks();
    restored.positions = {scene.of(0).position, scene.of(1).position};
    const double equity_usd = scene.engine->ledger().equity_usd();

    Scene again(scene_config({"risk.loss_usd_max=100"}), {.linked = false, .restored = restored});
    const std::vector<gateway::HeldPosition> positions{{.asset = 0, .lots = Lots(10'000)}};
    again.engine->on_link(gateway::LinkState::syncing, again.now);
    again.engine->on_truth({.local_time = again.now,
                            .orders_asked = again.now,
                            .positions_asked = again.now,
                            .orders = {},
                            .positions = positions,
                            .equity_usd = equity_usd});
    again.engine->on_link(gateway::LinkState::up, again.now);
    again.run(seconds(8));

    EXPECT_EQ(again.engine->guard().state().mode(), risk::TradingMode::halted);
    EXPECT_TRUE(again.port.sent.empty());
    EXPECT_GT(again.engine->guard().state().day_loss_usd(), 100.0);
    EXPECT_FALSE(again.engine->resume("ada", again.now)) << "the loss limit is still broken";
}

/// A venue that fills at most `lots` of each taker order, at its limit.
void fill_takers(Scene& scene, std::size_t first, Lots lots) {
    for (std::size_t i = first; i < scene.port.sent.size(); ++i) {
        const Request& request = scene.port.sent[i].request;
        if (request.time_in_force != TimeInForce::immediate_or_cancel) {
            continue;
        }
        Report fill = scene.report_of(request);
        fill.kind = ReportKind::filled;
        fill.liquidity = gateway::Liquidity::taker;
        fill.size = std::min(lots, request.size);
        fill.remaining = request.size - fill.size;
        fill.trade_id = ++scene.last_trade_id;
        scene.engine->on_report(fill);
        if (fill.remaining > Lots(0)) {
            Report rest = scene.report_of(request);
            rest.kind = ReportKind::cancelled;
            rest.reason = Reason::immediate_not_filled;
            rest.remaining = Lots(0);
            scene.engine->on_report(rest);
        }
    }
}

TEST(OperatorWord, FlattenClosesEveryPositionAndNeverSendsMoreThanItHolds) {
    Scene scene;
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(30'000));
    scene.give_position(1, Side::ask, Lots(500));
    scene.auto_answer = false;
    scene.run(milliseconds(100));
    scene.answer_all();
    std::size_t first = scene.port.sent.size();

    scene.engine->flatten("ada", scene.now);
    for (int step = 0; step < 400; ++step) {
        fill_takers(scene, first, Lots(12'000));
        std::size_t taken = first;
        first = scene.port.sent.size();
        for (; taken < first; ++taken) {
            const Request& request = scene.port.sent[taken].request;
            if (request.kind == RequestKind::cancel) {
                Report gone = scene.report_of(request);
                gone.kind = ReportKind::cancelled;
                scene.engine->on_report(gone);
            } else {
                EXPECT_TRUE(request.reduce_only);
                EXPECT_EQ(request.time_in_force, TimeInForce::immediate_or_cancel);
                const double away_bps =
                    std::abs(request.price.as_double() / static_cast<double>(mid_ticks) - 1.0) *
                    1e4;
                EXPECT_LE(away_bps, scene.config.assets[0].quote.taker.slippage_bps + 2.0)
                    << "the best price is up to 0.75 bps from the centre";
            }
        }
        scene.run(milliseconds(100));
    }

    EXPECT_EQ(scene.of(0).position, Lots(0));
    EXPECT_EQ(scene.of(1).position, Lots(0));
    EXPECT_TRUE(scene.of(0).orders.orders().empty());
    EXPECT_FALSE(scene.engine->is_closing()) << "it knows that it is done";
    EXPECT_EQ(scene.engine->guard().state().mode(), risk::TradingMode::halted);
}

TEST(OperatorWord, ResumeEndsAFlattening) {
    Scene scene;
    scene.warm_up();
    scene.give_position(0, Side::bid, Lots(30'000));
    scene.engine->flatten("ada", scene.now);
    scene.run(seconds(1));
    ASSERT_TRUE(scene.engine->is_closing());

    EXPECT_TRUE(scene.engine->resume("ada", scene.now));

    EXPECT_FALSE(scene.engine->is_closing());
}

}  // namespace
}  // namespace maxmin::engine::test
