// Cases computed by hand from the formula in the header. The origin's own cases (half 6 bps) carry
// over once the 2 bps of fees, which it added to each quote, are taken off: 8/8 becomes 6/6, 12/12
// becomes 10/10, 11/6.5 becomes 9/4.5, 5/17 becomes 3/15. Two of its figures do not: the signal
// case (it multiplied two numbers in bps) and the taker (it sent the whole position, not the
// excess).
#include "host/quote/single_level.hpp"

#include <limits>

#include <gtest/gtest.h>

#include "tests/host/quote/quote_fixture.hpp"

namespace maxmin::quote {
namespace {

using test::decide;
using test::guide_inputs;
using test::of;
using test::why;

QuoteConfig single_config() {
    QuoteConfig config;
    config.enable_multi_level = false;
    config.half_spread = 6.0;
    config.target_liquidity = 0.3;
    config.max_absolute_position_size = 3.0;
    config.has_inventory_skew = true;
    return config;
}

Inputs single_inputs() {
    Inputs inputs = guide_inputs();
    inputs.base_bid_bps = 40.0;  // the grid must not matter without robust control
    inputs.base_ask_bps = 40.0;
    return inputs;
}

void expect_quotes(const Targets& targets, double bid_bps, double ask_bps) {
    ASSERT_EQ(of(targets, Side::bid).count, 1);
    ASSERT_EQ(of(targets, Side::ask).count, 1);
    // At mid 10,000 USD a bps is 1e6 ticks and all cases are whole ticks: only noise is forgiven.
    EXPECT_NEAR(of(targets, Side::bid).level[0].offset_bps, bid_bps, 1e-9);
    EXPECT_NEAR(of(targets, Side::ask).level[0].offset_bps, ask_bps, 1e-9);
}

TEST(SingleLevel, QuotesHalfSpreadOrHalfTheMarketSpread) {
    Inputs inputs = single_inputs();

    expect_quotes(decide(inputs, single_config()), 6.0, 6.0);
    inputs.spread_bps = 20.0;
    expect_quotes(decide(inputs, single_config()), 10.0, 10.0);
}

TEST(SingleLevel, LongPositionWidensTheBidAndShiftsBothDown) {
    Inputs inputs = single_inputs();
    inputs.position = Lots(1'500);  // r = 0.5: risk 6 * 0.25, skew -0.5 * 0.5 * 6

    expect_quotes(decide(inputs, single_config()), 6.0 + 1.5 + 1.5, 6.0 - 1.5);
}

TEST(SingleLevel, FullShortPositionDoublesTheAskAndShiftsBothUp) {
    Inputs inputs = single_inputs();
    inputs.position = Lots(-3'000);

    const Targets targets = decide(inputs, single_config());

    // A full short may not sell: only the bid rests, the ask's terms are still explained.
    ASSERT_EQ(of(targets, Side::bid).count, 1);
    EXPECT_NEAR(of(targets, Side::bid).level[0].offset_bps, 3.0, 1e-9);
    EXPECT_NEAR(why(targets, Side::ask, 0).wanted_bps(), 15.0, 1e-12);
    EXPECT_EQ(why(targets, Side::ask, 0).absent, Absent::inventory_limit);
    // Taker: beyond 0.8 of 3 coins, that is 0.6.
    EXPECT_EQ(targets.taker.side, Side::bid);
    EXPECT_EQ(targets.taker.size, Lots(600));
}

TEST(SingleLevel, SignalShiftsBothQuotesByHalfOfItAtTheDefaultAggression) {
    Inputs inputs = single_inputs();
    inputs.signal_bps = 1.0;

    expect_quotes(decide(inputs, single_config()), 5.5, 6.5);
}

TEST(SingleLevel, BookImbalanceShiftsBothQuotesTowardsTheHeavySidesMove) {
    Inputs inputs = single_inputs();
    inputs.imbalance = 1.0;  // only bids: 0.3 * 6 bps up

    expect_quotes(decide(inputs, single_config()), 4.2, 7.8);
}

TEST(SingleLevel, WithoutSkewTableOnlyTheRiskTermSeesInventory) {
    QuoteConfig config = single_config();
    config.has_inventory_skew = false;
    Inputs inputs = single_inputs();
    inputs.position = Lots(1'500);
    inputs.imbalance = 0.0;

    expect_quotes(decide(inputs, config), 7.5, 6.0);
}

TEST(SingleLevel, OffsetsStayAboveTheProfitableFloor) {
    Inputs inputs = single_inputs();
    inputs.signal_bps = 30.0;  // shift 15

    const Targets targets = decide(inputs, single_config());

    expect_quotes(targets, 2.0, 21.0);
    EXPECT_NEAR(why(targets, Side::bid, 0).floor_bps, 11.0, 1e-12);
}

TEST(SingleLevel, RobustControlReplacesTheBaseAndCountsInventoryOnce) {
    QuoteConfig config = single_config();
    config.enable_robust_control = true;
    Inputs inputs = single_inputs();
    inputs.base_bid_bps = 9.0;
    inputs.base_ask_bps = 5.0;
    inputs.position = Lots(1'500);

    expect_quotes(decide(inputs, config), 9.0, 5.0);
    inputs.imbalance = 1.0;
    expect_quotes(decide(inputs, config), 9.0 - 1.8, 5.0 + 1.8);
    config.robust_config.enabled = false;  // both switches are needed
    inputs.imbalance = 0.5;
    expect_quotes(decide(inputs, config), 9.0, 4.5);
}

TEST(SingleLevel, ASideTheRobustGridRefusesIsOff) {
    QuoteConfig config = single_config();
    config.enable_robust_control = true;
    Inputs inputs = single_inputs();
    inputs.base_ask_bps = std::numeric_limits<double>::quiet_NaN();

    const Targets targets = decide(inputs, config);

    EXPECT_EQ(of(targets, Side::bid).count, 1);
    EXPECT_EQ(of(targets, Side::ask).count, 0);
    EXPECT_EQ(why(targets, Side::ask, 0).absent, Absent::side_off);
}

TEST(SingleLevel, SizeIsTheTargetOrWhatThePositionLimitLeaves) {
    Inputs inputs = single_inputs();
    inputs.position = Lots(2'800);

    const Targets targets = decide(inputs, single_config());

    EXPECT_EQ(of(targets, Side::bid).level[0].size, Lots(200));
    EXPECT_EQ(of(targets, Side::ask).level[0].size, Lots(300));
}

}  // namespace
}  // namespace maxmin::quote
