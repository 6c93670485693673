#include "host/wire/hyperliquid/typed_data.hpp"

#include <array>
#include <vector>

#include "host/wire/hyperliquid/digest.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

using Json = nlohmann::ordered_json;
using enum MemberType;

constexpr TypedMember chain{text, "hyperliquidChain"};
constexpr TypedMember nonce{number, "nonce"};
constexpr TypedMember time_ms{number, "time"};
constexpr TypedMember destination{text, "destination"};
constexpr TypedMember amount{text, "amount"};
constexpr TypedMember token{text, "token"};
constexpr TypedMember user{address, "user"};
constexpr TypedMember abstraction{text, "abstraction"};
constexpr TypedMember wei{number, "wei"};

constexpr std::array usd_send{chain, destination, amount, time_ms};
constexpr std::array spot_send{chain, destination, token, amount, time_ms};
constexpr std::array usd_class_transfer{chain, amount, TypedMember{truth, "toPerp"}, nonce};
constexpr std::array send_asset{
    chain, destination, TypedMember{text, "sourceDex"},      TypedMember{text, "destinationDex"},
    token, amount,      TypedMember{text, "fromSubAccount"}, nonce};
constexpr std::array approve_agent{chain, TypedMember{address, "agentAddress"},
                                   TypedMember{text, "agentName"}, nonce};
constexpr std::array approve_builder_fee{chain, TypedMember{text, "maxFeeRate"},
                                         TypedMember{address, "builder"}, nonce};
constexpr std::array token_delegate{chain, TypedMember{address, "validator"}, wei,
                                    TypedMember{truth, "isUndelegate"}, nonce};
constexpr std::array user_set_abstraction{chain, user, abstraction, nonce};
constexpr std::array user_dex_abstraction{chain, user, TypedMember{truth, "enabled"}, nonce};
constexpr std::array convert_to_multi_sig{chain, TypedMember{text, "signers"}, nonce};
constexpr std::array send_multi_sig{chain, TypedMember{bytes32, "multiSigActionHash"}, nonce};

constexpr std::array<TypedAction, 12> typed_actions = {{
    {"usdSend", "UsdSend", usd_send},
    {"spotSend", "SpotSend", spot_send},
    {"withdraw3", "Withdraw", usd_send},
    {"usdClassTransfer", "UsdClassTransfer", usd_class_transfer},
    {"sendAsset", "SendAsset", send_asset},
    {"approveAgent", "ApproveAgent", approve_agent},
    {"approveBuilderFee", "ApproveBuilderFee", approve_builder_fee},
    {"tokenDelegate", "TokenDelegate", token_delegate},
    {"userSetAbstraction", "UserSetAbstraction", user_set_abstraction},
    {"userDexAbstraction", "UserDexAbstraction", user_dex_abstraction},
    {"convertToMultiSigUser", "ConvertToMultiSigUser", convert_to_multi_sig},
    {"multiSig", "SendMultiSig", send_multi_sig},
}};

constexpr std::array<TypedMember, 2> multi_sig_members = {
    {{address, "payloadMultiSigUser"}, {address, "outerSigner"}}};

std::string_view solidity_word(MemberType type) {
    constexpr std::array<std::string_view, 5> words = {"string", "uint64", "bool", "address",
                                                       "bytes32"};
    return words[static_cast<std::size_t>(type)];
}

/// A member's value as one word; empty if it is not of the member's type.
std::optional<Bytes32> encode(MemberType type, const Json& value) {
    const auto* const letters = value.get_ptr<const std::string*>();
    switch (type) {
        case text:
            return letters != nullptr ? std::optional(keccak256(*letters)) : std::nullopt;
        case number:
            return value.is_number_unsigned()
                       ? std::optional(bytes32_of(value.get<std::uint64_t>()))
                       : std::nullopt;
        case truth:
            return value.is_boolean() ? std::optional(bytes32_of(value.get<bool>() ? 1U : 0U))
                                      : std::nullopt;
        case address: {
            const auto parsed = letters != nullptr ? parse_address(*letters) : std::nullopt;
            return parsed ? std::optional(bytes32_of(*parsed)) : std::nullopt;
        }
        case bytes32: {
            Bytes32 word{};
            const bool good = letters != nullptr && parse_hex(*letters, word);
            return good ? std::optional(word) : std::nullopt;
        }
    }
    return std::nullopt;
}

}  // namespace

const TypedAction* find_typed_action(std::string_view action_type) {
    for (const TypedAction& typed : typed_actions) {
        if (typed.type == action_type) {
            return &typed;
        }
    }
    return nullptr;
}

std::string type_text(const TypedAction& typed, bool multi_sig) {
    std::string result = "HyperliquidTransaction:" + std::string(typed.primary_type) + '(';
    const auto add = [&](const TypedMember& member) {
        result += solidity_word(member.type);
        result += ' ';
        result += member.name;
        result += ',';
    };
    add(typed.members.front());
    if (multi_sig) {
        add(multi_sig_members[0]);
        add(multi_sig_members[1]);
    }
    for (const TypedMember& member : typed.members.subspan(1)) {
        add(member);
    }
    result.back() = ')';
    return result;
}

std::optional<Bytes32> typed_action_digest(const TypedAction& typed, const Json& action,
                                           const std::optional<MultiSig>& multi_sig,
                                           std::string& missing) {
    const auto chain_text = action.value("/signatureChainId"_json_pointer, Json());
    const auto* const chain_letters = chain_text.get_ptr<const std::string*>();
    const auto chain_id = chain_letters ? parse_hex_number(*chain_letters) : std::nullopt;
    if (!chain_id) {
        missing = "signatureChainId";
        return std::nullopt;
    }
    std::vector<Bytes32> words;
    words.reserve(typed.members.size() + 3);
    words.push_back(keccak256(type_text(typed, multi_sig.has_value())));
    for (const TypedMember& member : typed.members) {
        const auto found = action.find(member.name);
        const bool unnamed = found == action.end() && member.name == "agentName";
        const auto word = unnamed                 ? encode(text, Json(""))
                          : found == action.end() ? std::nullopt
                                                  : encode(member.type, *found);
        if (!word) {
            missing = member.name;
            return std::nullopt;
        }
        words.push_back(*word);
        if (words.size() == 2 && multi_sig) {
            words.push_back(bytes32_of(multi_sig->account));
            words.push_back(bytes32_of(multi_sig->outer_signer));
        }
    }
    const Bytes32 separator =
        domain_separator({.name = "HyperliquidSignTransaction", .chain_id = *chain_id});
    return typed_digest(separator, hash_struct(words));
}

}  // namespace maxmin::wire::hyperliquid
