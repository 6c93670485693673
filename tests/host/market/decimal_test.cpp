#include "host/market/decimal.hpp"

#include <random>

#include <gtest/gtest.h>

namespace maxmin::market {
namespace {

TEST(Decimal, ParsesExactTextOnly) {
    EXPECT_EQ(parse_decimal("109755.0", 1), 1'097'550);
    EXPECT_EQ(parse_decimal("109755", 1), 1'097'550);
    EXPECT_EQ(parse_decimal("0.57", 2), 57);
    EXPECT_EQ(parse_decimal("1.15", 2), 115);
    EXPECT_EQ(parse_decimal("-0.5", 3), -500);
    EXPECT_EQ(parse_decimal("61737.63000000", 2), 6'173'763);
    EXPECT_EQ(parse_decimal("1757015217.1651921", 9), 1'757'015'217'165'192'100);
    EXPECT_EQ(parse_decimal("9223372036854775807", 0), INT64_MAX);
}

TEST(Decimal, RefusesWhatItWouldHaveToRound) {
    EXPECT_EQ(parse_decimal("0.571", 2), std::nullopt);
    EXPECT_EQ(parse_decimal("1e-05", 5), std::nullopt);
    EXPECT_EQ(parse_decimal("9223372036854775808", 0), std::nullopt);
    EXPECT_EQ(parse_decimal("92233720368547758.08", 2), std::nullopt);
    for (const char* text : {"", "-", ".5", "5.", "+1", " 1", "1 ", "1,5", "nan", "inf", "0x1",
                             "--1", "1.2.3", "1.-2"}) {
        EXPECT_EQ(parse_decimal(text, 4), std::nullopt) << text;
    }
}

TEST(Decimal, TakesAnExponentWhereAFileMayHoldOne) {
    EXPECT_EQ(parse_scientific("1e-05", 5), 1);
    EXPECT_EQ(parse_scientific("1.1e-04", 5), 11);
    EXPECT_EQ(parse_scientific("-2.5E+3", 1), -25'000);
    EXPECT_EQ(parse_scientific("20e-06", 5), 2);
    EXPECT_EQ(parse_scientific("0.25", 2), 25);
    EXPECT_EQ(parse_scientific("1.2e-05", 5), std::nullopt);
    EXPECT_EQ(parse_scientific("1e-06", 5), std::nullopt);
    EXPECT_EQ(parse_scientific("1e40", 2), std::nullopt);
    EXPECT_EQ(parse_scientific("1e", 2), std::nullopt);
    EXPECT_EQ(parse_scientific("e5", 2), std::nullopt);
}

TEST(Decimal, FormatsAsTheVenueAsks) {
    // The venue's own number-to-wire examples.
    const struct {
        const char* text;
        const char* wire;
    } cases[] = {{"0", "0"},
                 {"0.00076", "0.00076"},
                 {"0.00000001", "0.00000001"},
                 {"0.12345678", "0.12345678"},
                 {"87654321.12345678", "87654321.12345678"},
                 {"987654321.0", "987654321"},
                 {"87654321.1234", "87654321.1234"},
                 {"1670.1", "1670.1"},
                 {"100.0", "100"}};
    for (const auto& c : cases) {
        EXPECT_EQ(format_decimal(parse_decimal(c.text, 8).value(), 8), c.wire);
    }
    EXPECT_EQ(format_decimal(-50, 2), "-0.5");
    EXPECT_EQ(format_decimal(INT64_MIN, 0), "-9223372036854775808");
    EXPECT_EQ(format_decimal(1200, 0), "1200");
}

TEST(Decimal, TextAndIntegerAreInverse) {
    constexpr unsigned seed = 11;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int draw = 0; draw < 20'000; ++draw) {
        const auto value = static_cast<std::int64_t>(random()) >> (random() % 60);
        const int decimals = static_cast<int>(random() % 19);
        ASSERT_EQ(parse_decimal(format_decimal(value, decimals), decimals), value);
    }
}

TEST(Decimal, DigitCountAgreesWithTheText) {
    constexpr unsigned seed = 12;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int exponent = 0; exponent <= decimals_max; ++exponent) {
        EXPECT_EQ(digit_count(power_of_ten(exponent)), exponent + 1);
        if (exponent > 0) {
            EXPECT_EQ(digit_count(power_of_ten(exponent) - 1), exponent);
        }
    }
    for (int draw = 0; draw < 20'000; ++draw) {
        const auto value = static_cast<std::int64_t>(random() >> 1U) >> (random() % 62);
        if (value > 0) {
            ASSERT_EQ(digit_count(value), static_cast<int>(std::to_string(value).size()));
        }
    }
}

TEST(Decimal, BinaryValueOfADecimalGivesThatDecimal) {
    constexpr unsigned seed = 13;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> units(1, 100'000'000'000);
    for (int draw = 0; draw < 20'000; ++draw) {
        const std::int64_t value = units(random);
        const int decimals = static_cast<int>(random() % 9);
        const double binary = std::stod(format_decimal(value, decimals));
        ASSERT_EQ(floor_units(binary, decimals), value);
        ASSERT_EQ(ceil_units(binary, decimals), value);
        // Half a unit is far from noise and must be rounded as asked.
        const double between = static_cast<double>(value) + 0.5;
        ASSERT_EQ(floor_units(between, 0), value);
        ASSERT_EQ(ceil_units(between, 0), value + 1);
    }
}

}  // namespace
}  // namespace maxmin::market
