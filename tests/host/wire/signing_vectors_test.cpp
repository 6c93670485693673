// Sixty published or derived signing vectors, bit for bit: MessagePack, hashes, digests, both
// networks' signatures, and the address they recover to (tests/vectors/README.md says whence).
#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "host/wire/hyperliquid/digest.hpp"
#include "host/wire/hyperliquid/encode.hpp"
#include "host/wire/hyperliquid/multi_sig.hpp"
#include "host/wire/hyperliquid/parse_request.hpp"
#include "host/wire/hyperliquid/request.hpp"
#include "host/wire/hyperliquid/signer.hpp"
#include "host/wire/hyperliquid/typed_data.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

using Json = nlohmann::ordered_json;

const Json& all_vectors() {
    static const Json vectors =
        Json::parse(std::ifstream(MAXMIN_TEST_VECTORS "/hyperliquid_signing.json"));
    return vectors;
}

std::string text_of_json(const Json& json) {
    return json.get<std::string>();
}

std::vector<Json> vectors_of(const std::string& scheme) {
    std::vector<Json> chosen;
    for (const Json& vector : all_vectors().at("vectors")) {
        if (vector.at("scheme") == scheme) {
            chosen.push_back(vector);
        }
    }
    return chosen;
}

std::string bare_hex(std::span<const std::uint8_t> bytes) {
    return to_hex(bytes).substr(2);
}

ActionTerms terms_of(const Json& vector) {
    ActionTerms terms{.nonce = vector.at("nonce").get<std::uint64_t>()};
    if (!vector.at("vault_address").is_null()) {
        terms.vault = parse_address(text_of_json(vector.at("vault_address")));
    }
    if (!vector.at("expires_after").is_null()) {
        terms.expires_after_ms = vector.at("expires_after").get<std::uint64_t>();
    }
    return terms;
}

Signature signature_of(const Json& json) {
    const auto signature = parse_signature(text_of_json(json.at("r")), text_of_json(json.at("s")),
                                           json.at("v").get<std::uint64_t>());
    EXPECT_TRUE(signature) << json;
    return signature.value_or(Signature{});
}

Signer signer_of_vector(const Json& vector) {
    return Signer::from_text(text_of_json(vector.at("private_key")), "vector");
}

/// The vector's action through the parser into a typed action, as a server would see it.
Request request_of(const Json& vector, const Json& signature) {
    const Json body = {{"action", vector.at("action")},
                       {"nonce", vector.at("nonce")},
                       {"signature", signature},
                       {"vaultAddress", vector.at("vault_address")},
                       {"expiresAfter", vector.at("expires_after")}};
    std::string why;
    auto request = parse_request(body.dump(), why);
    EXPECT_TRUE(request) << why << ": " << body;
    return request.value_or(Request{});
}

std::vector<std::uint8_t> msgpack_of(const Action& action) {
    std::vector<std::uint8_t> bytes;
    append_msgpack(bytes, action);
    return bytes;
}

TEST(SigningVectors, ThereAreSixtyOfSevenSchemes) {
    EXPECT_EQ(all_vectors().at("vectors").size(), 60U);
    std::size_t counted = 0;
    for (const char* scheme : {"l1", "l1-agent-only", "l1-hash-only", "l1-recover", "user-signed",
                               "multi-sig-l1", "multi-sig-user-signed"}) {
        EXPECT_FALSE(vectors_of(scheme).empty()) << scheme;
        counted += vectors_of(scheme).size();
    }
    EXPECT_EQ(counted, 60U);
}

TEST(SigningVectors, Constants) {
    const Json& constants = all_vectors().at("constants");

    EXPECT_EQ(to_hex(domain_separator({.name = "Exchange", .chain_id = 1337})),
              text_of_json(constants.at("l1_domain_separator")));
    EXPECT_EQ(to_hex(domain_separator({.name = "HyperliquidSignTransaction", .chain_id = 421614})),
              text_of_json(constants.at("user_domain_separator_0x66eee")));
    EXPECT_EQ(to_hex(domain_separator({.name = "HyperliquidSignTransaction", .chain_id = 42161})),
              text_of_json(constants.at("user_domain_separator_0xa4b1")));
    EXPECT_EQ(to_hex(keccak256("a")), text_of_json(constants.at("keccak_a")));
    EXPECT_EQ(to_hex(keccak256("b")), text_of_json(constants.at("keccak_b")));
    for (const auto& [text, hash] : constants.at("user_type_hashes").items()) {
        EXPECT_EQ(to_hex(keccak256(text)), text_of_json(hash)) << text;
    }
}

