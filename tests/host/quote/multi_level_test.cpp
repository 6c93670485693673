// The guide's two tables digit by digit, then each rule on its own.
#include "host/quote/multi_level.hpp"

#include <cmath>
#include <limits>

#include <gtest/gtest.h>

#include "host/quote/side_terms.hpp"
#include "tests/host/quote/quote_fixture.hpp"

namespace maxmin::quote {
namespace {

using test::decide;
using test::guide_config;
using test::guide_inputs;
using test::of;
using test::why;

struct Row {
    std::int64_t price_ticks;  // of 1e-6 USD at mid 10,000
    std::int64_t size_lots;    // of 1e-3 coins
};

void expect_ladder(const SideTargets& side, const std::vector<Row>& rows) {
    ASSERT_EQ(side.count, static_cast<int>(rows.size()));
    for (std::size_t i = 0; i < rows.size(); ++i) {
        SCOPED_TRACE(i);
        EXPECT_EQ(side.level[i].price.value(), rows[i].price_ticks);
        EXPECT_EQ(side.level[i].size.value(), rows[i].size_lots);
        EXPECT_EQ(side.level[i].level, i);
    }
}

TEST(MultiLevel, GuideTableWithBullishSignal) {
    Inputs inputs = guide_inputs();
    inputs.signal_bps = 2.0;

    const Targets targets = decide(inputs, guide_config());

    // 4.5 / 6.5 / 8.5 and 6.5 / 8.5 / 10.5 bps of 10,000 USD are whole ticks: no tolerance.
    expect_ladder(of(targets, Side::bid),
                  {{9'995'500'000, 50'000}, {9'993'500'000, 27'000}, {9'991'500'000, 13'500}});
    expect_ladder(of(targets, Side::ask),
                  {{10'006'500'000, 50'000}, {10'008'500'000, 27'000}, {10'010'500'000, 13'500}});
    EXPECT_EQ(targets.absent, Absent::none);
    EXPECT_EQ(targets.taker.size, Lots(0));
}

TEST(MultiLevel, GuideTableWithMomentumChangesExactlyTheFirstBid) {
    Inputs inputs = guide_inputs();
    inputs.signal_bps = 2.0;
    inputs.excitation_multiplier[0][0] = 1.65;
    inputs.excitation_multiplier[1][0] = 1.02;

    const Targets targets = decide(inputs, guide_config());

    expect_ladder(of(targets, Side::bid),
                  {{9'996'500'000, 75'000}, {9'993'500'000, 27'000}, {9'991'500'000, 13'500}});
    expect_ladder(of(targets, Side::ask),
                  {{10'006'500'000, 50'000}, {10'008'500'000, 27'000}, {10'010'500'000, 13'500}});
    EXPECT_EQ(why(targets, Side::bid, 0).momentum_bps, -1.0);
    EXPECT_EQ(why(targets, Side::bid, 0).growth, 1.5);
}

TEST(MultiLevel, MomentumBelowTheCapGrowsByTheMultiplierAndNotAtTheThreshold) {
    Inputs inputs = guide_inputs();
    inputs.excitation_multiplier[0][0] = 1.4;
    inputs.excitation_multiplier[1][0] = 1.3;  // the threshold itself is not above it

    const Targets targets = decide(inputs, guide_config());

    EXPECT_EQ(of(targets, Side::bid).level[0].size.value(), 70'000);
    EXPECT_EQ(of(targets, Side::ask).level[0].size.value(), 50'000);
    EXPECT_EQ(why(targets, Side::ask, 0).momentum_bps, 0.0);
}

TEST(MultiLevel, SharesFollowTheGeometricTailAndNeverPassTheBudget) {
    // Unscaled sums of 1 to 4 levels stay below 1: 0.5, 0.77, 0.905, 0.9725. From 5 on they pass
    // it.
    const std::vector<double> first = {0.5, 0.27, 0.135, 0.0675, 0.03375};
    for (int levels = 1; levels <= levels_max; ++levels) {
        SCOPED_TRACE(levels);
        const auto shares = size_shares(levels);
        double sum = 0.0;
        for (int i = 0; i < levels; ++i) {
            sum += shares[static_cast<std::size_t>(i)];
        }
        for (std::size_t i = 3; i < static_cast<std::size_t>(levels); ++i) {
            EXPECT_DOUBLE_EQ(shares[i], 0.5 * shares[i - 1]);
        }
        if (levels <= 4) {
            EXPECT_EQ(shares[static_cast<std::size_t>(levels - 1)],
                      first[static_cast<std::size_t>(levels - 1)]);
        } else {
            EXPECT_NEAR(sum, 1.0, 1e-15);  // ten additions of doubles below 1
            EXPECT_DOUBLE_EQ(shares[1] / shares[0], 0.54);
        }
    }
}

TEST(MultiLevel, OneToTenLevelsAreQuotedAtTheirSpacing) {
    for (int levels = 1; levels <= levels_max; ++levels) {
        SCOPED_TRACE(levels);
        QuoteConfig config = guide_config();
        config.multi_level_config.max_levels = levels;

        const Targets targets = decide(guide_inputs(), config);

        ASSERT_EQ(of(targets, Side::bid).count, levels);
        ASSERT_EQ(of(targets, Side::ask).count, levels);
        const Target& deepest = of(targets, Side::ask).level[static_cast<std::size_t>(levels - 1)];
        EXPECT_EQ(deepest.price.value(), 10'005'500'000 + 2'000'000LL * (levels - 1));
    }
}

TEST(MultiLevel, BiasFadesWithInventoryAndVanishesAtItsLimit) {
    const ResolvedQuoteConfig config = resolve(guide_config(), test::fine_instrument(), 10'000.0);
    Inputs inputs = guide_inputs();
    inputs.signal_bps = 3.0;

    const auto shift_at = [&](std::int64_t position_lots) {
        inputs.position = Lots(position_lots);
        return centre_shift_bps(inputs, config);
    };

    EXPECT_DOUBLE_EQ(shift_at(0), 1.5);  // 2 * 3 / 4
    EXPECT_DOUBLE_EQ(shift_at(-500'000), 0.75);
    EXPECT_DOUBLE_EQ(shift_at(1'000'000), 0.0);
    EXPECT_DOUBLE_EQ(shift_at(-3'000'000), 0.0);  // the origin's weight turned negative here
}

TEST(MultiLevel, LevelsFlooredToOnePriceMerge) {
    Inputs inputs = guide_inputs();
    inputs.base_bid_bps = -3.0;  // -3, -1, 1 bps: all below the floor of 2

    const Targets targets = decide(inputs, guide_config());

    expect_ladder(of(targets, Side::bid), {{9'998'000'000, 90'500}});
    EXPECT_EQ(why(targets, Side::bid, 1).absent, Absent::merged);
    EXPECT_EQ(why(targets, Side::bid, 2).absent, Absent::merged);
    EXPECT_EQ(why(targets, Side::bid, 2).merged_into, 0);
    EXPECT_EQ(why(targets, Side::bid, 0).floor_bps, 5.0);
    EXPECT_EQ(of(targets, Side::ask).count, 3);
}

TEST(MultiLevel, MomentumDeepInTheLadderNeverTightensTheBestQuote) {
    QuoteConfig config = guide_config();
    config.multi_level_config.momentum_tightening_bps = 3.0;  // more than the spacing
    Inputs inputs = guide_inputs();
    inputs.excitation_multiplier[0][1] = 1.4;

    const Targets targets = decide(inputs, config);

    // L2 would lie at 4.5 bps, inside L1: its 27 * 1.4 join L1 at 5.5 bps. L3 keeps its own level.
    const SideTargets& bids = of(targets, Side::bid);
    ASSERT_EQ(bids.count, 2);
    EXPECT_EQ(bids.level[0].price.value(), 9'994'500'000);
    EXPECT_EQ(bids.level[0].size.value(), 50'000 + 37'800);
    EXPECT_EQ(bids.level[1].price.value(), 9'990'500'000);
    EXPECT_EQ(bids.level[1].level, 2);
}

TEST(MultiLevel, AFullFillStaysWithinTheInventoryLimitAlsoAfterMomentum) {
    QuoteConfig config = guide_config();
    config.max_absolute_position_size = 100.0;  // limit 70
    Inputs inputs = guide_inputs();
    inputs.excitation_multiplier[0][0] = 2.0;

    const Targets flat = decide(inputs, config);
    inputs.position = Lots(30'000);
    const Targets long_30 = decide(inputs, config);
    inputs.position = Lots(70'000);
    const Targets at_limit = decide(inputs, config);

    // 75 + 27 + 13.5 against 70: the best level keeps all it can.
    EXPECT_EQ(of(flat, Side::bid).count, 1);
    EXPECT_EQ(of(flat, Side::bid).level[0].size, Lots(70'000));
    EXPECT_EQ(why(flat, Side::bid, 0).cut_lots, Lots(5'000));
    EXPECT_EQ(why(flat, Side::bid, 1).absent, Absent::inventory_limit);
    EXPECT_EQ(of(long_30, Side::bid).level[0].size, Lots(40'000));
    EXPECT_EQ(of(long_30, Side::ask).count, 3);  // 100 may be sold, 90.5 is asked for
    EXPECT_EQ(of(at_limit, Side::bid).count, 0);
    EXPECT_EQ(why(at_limit, Side::bid, 0).absent, Absent::inventory_limit);
    EXPECT_EQ(of(at_limit, Side::bid).capacity, Lots(0));
}

TEST(MultiLevel, LevelsBelowTheVenueMinimumAreDroppedWithTheReason) {
    QuoteConfig config = guide_config();
    config.multi_level_config.total_size_per_side = 0.006;  // 60 USD: 30 / 10 / 0 after rounding

    const Targets targets = decide(guide_inputs(), config);

    // 0.003 coins = 30 USD; 0.00162 -> 0.001 coins = 9.99 USD; 0.00081 -> nothing.
    ASSERT_EQ(of(targets, Side::bid).count, 1);
    EXPECT_EQ(of(targets, Side::bid).level[0].size, Lots(3));
    EXPECT_EQ(why(targets, Side::bid, 1).absent, Absent::below_minimum_value);
    EXPECT_EQ(why(targets, Side::bid, 2).absent, Absent::below_minimum_value);
    EXPECT_NEAR(why(targets, Side::bid, 1).rounding_lots, -0.62, 1e-12);
    // The ask's 0.001 coins are worth a hair more than 10 USD.
    EXPECT_EQ(of(targets, Side::ask).count, 2);
}

TEST(MultiLevel, RobustConfigurationPassesTheGridThrough) {
    QuoteConfig robust = guide_config();
    robust.enable_robust_control = true;
    robust.robust_config.robustness_level = 1.0;
    Inputs inputs = guide_inputs();
    inputs.base_bid_bps = 9.25;
    inputs.base_ask_bps = 7.75;

    const Targets with = decide(inputs, robust);
    const Targets without = decide(inputs, guide_config());

    // Uncertainty is inside the grid's offsets; there is no second multiplier on top.
    EXPECT_EQ(of(with, Side::bid).level[0].price.value(), 9'990'750'000);
    EXPECT_EQ(of(with, Side::ask).level[0].price.value(), 10'007'750'000);
    EXPECT_EQ(of(with, Side::bid).level[0].price, of(without, Side::bid).level[0].price);
    EXPECT_EQ(of(with, Side::ask).level[0].size, of(without, Side::ask).level[0].size);
}

TEST(MultiLevel, ASideTheGridOrRiskDoesNotWantIsOff) {
    Inputs inputs = guide_inputs();
    inputs.base_bid_bps = std::numeric_limits<double>::quiet_NaN();
    const Targets by_grid = decide(inputs, guide_config());
    inputs = guide_inputs();
    inputs.side_allowed[1] = false;
    const Targets by_risk = decide(inputs, guide_config());

    EXPECT_EQ(of(by_grid, Side::bid).count, 0);
    EXPECT_EQ(why(by_grid, Side::bid, 2).absent, Absent::side_off);
    EXPECT_EQ(of(by_grid, Side::ask).count, 3);
    EXPECT_EQ(of(by_risk, Side::ask).count, 0);
    EXPECT_EQ(why(by_risk, Side::ask, 0).absent, Absent::side_off);
    EXPECT_EQ(of(by_risk, Side::bid).count, 3);
}

}  // namespace
}  // namespace maxmin::quote
