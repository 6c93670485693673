#include "host/wire/hyperliquid/multi_sig.hpp"

#include "host/base/assert.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* chain_id = "0x66eee";  // what the venue's own libraries sign with

std::string trimmed_hex(const Bytes32& number) {
    std::string digits = to_hex(number).substr(2);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return "0x" + digits;
}

}  // namespace

Bytes32 multi_sig_inner_digest(Network network, const Json& action, const MultiSig& parties,
                               const ActionTerms& terms) {
    const Json payload =
        Json::array({to_string(parties.account), to_string(parties.outer_signer), action});
    return agent_digest(network, action_hash(Json::to_msgpack(payload), terms));
}

Json multi_sig_wrapper(const Json& action, const MultiSig& parties,
                       std::span<const Signature> signatures) {
    Json list = Json::array();
    for (const Signature& signature : signatures) {
        list.push_back(Json::object({{"r", trimmed_hex(signature.r)},
                                     {"s", trimmed_hex(signature.s)},
                                     {"v", signature.v}}));
    }
    return Json::object({{"signatureChainId", chain_id},
                         {"signatures", std::move(list)},
                         {"payload", Json::object({{"multiSigUser", to_string(parties.account)},
                                                   {"outerSigner", to_string(parties.outer_signer)},
                                                   {"action", action}})}});
}

Bytes32 multi_sig_hash(const Json& wrapper, const ActionTerms& terms) {
    return action_hash(Json::to_msgpack(wrapper), terms);
}

Bytes32 multi_sig_outer_digest(Network network, const Bytes32& wrapper_hash, std::uint64_t nonce) {
    const Json message = Json::object({{"signatureChainId", chain_id},
                                       {"hyperliquidChain", chain_word(network)},
                                       {"multiSigActionHash", to_hex(wrapper_hash)},
                                       {"nonce", nonce}});
    std::string missing;
    const auto digest =
        typed_action_digest(*find_typed_action("multiSig"), message, std::nullopt, missing);
    MAXMIN_ASSERT(digest, "the message has all members");
    return *digest;
}

}  // namespace maxmin::wire::hyperliquid
