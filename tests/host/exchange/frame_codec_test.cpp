// How the decoder takes what the venue does not promise: other orders of keys, new fields, words
// and channels, items that are malformed, texts that are broken; and that market data allocates
// nothing.
#include <random>

#include <gtest/gtest.h>

#include "tests/fuzz/checking_handler.hpp"
#include "tests/host/exchange/fixtures.hpp"
#include "tests/support/allocation_counter.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

const std::string good_trade =
    R"({"coin":"SOL","side":"A","px":"128.5","sz":"0.42","time":1765887848009,"tid":5})";

std::string trades(const std::string& items) {
    return R"({"channel":"trades","data":[)" + items + "]}";
}

std::string replaced(std::string text, const std::string& found, const std::string& by) {
    const auto at = text.find(found);
    EXPECT_NE(at, std::string::npos) << found;
    return text.replace(at, found.size(), by);
}

TEST(FrameCodec, OneMalformedItemDoesNotHideTheOthers) {
    const std::string bad = replaced(good_trade, "\"128.5\"", "\"128.55555\"");

    const Decoded decoded(trades(good_trade + "," + bad + "," + good_trade));

    EXPECT_EQ(decoded.result, FrameResult::refused);
    EXPECT_EQ(decoded.heard.market.size(), 2U);
    EXPECT_EQ(decoded.codec.counts().refusals, 1U);
    EXPECT_EQ(decoded.codec.last_refusal().channel, "trades");
    EXPECT_EQ(decoded.codec.last_refusal().field, "px");
    EXPECT_EQ(decoded.codec.last_refusal().wrong, "'128.55555' has too many decimals for SOL");
}

TEST(FrameCodec, WhatMattersIsNeverMadeUp) {
    struct Fault {
        const char* found;
        const char* by;
        const char* field;
    };
    constexpr Fault faults[] = {
        {R"("px":"128.5",)", "", "px"},
        {R"("px":"128.5")", R"("px":128.5)", "px"},
        {R"("px":"128.5")", R"("px":null)", "px"},
        {R"("px":"128.5")", R"("px":"0.0")", "px"},
        {R"("px":"128.5")", R"("px":"-1")", "px"},
        {R"("px":"128.5")", R"("px":"1e2")", "px"},
        {R"("px":"128.5")", R"("px":"")", "px"},
        {R"("sz":"0.42")", R"("sz":"-0.42")", "sz"},
        {R"("sz":"0.42",)", "", "sz"},
        {R"("side":"A")", R"("side":"C")", "side"},
        {R"("time":1765887848009)", R"("time":1765887848)", nullptr},  // seconds: a time of 1970
        {R"("time":1765887848009)", R"("time":1765887848009000000)", "time"},
        {R"("time":1765887848009,)", "", "time"},
        {R"("tid":5)", R"("tid":-5)", "tid"},
        {R"("coin":"SOL",)", "", "coin"},
    };
    for (const auto& [found, by, field] : faults) {
        SCOPED_TRACE(by);
        const Decoded decoded(trades(replaced(good_trade, found, by)));
        if (field == nullptr) {
            EXPECT_EQ(decoded.result, FrameResult::taken);
            continue;
        }
        EXPECT_EQ(decoded.result, FrameResult::refused);
        EXPECT_EQ(decoded.codec.last_refusal().field, field);
        EXPECT_EQ(decoded.heard.calls, 0);
    }
}

TEST(FrameCodec, ListsWhoseGapsWouldMisleadAreAllOrNothing) {
    const Message orders = message_of("ws.openOrders");
    Json two = orders.body;
    two["data"]["orders"].push_back(two["data"]["orders"][0]);
    two["data"]["orders"][1]["sz"] = "1.00001";  // finer than ETH's lot

    const Decoded decoded(two.dump());

    EXPECT_EQ(decoded.result, FrameResult::refused);
    EXPECT_EQ(decoded.heard.calls, 0) << "an order left out would count as gone";

    Json account = message_of("ws.clearinghouseState").body;
    account["data"]["clearinghouseState"]["assetPositions"][0]["position"].erase("szi");
    EXPECT_EQ(Decoded(account.dump()).heard.calls, 0);
}

TEST(FrameCodec, OtherDexesAreNotOurAccount) {
    Json account = message_of("ws.clearinghouseState").body;
    account["data"]["dex"] = "xyz";
    EXPECT_EQ(Decoded(account.dump()).heard.calls, 0);
    Json orders = message_of("ws.openOrders").body;
    orders["data"]["dex"] = "xyz";
    EXPECT_EQ(Decoded(orders.dump()).heard.calls, 0);
}

/// Every object's members in another order, and one more that nobody knows.
Json shuffled(const Json& json, std::mt19937_64& random) {
    if (json.is_array()) {
        Json list = Json::array();
        for (const Json& item : json) {
            list.push_back(shuffled(item, random));
        }
        return list;
    }
    if (!json.is_object()) {
        return json;
    }
    std::vector<std::pair<std::string, Json>> members;
    for (const auto& [name, value] : json.items()) {
        members.emplace_back(name, shuffled(value, random));
    }
    std::shuffle(members.begin(), members.end(), random);
    Json object = Json::object();
    object["newField"] = Json::array({Json::object({{"deep", Json::array({1, "x", nullptr})}})});
    for (auto& [name, value] : members) {
        object[name] = std::move(value);
    }
    return object;
}

