// From an action to what is signed, and back from a signature to who signed. A signature cannot be
// wrong as such: over other bytes it belongs to another address, which is how the venue finds out.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/keccak.hpp"

namespace maxmin::wire::hyperliquid {

/// Which signatures are made and accepted. Only the venue's own main address is mainnet; every
/// other server, a paper exchange too, takes testnet signatures.
enum class Network : std::uint8_t { mainnet, testnet };

/// "Mainnet" or "Testnet", as user-signed actions say it.
std::string_view chain_word(Network network);

struct Signature {
    Bytes32 r{};
    Bytes32 s{};
    std::uint8_t v = 27;  // 27 or 28

    bool operator==(const Signature&) const = default;
};

/// What is hashed beside the action itself.
struct ActionTerms {
    std::uint64_t nonce = 0;
    std::optional<Address> vault = {};                   // act for this vault or sub-account
    std::optional<std::uint64_t> expires_after_ms = {};  // not executed later than that
};

/// The hash of an action (`msgpack`, not empty) under its terms, called connection id.
Bytes32 action_hash(std::span<const std::uint8_t> msgpack, const ActionTerms& terms);
/// What an account or its agent signs for an action of that hash.
Bytes32 agent_digest(Network network, const Bytes32& connection_id);

/// Who signed; empty if the numbers are no signature of anybody.
std::optional<Address> recover_address(const Bytes32& digest, const Signature& signature);

/// r and s may lack leading zeros; `v` is 27 or 28.
std::optional<Signature> parse_signature(std::string_view r, std::string_view s, std::uint64_t v);
/// {"r":"0x..","s":"0x..","v":27}, all digits.
void append_json(std::string& out, const Signature& signature);

}  // namespace maxmin::wire::hyperliquid
