// Every recorded or documented HTTP message: answers through the decoder of their question,
// requests through the parser that the paper exchange uses. What no part of the program reads is
// named.
#include <gtest/gtest.h>

#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/wire/hyperliquid/parse_request.hpp"
#include "tests/host/exchange/fixtures.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::Reason;

/// Which question the body answers, and what must come of it: empty = it decodes, else a part of
/// the fault.
struct Case {
    std::string kind;
    bool (*decodes)(ReplyCodec& codec, const std::string& body);
    std::string fault = {};
};

constexpr auto decode_meta = [](ReplyCodec& codec, const std::string& body) {
    return codec.meta(body).has_value();
};
constexpr auto decode_account = [](ReplyCodec& codec, const std::string& body) {
    return codec.account(body).has_value();
};
constexpr auto decode_orders = [](ReplyCodec& codec, const std::string& body) {
    return codec.open_orders(body).has_value();
};
constexpr auto decode_fills = [](ReplyCodec& codec, const std::string& body) {
    return codec.fills(body).has_value();
};
constexpr auto decode_book = [](ReplyCodec& codec, const std::string& body) {
    return codec.book(body).has_value();
};
constexpr auto decode_status = [](ReplyCodec& codec, const std::string& body) {
    return codec.order_status(body).has_value();
};
constexpr auto decode_role = [](ReplyCodec& codec, const std::string& body) {
    return codec.role(body).has_value();
};
constexpr auto decode_allowance = [](ReplyCodec& codec, const std::string& body) {
    return codec.allowance(body).has_value();
};

const std::vector<Case>& cases() {
    static const std::vector<Case> list = {
        {"http.info.meta", decode_meta},
        {"http.info.meta.2023", decode_meta},
        {"http.error.500.unknownDex", decode_meta, "not the expected JSON"},
        {"http.error.429", decode_meta, "not the expected JSON"},
        {"http.error.422", decode_meta, "not the expected JSON"},
        {"http.info.metaAndAssetCtxs",
         [](ReplyCodec& codec, const std::string& body) {
             return codec.meta_and_contexts(body).has_value();
         }},
        {"http.info.spotMeta",
         [](ReplyCodec& codec, const std::string& body) {
             return codec.spot_meta(body).has_value();
         }},
        {"http.info.allMids",
         [](ReplyCodec& codec, const std::string& body) { return codec.mids(body).has_value(); }},
        {"http.info.l2Book", decode_book},
        {"http.info.l2Book.unknownCoin", decode_book, "not the expected JSON"},
        {"http.info.openOrders", decode_orders},
        {"http.info.openOrders.2023", decode_orders, "origSz"},  // the field came later
        {"http.info.frontendOpenOrders", decode_orders},
        {"http.info.orderStatus", decode_status},
        {"http.info.orderStatus.unknown", decode_status},
        {"http.info.userFills", decode_fills},
        {"http.info.userFills.2023", decode_fills},
        {"http.info.userFills.specialDirs", decode_fills},
        {"http.info.clearinghouseState", decode_account},
        {"http.info.clearinghouseState.2023", decode_account, "time"},  // so did this one
        {"http.info.clearinghouseState.empty", decode_account},
        {"http.info.clearinghouseState.large", decode_account},
        {"http.info.userFees",
         [](ReplyCodec& codec, const std::string& body) {
             return codec.fee_rates(body).has_value();
         }},
        {"http.info.userRateLimit", decode_allowance},
        {"http.info.userRateLimit.current", decode_allowance},
        {"http.info.extraAgents",
         [](ReplyCodec& codec, const std::string& body) { return codec.agents(body).has_value(); }},
        {"http.info.userRole.agent", decode_role},
        {"http.info.userRole.vault", decode_role},
    };
    return list;
}

/// Questions that the client never asks, and forms of files that it does not read.
const std::vector<std::string> not_read = {"http.info.activeAssetData",
                                           "http.info.candleSnapshot",
                                           "http.info.exchangeStatus",
                                           "http.info.fundingHistory",
                                           "http.info.historicalOrders",
                                           "http.info.perpDexs",
                                           "http.info.recentTrades",
                                           "http.info.spotClearinghouseState",
                                           "http.info.spotClearinghouseState.empty",
                                           "http.info.spotMetaAndAssetCtxs",
                                           "http.info.userFunding",
                                           "http.info.userNonFundingLedgerUpdates",
                                           "http.info.userTwapSliceFills.empty",
                                           "http.info.userVaultEquities"};

