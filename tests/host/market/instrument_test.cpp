#include "host/market/instrument.hpp"

#include <cmath>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "host/market/venue_table.hpp"

namespace maxmin::market {
namespace {

Instrument perp(int sz_decimals) {
    return hyperliquid_instrument("X", sz_decimals, AssetType::perp, 3);
}

Instrument spot(int sz_decimals) {
    return hyperliquid_instrument("X/USDC", sz_decimals, AssetType::spot, 1);
}

/// A price text is legal if it is exact in the instrument's unit and passes the figures rule.
bool is_legal_text(const Instrument& instrument, std::string_view text) {
    const auto ticks = parse_decimal(text, instrument.price_decimals);
    return ticks && instrument.is_legal(Ticks(*ticks));
}

struct LegalCase {
    const char* price;
    AssetType type;
    int sz_decimals;
    bool legal;
};

// The venue's rule table and the examples of its documentation.
constexpr LegalCase legal_cases[] = {
    {"123456", AssetType::perp, 5, true},     {"123456", AssetType::perp, 0, true},
    {"111065", AssetType::perp, 5, true},     {"106217", AssetType::perp, 5, true},
    {"12345", AssetType::perp, 5, true},      {"12345.0", AssetType::perp, 5, true},
    {"12345.6", AssetType::perp, 5, false},   {"99999.5", AssetType::perp, 5, false},
    {"100000.5", AssetType::perp, 5, false},  {"99999.5", AssetType::perp, 2, false},
    {"1234.5", AssetType::perp, 5, true},     {"1234.56", AssetType::perp, 4, false},
    {"1670.1", AssetType::perp, 4, true},     {"0.001234", AssetType::perp, 0, true},
    {"0.0012345", AssetType::perp, 0, false}, {"0.01234", AssetType::perp, 1, true},
    {"0.012345", AssetType::perp, 1, false},  {"0.094605", AssetType::perp, 1, false},
    {"0.0093917", AssetType::perp, 0, false}, {"0.00001", AssetType::perp, 0, true},
    {"0.0001234", AssetType::spot, 0, true},  {"0.0001234", AssetType::spot, 1, true},
    {"0.0001234", AssetType::spot, 2, false}, {"0.00012345", AssetType::spot, 0, true},
    {"9999.9", AssetType::perp, 5, true},     {"10000", AssetType::perp, 5, true},
    {"10001", AssetType::perp, 5, true},      {"10000.1", AssetType::perp, 5, false},
    {"0", AssetType::perp, 5, false},         {"-1", AssetType::perp, 5, false},
};

TEST(Instrument, VenueTableOfLegalPrices) {
    for (const auto& c : legal_cases) {
        SCOPED_TRACE(std::string(c.price) + " szDecimals " + std::to_string(c.sz_decimals));
        const auto instrument =
            c.type == AssetType::perp ? perp(c.sz_decimals) : spot(c.sz_decimals);
        EXPECT_EQ(is_legal_text(instrument, c.price), c.legal);
    }
}

struct NearestCase {
    const char* price;
    int sz_decimals;
    const char* nearest;
};

// Rounding to the nearest legal price, ties up, as a third-party client's tests state it. `floor`
// and `ceil` must enclose the price and hold the nearest among them.
constexpr NearestCase nearest_cases[] = {
    {"1.00005", 2, "1.0001"}, {"10.0005", 2, "10.001"}, {"99.005", 2, "99.005"},
    {"100.005", 2, "100.01"}, {"1000.05", 2, "1000.1"}, {"9999.05", 2, "9999.1"},
    {"10000.5", 2, "10001"},  {"99999.5", 2, "100000"}, {"0.105", 4, "0.11"},
    {"1.005", 4, "1.01"},     {"0.15", 5, "0.2"},       {"1.05", 5, "1.1"},
    {"0.01", 5, "0"},
};

TEST(Instrument, VenueTableOfRoundedPrices) {
    constexpr int fine_decimals = 9;
    for (const auto& c : nearest_cases) {
        SCOPED_TRACE(std::string(c.price) + " szDecimals " + std::to_string(c.sz_decimals));
        const auto instrument = perp(c.sz_decimals);
        const std::int64_t scale = power_of_ten(fine_decimals - instrument.price_decimals);
        const std::int64_t exact = parse_decimal(c.price, fine_decimals).value();
        const Ticks below = instrument.floor_price(std::stod(c.price));
        const Ticks above = instrument.ceil_price(std::stod(c.price));

        const bool up = above.value() * scale - exact <= exact - below.value() * scale;

        EXPECT_LE(below.value() * scale, exact);
        EXPECT_GE(above.value() * scale, exact);
        EXPECT_EQ(format_decimal((up ? above : below).value(), instrument.price_decimals),
                  c.nearest);
    }
}

TEST(Instrument, TickChangesAtPowersOfTen) {
    const auto btc = perp(5);

    EXPECT_EQ(btc.tick_at(Ticks(99'999)), Ticks(1));      // 9999.9
    EXPECT_EQ(btc.tick_at(Ticks(100'000)), Ticks(10));    // 10000
    EXPECT_EQ(btc.tick_at(Ticks(1'234'560)), Ticks(10));  // 123456: integers stay legal
    EXPECT_EQ(btc.floor_price(10000.7), Ticks(100'000));
    EXPECT_EQ(btc.ceil_price(10000.7), Ticks(100'010));
    EXPECT_EQ(btc.ceil_price(9999.95), Ticks(100'000));  // up to the next decade, legal there
    EXPECT_EQ(btc.floor_price(9999.95), Ticks(99'999));
}

TEST(Instrument, SixDigitIntegersAreNotCutToFiveFigures) {
    EXPECT_EQ(perp(5).floor_price(123456.7), Ticks(1'234'560));
    EXPECT_EQ(perp(5).ceil_price(123456.7), Ticks(1'234'570));
}

TEST(Instrument, BinaryNoiseLosesNoTickAndNoLot) {
    const auto btc = perp(5);

    EXPECT_EQ(btc.floor_price(63460.1 / 10 * 10), Ticks(634'600));
    EXPECT_EQ(btc.ceil_price(6346.1), Ticks(63'461));  // 6346.1 * 10 is 63461.000000000007
    EXPECT_EQ(perp(4).floor_price(1.15), Ticks(115));  // 1.15 * 100 is 114.99999999999999
    EXPECT_EQ(perp(2).floor_size(0.57), Lots(57));     // 0.57 * 100 is 56.99999999999999
    EXPECT_EQ(perp(2).floor_size(0.5699), Lots(56));
    EXPECT_EQ(perp(3).floor_size(1.001), Lots(1001));
    EXPECT_EQ(perp(3).floor_size(1.0019), Lots(1001));
    EXPECT_EQ(perp(0).floor_size(2.999), Lots(2));
}

TEST(Instrument, NoPriceComesFromNoNumber) {
    const auto btc = perp(5);
    for (const double bad : {std::nan(""), -1.0, 0.0, 1e300, HUGE_VAL}) {
        SCOPED_TRACE(bad);
        EXPECT_EQ(btc.floor_price(bad), Ticks(0));
        EXPECT_EQ(btc.ceil_price(bad), Ticks(0));
        EXPECT_EQ(btc.floor_size(bad), Lots(0));
    }
    EXPECT_EQ(btc.floor_price(0.04), Ticks(0));
    EXPECT_EQ(btc.ceil_price(0.04), Ticks(1));
}

/// The rule as the venue words it, on the decimal text.
bool is_legal_by_text(std::int64_t ticks, int decimals) {
    const std::string text = format_decimal(ticks, decimals);
    if (text.find('.') == std::string::npos) {
        return ticks > 0;
    }
    std::string digits;
    for (const char letter : text) {
        if (letter != '.' && !(digits.empty() && letter == '0')) {
            digits += letter;
        }
    }
    return digits.size() <= 5;
}

void check_rounding(const Instrument& instrument, Ticks price) {
    const Ticks below = instrument.floor_legal(price);
    const Ticks above = instrument.ceil_legal(price);
    SCOPED_TRACE(format_decimal(price.value(), instrument.price_decimals));

    ASSERT_EQ(instrument.is_legal(price),
              is_legal_by_text(price.value(), instrument.price_decimals));
    ASSERT_LE(below, price);
    ASSERT_GE(above, price);
    ASSERT_TRUE(instrument.is_legal(below));
    ASSERT_TRUE(instrument.is_legal(above));
    ASSERT_EQ(instrument.floor_legal(below), below);
    ASSERT_EQ(instrument.ceil_legal(above), above);
    if (instrument.is_legal(price)) {
        ASSERT_EQ(below, price);
        ASSERT_EQ(above, price);
    } else {
        // Neighbours: one tick apart, so nothing legal lies between.
        ASSERT_EQ(above - below, instrument.tick_at(price));
    }
    const double usd = instrument.price_usd(price);
    ASSERT_EQ(instrument.floor_price(usd), below);
    ASSERT_EQ(instrument.ceil_price(usd), above);
}

TEST(Instrument, RoundingHoldsForAllDecimalsAndMagnitudes) {
    constexpr unsigned seed = 20250904;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    for (int sz_decimals = 0; sz_decimals <= 8; ++sz_decimals) {
        for (const auto type : {AssetType::perp, AssetType::spot}) {
            if (type == AssetType::perp && sz_decimals > 6) {
                continue;
            }
            const auto instrument = hyperliquid_instrument("X", sz_decimals, type, 3);
            SCOPED_TRACE("szDecimals " + std::to_string(sz_decimals));
            for (int exponent = 0; exponent <= 13; ++exponent) {
                const std::int64_t decade = power_of_ten(exponent);
                std::uniform_int_distribution<std::int64_t> inside(decade, decade * 10 - 1);
                for (int draw = 0; draw < 200; ++draw) {
                    check_rounding(instrument, Ticks(inside(random)));
                }
                for (std::int64_t near = std::max<std::int64_t>(1, decade - 20);
                     near <= decade + 20; ++near) {
                    check_rounding(instrument, Ticks(near));
                }
            }
        }
    }
}

TEST(Instrument, IntegersAreAlwaysLegal) {
    constexpr unsigned seed = 7;
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 random(seed);
    std::uniform_int_distribution<std::int64_t> integers(1, 9'999'999);
    for (int draw = 0; draw < 2000; ++draw) {
        const std::int64_t usd = integers(random);
        for (int sz_decimals = 0; sz_decimals <= 6; ++sz_decimals) {
            const auto instrument = perp(sz_decimals);
            const Ticks price(usd * power_of_ten(instrument.price_decimals));
            ASSERT_TRUE(instrument.is_legal(price)) << usd << " szDecimals " << sz_decimals;
        }
    }
}

TEST(Instrument, FixedTickKnowsNoFigures) {
    const auto share = lobster_instrument("GOOG");

    EXPECT_TRUE(share.is_legal(Ticks(5'794'000)));
    EXPECT_FALSE(share.is_legal(Ticks(5'794'050)));
    EXPECT_EQ(share.floor_price(579.409), Ticks(5'794'000));
    EXPECT_EQ(share.ceil_price(579.401), Ticks(5'794'100));
    EXPECT_EQ(binance_instrument("BTCUSDT", AssetType::perp).ceil_price(61800.21),
              Ticks(6'180'030));
}

TEST(VenueTable, HoldsTheRecordedCoins) {
    EXPECT_EQ(known_hyperliquid_instrument("BTC")->size_decimals, 5);
    EXPECT_EQ(known_hyperliquid_instrument("ETH")->size_decimals, 4);
    EXPECT_EQ(known_hyperliquid_instrument("SOL")->size_decimals, 2);
    EXPECT_EQ(known_hyperliquid_instrument("WLFI")->size_decimals, 0);
    EXPECT_EQ(known_hyperliquid_instrument("BTC")->price_decimals, 1);
    EXPECT_EQ(known_hyperliquid_instrument("btc"), std::nullopt);
}

}  // namespace
}  // namespace maxmin::market
