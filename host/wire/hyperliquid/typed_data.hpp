// Actions that move money or rights are signed field by field (EIP-712) by the account's own key,
// so that a wallet can show what it signs. The list of members per action is the venue's.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/keccak.hpp"

namespace maxmin::wire::hyperliquid {

enum class MemberType : std::uint8_t { text, number, truth, address, bytes32 };

struct TypedMember {
    MemberType type = MemberType::text;
    std::string_view name;
};

struct TypedAction {
    std::string_view type;          // of the action: "usdSend"
    std::string_view primary_type;  // without its prefix: "UsdSend"
    std::span<const TypedMember> members;
};

/// How the action of that type is signed; null for one that is signed by its hash.
const TypedAction* find_typed_action(std::string_view action_type);

/// A multi-sig account and the one signer who sends what the others signed.
struct MultiSig {
    Address account;
    Address outer_signer;
};

/// "HyperliquidTransaction:UsdSend(string hyperliquidChain,...)"; of a multi-sig account's inner
/// action with its two members more.
std::string type_text(const TypedAction& typed, bool multi_sig);

/// What is signed for `action`, whose chain is its member signatureChainId. A missing agentName is
/// the empty text. Empty if a member is missing or of the wrong type: `missing` names it.
std::optional<Bytes32> typed_action_digest(const TypedAction& typed,
                                           const nlohmann::ordered_json& action,
                                           const std::optional<MultiSig>& multi_sig,
                                           std::string& missing);

}  // namespace maxmin::wire::hyperliquid