TEST(SigningVectors, EveryTypedActionHasItsPublishedTypeText) {
    const Json& hashes = all_vectors().at("constants").at("user_type_hashes");
    std::size_t matched = 0;
    for (const char* type :
         {"usdSend", "spotSend", "withdraw3", "usdClassTransfer", "sendAsset", "approveAgent",
          "approveBuilderFee", "tokenDelegate", "userSetAbstraction", "userDexAbstraction",
          "convertToMultiSigUser", "multiSig"}) {
        const TypedAction* const typed = find_typed_action(type);
        ASSERT_NE(typed, nullptr) << type;
        matched += hashes.contains(type_text(*typed, false)) ? 1 : 0;
        EXPECT_TRUE(hashes.contains(type_text(*typed, false))) << type_text(*typed, false);
    }
    EXPECT_EQ(matched, hashes.size());
}

TEST(SigningVectors, ActionsSignedByTheirHash) {
    for (const Json& vector : vectors_of("l1")) {
        SCOPED_TRACE(vector.at("id"));
        const Signer signer = signer_of_vector(vector);
        EXPECT_EQ(to_string(signer.address()), text_of_json(vector.at("address")));
        for (const Network network : {Network::mainnet, Network::testnet}) {
            const Json& expected = vector.at(network == Network::mainnet ? "mainnet" : "testnet");
            const Request request = request_of(vector, expected.at("signature"));
            const auto msgpack = msgpack_of(request.action);

            EXPECT_EQ(bare_hex(msgpack), text_of_json(vector.at("msgpack_hex")));
            const Bytes32 hash = action_hash(msgpack, terms_of(vector));
            EXPECT_EQ(to_hex(hash), text_of_json(vector.at("action_hash")));
            const Bytes32 digest = agent_digest(network, hash);
            EXPECT_EQ(to_hex(digest), text_of_json(expected.at("digest")));
            EXPECT_EQ(signer.sign(digest), signature_of(expected.at("signature")));
            EXPECT_EQ(signer_of(request, network), signer.address());
            // The other network's verifier sees someone else.
            EXPECT_NE(signer_of(request,
                                network == Network::mainnet ? Network::testnet : Network::mainnet),
                      signer.address());
        }
    }
}

TEST(SigningVectors, WrittenRequestsAreTheDocumentedOnes) {
    for (const Json& vector : vectors_of("l1")) {
        SCOPED_TRACE(vector.at("id"));
        const Signer signer = signer_of_vector(vector);
        const Json& expected = vector.at("testnet").at("signature");
        const Request request = request_of(vector, expected);
        RequestWriter writer(signer, Network::testnet);

        const Json written = Json::parse(writer.write(request.action, request.terms));

        EXPECT_EQ(written.at("action").dump(), vector.at("action").dump());
        EXPECT_EQ(written.at("nonce"), vector.at("nonce"));
        EXPECT_EQ(written.at("vaultAddress"), vector.at("vault_address"));
        EXPECT_EQ(written.at("expiresAfter"), vector.at("expires_after"));
        EXPECT_EQ(written.at("signature").dump(), expected.dump());
    }
}

TEST(SigningVectors, PublishedSignaturesWithoutLeadingZerosAreAccepted) {
    std::size_t shortened = 0;
    for (const Json& vector : vectors_of("l1")) {
        const Json& published = vector.at("published");
        for (const char* name : {"mainnet_signature", "testnet_signature"}) {
            if (!published.contains(name)) {
                continue;
            }
            const Json& signature = published.at(name);
            const bool mainnet = std::string_view(name).starts_with("main");
            shortened += text_of_json(signature.at("r")).size() < 66 ||
                                 text_of_json(signature.at("s")).size() < 66
                             ? 1
                             : 0;
            EXPECT_EQ(signer_of(request_of(vector, signature),
                                mainnet ? Network::mainnet : Network::testnet),
                      parse_address(text_of_json(vector.at("address"))))
                << vector.at("id");
        }
    }
    EXPECT_GT(shortened, 0U) << "no published signature was short: the test shows nothing";
}

