// Hexadecimal texts, addresses, client order ids, asset numbers; statuses and refusals as tables.
#include <gtest/gtest.h>

#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/asset_id.hpp"
#include "host/wire/hyperliquid/cloid.hpp"
#include "host/wire/hyperliquid/error_text.hpp"
#include "host/wire/hyperliquid/signing.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

using gateway::OrderId;
using gateway::Reason;

TEST(Hex, ReadsEitherCaseAndWritesLower) {
    const auto address = parse_address("0x5eCb62791B22A3108367c2A2024019Ee7eA88431");
    ASSERT_TRUE(address);
    EXPECT_EQ(to_string(*address), "0x5ecb62791b22a3108367c2a2024019ee7ea88431");
}

TEST(Hex, RefusesWrongLengthsAndLetters) {
    for (const char* text : {"", "0x", "5ecb62791b22a3108367c2a2024019ee7ea88431",
                             "0x5ecb62791b22a3108367c2a2024019ee7ea8843",
                             "0x5ecb62791b22a3108367c2a2024019ee7ea884311",
                             "0x5ecb62791b22a3108367c2a2024019ee7ea8843g",
                             "0X5ecb62791b22a3108367c2a2024019ee7ea88431"}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
}

TEST(Hex, ShortNumbersAreFilledInFront) {
    std::array<std::uint8_t, 3> bytes{};
    ASSERT_TRUE(parse_short_hex("0x123", bytes));
    EXPECT_EQ(to_hex(bytes), "0x000123");
    EXPECT_FALSE(parse_short_hex("0x", bytes));
    EXPECT_FALSE(parse_short_hex("0x1234567", bytes));
    EXPECT_EQ(parse_hex_number("0x66eee"), 421614U);
    EXPECT_EQ(parse_hex_number("0xffffffffffffffff"), UINT64_MAX);
    EXPECT_FALSE(parse_hex_number("0x10000000000000000"));
    EXPECT_FALSE(parse_hex_number("421614"));
}

TEST(Cloid, CarriesPrefixAndOrderId) {
    const CloidPrefix ours(0x6d61786d696e0001U);

    const Cloid cloid = ours.of(OrderId{0x1234});

    EXPECT_EQ(to_string(cloid), "0x6d61786d696e00010000000000001234");
    EXPECT_EQ(parse_cloid(to_string(cloid)), cloid);
    EXPECT_EQ(ours.order_id(cloid), OrderId{0x1234});
    EXPECT_EQ(CloidPrefix(2).order_id(cloid), std::nullopt);
    EXPECT_FALSE(parse_cloid("0x6d61786d696e0001000000000000123"));
    EXPECT_FALSE(parse_cloid("0x6d61786d696e000100000000000012345"));
}

// The table of section 5.1 of the venue's documentation.
TEST(AssetId, RangesAreTheDocumentedOnes) {
    EXPECT_EQ(spot_asset(0), AssetId{10'000});
    EXPECT_EQ(spot_asset(107), AssetId{10'107});
    EXPECT_EQ(builder_perp_asset({.dex = 1, .universe_index = 0}), AssetId{110'000});
    EXPECT_EQ(class_of(AssetId{0}), AssetClass::perp);
    EXPECT_EQ(class_of(AssetId{9'999}), AssetClass::perp);
    EXPECT_EQ(class_of(AssetId{10'000}), AssetClass::spot);
    EXPECT_EQ(class_of(AssetId{110'000}), AssetClass::builder_perp);
    EXPECT_EQ(class_of(AssetId{100'000'010}), AssetClass::outcome);
}

TEST(Signature, IsNobodysIfItsNumbersAreNoCurvePoints) {
    Signature nothing;
    EXPECT_FALSE(recover_address(Bytes32{1}, nothing)) << "r = s = 0";
    nothing.r.fill(0xff);
    nothing.s.fill(0xff);
    EXPECT_FALSE(recover_address(Bytes32{1}, nothing)) << "above the group's order";
    EXPECT_FALSE(parse_signature("0x1", "0x2", 29));
    EXPECT_FALSE(parse_signature("0x", "0x2", 27));
    EXPECT_FALSE(parse_signature("0x" + std::string(65, '1'), "0x2", 27));
}

TEST(OrderStatus, EveryWordIsReadBackAndHasAFate) {
    for (std::size_t i = 0; i < order_status_count; ++i) {
        const auto status = static_cast<OrderStatus>(i);
        const auto word = to_string(status);
        EXPECT_EQ(parse_order_status(word), status) << word;
        // A client that had never heard of the word must come to the same fate.
        const OrderFate expected = status <= OrderStatus::triggered ? OrderFate::live
                                   : status == OrderStatus::filled  ? OrderFate::filled
                                   : status < OrderStatus::rejected ? OrderFate::cancelled
                                                                    : OrderFate::rejected;
        EXPECT_EQ(fate_of(word), expected) << word;
    }
}

TEST(OrderStatus, WordsToComeAreTerminal) {
    EXPECT_FALSE(parse_order_status("moonPhaseRejected"));
    EXPECT_EQ(fate_of("moonPhaseRejected"), OrderFate::rejected);
    EXPECT_EQ(fate_of("moonPhaseCanceled"), OrderFate::cancelled);
    EXPECT_EQ(fate_of(""), OrderFate::cancelled);
    EXPECT_EQ(reason_of("moonPhaseCanceled"), Reason::other);
}

TEST(Refusal, EveryTextIsReadBackWithItsEnding) {
    for (int i = 0; i < static_cast<int>(Refusal::other); ++i) {
        const auto refusal = static_cast<Refusal>(i);
        std::string text(text_of(refusal).text);
        if (refusal == Refusal::unknown_signer) {
            text += "0x1234567890123456789012345678901234567890 does not exist.";
        }
        EXPECT_EQ(classify_refusal(text), refusal) << text;
        EXPECT_EQ(classify_refusal(text + " asset=17"), refusal) << text;
    }
    EXPECT_EQ(classify_refusal("The moon is in the wrong phase."), Refusal::other);
    EXPECT_EQ(classify_refusal(""), Refusal::other);
}

TEST(Refusal, StatusAndTextOfOneRefusalHaveOneReason) {
    for (int i = 0; i < static_cast<int>(Refusal::other); ++i) {
        const RefusalText& known = text_of(static_cast<Refusal>(i));
        if (known.status) {
            EXPECT_EQ(known.reason, reason_of(to_string(*known.status))) << known.text;
        }
    }
}

TEST(Refusal, WordingMayDrift) {
    EXPECT_EQ(classify_refusal("L1 error: User or API Wallet 0xabc does not exist."),
              Refusal::unknown_signer);
    EXPECT_EQ(classify_refusal("Invalid nonce: duplicate nonce 1713825891591"), Refusal::nonce);
    EXPECT_EQ(classify_refusal("Order price cannot be more than 80% away from the reference price"),
              Refusal::reference_price);
    EXPECT_EQ(classify_refusal("Order must have minimum value of 10 USDH. asset=10107"),
              Refusal::minimum_value_spot);
    EXPECT_EQ(reason_of_refusal("Error placing new order during modify: Post only order would have "
                                "immediately matched, bbo was 1@2. asset=1"),
              Reason::post_only_would_cross);
    EXPECT_EQ(reason_of_refusal("Error placing new order during modify: the moon"), Reason::other);
}

}  // namespace
}  // namespace maxmin::wire::hyperliquid
