#include "host/quote/taker.hpp"

#include <gtest/gtest.h>

#include "tests/host/quote/quote_fixture.hpp"

namespace maxmin::quote {
namespace {

using test::decide;
using test::guide_config;
using test::guide_inputs;

QuoteConfig config_100() {
    QuoteConfig config = guide_config();
    config.max_absolute_position_size = 100.0;  // urgency beyond 80
    return config;
}

TEST(Taker, SendsTheExcessBeyondTheThresholdWithASlippageBound) {
    Inputs inputs = guide_inputs();
    inputs.position = Lots(90'000);
    const Targets long_90 = decide(inputs, config_100());
    inputs.position = Lots(-95'000);
    const Targets short_95 = decide(inputs, config_100());

    EXPECT_EQ(long_90.taker.side, Side::ask);
    EXPECT_EQ(long_90.taker.reason, TakerReason::due);
    EXPECT_EQ(long_90.taker.size, Lots(10'000));
    // 20 bps below the best bid of 9999.9.
    EXPECT_EQ(long_90.taker.limit_price, Ticks(9'979'900'200));
    EXPECT_EQ(short_95.taker.side, Side::bid);
    EXPECT_EQ(short_95.taker.size, Lots(15'000));
    EXPECT_EQ(short_95.taker.limit_price, Ticks(10'020'100'200));
}

TEST(Taker, NothingUpToTheThreshold) {
    Inputs inputs = guide_inputs();
    inputs.position = Lots(80'000);

    EXPECT_EQ(decide(inputs, config_100()).taker.size, Lots(0));
    EXPECT_EQ(decide(inputs, config_100()).taker.reason, TakerReason::within_threshold);
}

TEST(Taker, WaitsForItsCoolDown) {
    Inputs inputs = guide_inputs();
    inputs.position = Lots(90'000);
    const Targets first = decide(inputs, config_100());
    EXPECT_EQ(first.taker.next_not_before, inputs.now + seconds(5));

    inputs.taker_not_before = first.taker.next_not_before;
    inputs.now = first.taker.next_not_before - nanoseconds(1);
    EXPECT_EQ(decide(inputs, config_100()).taker.size, Lots(0));
    EXPECT_EQ(decide(inputs, config_100()).taker.reason, TakerReason::cooling_down);
    inputs.now = first.taker.next_not_before;
    EXPECT_EQ(decide(inputs, config_100()).taker.size, Lots(10'000));
}

TEST(Taker, NeverExceedsThePosition) {
    QuoteConfig config = config_100();
    config.multi_level_config.inventory_urgency_threshold = 0.0;
    Inputs inputs = guide_inputs();
    inputs.position = Lots(7);

    EXPECT_EQ(decide(inputs, config).taker.size, Lots(7));
}

TEST(Taker, AnExcessBelowTheMinimumValueWaitsUnlessItClosesThePosition) {
    Inputs inputs = guide_inputs();
    inputs.mid_usd = 1'000.0;
    inputs.best_bid = Ticks(999'900'000);
    inputs.best_ask = Ticks(1'000'100'000);
    inputs.position = Lots(80'009);  // excess 0.009 coins = 9 USD
    EXPECT_EQ(decide(inputs, config_100()).taker.size, Lots(0));
    EXPECT_EQ(decide(inputs, config_100()).taker.reason, TakerReason::below_minimum_value);

    QuoteConfig config = config_100();
    config.multi_level_config.inventory_urgency_threshold = 0.0;
    inputs.position = Lots(9);
    EXPECT_EQ(decide(inputs, config).taker.size, Lots(9));
}

TEST(Taker, CountsAgainstTheCapacityOfItsSide) {
    QuoteConfig config = config_100();
    config.multi_level_config.inventory_urgency_threshold = 0.2;
    config.multi_level_config.total_size_per_side = 300.0;
    Inputs inputs = guide_inputs();
    inputs.position = Lots(50'000);

    const Targets targets = decide(inputs, config);

    // Selling 30 at once and 90 passively ends at -70 = the limit.
    EXPECT_EQ(targets.taker.size, Lots(30'000));
    EXPECT_EQ(test::of(targets, Side::ask).capacity, Lots(90'000));
}

TEST(Taker, ActsWithTheGateClosedButNotOnABadBook) {
    Inputs inputs = guide_inputs();
    inputs.position = Lots(90'000);
    inputs.gate_open = false;
    EXPECT_EQ(decide(inputs, config_100()).taker.size, Lots(10'000));

    inputs.best_ask = inputs.best_bid;
    EXPECT_EQ(decide(inputs, config_100()).taker.size, Lots(0));
    EXPECT_EQ(decide(inputs, config_100()).taker.reason, TakerReason::withheld);
}

}  // namespace
}  // namespace maxmin::quote
