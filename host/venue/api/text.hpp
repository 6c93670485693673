// Numbers as the venue's replies write them: decimal strings with at least one decimal and no
// trailing zero beyond it.
#pragma once

#include <cstdint>
#include <string>

#include "host/market/instrument.hpp"
#include "host/paper/fees.hpp"
#include "host/venue/events.hpp"

namespace maxmin::venue::api {

/// value in units of 10^-decimals: "100.0", "0.56057".
std::string reply_decimal(std::int64_t value, int decimals);
/// At most ten decimals.
std::string reply_number(double value);

inline std::string price_text(Ticks price, const market::Instrument& rules) {
    return reply_decimal(price.value(), rules.price_decimals);
}
inline std::string size_text(Lots size, const market::Instrument& rules) {
    return reply_decimal(size.value(), rules.size_decimals);
}
inline std::string money_text(MicroUsd amount) {
    return reply_decimal(amount.value(), 6);
}
inline const char* side_text(Side side) {
    return side == Side::bid ? "B" : "A";
}
constexpr std::int64_t to_ms(Timestamp time) {
    return time.ns() / 1'000'000;
}
constexpr Timestamp from_ms(std::int64_t ms) {
    return Timestamp(ms * 1'000'000);
}
/// What an address is told that has used up its requests.
std::string allowance_text(std::int64_t used, std::int64_t limit, double volume_usd);
/// "0x" and 64 digits that depend on the hash's value alone; all zeros for none.
std::string hash_text(ActionHash hash);

}  // namespace maxmin::venue::api
