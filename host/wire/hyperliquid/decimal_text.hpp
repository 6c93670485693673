// A price, size or amount exactly as it stands in a message, in fixed memory: what is hashed is the
// text, so "100" and "100.0" are different things.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "host/market/instrument.hpp"

namespace maxmin::wire::hyperliquid {

class DecimalText {
  public:
    static constexpr std::size_t length_max = 31;

    DecimalText() = default;
    /// The form requests need: `value` in units of 10^-decimals without trailing zeros.
    DecimalText(std::int64_t value, int decimals);

    /// Any text that fits and needs no escapes in JSON; whether it is a number is for parse_decimal
    /// to say.
    static std::optional<DecimalText> from(std::string_view text);

    std::string_view view() const { return {letters_.data(), length_}; }
    bool operator==(const DecimalText& other) const { return view() == other.view(); }

  private:
    std::uint8_t length_ = 0;
    std::array<char, length_max> letters_{};
};

inline DecimalText price_text(Ticks price, const market::Instrument& rules) {
    return {price.value(), rules.price_decimals};
}
inline DecimalText size_text(Lots size, const market::Instrument& rules) {
    return {size.value(), rules.size_decimals};
}

}  // namespace maxmin::wire::hyperliquid
