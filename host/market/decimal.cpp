#include "host/market/decimal.hpp"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::market {
namespace {

constexpr std::array<std::int64_t, decimals_max + 1> powers = [] {
    std::array<std::int64_t, decimals_max + 1> table{};
    std::int64_t power = 1;
    for (auto& entry : table) {
        entry = power;
        power *= entry == 1'000'000'000'000'000'000 ? 1 : 10;
    }
    return table;
}();

constexpr bool is_digit(char letter) {
    return letter >= '0' && letter <= '9';
}

/// Appends a digit to a magnitude; false if it no longer fits.
bool push_digit(std::int64_t& magnitude, char digit) {
    return !__builtin_mul_overflow(magnitude, std::int64_t{10}, &magnitude) &&
           !__builtin_add_overflow(magnitude, std::int64_t{digit - '0'}, &magnitude);
}

/// Value in units if it is a positive number small enough to be exact, snapped to an integer it
/// misses by binary noise only; otherwise zero.
double snapped_units(double value, int decimals) {
    const double units = value * static_cast<double>(power_of_ten(decimals));
    if (!(units > 0.0 && units < 0x1p53)) {
        return 0.0;
    }
    const double nearest = std::nearbyint(units);
    return std::abs(units - nearest) <= 1e-12 * units ? nearest : units;
}

}  // namespace

std::int64_t power_of_ten(int exponent) {
    MAXMIN_DEBUG_ASSERT(exponent >= 0 && exponent <= decimals_max, "10^exponent fits an int64");
    return powers[static_cast<std::size_t>(exponent)];
}

int digit_count(std::int64_t value) {
    MAXMIN_DEBUG_ASSERT(value > 0, "digits are counted of a positive value");
    // 1233 / 4096 is log10(2) closely enough for 63 bits; the table settles the last digit.
    const auto bits = static_cast<int>(std::bit_width(static_cast<std::uint64_t>(value)));
    const int guess = (bits * 1233) >> 12;
    return guess + (guess <= decimals_max && value >= power_of_ten(guess) ? 1 : 0);
}

std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals) {
    MAXMIN_DEBUG_ASSERT(decimals >= 0 && decimals <= decimals_max, "the unit fits an int64");
    const char* at = text.data();
    const char* const end = at + text.size();
    const bool negative = at != end && *at == '-';
    at += negative ? 1 : 0;
    if (at == end || !is_digit(*at)) {
        return std::nullopt;
    }
    std::int64_t magnitude = 0;
    for (; at != end && is_digit(*at); ++at) {
        if (!push_digit(magnitude, *at)) {
            return std::nullopt;
        }
    }
    int missing = decimals;
    if (at != end) {
        if (*at != '.' || at + 1 == end) {
            return std::nullopt;
        }
        for (++at; at != end; ++at) {
            if (!is_digit(*at)) {
                return std::nullopt;
            }
            if (missing == 0) {
                if (*at != '0') {
                    return std::nullopt;
                }
                continue;
            }
            if (!push_digit(magnitude, *at)) {
                return std::nullopt;
            }
            --missing;
        }
    }
    if (__builtin_mul_overflow(magnitude, power_of_ten(missing), &magnitude)) {
        return std::nullopt;
    }
    return negative ? -magnitude : magnitude;
}

std::optional<std::int64_t> parse_scientific(std::string_view text, int decimals) {
    const auto mark = text.find_first_of("eE");
    if (mark == std::string_view::npos) {
        return parse_decimal(text, decimals);
    }
    std::string_view exponent_text = text.substr(mark + 1);
    if (exponent_text.starts_with('+')) {
        exponent_text.remove_prefix(1);
    }
    int exponent = 0;
    const char* const end = exponent_text.data() + exponent_text.size();
    const auto [stop, error] = std::from_chars(exponent_text.data(), end, exponent);
    if (error != std::errc() || stop != end || exponent < -2 * decimals_max ||
        exponent + decimals > decimals_max) {
        return std::nullopt;
    }
    const int shifted = exponent + decimals;
    const auto value = parse_decimal(text.substr(0, mark), shifted < 0 ? 0 : shifted);
    if (shifted >= 0 || !value) {
        return value;
    }
    // Below the unit: still exact if the mantissa ends in enough zeros.
    const std::int64_t divisor = power_of_ten(-shifted < decimals_max ? -shifted : decimals_max);
    return *value % divisor == 0 ? std::optional(*value / divisor) : std::nullopt;
}

std::string format_decimal(std::int64_t value, int decimals) {
    const auto bits = static_cast<std::uint64_t>(value);
    std::string digits = std::to_string(value < 0 ? std::uint64_t{0} - bits : bits);
    const auto places = static_cast<std::size_t>(decimals);
    if (digits.size() <= places) {
        digits.insert(0, places + 1 - digits.size(), '0');
    }
    if (places > 0) {
        digits.insert(digits.size() - places, 1, '.');
        digits.erase(digits.find_last_not_of('0') + 1);
        if (digits.back() == '.') {
            digits.pop_back();
        }
    }
    return value < 0 ? '-' + digits : digits;
}

std::int64_t floor_units(double value, int decimals) {
    return static_cast<std::int64_t>(std::floor(snapped_units(value, decimals)));
}

std::int64_t ceil_units(double value, int decimals) {
    return static_cast<std::int64_t>(std::ceil(snapped_units(value, decimals)));
}

}  // namespace maxmin::market