TEST(SigningVectors, AgentStructAlone) {
    for (const Json& vector : vectors_of("l1-agent-only")) {
        const Signer signer = signer_of_vector(vector);
        Bytes32 connection_id;
        ASSERT_TRUE(parse_hex(text_of_json(vector.at("connection_id")), connection_id));
        for (const Network network : {Network::mainnet, Network::testnet}) {
            const Json& expected = vector.at(network == Network::mainnet ? "mainnet" : "testnet");
            const Bytes32 digest = agent_digest(network, connection_id);
            EXPECT_EQ(to_hex(digest), text_of_json(expected.at("digest")));
            EXPECT_EQ(signer.sign(digest), signature_of(expected.at("signature")));
        }
    }
}

TEST(SigningVectors, HashesWithoutSignature) {
    for (const Json& vector : vectors_of("l1-hash-only")) {
        SCOPED_TRACE(vector.at("id"));
        std::vector<std::uint8_t> msgpack;
        if (vector.at("id") == "rs-approve-builder-fee-hash") {
            // Not sent by anybody: it holds an address as raw bytes, which no action here does.
            msgpack.resize(text_of_json(vector.at("msgpack_hex")).size() / 2);
            ASSERT_TRUE(parse_hex("0x" + text_of_json(vector.at("msgpack_hex")), msgpack));
        } else {
            Json filler = {{"r", "0x1"}, {"s", "0x1"}, {"v", 27}};
            msgpack = msgpack_of(request_of(vector, filler).action);
            EXPECT_EQ(bare_hex(msgpack), text_of_json(vector.at("msgpack_hex")));
        }
        EXPECT_EQ(to_hex(action_hash(msgpack, terms_of(vector))),
                  text_of_json(vector.at("action_hash")));
    }
}

TEST(SigningVectors, RecordedRequestRecoversItsSigner) {
    for (const Json& vector : vectors_of("l1-recover")) {
        const Json& published = vector.at("published");
        const Request request = request_of(vector, published.at("mainnet_signature"));

        const auto msgpack = msgpack_of(request.action);

        EXPECT_EQ(bare_hex(msgpack), text_of_json(vector.at("msgpack_hex")));
        const Bytes32 hash = action_hash(msgpack, terms_of(vector));
        EXPECT_EQ(to_hex(hash), text_of_json(vector.at("action_hash")));
        EXPECT_EQ(to_hex(agent_digest(Network::mainnet, hash)), text_of_json(vector.at("digest")));
        // The published address is in checksum case: reading ignores it.
        EXPECT_EQ(signer_of(request, Network::mainnet),
                  parse_address(text_of_json(published.at("recovered_address"))));
    }
}

std::string action_type_of(const Json& vector) {
    for (const char* type : {"usdSend", "spotSend", "withdraw3", "usdClassTransfer", "sendAsset",
                             "approveAgent", "approveBuilderFee"}) {
        if (type_text(*find_typed_action(type), false) == vector.at("type_string")) {
            return type;
        }
    }
    ADD_FAILURE() << "no action of type " << vector.at("type_string");
    return "";
}

TEST(SigningVectors, ActionsSignedFieldByField) {
    for (const Json& vector : vectors_of("user-signed")) {
        SCOPED_TRACE(vector.at("id"));
        const Signer signer = signer_of_vector(vector);
        Json action = {{"type", action_type_of(vector)},
                       {"signatureChainId", vector.at("signature_chain_id")}};
        action.update(vector.at("message"));
        std::string missing;

        const auto digest = typed_action_digest(*find_typed_action(text_of_json(action["type"])),
                                                action, std::nullopt, missing);

        ASSERT_TRUE(digest) << missing;
        EXPECT_EQ(to_hex(*digest), text_of_json(vector.at("digest")));
        EXPECT_EQ(signer.sign(*digest), signature_of(vector.at("signature")));
        const Request request{OtherAction{action}, {}, signature_of(vector.at("signature"))};
        EXPECT_TRUE(is_user_signed(request.action));
        // The network is a member here: who verifies does not matter.
        EXPECT_EQ(signer_of(request, Network::testnet), signer.address());
    }
}