TEST(ReplyFixtures, EachAnswerDecodesOrIsRefusedForItsReason) {
    for (const Case& expected : cases()) {
        SCOPED_TRACE(expected.kind);
        ReplyCodec codec(all_coins());
        const bool decoded = expected.decodes(codec, message_of(expected.kind).text());
        EXPECT_EQ(decoded, expected.fault.empty());
        const std::string fault =
            std::string(codec.fault().field) + ": " + market::to_string(codec.fault());
        EXPECT_NE(fault.find(expected.fault), std::string::npos) << fault;
    }
}

TEST(ReplyFixtures, EveryMessageIsReadOrNamedAsNotRead) {
    int messages = 0;
    for (const Message& message : all_messages()) {
        const auto& kind = message.kind;
        const bool is_answer = kind.starts_with("http.info") || kind.starts_with("http.error");
        const bool has_case = std::any_of(cases().begin(), cases().end(),
                                          [&](const Case& known) { return known.kind == kind; });
        const bool is_named = std::find(not_read.begin(), not_read.end(), kind) != not_read.end();
        if (is_answer) {
            EXPECT_NE(has_case, is_named) << kind;
        } else {
            EXPECT_TRUE(kind.starts_with("http.exchange") || kind.starts_with("ws.") ||
                        kind.starts_with("client.http.exchange") ||
                        kind.starts_with("client.ws.") ||  // for a server's eyes
                        kind.starts_with("archive."))      // of recordings: readers_test
                << kind;
        }
        ++messages;
    }
    EXPECT_EQ(messages, 189);
}

TEST(ReplyFixtures, ExchangeRepliesDecode) {
    int checked = 0;
    for (const Message& message : all_messages()) {
        if (!message.kind.starts_with("http.exchange")) {
            continue;
        }
        SCOPED_TRACE(message.kind);
        ReplyCodec codec(all_coins());
        const auto reply = codec.exchange(message.text());
        ASSERT_TRUE(reply) << market::to_string(codec.fault());
        EXPECT_EQ(reply->accepted, message.body.at("status") == "ok");
        for (const ReplyItem& item : reply->items) {
            EXPECT_NE(item.kind, ItemKind::unknown);
            EXPECT_EQ(item.kind == ItemKind::refused, !item.error.empty());
        }
        ++checked;
    }
    EXPECT_EQ(checked, 40);
}

TEST(ReplyFixtures, RefusalsAreClassified) {
    const std::pair<const char*, Reason> expected[] = {
        {"invalidPrice", Reason::bad_price},
        {"invalidSize", Reason::bad_size},
        {"zeroSize", Reason::bad_size},
        {"tick", Reason::bad_price},
        {"triggerPx", Reason::bad_price},
        {"iocNoMatch", Reason::immediate_not_filled},
        {"noLiquidity", Reason::immediate_not_filled},
        {"margin", Reason::insufficient_margin},
        {"spotBalance", Reason::insufficient_margin},
        {"minNotional", Reason::below_minimum_value},
        {"oracle", Reason::price_too_far},
        {"referencePrice", Reason::price_too_far},
        {"postOnly", Reason::post_only_would_cross},
        {"reduceOnly", Reason::reduce_only_violated},
        {"builderFee", Reason::other},
        {"upgrade", Reason::other},
    };
    for (const auto& [name, reason] : expected) {
        ReplyCodec codec(all_coins());
        const auto reply =
            codec.exchange(message_of(std::string("http.exchange.order.error.") + name).text());
        ASSERT_TRUE(reply && reply->items.size() == 1) << name;
        EXPECT_EQ(reply->items[0].reason, reason) << name << ": " << reply->items[0].error;
    }
    const std::pair<const char*, Reason> whole[] = {
        {"rateLimited", Reason::too_many_requests},
        {"modifyGone", Reason::unknown_order},
        {"modifyPlaceFailed", Reason::insufficient_margin},
        {"unknownSigner", Reason::other},
        {"nonceDuplicate", Reason::other},
    };
    for (const auto& [name, reason] : whole) {
        ReplyCodec codec(all_coins());
        const auto reply =
            codec.exchange(message_of(std::string("http.exchange.err.") + name).text());
        ASSERT_TRUE(reply) << name;
        EXPECT_FALSE(reply->accepted);
        EXPECT_EQ(reply->reason, reason) << name << ": " << reply->error;
    }
}

