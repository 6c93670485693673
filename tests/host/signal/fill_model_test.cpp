// The guide's numbers, and the windowed recursion against a list of all fills summed anew.
#include "host/signal/fill_model.hpp"

#include <cmath>
#include <limits>
#include <random>

#include "host/signal/hawkes_process.hpp"

namespace maxmin::signal {
namespace {

constexpr std::int64_t start_ns = 1'757'015'216'872'000'000;

Timestamp at_s(double time_s) {
    return Timestamp(start_ns) + from_seconds(time_s);
}

/// The definition, with every fill kept for ever.
struct SlowModel {
    std::vector<Timestamp> fills;

    double excitation(const HawkesParams& params, Timestamp now) const {
        double sum = 0.0;
        for (const Timestamp fill : fills) {
            const double age_s = to_seconds(now - fill);
            if (age_s <= params.memory_window) {
                sum += params.alpha * std::exp(-params.beta_decay * age_s);
            }
        }
        return sum;
    }
};

TEST(HawkesFillModel, GuideNumbersHold) {
    HawkesFillModel model(3, {});

    model.record_fill(0, Side::bid, at_s(0.0));
    EXPECT_DOUBLE_EQ(model.excitation_multiplier(0, Side::bid, at_s(0.0)), 1.5);
    // ln(0.5 / 0.3) = 0.5108 s.
    EXPECT_GT(model.excitation_multiplier(0, Side::bid, at_s(0.510)), 1.3);
    EXPECT_LT(model.excitation_multiplier(0, Side::bid, at_s(0.511)), 1.3);
    model.record_fill(0, Side::bid, at_s(1.0));
    model.record_fill(0, Side::bid, at_s(2.0));

    const double expected = 1.0 + 0.5 * (1.0 + std::exp(-1.0) + std::exp(-2.0));
    // Three roundings of a number of order one.
    EXPECT_NEAR(model.excitation_multiplier(0, Side::bid, at_s(2.0)), expected, 1e-14);
    EXPECT_NEAR(expected, 1.75, 0.005);  // the guide prints two decimals
    EXPECT_EQ(model.fills(0, Side::bid), 3U);
}

TEST(HawkesFillModel, SidesAndLevelsDoNotExciteEachOther) {
    HawkesFillModel model(2, {});
    model.record_fill(0, Side::bid, at_s(0.0));

    EXPECT_EQ(model.excitation(0, Side::ask, at_s(0.0)), 0.0);
    EXPECT_EQ(model.excitation(1, Side::bid, at_s(0.0)), 0.0);
    EXPECT_EQ(model.fills(1, Side::bid), 0U);
}

TEST(HawkesFillModel, IntensityFeelsDepthLevelAndBook) {
    HawkesFillModel model(3, {});
    const Timestamp now = at_s(0.0);
    const auto bid = [&](int level, double offset_bps, double imbalance) {
        return model.intensity({level, Side::bid, offset_bps, imbalance}, now);
    };

    EXPECT_DOUBLE_EQ(bid(0, 0.0, 0.5), 1.0);
    EXPECT_DOUBLE_EQ(bid(0, 4.0, 0.5), std::exp(-0.6));
    EXPECT_DOUBLE_EQ(bid(1, 0.0, 0.5), 0.8);
    EXPECT_DOUBLE_EQ(bid(2, 0.0, 0.5), 0.8 * 0.8);
    // Mirrored books treat mirrored sides alike.
    EXPECT_DOUBLE_EQ(bid(0, 0.0, 0.9), 0.6);
    EXPECT_DOUBLE_EQ(model.intensity({0, Side::ask, 0.0, 0.9}, now), 1.4);
    EXPECT_DOUBLE_EQ(model.intensity({0, Side::ask, 0.0, 0.1}, now), bid(0, 0.0, 0.9));
    EXPECT_GE(bid(0, 1e6, 0.5), 1e-10);
}

TEST(HawkesFillModel, FillLeavesAtTheWindowsEndExactly) {
    HawkesFillModel model(1, {});
    model.record_fill(0, Side::ask, at_s(0.0));
    model.record_fill(0, Side::ask, at_s(4.0));

    EXPECT_NEAR(model.excitation(0, Side::ask, at_s(10.0)),
                0.5 * (std::exp(-10.0) + std::exp(-6.0)), 1e-16);
    EXPECT_NEAR(model.excitation(0, Side::ask, at_s(10.0) + nanoseconds(1)), 0.5 * std::exp(-6.0),
                1e-11);  // one nanosecond of decay; 0.5 e^-10 is 2e-5
    EXPECT_EQ(model.excitation(0, Side::ask, at_s(14.1)), 0.0);
}

TEST(HawkesFillModel, WindowedRecursionEqualsTheListOfFills) {
    for (const std::uint64_t seed : {11U, 12U, 13U}) {
        SCOPED_TRACE(seed);
        std::mt19937_64 generator(seed);
        std::uniform_real_distribution<double> uniform(0.0, 1.0);
        HawkesConfig config;
        HawkesFillModel model(1, config);
        SlowModel slow;
        double now_s = 0.0;
        for (int step = 0; step < 4000; ++step) {
            now_s +=
                uniform(generator) < 0.02 ? 15.0 * uniform(generator) : 0.2 * uniform(generator);
            const Timestamp now = at_s(now_s);
            if (uniform(generator) < 0.4) {
                model.record_fill(0, Side::bid, now);
                slow.fills.push_back(now);
            }
            if (uniform(generator) < 0.01) {
                HawkesParams changed = config.bid;
                changed.alpha = 0.1 + 0.8 * uniform(generator);
                changed.beta_decay = 1.0 + uniform(generator);
                changed.memory_window = 1.0 + 9.0 * uniform(generator);
                ASSERT_EQ(model.set_params(Side::bid, changed), HawkesFault::none);
            }
            // Some fifty exponentials of order one, each off by 1e-16, added and subtracted.
            ASSERT_NEAR(model.excitation(0, Side::bid, now),
                        slow.excitation(model.params(Side::bid), now), 1e-12);
        }
        EXPECT_EQ(model.ended_early(), 0U);
        EXPECT_EQ(model.early_calls(), 0U);
    }
}

TEST(HawkesFillModel, InfiniteWindowIsThePlainRecursion) {
    HawkesConfig config;
    config.bid.memory_window = std::numeric_limits<double>::infinity();
    config.bid.beta_decay = 0.6;  // slow enough that hundreds of fills overlap
    HawkesFillModel model(1, config);
    HawkesProcess process({.baseline = {1.0}, .jump = {0.5}, .decay = {0.6}});
    for (int k = 0; k < 3000; ++k) {
        model.record_fill(0, Side::bid, at_s(0.01 * k));
        ASSERT_TRUE(process.record(0, 0.01 * k));
    }

    // An excitation near 80 after 3000 steps; the nanosecond clock rounds each time by 5e-10 s.
    EXPECT_NEAR(model.arrival_rate(Side::bid, 0.5, at_s(30.5)), *process.intensity(0, 30.5), 1e-7);
    EXPECT_EQ(model.ended_early(), 0U);
}

TEST(HawkesFillModel, ParametersChangedAtRunTimeApplyToOldFills) {
    HawkesFillModel model(1, {});
    model.record_fill(0, Side::bid, at_s(0.0));
    model.record_fill(0, Side::bid, at_s(3.0));
    HawkesParams shorter = model.params(Side::bid);
    shorter.memory_window = 2.0;
    HawkesParams longer = shorter;
    longer.memory_window = 20.0;

    ASSERT_EQ(model.set_params(Side::bid, shorter), HawkesFault::none);
    EXPECT_NEAR(model.excitation(0, Side::bid, at_s(3.0)), 0.5, 1e-15);
    ASSERT_EQ(model.set_params(Side::bid, longer), HawkesFault::none);
    EXPECT_NEAR(model.excitation(0, Side::bid, at_s(3.0)), 0.5 + 0.5 * std::exp(-3.0), 1e-15);
}

TEST(HawkesFillModel, UnstableOrMeaninglessParametersAreRefused) {
    const HawkesParams good;
    EXPECT_EQ(check(good), HawkesFault::none);
    const auto broken = [](double HawkesParams::*field, double value) {
        HawkesParams params;
        params.*field = value;
        return check(params);
    };
    const double nan = std::numeric_limits<double>::quiet_NaN();

    EXPECT_EQ(broken(&HawkesParams::alpha, 1.0), HawkesFault::unstable);
    EXPECT_EQ(broken(&HawkesParams::alpha, -0.1), HawkesFault::alpha_negative);
    EXPECT_EQ(broken(&HawkesParams::lambda_base, nan), HawkesFault::lambda_base_not_positive);
    EXPECT_EQ(broken(&HawkesParams::kappa, 0.0), HawkesFault::kappa_not_positive);
    EXPECT_EQ(broken(&HawkesParams::rho, 1.1), HawkesFault::rho_not_in_0_1);
    EXPECT_EQ(broken(&HawkesParams::beta_imbalance, 1.5), HawkesFault::beta_imbalance_beyond_1);
    EXPECT_EQ(broken(&HawkesParams::beta_decay, nan), HawkesFault::beta_decay_not_positive);
    EXPECT_EQ(broken(&HawkesParams::memory_window, 0.0), HawkesFault::memory_window_not_positive);

    HawkesFillModel model(1, {});
    HawkesParams unstable;
    unstable.alpha = 2.0;
    EXPECT_EQ(model.set_params(Side::ask, unstable), HawkesFault::unstable);
    EXPECT_EQ(model.params(Side::ask).alpha, good.alpha);
    EXPECT_EQ(to_string(HawkesFault::unstable), "alpha / beta_decay must be below 1");
}

TEST(HawkesFillModel, TimeThatStepsBackIsCountedAndHarmless) {
    HawkesFillModel model(1, {});
    model.record_fill(0, Side::bid, at_s(5.0));

    EXPECT_DOUBLE_EQ(model.excitation(0, Side::bid, at_s(4.0)), 0.5);  // not 0.5 e^{+1}
    EXPECT_EQ(model.early_calls(), 1U);
    model.record_fill(0, Side::bid, at_s(4.9));
    EXPECT_DOUBLE_EQ(model.excitation(0, Side::bid, at_s(5.0)), 1.0);
    EXPECT_EQ(model.early_calls(), 2U);
}

TEST(HawkesFillModel, MoreFillsThanTheRingHoldsAreCounted) {
    HawkesFillModel model(1, {});
    const auto capacity = static_cast<int>(FillHistory::capacity);
    for (int k = 0; k < capacity + 7; ++k) {
        model.record_fill(0, Side::bid, at_s(0.001 * k));
    }

    EXPECT_EQ(model.ended_early(), 7U);
    double expected = 0.0;
    for (int k = 7; k < capacity + 7; ++k) {
        expected += 0.5 * std::exp(-0.001 * (capacity + 6 - k));
    }
    EXPECT_NEAR(model.excitation(0, Side::bid, at_s(0.001 * (capacity + 6))), expected, 1e-11);
}

TEST(HawkesFillModel, ForecastRateAgreesWithTheGeneralProcessAndWithThinnedFeedback) {
    HawkesConfig config;
    config.bid.memory_window = std::numeric_limits<double>::infinity();
    HawkesFillModel model(1, config);
    HawkesProcess process({.baseline = {1.0}, .jump = {0.5}, .decay = {1.0}});
    for (const double time_s : {0.0, 0.5, 0.75}) {
        model.record_fill(0, Side::bid, at_s(time_s));
        ASSERT_TRUE(process.record(0, time_s));
    }
    double mean = 0.0;  // midpoint rule over the horizon
    const int cells = 4000;
    for (int k = 0; k < cells; ++k) {
        mean += (*process.forecast(1.0, 4.0 * (k + 0.5) / cells))[0] / cells;
    }

    // Midpoint error h^2 / 24 f'' below 1e-7.
    EXPECT_NEAR(model.arrival_rate_ahead(Side::bid, {.horizon_s = 4.0}, at_s(1.0)), mean, 1e-6);
    EXPECT_DOUBLE_EQ(model.arrival_rate_ahead(Side::bid, {.horizon_s = 0.0}, at_s(1.0)),
                     model.arrival_rate(Side::bid, 0.5, at_s(1.0)));
    // Far from the mid nothing fills us: excitation only decays, L = nu.
    EXPECT_NEAR(
        model.arrival_rate_ahead(Side::bid, {.horizon_s = 1e6, .offset_bps = 1e3}, at_s(1.0)), 1.0,
        1e-5);
}

}  // namespace
}  // namespace maxmin::signal
