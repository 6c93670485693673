// Actions of accounts that need several signatures. Each inner signer signs the action with the two
// addresses involved; the outer signer signs the wrapper that holds those signatures.
#pragma once

#include <span>
#include <string>

#include <nlohmann/json.hpp>

#include "host/wire/hyperliquid/signing.hpp"
#include "host/wire/hyperliquid/typed_data.hpp"

namespace maxmin::wire::hyperliquid {

/// What an inner signer signs for an action that is signed by its hash.
Bytes32 multi_sig_inner_digest(Network network, const nlohmann::ordered_json& action,
                               const MultiSig& parties, const ActionTerms& terms);

/// The wrapper without its "type", as it is hashed. Signatures stand in it without leading zeros.
nlohmann::ordered_json multi_sig_wrapper(const nlohmann::ordered_json& action,
                                         const MultiSig& parties,
                                         std::span<const Signature> signatures);

/// Hash of the wrapper: what the outer signature covers.
Bytes32 multi_sig_hash(const nlohmann::ordered_json& wrapper, const ActionTerms& terms);
/// What the outer signer signs.
Bytes32 multi_sig_outer_digest(Network network, const Bytes32& wrapper_hash, std::uint64_t nonce);

}  // namespace maxmin::wire::hyperliquid