TEST(ReplyFixtures, OneStatusStandsForTheWholeBatch) {
    ReplyCodec codec(all_coins());
    const auto refused =
        codec.exchange(message_of("http.exchange.order.error.invalidPrice").text());
    ASSERT_TRUE(refused);
    for (std::size_t i = 0; i < 3; ++i) {
        ASSERT_NE(refused->item(i, 3), nullptr);
        EXPECT_EQ(refused->item(i, 3)->reason, Reason::bad_price);
    }

    const auto mixed = codec.exchange(message_of("http.exchange.order.mixedBatch").text());
    ASSERT_TRUE(mixed);
    const std::size_t sent = mixed->items.size();
    ASSERT_GT(sent, 1U);
    EXPECT_EQ(mixed->item(1, sent), &mixed->items[1]);
    EXPECT_EQ(mixed->item(0, sent + 1), nullptr) << "it does not say which order is missing";

    const auto resting = codec.exchange(message_of("http.exchange.order.resting").text());
    ASSERT_TRUE(resting);
    EXPECT_EQ(resting->item(0, 2), nullptr) << "one success says nothing about a second order";
}

TEST(ReplyFixtures, TriggersAndTwaps) {
    ReplyCodec codec(all_coins());
    const auto tpsl = codec.exchange(message_of("http.exchange.order.tpsl").text());
    ASSERT_TRUE(tpsl && tpsl->items.size() == 3);
    EXPECT_EQ(tpsl->items[0].oid, 77738308U);
    EXPECT_EQ(tpsl->items[2].kind, ItemKind::waiting_for_fill);
    const auto trigger = codec.exchange(message_of("http.exchange.order.trigger").text());
    EXPECT_EQ(trigger->items[0].kind, ItemKind::waiting_for_trigger);
    const auto twap = codec.exchange(message_of("http.exchange.twapOrder.running").text());
    EXPECT_EQ(twap->items[0].kind, ItemKind::running);
    EXPECT_EQ(twap->items[0].oid, 77738308U);
    const auto plain = codec.exchange(message_of("http.exchange.default").text());
    EXPECT_TRUE(plain->accepted);
    EXPECT_TRUE(plain->items.empty());
}

