#include "host/wire/hyperliquid/signing.hpp"

#include <algorithm>
#include <array>
#include <secp256k1.h>
#include <secp256k1_recovery.h>
#include <vector>

#include "host/wire/hyperliquid/digest.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

std::array<std::uint8_t, 8> big_endian(std::uint64_t number) {
    std::array<std::uint8_t, 8> bytes{};
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        bytes[i] = static_cast<std::uint8_t>(number >> (56 - 8 * i));
    }
    return bytes;
}

void append(std::vector<std::uint8_t>& out, std::span<const std::uint8_t> bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
}

}  // namespace

std::string_view chain_word(Network network) {
    return network == Network::mainnet ? "Mainnet" : "Testnet";
}

Bytes32 action_hash(std::span<const std::uint8_t> msgpack, const ActionTerms& terms) {
    // One buffer a thread: hashing is on the way of every order.
    thread_local std::vector<std::uint8_t> data;
    data.assign(msgpack.begin(), msgpack.end());
    append(data, big_endian(terms.nonce));
    data.push_back(terms.vault ? 1 : 0);
    if (terms.vault) {
        append(data, terms.vault->bytes);
    }
    if (terms.expires_after_ms) {
        data.push_back(0);
        append(data, big_endian(*terms.expires_after_ms));
    }
    return keccak256(data);
}

Bytes32 agent_digest(Network network, const Bytes32& connection_id) {
    static const Bytes32 separator = domain_separator({.name = "Exchange", .chain_id = 1337});
    static const Bytes32 agent_type = keccak256("Agent(string source,bytes32 connectionId)");
    static const Bytes32 sources[] = {keccak256("a"), keccak256("b")};
    const Bytes32& source = sources[network == Network::mainnet ? 0 : 1];
    const std::array<Bytes32, 3> words = {agent_type, source, connection_id};
    return typed_digest(separator, hash_struct(words));
}

std::optional<Address> recover_address(const Bytes32& digest, const Signature& signature) {
    std::array<std::uint8_t, 64> compact{};
    std::ranges::copy(signature.r, compact.begin());
    std::ranges::copy(signature.s, compact.begin() + 32);
    secp256k1_ecdsa_recoverable_signature parsed;
    secp256k1_pubkey key;
    if (signature.v < 27 || signature.v > 28 ||
        secp256k1_ecdsa_recoverable_signature_parse_compact(
            secp256k1_context_static, &parsed, compact.data(), signature.v - 27) == 0 ||
        secp256k1_ecdsa_recover(secp256k1_context_static, &key, &parsed, digest.data()) == 0) {
        return std::nullopt;
    }
    return address_of(key);
}

Address address_of(const secp256k1_pubkey& key) {
    std::array<std::uint8_t, 65> point{};
    std::size_t length = point.size();
    secp256k1_ec_pubkey_serialize(secp256k1_context_static, point.data(), &length, &key,
                                  SECP256K1_EC_UNCOMPRESSED);
    const Bytes32 hash = keccak256(std::span(point).subspan(1));
    Address address;
    std::copy(hash.end() - 20, hash.end(), address.bytes.begin());
    return address;
}

std::optional<Signature> parse_signature(std::string_view r, std::string_view s, std::uint64_t v) {
    Signature signature;
    if (!parse_short_hex(r, signature.r) || !parse_short_hex(s, signature.s) ||
        (v != 27 && v != 28)) {
        return std::nullopt;
    }
    signature.v = static_cast<std::uint8_t>(v);
    return signature;
}

void append_json(std::string& out, const Signature& signature) {
    out += R"({"r":")";
    append_hex(out, signature.r);
    out += R"(","s":")";
    append_hex(out, signature.s);
    out += R"(","v":)";
    out += std::to_string(signature.v);
    out += '}';
}

}  // namespace maxmin::wire::hyperliquid
