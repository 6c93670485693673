#include "host/signal/trade_flow.hpp"

#include <cmath>

namespace maxmin::signal {
namespace {

Timestamp at_s(double time_s) {
    return Timestamp(1'757'015'216'872'000'000) + from_seconds(time_s);
}

TEST(TradeFlow, TakerBuysArePositiveAndTakerSellsNegative) {
    TradeFlow buys(5.0);
    TradeFlow sells(5.0);
    buys.on_trade(at_s(0.0), Side::bid);
    sells.on_trade(at_s(0.0), Side::ask);

    EXPECT_DOUBLE_EQ(buys.value(at_s(0.0)), 0.5);  // one trade against the neutral one
    EXPECT_DOUBLE_EQ(sells.value(at_s(0.0)), -0.5);
}

TEST(TradeFlow, HalfLifeIsInEventTime) {
    TradeFlow flow(5.0);
    flow.on_trade(at_s(0.0), Side::bid);
    flow.on_trade(at_s(5.0), Side::ask);

    // Weights 1/2 (buy) and 1 (sell): (0.5 - 1) / (1.5 + 1).
    EXPECT_DOUBLE_EQ(flow.value(at_s(5.0)), -0.2);
    EXPECT_DOUBLE_EQ(flow.value(at_s(10.0)), -0.25 / 1.75);
    EXPECT_NEAR(flow.value(at_s(1000.0)), 0.0, 1e-12);  // silence is neutral
}

TEST(TradeFlow, OneSidedFlowStaysBelowOneAndEqualTimesAdd) {
    TradeFlow flow(5.0);
    for (int k = 0; k < 1000; ++k) {
        flow.on_trade(at_s(0.0), Side::bid);
    }

    EXPECT_DOUBLE_EQ(flow.value(at_s(0.0)), 1000.0 / 1001.0);
}

TEST(TradeFlow, TimeThatStepsBackDoesNotGrowTheFlow) {
    TradeFlow flow(5.0);
    flow.on_trade(at_s(10.0), Side::bid);
    flow.on_trade(at_s(0.0), Side::bid);

    EXPECT_DOUBLE_EQ(flow.value(at_s(10.0)), 2.0 / 3.0);
    EXPECT_DOUBLE_EQ(flow.value(at_s(0.0)), 2.0 / 3.0);
}

}  // namespace
}  // namespace maxmin::signal