TEST(ReplyFixtures, MetadataNumbersAssetsByPlaceAndPairsByIndex) {
    ReplyCodec codec(all_coins());
    const auto perps = codec.meta(message_of("http.info.meta").text());
    ASSERT_TRUE(perps);
    const Json universe = message_of("http.info.meta").body.at("universe");
    ASSERT_EQ(perps->size(), universe.size());
    for (std::size_t i = 0; i < perps->size(); ++i) {
        EXPECT_EQ((*perps)[i].coin, universe[i].at("name"));
        EXPECT_EQ(static_cast<std::size_t>((*perps)[i].id), i);
        EXPECT_EQ((*perps)[i].size_decimals, universe[i].at("szDecimals"));
        EXPECT_EQ((*perps)[i].leverage_max, universe[i].at("maxLeverage"));
        EXPECT_EQ((*perps)[i].is_delisted, universe[i].value("isDelisted", false));
    }
    const auto pairs = codec.spot_meta(message_of("http.info.spotMeta").text());
    ASSERT_TRUE(pairs);
    const Json spot = message_of("http.info.spotMeta").body;
    ASSERT_EQ(pairs->size(), spot.at("universe").size());
    for (std::size_t i = 0; i < pairs->size(); ++i) {
        const Json& pair = spot.at("universe")[i];
        EXPECT_EQ(static_cast<std::uint32_t>((*pairs)[i].id),
                  10'000 + pair.at("index").get<std::uint32_t>());
        for (const Json& token : spot.at("tokens")) {
            if (token.at("index") == pair.at("tokens")[0]) {
                EXPECT_EQ((*pairs)[i].size_decimals, token.at("szDecimals")) << pair;
            }
        }
    }
}

TEST(ReplyFixtures, FillsOutOfPlaceAreLeftOutAndCounted) {
    ReplyCodec codec(all_coins());
    const Message special = message_of("http.info.userFills.specialDirs");
    const auto list = codec.fills(special.text());
    ASSERT_TRUE(list);
    EXPECT_EQ(list->size() + codec.refused_fills() + codec.other_coins(), special.body.size());
    EXPECT_EQ(codec.refused_fills(), 1U) << "the dust conversion";
    for (const Fill& fill : *list) {
        EXPECT_NE(fill.direction, "Spot Dust Conversion");
    }
    // Fills of 2023 have no trade id: nothing could tell them apart.
    ReplyCodec old(all_coins());
    const Message message = message_of("http.info.userFills.2023");
    EXPECT_TRUE(old.fills(message.text()).value().empty());
    EXPECT_EQ(old.refused_fills() + old.other_coins(), message.body.size());
}

TEST(ReplyFixtures, AccountOfManyPositions) {
    ReplyCodec codec(all_coins());
    const Message message = message_of("http.info.clearinghouseState.large");
    const auto state = codec.account(message.text());
    ASSERT_TRUE(state);
    const Json& listed = message.body.at("assetPositions");
    EXPECT_EQ(state->positions.size() + static_cast<std::size_t>(state->other_positions),
              listed.size());
    EXPECT_EQ(state->value_usd,
              std::stod(message.body.at("marginSummary").at("accountValue").get<std::string>()));
    for (const Position& position : state->positions) {
        for (const Json& item : listed) {
            const Json& expected = item.at("position");
            if (expected.at("coin") == rules_of(position.asset).symbol) {
                EXPECT_EQ(size_of(position.asset, position.lots), trimmed(expected.at("szi")));
                EXPECT_EQ(position.isolated, expected.at("leverage").at("type") == "isolated");
                EXPECT_EQ(position.margin_usd,
                          std::stod(expected.at("marginUsed").get<std::string>()));
            }
        }
    }
}

TEST(ReplyFixtures, SmallAnswers) {
    ReplyCodec codec(all_coins());
    const auto rates = codec.fee_rates(message_of("http.info.userFees").text());
    EXPECT_EQ(rates->perp_taker, 0.000315);
    EXPECT_EQ(rates->perp_maker, 0.000105);
    const auto allowance = codec.allowance(message_of("http.info.userRateLimit").text());
    EXPECT_EQ(allowance->traded_usd, 170043721737.450012207) << "noise digits and all";
    EXPECT_EQ(allowance->limit, 170043731737);
    EXPECT_EQ(allowance->surplus, 0);
    const auto agents = codec.agents(message_of("http.info.extraAgents").text());
    ASSERT_EQ(agents->size(), 2U);
    EXPECT_EQ((*agents)[0].name, "ok");
    EXPECT_EQ((*agents)[0].valid_until, Timestamp() + milliseconds(1767776120478));
    const auto agent = codec.role(message_of("http.info.userRole.agent").text());
    EXPECT_EQ(agent->kind, RoleKind::agent);
    EXPECT_EQ(to_string(agent->of), "0x8c967e73e6b15087c42a10d344cff4c96d877f1d");
    EXPECT_EQ(codec.role(message_of("http.info.userRole.vault").text())->kind, RoleKind::vault);
    const auto query = codec.order_status(message_of("http.info.orderStatus").text());
    EXPECT_TRUE(query->found && query->ours);
    EXPECT_EQ(query->update.status, "filled");
    EXPECT_FALSE(codec.order_status(message_of("http.info.orderStatus.unknown").text())->found);
}

TEST(ReplyFixtures, HttpStatusesSayWhetherAnActionRan) {
    EXPECT_EQ(fate_of_status(200), HttpFate::answered);
    EXPECT_EQ(fate_of_status(422), HttpFate::not_executed);
    EXPECT_EQ(fate_of_status(429), HttpFate::not_executed);
    for (const int status : {408, 500, 502, 503, 504, 302, 0}) {
        EXPECT_EQ(fate_of_status(status), HttpFate::unknown) << status;
    }
}

TEST(ReplyFixtures, ClientRequestsParseAndRecoverTheirSigner) {
    using namespace wire::hyperliquid;  // NOLINT: this test is about that side alone
    int checked = 0;
    for (const Message& message : all_messages()) {
        const bool is_post = message.kind == "client.ws.post.action.order";
        if (!message.kind.starts_with("client.http.exchange") && !is_post) {
            continue;
        }
        SCOPED_TRACE(message.kind);
        const Json& body = is_post ? message.body.at("request").at("payload") : message.body;
        std::string why;
        const auto request = parse_request(body.dump(), why);
        ASSERT_TRUE(request) << why;
        const bool mainnet =
            message.kind.ends_with("mainnet") || message.kind.ends_with("updateIsolatedMargin");
        const Network network = mainnet ? Network::mainnet : Network::testnet;
        const auto signer = signer_of(*request, network);
        ASSERT_TRUE(signer);
        // The public test key of the vectors, or the recorded request's account.
        const bool recorded = message.kind.ends_with("updateIsolatedMargin");
        EXPECT_EQ(to_string(*signer), recorded ? "0x5ecb62791b22a3108367c2a2024019ee7ea88431"
                                               : "0x14791697260e4c9a71f18484c9f997b308e59325");
        ++checked;
    }
    EXPECT_EQ(checked, 19);
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
