// What stops a decision, and properties of every decision under random inputs.
#include "host/quote/make_targets.hpp"

#include <cmath>
#include <functional>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/host/quote/quote_fixture.hpp"

namespace maxmin::quote {
namespace {

using test::decide;
using test::fine_instrument;
using test::guide_config;
using test::guide_inputs;
using test::of;
using test::why;

void expect_nothing(const Targets& targets, Absent reason) {
    EXPECT_EQ(targets.absent, reason);
    EXPECT_EQ(targets.taker.size, Lots(0));
    for (const Side side : {Side::bid, Side::ask}) {
        EXPECT_EQ(of(targets, side).count, 0);
        for (int level = 0; level < targets.levels; ++level) {
            EXPECT_EQ(why(targets, side, level).absent, reason);
        }
    }
}

TEST(MakeTargets, AnyNumberThatIsNotFiniteStopsTheDecision) {
    const std::vector<std::function<double&(Inputs&)>> fields = {
        [](Inputs& in) -> double& { return in.mid_usd; },
        [](Inputs& in) -> double& { return in.spread_bps; },
        [](Inputs& in) -> double& { return in.imbalance; },
        [](Inputs& in) -> double& { return in.signal_bps; },
        [](Inputs& in) -> double& { return in.excitation_multiplier[0][0]; },
        [](Inputs& in) -> double& { return in.excitation_multiplier[1][2]; },
    };
    const ResolvedQuoteConfig config = resolve(guide_config(), fine_instrument(), 10'000.0);
    Targets targets;
    for (const double bad :
         {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity(),
          -std::numeric_limits<double>::infinity()}) {
        for (std::size_t i = 0; i < fields.size(); ++i) {
            SCOPED_TRACE(i);
            Inputs inputs = guide_inputs();
            inputs.position = Lots(990'000);  // a taker would be due
            fields[i](inputs) = bad;
            make_targets(inputs, config, fine_instrument(), targets);
            expect_nothing(targets, Absent::bad_input);
        }
    }
    Inputs inputs = guide_inputs();
    inputs.base_ask_bps = std::numeric_limits<double>::infinity();
    make_targets(inputs, config, fine_instrument(), targets);
    expect_nothing(targets, Absent::bad_input);
}

TEST(MakeTargets, ImpossibleNumbersStopTheDecision) {
    Inputs inputs = guide_inputs();
    inputs.mid_usd = 10'001.0;  // outside the best prices
    expect_nothing(decide(inputs, guide_config()), Absent::bad_input);
    inputs = guide_inputs();
    inputs.imbalance = 1.5;
    expect_nothing(decide(inputs, guide_config()), Absent::bad_input);
    inputs = guide_inputs();
    inputs.spread_bps = -1.0;
    expect_nothing(decide(inputs, guide_config()), Absent::bad_input);
}

TEST(MakeTargets, NoBookACrossedBookAndAnUnreadyAssetAreNotQuoted) {
    Inputs inputs = guide_inputs();
    inputs.ready = false;
    expect_nothing(decide(inputs, guide_config()), Absent::not_ready);
    inputs = guide_inputs();
    inputs.best_bid = Ticks(0);
    expect_nothing(decide(inputs, guide_config()), Absent::not_ready);
    inputs = guide_inputs();
    inputs.best_ask = inputs.best_bid;
    expect_nothing(decide(inputs, guide_config()), Absent::not_ready);
    inputs = guide_inputs();
    inputs.gate_open = false;
    expect_nothing(decide(inputs, guide_config()), Absent::gate_closed);
}

TEST(MakeTargets, AnAbsurdOffsetHasNoPriceInsteadOfAnOverflow) {
    Inputs inputs = guide_inputs();
    for (const double offset_bps : {1e300, 10'000.0}) {
        inputs.base_bid_bps = offset_bps;
        inputs.base_ask_bps = offset_bps;

        const Targets targets = decide(inputs, guide_config());

        EXPECT_EQ(of(targets, Side::bid).count, 0);
        EXPECT_EQ(of(targets, Side::ask).count, 0);
        EXPECT_EQ(why(targets, Side::ask, 0).absent, Absent::out_of_range);
    }
}

TEST(MakeTargets, APostOnlyQuoteIsMovedToThePassiveSide) {
    QuoteConfig config = guide_config();
    config.multi_level_config.min_profitable_spread_bps = 0.0;
    Inputs inputs = guide_inputs();
    inputs.mid_usd = 10'000.1;  // a mid at the best ask: a bid there would trade
    inputs.base_bid_bps = 0.0;
    inputs.base_ask_bps = -40.0;  // floored at 0: exactly at the mid

    const Targets targets = decide(inputs, config);

    EXPECT_EQ(of(targets, Side::bid).level[0].price, inputs.best_ask - Ticks(1));
    EXPECT_EQ(of(targets, Side::ask).level[0].price, inputs.best_ask + Ticks(1));
    EXPECT_NEAR(why(targets, Side::bid, 0).passive_bps, 1e-6, 1e-9);  // one tick at 10,000.1
}

TEST(MakeTargets, SizesThatVanishStopTheStart) {
    QuoteConfig config = guide_config();
    config.multi_level_config.total_size_per_side = 0.0005;  // half a lot
    EXPECT_THROW(resolve(config, fine_instrument(), 10'000.0), InputError);
    config = guide_config();
    config.max_absolute_position_size = 0.0;
    EXPECT_THROW(resolve(config, fine_instrument(), 10'000.0), InputError);
    config = guide_config();
    config.multi_level_config.max_levels = 11;
    EXPECT_THROW(resolve(config, fine_instrument(), 10'000.0), InputError);

    config = guide_config();
    config.size_unit = SizeUnit::usd;
    config.multi_level_config.total_size_per_side = 50.0;
    config.max_absolute_position_size = 123.0;
    const ResolvedQuoteConfig resolved = resolve(config, fine_instrument(), 10'000.0);
    EXPECT_EQ(resolved.total_size_per_side, Lots(5));
    EXPECT_EQ(resolved.max_position, Lots(12));
}

struct Case {
    Inputs inputs;
    QuoteConfig config;
    market::Instrument instrument;
};

/// A random market and configuration; prices obey Hyperliquid's rule or a fixed tick.
Case random_case(std::mt19937_64& random) {
    const auto uniform = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    Case out;
    const int decimals =
        std::uniform_int_distribution<int>(1, 4)(random);  // so that level 1 is at least a lot
    out.instrument = market::hyperliquid_instrument("RND", decimals, market::AssetType::perp, 20);
    const double price_usd = std::exp(uniform(std::log(0.5), std::log(90'000.0)));
    Inputs& in = out.inputs;
    in = guide_inputs();
    in.best_bid = out.instrument.floor_price(price_usd);
    in.best_ask = out.instrument.ceil_legal(in.best_bid + Ticks(1));
    for (int extra = std::uniform_int_distribution<int>(0, 5)(random); extra > 0; --extra) {
        in.best_ask = out.instrument.ceil_legal(in.best_ask + Ticks(1));
    }
    in.mid_usd =
        0.5 * (out.instrument.price_usd(in.best_bid) + out.instrument.price_usd(in.best_ask));
    in.spread_bps = uniform(0.0, 30.0);
    in.imbalance = uniform(0.0, 1.0);
    in.base_bid_bps = uniform(-5.0, 30.0);
    in.base_ask_bps = uniform(-5.0, 30.0);
    in.signal_bps = uniform(-10.0, 10.0);
    for (auto& side : in.excitation_multiplier) {
        for (double& multiplier : side) {
            multiplier = 1.0 + std::max(uniform(-1.0, 1.5), 0.0);
        }
    }
    out.config = guide_config();
    out.config.enable_multi_level = uniform(0.0, 1.0) < 0.8;
    out.config.has_inventory_skew = uniform(0.0, 1.0) < 0.5;
    out.config.enable_robust_control = uniform(0.0, 1.0) < 0.5;
    out.config.half_spread = uniform(1.0, 20.0);
    out.config.size_unit = SizeUnit::usd;
    out.config.max_absolute_position_size = 5e5;
    out.config.target_liquidity = uniform(1e5, 5e5);
    MultiLevelConfig& multi = out.config.multi_level_config;
    multi.max_levels = std::uniform_int_distribution<int>(1, levels_max)(random);
    multi.total_size_per_side = uniform(1e5, 8e5);
    multi.level_spacing_bps = uniform(0.0, 5.0);
    multi.momentum_tightening_bps = uniform(0.0, 4.0);
    multi.min_profitable_spread_bps = uniform(0.0, 8.0);
    return out;
}

void expect_sound_side(const Case& c, const ResolvedQuoteConfig& config, const Targets& targets,
                       Side side) {
    const SideTargets& out = of(targets, side);
    const double floor_bps = 0.5 * c.config.multi_level_config.min_profitable_spread_bps;
    Lots total(0);
    for (int i = 0; i < out.count; ++i) {
        const Target& target = out.level[static_cast<std::size_t>(i)];
        const Explain& term = why(targets, side, target.level);
        EXPECT_TRUE(c.instrument.is_legal(target.price));
        // 1e-6 bps: the noise forgiven in rounding is 1e-8 bps.
        EXPECT_GE(target.offset_bps, floor_bps - 1e-6);
        EXPECT_NEAR(term.wanted_bps() + term.passive_bps + term.rounding_bps, target.offset_bps,
                    1e-7);
        EXPECT_GE(c.instrument.price_usd(target.price) * c.instrument.size_coin(target.size),
                  c.instrument.minimum_value_usd * (1.0 - 1e-9));
        if (i > 0) {
            const Target& before = out.level[static_cast<std::size_t>(i - 1)];
            EXPECT_GT((before.price.value() - target.price.value()) * sign_of(side), 0);
            EXPECT_GT(target.level, before.level);
        }
        total += target.size;
    }
    EXPECT_LE(total, out.capacity);
    const Lots limit = c.config.enable_multi_level ? config.risk_limit : config.max_position;
    const Lots taken = targets.taker.side == side ? targets.taker.size : Lots(0);
    const Lots held = c.inputs.position * sign_of(side);
    if (out.count > 0) {
        EXPECT_LE(held + taken + total, limit);
    }
}

TEST(MakeTargets, EveryDecisionIsSoundUnderRandomInputs) {
    constexpr std::uint64_t seed = 20'261;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    Targets targets;
    for (int trial = 0; trial < 20'000 && !testing::Test::HasFailure(); ++trial) {
        SCOPED_TRACE(trial);
        Case c = random_case(random);
        const ResolvedQuoteConfig config = resolve(c.config, c.instrument, c.inputs.mid_usd);
        const auto most = static_cast<std::int64_t>(1.2 * config.max_position.as_double());
        c.inputs.position = Lots(std::uniform_int_distribution<std::int64_t>(-most, most)(random));

        make_targets(c.inputs, config, c.instrument, targets);

        ASSERT_EQ(targets.absent, Absent::none);
        expect_sound_side(c, config, targets, Side::bid);
        expect_sound_side(c, config, targets, Side::ask);
        const SideTargets& bids = of(targets, Side::bid);
        const SideTargets& asks = of(targets, Side::ask);
        if (bids.count > 0) {
            EXPECT_LT(bids.level[0].price, c.inputs.best_ask);
            EXPECT_LT(c.instrument.price_usd(bids.level[0].price), c.inputs.mid_usd);
        }
        if (asks.count > 0) {
            EXPECT_GT(asks.level[0].price, c.inputs.best_bid);
            EXPECT_GT(c.instrument.price_usd(asks.level[0].price), c.inputs.mid_usd);
        }
    }
}

TEST(MakeTargets, AHigherSignalNeverLowersAPrice) {
    constexpr std::uint64_t seed = 20'262;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int trial = 0; trial < 5'000 && !testing::Test::HasFailure(); ++trial) {
        SCOPED_TRACE(trial);
        Case c = random_case(random);
        const Targets low = decide(c.inputs, c.config, c.instrument);
        c.inputs.signal_bps += 1.0;
        const Targets high = decide(c.inputs, c.config, c.instrument);
        // At position zero neither side is cut before its first level, so both have one.
        ASSERT_GT(of(low, Side::bid).count, 0);
        ASSERT_GT(of(high, Side::ask).count, 0);
        EXPECT_GE(of(high, Side::bid).level[0].price, of(low, Side::bid).level[0].price);
        EXPECT_GE(of(high, Side::ask).level[0].price, of(low, Side::ask).level[0].price);
    }
}

/// Turns a market upside down around its mid.
Inputs mirrored(const Inputs& in, Ticks mid) {
    Inputs out = in;
    out.best_bid = mid * 2 - in.best_ask;
    out.best_ask = mid * 2 - in.best_bid;
    out.position = -in.position;
    out.signal_bps = -in.signal_bps;
    out.imbalance = 1.0 - in.imbalance;
    std::swap(out.base_bid_bps, out.base_ask_bps);
    std::swap(out.excitation_multiplier[0], out.excitation_multiplier[1]);
    std::swap(out.side_allowed[0], out.side_allowed[1]);
    return out;
}

TEST(MakeTargets, AMirroredMarketSwapsTheSides) {
    constexpr std::uint64_t seed = 20'263;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const market::Instrument instrument = fine_instrument();  // a uniform tick has a mirror image
    const Ticks mid(10'000'000'000);
    for (int trial = 0; trial < 5'000 && !testing::Test::HasFailure(); ++trial) {
        SCOPED_TRACE(trial);
        Case c = random_case(random);
        const Inputs market = guide_inputs();
        c.inputs.mid_usd = market.mid_usd;
        c.inputs.best_bid = market.best_bid;
        c.inputs.best_ask = market.best_ask;
        c.inputs.position =
            Lots(std::uniform_int_distribution<std::int64_t>(-60'000, 60'000)(random));

        const Targets up = decide(c.inputs, c.config, instrument);
        const Targets down = decide(mirrored(c.inputs, mid), c.config, instrument);

        EXPECT_EQ(up.taker.size, down.taker.size);
        for (const Side side : {Side::bid, Side::ask}) {
            const SideTargets& here = of(up, side);
            const SideTargets& there = of(down, opposite(side));
            ASSERT_EQ(here.count, there.count);
            EXPECT_EQ(here.capacity, there.capacity);
            for (std::size_t i = 0; i < static_cast<std::size_t>(here.count); ++i) {
                EXPECT_EQ(here.level[i].size, there.level[i].size);
                // A wanted price on a tick boundary may round to either of two neighbours.
                EXPECT_NEAR(here.level[i].price.as_double(),
                            (mid * 2 - there.level[i].price).as_double(), 1.0);
            }
        }
    }
}

}  // namespace
}  // namespace maxmin::quote
