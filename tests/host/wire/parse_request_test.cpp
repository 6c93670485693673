// What a server refuses to read, and what it reads as the real one does.
#include "host/wire/hyperliquid/parse_request.hpp"

#include <gtest/gtest.h>

#include "host/wire/hyperliquid/encode.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

const std::string order =
    R"({"a":1,"b":true,"p":"100","s":"2","r":false,"t":{"limit":{"tif":"Alo"}}})";
const std::string action = R"({"type":"order","orders":[)" + order + R"(],"grouping":"na"})";
const std::string rest = R"(,"nonce":7,"signature":{"r":"0x1","s":"0x2","v":27}})";

std::string body_of(const std::string& text) {
    return R"({"action":)" + text + rest;
}

/// The good body with one piece of text replaced.
std::string with(const std::string& found, const std::string& replaced) {
    std::string body = body_of(action);
    const auto at = body.find(found);
    EXPECT_NE(at, std::string::npos) << found;
    return body.replace(at, found.size(), replaced);
}

std::string canonical(const std::string& body) {
    std::string why;
    const auto request = parse_request(body, why);
    EXPECT_TRUE(request) << why << '\n' << body;
    std::string text;
    if (request) {
        append_json(text, request->action);
    }
    return text;
}

TEST(ParseRequest, NullAndFalseOptionalsAreAbsentAndUnknownFieldsDropped) {
    EXPECT_EQ(canonical(body_of(action)), action);
    EXPECT_EQ(canonical(with(R"("r":false)", R"("r":false,"c":null)")), action);
    EXPECT_EQ(canonical(with(R"("grouping":"na")", R"("grouping":"na","builder":null,"x":[1])")),
              action);
    EXPECT_EQ(canonical(body_of(R"({"type":"cancel","cancels":[{"a":1,"o":2}],"f":false})")),
              R"({"type":"cancel","cancels":[{"a":1,"o":2}]})");
    std::string why;
    const auto request = parse_request(
        with(R"("nonce":7)", R"("nonce":7,"vaultAddress":null,"expiresAfter":null)"), why);
    ASSERT_TRUE(request) << why;
    EXPECT_FALSE(request->terms.vault);
    EXPECT_FALSE(request->terms.expires_after_ms);
}

TEST(ParseRequest, NamesTheFieldItRefuses) {
    struct Refused {
        const char* found;
        const char* replaced;
        const char* why;
    };
    constexpr Refused cases[] = {
        {R"("a":1)", R"("a":-1)", "a:"},
        {R"("a":1)", R"("a":4294967296)", "a:"},
        {R"("a":1)", R"("a":"1")", "a:"},
        {R"("b":true)", R"("b":1)", "b:"},
        {R"("p":"100")", R"("p":100.5)", "p:"},
        {R"("p":"100",)", "", "p: missing"},
        {R"("p":"100")", R"("p":"1\"0")", "p:"},
        {R"("tif":"Alo")", R"("tif":"Fok")", "tif:"},
        {R"("limit")", R"("limits")", "limit:"},
        {R"("grouping":"na")", R"("grouping":"all")", "grouping:"},
        {R"("nonce":7)", R"("nonce":7.5)", "nonce:"},
        {R"("nonce":7,)", "", "nonce: missing"},
        {R"("v":27)", R"("v":3)", "signature"},
        {R"("r":"0x1")", R"("r":"1")", "signature"},
        {R"("type":"order")", R"("type":5)", "type:"},
        {R"("nonce":7)", R"("nonce":7,"vaultAddress":"0x12")", "vaultAddress:"},
        {R"({"action")", R"([{"action")", "not JSON"},
    };
    for (const auto& [found, replaced, expected] : cases) {
        std::string why;
        EXPECT_FALSE(parse_request(with(found, replaced), why)) << replaced;
        EXPECT_NE(why.find(expected), std::string::npos) << replaced << " gave: " << why;
    }
}

TEST(ParseRequest, DepthIsBoundedButBracketsInTextsAreNot) {
    std::string why;
    const std::string deep(100'000, '[');
    EXPECT_FALSE(parse_request(body_of(deep), why));
    EXPECT_EQ(why, "nested too deeply");
    EXPECT_FALSE(parse_json(std::string(33, '[') + std::string(33, ']'), why));
    EXPECT_TRUE(parse_json(std::string(32, '[') + std::string(32, ']'), why));
    EXPECT_TRUE(parse_json("\"" + deep + "\\\"" + deep + "\"", why));
}

TEST(ParseRequest, ActionsOfOtherTypesKeepTheirOrder) {
    const std::string other = R"({"type":"setReferrer","zebra":1,"apple":{"b":2,"a":1}})";
    EXPECT_EQ(canonical(body_of(other)), other);
}

}  // namespace
}  // namespace maxmin::wire::hyperliquid
