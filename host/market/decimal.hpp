// Decimal text to scaled integers and back, without a binary float in between: "0.57" is 57 of
// 0.01 here, never 56.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace maxmin::market {

/// Largest exponent of ten an int64 holds; the limit for every `decimals` below.
inline constexpr int decimals_max = 18;

/// 10^exponent for 0 <= exponent <= decimals_max.
std::int64_t power_of_ten(int exponent);
/// Number of decimal digits of a positive value.
int digit_count(std::int64_t value);

/// Exact decimal text ("109755.0") to an integer in units of 10^-decimals. Nothing is rounded:
/// empty if the text is not a plain decimal number, has a non-zero digit below the unit, or does
/// not fit.
std::optional<std::int64_t> parse_decimal(std::string_view text, int decimals);
/// As parse_decimal, and takes an exponent ("1e-05"), as programs print binary floats to CSV.
std::optional<std::int64_t> parse_scientific(std::string_view text, int decimals);
/// Shortest exact text, without trailing zeros (the venue's request form).
std::string format_decimal(std::int64_t value, int decimals);

/// The integer in units of 10^-decimals at or next below (above) a binary value. A value within
/// one part in 10^12 of an integer counts as that integer: 0.57 * 100 is 56.99999999999999 in
/// binary. Zero if the value is not a positive number below 2^53 units.
std::int64_t floor_units(double value, int decimals);
std::int64_t ceil_units(double value, int decimals);

}  // namespace maxmin::market
