// Hexadecimal text as the venue writes it: "0x" and lower-case digits. Reading takes either case.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace maxmin::wire::hyperliquid {

/// "0x" and two digits a byte.
void append_hex(std::string& out, std::span<const std::uint8_t> bytes);
std::string to_hex(std::span<const std::uint8_t> bytes);

/// Value of one digit, -1 for any other letter.
int hex_digit(char letter);
/// Fills `bytes` from "0x" and exactly two digits a byte; false if the text is anything else.
[[nodiscard]] bool parse_hex(std::string_view text, std::span<std::uint8_t> bytes);
/// As parse_hex for a number: missing leading digits are zeros, at least one must be there.
[[nodiscard]] bool parse_short_hex(std::string_view text, std::span<std::uint8_t> bytes);
/// "0x66eee" as a number; empty if it is no hexadecimal number of 64 bits.
std::optional<std::uint64_t> parse_hex_number(std::string_view text);

}  // namespace maxmin::wire::hyperliquid
