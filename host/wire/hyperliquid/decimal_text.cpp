#include "host/wire/hyperliquid/decimal_text.hpp"

#include <algorithm>

#include "host/base/assert.hpp"

namespace maxmin::wire::hyperliquid {

DecimalText::DecimalText(std::int64_t value, int decimals) {
    const auto text = from(market::format_decimal(value, decimals));
    MAXMIN_ASSERT(text, "a formatted int64 has at most 21 letters");
    *this = *text;
}

std::optional<DecimalText> DecimalText::from(std::string_view text) {
    const bool plain = std::ranges::all_of(text, [](char letter) {
        return letter > ' ' && letter <= '~' && letter != '"' && letter != '\\';
    });
    if (!plain || text.size() > length_max) {
        return std::nullopt;
    }
    DecimalText result;
    result.length_ = static_cast<std::uint8_t>(text.size());
    std::ranges::copy(text, result.letters_.begin());
    return result;
}

}  // namespace maxmin::wire::hyperliquid