TEST(FrameCodec, OrderOfKeysAndNewFieldsChangeNothing) {
    for (const Message& message : all_messages()) {
        // An object of mids has coins for keys: a new one there is a coin, with no text.
        if (!message.kind.starts_with("ws.") || message.is_text || message.kind == "ws.allMids") {
            continue;
        }
        for (unsigned seed = 1; seed <= 3; ++seed) {
            SCOPED_TRACE(message.kind + " seed " + std::to_string(seed));
            std::mt19937_64 random(seed);
            const Decoded plain(message.text());
            const Decoded other(shuffled(message.body, random).dump());
            EXPECT_EQ(other.result, plain.result) << other.codec.last_refusal().wrong;
            EXPECT_EQ(other.heard.calls, plain.heard.calls);
            ASSERT_EQ(other.heard.market.size(), plain.heard.market.size());
            for (std::size_t i = 0; i < plain.heard.market.size(); ++i) {
                EXPECT_EQ(other.heard.market[i].event.exchange_time,
                          plain.heard.market[i].event.exchange_time);
                EXPECT_EQ(other.heard.market[i].event.bid.price,
                          plain.heard.market[i].event.bid.price);
                EXPECT_EQ(other.heard.market[i].bids.size(), plain.heard.market[i].bids.size());
            }
        }
    }
}

TEST(FrameCodec, WordsToComeAreUnknownNotSuccess) {
    Json answer = message_of("ws.post.action.order.resting").body;
    answer["data"]["response"]["payload"]["response"]["data"]["statuses"] =
        Json::array({"levitating", Json::object({{"floating", Json::object()}})});
    const Decoded post(answer.dump());
    ASSERT_EQ(post.heard.items.size(), 2U);
    EXPECT_EQ(post.heard.items[0].kind, ItemKind::unknown);
    EXPECT_EQ(post.heard.items[1].kind, ItemKind::unknown);

    Json update = message_of("ws.orderUpdates.open").body;
    update["data"][0]["status"] = "moonPhaseCanceled";
    const Decoded decoded(update.dump());
    ASSERT_EQ(decoded.heard.updates.size(), 1U);
    EXPECT_EQ(decoded.heard.updates[0].fate, wire::hyperliquid::OrderFate::cancelled);

    EXPECT_EQ(Decoded(R"({"channel":"moonPhase","data":{}})").result, FrameResult::ignored);
    EXPECT_EQ(Decoded(R"({"channel":"user","data":{"moonPhase":{}}})").heard.calls, 0);
}

// A frame cut off anywhere is refused as a whole: nothing of it is heard.
TEST(FrameCodec, BrokenTextIsHeardNotAtAll) {
    for (const char* kind : {"ws.trades", "ws.l2Book", "ws.user.fills", "ws.orderUpdates.open"}) {
        const std::string text = message_of(kind).text();
        for (std::size_t length = 1; length < text.size(); ++length) {
            const Decoded decoded(text.substr(0, length));
            ASSERT_EQ(decoded.result, FrameResult::refused) << kind << " cut at " << length;
            ASSERT_EQ(decoded.heard.calls, 0) << kind << " cut at " << length;
        }
    }
}

TEST(FrameCodec, MarketDataAndOrdersAllocateNothing) {
    if (!test::allocations_are_counted()) {
        GTEST_SKIP() << "a sanitizer owns operator new";
    }
    fuzz::CheckingHandler heard;
    FrameCodec codec(all_coins(), heard);
    for (const char* kind : {"ws.bbo", "ws.l2Book.20levels", "ws.trades.onSubscribe", "ws.allMids",
                             "ws.activeAssetCtx.perp", "ws.orderUpdates.open", "ws.user.fills",
                             "ws.post.action.order.resting"}) {
        const simdjson::padded_string frame(message_of(kind).text());
        ASSERT_EQ(codec.decode(frame, received), FrameResult::taken) << kind;  // buffers grow here

        const std::int64_t before = test::allocations_of_this_thread();
        const FrameResult result = codec.decode(frame, received);
        const std::int64_t after = test::allocations_of_this_thread();

        EXPECT_EQ(result, FrameResult::taken);
        EXPECT_EQ(after - before, 0) << kind;
    }
}

TEST(SymbolTable, FindsEachOfAThousandAndNoOther) {
    std::vector<market::Instrument> instruments;
    for (int i = 0; i < 1000; ++i) {
        instruments.push_back(market::hyperliquid_instrument(std::to_string(i * 7) + "C", 2,
                                                             market::AssetType::perp, 10));
    }
    const SymbolTable table = SymbolTable::of(instruments);
    for (int i = 0; i < 7000; ++i) {
        const auto* const entry = table.find(std::to_string(i) + "C");
        ASSERT_EQ(entry != nullptr, i % 7 == 0) << i;
        if (entry != nullptr) {
            EXPECT_EQ(entry->asset, i / 7);
            EXPECT_EQ(entry->rules, &instruments[static_cast<std::size_t>(i / 7)]);
        }
    }
    EXPECT_EQ(SymbolTable({}).find("BTC"), nullptr);
    EXPECT_EQ(table.find(""), nullptr);
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
