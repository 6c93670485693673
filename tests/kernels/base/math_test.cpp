// Error bounds of the lane functions, by sweeping float bit patterns against double, and double
// against long double.
#include "kernels/base/math.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <limits>

#include <gtest/gtest.h>

#include "kernels/base/normal.hpp"

namespace maxmin::kernels {
namespace {

// About two million patterns a sweep: a prime stride meets every exponent and spreads mantissas.
constexpr std::uint32_t stride = 1009;

/// Largest error(x) over the floats in [low, high] that the stride meets; the sign of low decides.
template <typename Error>
double sweep(float low, float high, const char* name, Error error) {
    double worst = 0.0;
    std::uint32_t first = std::bit_cast<std::uint32_t>(low);
    std::uint32_t last = std::bit_cast<std::uint32_t>(high);
    if (first > last) {
        std::swap(first, last);
    }
    for (std::uint64_t bits = first; bits <= last; bits += stride) {
        const float x = std::bit_cast<float>(static_cast<std::uint32_t>(bits));
        worst = std::max(worst, error(x));
    }
    std::cout << name << " on [" << low << ", " << high << "], stride " << stride
              << ": largest error " << worst << '\n';
    return worst;
}

double relative(double got, double expected) {
    return std::abs(got / expected - 1.0);
}

TEST(ExpLane, FloatIsWithinItsBound) {
    const auto error = [](float x) {
        return relative(static_cast<double>(exp_lane(x)), std::exp(static_cast<double>(x)));
    };
    // One rounding of the result and one of the remainder, half a unit (6e-8) each, and the fit.
    EXPECT_LT(sweep(1e-6F, 88.0F, "exp", error), 1.5e-7);
    EXPECT_LT(sweep(-1e-6F, -87.0F, "exp", error), 1.5e-7);
}

TEST(ExpLane, DoubleIsWithinItsBound) {
    double worst = 0.0;
    for (int i = -70800; i <= 70900; ++i) {
        const double x = i * 0.01 + 1.234e-5 * (i % 7);
        const double clamped = std::clamp(x, -708.0, 709.0);
        const long double expected = std::exp(static_cast<long double>(clamped));
        worst = std::max(worst, static_cast<double>(std::abs(exp_lane(x) / expected - 1.0L)));
    }
    // Two units in the last place.
    EXPECT_LT(worst, 4e-16);
}

TEST(ExpLane, ClampsAndNeverReachesZeroOrInfinity) {
    const float infinity = std::numeric_limits<float>::infinity();
    EXPECT_GT(exp_lane(-infinity), 0.0F);
    EXPECT_LT(exp_lane(infinity), infinity);
    EXPECT_GT(exp_of_negative(-infinity), 0.0F);
    EXPECT_TRUE(std::isnan(exp_lane(std::numeric_limits<float>::quiet_NaN())));
    EXPECT_EQ(exp_lane(0.0F), 1.0F);
    EXPECT_EQ(exp_lane(0.0), 1.0);
}

TEST(ExpPair, BothSidesAreWithinTheBound) {
    const auto error = [](float x) {
        const ExpPair<float> pair = exp_pair_in_range(x);
        const double expected = std::exp(static_cast<double>(x));
        return std::max(relative(static_cast<double>(pair.positive), expected),
                        relative(static_cast<double>(pair.negative), 1.0 / expected));
    };
    EXPECT_LT(sweep(1e-6F, 30.0F, "exp pair", error), 1.5e-7);
    EXPECT_LT(sweep(-1e-6F, -30.0F, "exp pair", error), 1.5e-7);
}

TEST(Expm1OfNegative, KeepsItsDigitsNearZero) {
    const auto error = [](float x) {
        return relative(static_cast<double>(expm1_of_negative(x)),
                        std::expm1(static_cast<double>(x)));
    };
    // As exp, and the last sum loses at most another unit where the power of two is a half.
    EXPECT_LT(sweep(-1e-30F, -80.0F, "expm1", error), 3e-7);

    double worst = 0.0;
    for (int i = 1; i < 200000; ++i) {
        const double x = -std::pow(10.0, -12.0 + i * 7e-5);
        const long double expected = std::expm1(static_cast<long double>(x));
        worst =
            std::max(worst, static_cast<double>(std::abs(expm1_of_negative(x) / expected - 1.0L)));
    }
    EXPECT_LT(worst, 6e-16);
}

TEST(LogLane, FloatIsWithinItsBound) {
    const auto error = [](float x) {
        const double expected = std::log(static_cast<double>(x));
        return std::abs(static_cast<double>(log_lane(x)) - expected) /
               std::max(std::abs(expected), 0.01);
    };
    // Half a unit for the result and the fit's 2e-7 f^2 / 3; next to 1, where x - 1 is exact, the
    // error vanishes with ln x and the floor of 0.01 only keeps the division sound.
    EXPECT_LT(
        sweep(std::numeric_limits<float>::min(), std::numeric_limits<float>::max(), "log", error),
        2e-7);
}

TEST(LogLane, DoubleIsWithinItsBound) {
    double worst = 0.0;
    for (int i = -150000; i <= 150000; ++i) {
        const double x = std::pow(10.0, i * 2e-3);
        const long double expected = std::log(static_cast<long double>(x));
        worst = std::max(worst, static_cast<double>(std::abs(log_lane(x) - expected) /
                                                    std::max(std::abs(expected), 0.01L)));
    }
    // Two units in the last place.
    EXPECT_LT(worst, 4e-16);
}

TEST(LogUniform, KeepsItsDigitsAtBothEnds) {
    double worst_float = 0.0;
    double worst_double = 0.0;
    for (std::uint64_t word = 0; word < (1ULL << 32); word += word < 4096 ? 1 : 4093) {
        for (const auto w : {static_cast<std::uint32_t>(word), ~static_cast<std::uint32_t>(word)}) {
            const bool low = w < 0x80000000U;
            const double expected = low ? std::log(uniform(w)) : std::log1p(-uniform(~w));
            worst_float = std::max(worst_float,
                                   relative(static_cast<double>(log_uniform<float>(w)), expected));
            worst_double = std::max(worst_double, relative(log_uniform<double>(w), expected));
        }
    }
    std::cout << "log of uniform: " << worst_float << " (float), " << worst_double << " (double)\n";
    // Rounding of the word, of the mantissa and of the result, and the fit; see LogLane.
    EXPECT_LT(worst_float, 3e-7);
    EXPECT_LT(worst_double, 6e-16);
}

TEST(SinCosTurn, IsWithinItsBoundAllTheWayRound) {
    double worst_float = 0.0;
    double worst_double = 0.0;
    for (std::uint64_t word = 0; word < (1ULL << 32); word += 4093) {
        const auto w = static_cast<std::uint32_t>(word);
        const long double angle = 2.0L * 3.14159265358979323846264L * uniform(w);
        const SinCos<float> f = sincos_turn<float>(w);
        const SinCos<double> d = sincos_turn<double>(w);
        const auto far = [](long double got, long double expected) {
            return static_cast<double>(std::abs(got - expected));
        };
        worst_float =
            std::max({worst_float, far(f.sin, std::sin(angle)), far(f.cos, std::cos(angle))});
        worst_double =
            std::max({worst_double, far(d.sin, std::sin(angle)), far(d.cos, std::cos(angle))});
    }
    std::cout << "sin, cos of a turn: " << worst_float << " (float), " << worst_double
              << " (double)\n";
    // Rounding of the angle (up to pi/4) and of the result, half a unit of 1 each.
    EXPECT_LT(worst_float, 1.3e-7);
    EXPECT_LT(worst_double, 3e-16);
}

}  // namespace
}  // namespace maxmin::kernels
