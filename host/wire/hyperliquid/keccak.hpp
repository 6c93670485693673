// Keccak-256 with the original padding, which is what signatures here use; SHA3-256 differs.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace maxmin::wire::hyperliquid {

/// A hash, the half of a signature, a word of typed data: 32 bytes, big endian.
using Bytes32 = std::array<std::uint8_t, 32>;

Bytes32 keccak256(std::span<const std::uint8_t> bytes);
Bytes32 keccak256(std::string_view text);

}  // namespace maxmin::wire::hyperliquid
