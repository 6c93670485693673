#include "host/wire/hyperliquid/hex.hpp"

#include <algorithm>
#include <array>

namespace maxmin::wire::hyperliquid {

void append_hex(std::string& out, std::span<const std::uint8_t> bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    out += "0x";
    for (const std::uint8_t byte : bytes) {
        out += digits[byte >> 4U];
        out += digits[byte & 15U];
    }
}

std::string to_hex(std::span<const std::uint8_t> bytes) {
    std::string text;
    append_hex(text, bytes);
    return text;
}

int hex_digit(char letter) {
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    if (letter >= 'a' && letter <= 'f') {
        return letter - 'a' + 10;
    }
    return letter >= 'A' && letter <= 'F' ? letter - 'A' + 10 : -1;
}

bool parse_hex(std::string_view text, std::span<std::uint8_t> bytes) {
    return text.size() == 2 + 2 * bytes.size() && parse_short_hex(text, bytes);
}

bool parse_short_hex(std::string_view text, std::span<std::uint8_t> bytes) {
    if (text.size() < 3 || text.size() > 2 + 2 * bytes.size() || !text.starts_with("0x")) {
        return false;
    }
    std::ranges::fill(bytes, std::uint8_t{0});
    std::size_t place = 2 * bytes.size() - (text.size() - 2);  // in half bytes
    for (const char letter : text.substr(2)) {
        const int digit = hex_digit(letter);
        if (digit < 0) {
            return false;
        }
        auto& byte = bytes[place / 2];
        byte = static_cast<std::uint8_t>(byte * 16 + digit);
        ++place;
    }
    return true;
}

std::optional<std::uint64_t> parse_hex_number(std::string_view text) {
    std::array<std::uint8_t, 8> bytes{};
    if (!parse_short_hex(text, bytes)) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    for (const std::uint8_t byte : bytes) {
        number = number << 8U | byte;
    }
    return number;
}

}  // namespace maxmin::wire::hyperliquid
