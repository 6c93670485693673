// Our two encoders against a general library: what we send must parse to what we meant, and our
// MessagePack must be what the library makes of that text, keys in the same order.
#include "host/wire/hyperliquid/encode.hpp"

#include <random>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "host/market/instrument.hpp"
#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::wire::hyperliquid {
namespace {

using Json = nlohmann::ordered_json;

std::uint64_t any_number(std::mt19937_64& random) {
    // Every length of the encoding, and the edges between them.
    const std::uint64_t edge = std::uint64_t{1} << (random() % 64);
    return random() % 3 == 0 ? random() >> (random() % 64) : edge - random() % 2;
}

DecimalText any_decimal(std::mt19937_64& random) {
    return {static_cast<std::int64_t>(random() >> (2 + random() % 60)),
            static_cast<int>(random() % 9)};
}

Order any_order(std::mt19937_64& random) {
    Order order;
    order.asset = AssetId{static_cast<std::uint32_t>(any_number(random))};
    order.is_buy = random() % 2 == 0;
    order.price = any_decimal(random);
    order.size = any_decimal(random);
    order.reduce_only = random() % 2 == 0;
    if (random() % 4 == 0) {
        order.type = TriggerType{random() % 2 == 0, any_decimal(random),
                                 static_cast<TriggerKind>(random() % 2)};
    } else {
        order.type = LimitType{static_cast<Tif>(random() % 4)};
    }
    if (random() % 2 == 0) {
        order.cloid = Cloid{random(), random()};
    }
    return order;
}

template <typename Item, typename Make>
std::vector<Item> any_list(std::mt19937_64& random, Make make) {
    std::vector<Item> list;
    const std::size_t count = random() % 4 == 0 ? random() % 40 : random() % 4;
    for (std::size_t i = 0; i < count; ++i) {
        list.push_back(make());
    }
    return list;
}

AssetId any_asset(std::mt19937_64& random) {
    return AssetId{static_cast<std::uint32_t>(any_number(random))};
}

Address any_address(std::mt19937_64& random) {
    Address address;
    for (auto& byte : address.bytes) {
        byte = static_cast<std::uint8_t>(random());
    }
    return address;
}

Modify any_modify(std::mt19937_64& random) {
    Modify modify;
    if (random() % 2 == 0) {
        modify.oid = any_number(random);
    } else {
        modify.oid = Cloid{random(), random()};
    }
    modify.order = any_order(random);
    return modify;
}

Action any_action(std::mt19937_64& random) {
    const bool flag = random() % 2 == 0;
    switch (random() % 10) {
        case 0: {
            OrderAction action;
            action.orders = any_list<Order>(random, [&] { return any_order(random); });
            if (random() % 4 == 0) {
                action.grouping = Priority{any_number(random)};
            } else {
                action.grouping = static_cast<Grouping>(random() % 3);
            }
            if (flag) {
                action.builder = Builder{any_address(random), any_number(random)};
            }
            return action;
        }
        case 1:
            return CancelAction{
                any_list<Cancel>(random,
                                 [&] {
                                     return Cancel{any_asset(random), any_number(random)};
                                 }),
                flag};
        case 2:
            return CancelByCloidAction{
                any_list<CloidCancel>(
                    random,
                    [&] {
                        return CloidCancel{any_asset(random), {random(), random()}};
                    }),
                flag};
        case 3:
            return ModifyAction{any_modify(random), flag};
        case 4:
            return BatchModifyAction{any_list<Modify>(random, [&] { return any_modify(random); }),
                                     flag};
        case 5:
            return ScheduleCancelAction{flag ? std::optional(any_number(random)) : std::nullopt};
        case 6:
            return UpdateLeverageAction{any_asset(random), flag,
                                        static_cast<std::uint32_t>(any_number(random))};
        case 7: {
            const auto amount = static_cast<std::int64_t>(any_number(random) >> 1U);
            return UpdateIsolatedMarginAction{any_asset(random), true, flag ? amount : -amount};
        }
        case 8:
            return ReserveRequestWeightAction{
                any_number(random), flag ? std::optional(any_address(random)) : std::nullopt};
        default:
            return NoopAction{};
    }
}

TEST(Encode, MsgpackIsWhatALibraryMakesOfTheText) {
    for (unsigned seed = 1; seed <= 3000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        const Action action = any_action(random);
        std::string text;
        std::vector<std::uint8_t> msgpack;
        append_json(text, action);
        append_msgpack(msgpack, action);

        ASSERT_EQ(msgpack, Json::to_msgpack(Json::parse(text))) << text;
    }
}

TEST(Encode, ParsingGivesTheSameActionBackWhateverTheOrderOfItsKeys) {
    for (unsigned seed = 1; seed <= 1000; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        const Action action = any_action(random);
        std::string text;
        append_json(text, action);
        // nlohmann::json sorts its keys: another order than the documented one.
        const std::string body = "{\"action\":" + nlohmann::json::parse(text).dump() +
                                 R"(,"nonce":7,"signature":{"r":"0x1","s":"0x2","v":27}})";
        std::string why;

        const auto request = parse_request(body, why);

        ASSERT_TRUE(request) << why << '\n' << body;
        std::string again;
        append_json(again, request->action);
        ASSERT_EQ(again, text);
    }
}

// Section 4.2 of the venue's rules in units instead of floats.
TEST(Encode, NumbersHaveNoTrailingZeros) {
    const std::pair<DecimalText, const char*> expected[] = {
        {{0, 8}, "0"},
        {{76000, 8}, "0.00076"},
        {{1, 8}, "0.00000001"},
        {{12345678, 8}, "0.12345678"},
        {{8765432112345678, 8}, "87654321.12345678"},
        {{98765432100000000, 8}, "987654321"},
        {{16701, 1}, "1670.1"},
        {{1000, 1}, "100"},
        {{147, 4}, "0.0147"},
    };
    for (const auto& [text, form] : expected) {
        EXPECT_EQ(text.view(), form);
    }
    const auto btc = market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 40);
    EXPECT_EQ(price_text(Ticks(1'110'650), btc).view(), "111065");
    EXPECT_EQ(size_text(Lots(100), btc).view(), "0.001");
}

TEST(Encode, TextsThatWouldBreakOutOfAStringAreNoDecimals) {
    EXPECT_TRUE(DecimalText::from("100.0"));
    EXPECT_TRUE(DecimalText::from("")) << "what is no number is refused by whoever needs one";
    EXPECT_FALSE(DecimalText::from("1\",\"x\":\"2"));
    EXPECT_FALSE(DecimalText::from("1\\"));
    EXPECT_FALSE(DecimalText::from("1\n"));
    EXPECT_FALSE(DecimalText::from(std::string(32, '1')));
}

}  // namespace
}  // namespace maxmin::wire::hyperliquid
