#include "host/wire/hyperliquid/cloid.hpp"

#include <array>

#include "host/wire/hyperliquid/hex.hpp"

namespace maxmin::wire::hyperliquid {

void append(std::string& out, const Cloid& cloid) {
    std::array<std::uint8_t, 16> bytes{};
    for (std::size_t i = 0; i < 8; ++i) {
        bytes[i] = static_cast<std::uint8_t>(cloid.high >> (56 - 8 * i));
        bytes[8 + i] = static_cast<std::uint8_t>(cloid.low >> (56 - 8 * i));
    }
    append_hex(out, bytes);
}

std::string to_string(const Cloid& cloid) {
    std::string text;
    append(text, cloid);
    return text;
}

std::optional<Cloid> parse_cloid(std::string_view text) {
    std::array<std::uint8_t, 16> bytes{};
    if (!parse_hex(text, bytes)) {
        return std::nullopt;
    }
    Cloid cloid;
    for (std::size_t i = 0; i < 8; ++i) {
        cloid.high = cloid.high << 8U | bytes[i];
        cloid.low = cloid.low << 8U | bytes[8 + i];
    }
    return cloid;
}

}  // namespace maxmin::wire::hyperliquid