TEST(SigningVectors, UnnamedAgentIsTheEmptyName) {
    for (const Json& vector : vectors_of("user-signed")) {
        if (vector.at("id") != "d-approve-agent-unnamed") {
            continue;
        }
        Json action = {{"type", "approveAgent"},
                       {"signatureChainId", vector.at("signature_chain_id")}};
        action.update(vector.at("message"));
        action.erase("agentName");
        const Request request{OtherAction{action}, {}, signature_of(vector.at("signature"))};
        EXPECT_EQ(signer_of(request, Network::mainnet),
                  parse_address(text_of_json(vector.at("address"))));
        return;
    }
    FAIL() << "the vector is missing";
}

MultiSig parties_of(const Json& vector) {
    return {.account = parse_address(text_of_json(vector.at("multi_sig_user"))).value(),
            .outer_signer = parse_address(text_of_json(vector.at("outer_signer"))).value()};
}

Network network_of(const Json& vector) {
    return vector.at("network") == "mainnet" ? Network::mainnet : Network::testnet;
}

void expect_outer(const Json& vector, const Json& inner_action, const Signature& inner) {
    const Signer signer = signer_of_vector(vector);
    const ActionTerms terms{.nonce = vector.at("nonce").get<std::uint64_t>()};
    const Json wrapper = multi_sig_wrapper(inner_action, parties_of(vector), {&inner, 1});
    EXPECT_EQ(wrapper.dump(), vector.at("wrapper_without_type").dump());
    if (vector.contains("wrapper_msgpack_hex")) {
        EXPECT_EQ(bare_hex(Json::to_msgpack(wrapper)),
                  text_of_json(vector.at("wrapper_msgpack_hex")));
    }
    const Bytes32 hash = multi_sig_hash(wrapper, terms);
    EXPECT_EQ(to_hex(hash), text_of_json(vector.at("multi_sig_action_hash")));
    const Bytes32 digest = multi_sig_outer_digest(network_of(vector), hash, terms.nonce);
    EXPECT_EQ(to_hex(digest), text_of_json(vector.at("outer_digest")));
    EXPECT_EQ(signer.sign(digest), signature_of(vector.at("outer_signature")));

    Json action = {{"type", "multiSig"}};
    action.update(wrapper);
    const Request request{OtherAction{action}, terms, signature_of(vector.at("outer_signature"))};
    EXPECT_EQ(signer_of(request, network_of(vector)), signer.address());
}

TEST(SigningVectors, MultiSigOfActionsSignedByTheirHash) {
    for (const Json& vector : vectors_of("multi-sig-l1")) {
        SCOPED_TRACE(vector.at("id"));
        const ActionTerms terms{.nonce = vector.at("nonce").get<std::uint64_t>()};
        const Json& action = vector.at("inner_action");

        const Bytes32 digest =
            multi_sig_inner_digest(network_of(vector), action, parties_of(vector), terms);

        const Signature inner = signature_of(vector.at("inner_signature"));
        EXPECT_EQ(signer_of_vector(vector).sign(digest), inner);
        expect_outer(vector, action, inner);
    }
}

TEST(SigningVectors, MultiSigOfActionsSignedFieldByField) {
    for (const Json& vector : vectors_of("multi-sig-user-signed")) {
        SCOPED_TRACE(vector.at("id"));
        const auto type = text_of_json(vector.at("inner_type_string"));
        const char* const action_type =
            type.find("UsdSend") != std::string::npos ? "usdSend" : "userSetAbstraction";
        const TypedAction& typed = *find_typed_action(action_type);
        EXPECT_EQ(type_text(typed, true), type);
        Json message = vector.at("inner_message");
        message["signatureChainId"] = "0x66eee";
        std::string missing;

        const auto digest = typed_action_digest(typed, message, parties_of(vector), missing);

        ASSERT_TRUE(digest) << missing;
        EXPECT_EQ(to_hex(*digest), text_of_json(vector.at("inner_digest")));
        const Signature inner = signature_of(vector.at("inner_signature"));
        EXPECT_EQ(signer_of_vector(vector).sign(*digest), inner);
        expect_outer(vector, vector.at("wrapper_without_type").at("payload").at("action"), inner);
    }
}

}  // namespace
}  // namespace maxmin::wire::hyperliquid
