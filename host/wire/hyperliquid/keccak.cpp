#include "host/wire/hyperliquid/keccak.hpp"

#include <cryptopp/keccak.h>

namespace maxmin::wire::hyperliquid {

Bytes32 keccak256(std::span<const std::uint8_t> bytes) {
    Bytes32 hash;
    CryptoPP::Keccak_256().CalculateDigest(hash.data(), bytes.data(), bytes.size());
    return hash;
}

Bytes32 keccak256(std::string_view text) {
    return keccak256(std::span(reinterpret_cast<const std::uint8_t*>(text.data()), text.size()));
}

}  // namespace maxmin::wire::hyperliquid
