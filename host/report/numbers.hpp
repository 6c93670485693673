// Numbers as text. Files get the shortest text that reads back as the same double; people get a
// fixed number of decimals; instants are UTC.
#pragma once

#include <cstdint>
#include <string>

#include "host/base/time.hpp"

namespace maxmin::report {

/// Shortest text that std::from_chars turns into the same double; empty for NaN and infinities.
std::string exact_text(double value);
/// `digits` significant digits, shortest form; empty for NaN and infinities.
std::string rounded_text(double value, int digits);
/// Fixed decimals, "-" for NaN and infinities; never "-0.00".
std::string fixed_text(double value, int decimals);
/// Fixed decimals with the sign always shown ("+1.20").
std::string signed_text(double value, int decimals);
/// 12345678 -> "12,345,678", with decimals as asked.
std::string grouped_text(double value, int decimals);
/// 0x and 16 digits.
std::string hash_text(std::uint64_t hash);
/// "2026-01-01 00:00:00.000000 UTC" without the fraction if `decimals` is 0 (0, 3, 6 or 9).
std::string utc_text(Timestamp time, int decimals);
/// "35 min 10 s", "2 h 05 min", "3 d 4 h".
std::string span_text(Duration duration);

}  // namespace maxmin::report
