// The two layers of EIP-712 that all signatures here share, and the address of a public key.
#pragma once

#include <cstdint>
#include <secp256k1.h>
#include <span>
#include <string_view>

#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/keccak.hpp"

namespace maxmin::wire::hyperliquid {

/// A number, truth value or address as a word of typed data: zeros in front.
Bytes32 bytes32_of(std::uint64_t number);
Bytes32 bytes32_of(const Address& address);

/// Version "1" and the zero contract, as all domains of the venue.
struct Domain {
    std::string_view name;
    std::uint64_t chain_id = 0;
};

Bytes32 domain_separator(const Domain& domain);
/// The hash of a struct: its type hash, then its members, one word each.
Bytes32 hash_struct(std::span<const Bytes32> words);
/// What is signed.
Bytes32 typed_digest(const Bytes32& separator, const Bytes32& struct_hash);

/// The last 20 bytes of the hash of the key's point.
Address address_of(const secp256k1_pubkey& key);

}  // namespace maxmin::wire::hyperliquid
