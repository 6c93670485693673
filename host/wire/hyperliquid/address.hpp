// An account, agent or vault: 20 bytes, written in lower case. The letter case of an address that
// comes in carries nothing (the checksum form of wallets is accepted, not checked).
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "host/wire/hyperliquid/hex.hpp"

namespace maxmin::wire::hyperliquid {

struct Address {
    std::array<std::uint8_t, 20> bytes{};

    auto operator<=>(const Address&) const = default;
};

inline std::string to_string(const Address& address) {
    return to_hex(address.bytes);
}

/// Empty unless the text is "0x" and 40 hexadecimal digits.
inline std::optional<Address> parse_address(std::string_view text) {
    Address address;
    return parse_hex(text, address.bytes) ? std::optional(address) : std::nullopt;
}

}  // namespace maxmin::wire::hyperliquid
