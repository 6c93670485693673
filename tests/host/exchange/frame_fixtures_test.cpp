// Every recorded or documented socket frame, compared with what a general JSON reader sees in it.
#include <gtest/gtest.h>

#include "tests/host/exchange/fixtures.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

std::int64_t ms_of(Timestamp time) {
    return time.ns() / 1'000'000;
}

void expect_level(const market::BookLevel& level, AssetIndex asset, const Json& expected) {
    EXPECT_EQ(price_of(asset, level.price), trimmed(expected.at("px")));
    EXPECT_EQ(size_of(asset, level.size), trimmed(expected.at("sz")));
}

void expect_levels(const std::vector<market::BookLevel>& levels, AssetIndex asset,
                   const Json& expected) {
    ASSERT_EQ(levels.size(), expected.size());
    for (std::size_t i = 0; i < levels.size(); ++i) {
        expect_level(levels[i], asset, expected[i]);
    }
}

void expect_order(const OrderView& order, const Json& expected) {
    EXPECT_EQ(rules_of(order.asset).symbol, expected.at("coin"));
    EXPECT_EQ(order.side == Side::bid ? "B" : "A", expected.at("side"));
    EXPECT_EQ(price_of(order.asset, order.price), trimmed(expected.at("limitPx")));
    EXPECT_EQ(size_of(order.asset, order.remaining), trimmed(expected.at("sz")));
    EXPECT_EQ(size_of(order.asset, order.original), trimmed(expected.at("origSz")));
    EXPECT_EQ(order.oid, expected.at("oid"));
    EXPECT_EQ(ms_of(order.placed_at), expected.at("timestamp"));
    EXPECT_EQ(order.reduce_only, expected.value("reduceOnly", false));
    const auto cloid = expected.find("cloid");
    const bool has_cloid = cloid != expected.end() && !cloid->is_null();
    ASSERT_EQ(order.cloid.has_value(), has_cloid);
    if (has_cloid) {
        EXPECT_EQ(wire::hyperliquid::to_string(*order.cloid), *cloid);
    }
}

void expect_fill(const Fill& fill, const Json& expected) {
    EXPECT_EQ(rules_of(fill.asset).symbol, expected.at("coin"));
    EXPECT_EQ(price_of(fill.asset, fill.price), trimmed(expected.at("px")));
    EXPECT_EQ(size_of(fill.asset, fill.size), trimmed(expected.at("sz")));
    EXPECT_EQ(fill.side == Side::bid ? "B" : "A", expected.at("side"));
    EXPECT_EQ(ms_of(fill.time), expected.at("time"));
    EXPECT_EQ(fill.oid, expected.at("oid"));
    EXPECT_EQ(fill.trade_id, expected.at("tid"));
    EXPECT_EQ(fill.liquidity == gateway::Liquidity::taker, expected.at("crossed"));
    EXPECT_EQ(fill.liquidation, expected.contains("liquidation"));
    // The nearest double of the decimal: what strtod gives, so exactly equal.
    EXPECT_EQ(fill.fee, std::stod(expected.at("fee").get<std::string>()));
    EXPECT_EQ(fill.closed_pnl_usd, std::stod(expected.at("closedPnl").get<std::string>()));
    EXPECT_EQ(fill.start_position_coin, std::stod(expected.at("startPosition").get<std::string>()));
    if (fill.start_position) {
        EXPECT_EQ(size_of(fill.asset, *fill.start_position), trimmed(expected.at("startPosition")));
    }
    EXPECT_EQ(fill.cloid.has_value(), expected.contains("cloid"));
}

/// A spot balance's dust is finer than the market's lot: no size in lots can say it.
bool is_dust(const Json& fill) {
    return fill.at("dir") == "Spot Dust Conversion";
}

bool is_ours(const Json& item) {
    return all_coins().find(item.at("coin").get<std::string>()) != nullptr;
}

void check_fills(const Decoded& decoded, const Json& list, FillSource source) {
    std::size_t heard = 0;
    for (const Json& expected : list) {
        if (is_ours(expected) && !is_dust(expected)) {
            ASSERT_LT(heard, decoded.heard.fills.size());
            expect_fill(decoded.heard.fills[heard].first, expected);
            EXPECT_EQ(decoded.heard.fill_tokens[heard], expected.at("feeToken"));
            EXPECT_EQ(decoded.heard.fills[heard].second, source);
            ++heard;
        }
    }
    EXPECT_EQ(heard, decoded.heard.fills.size());
}

void check_fundings(const Decoded& decoded, const Json& list, bool snapshot) {
    std::size_t heard = 0;
    for (const Json& expected : list) {
        if (!is_ours(expected)) {
            continue;
        }
        ASSERT_LT(heard, decoded.heard.fundings.size());
        const auto& [funding, is_snapshot] = decoded.heard.fundings[heard++];
        EXPECT_EQ(funding.paid_usd, -std::stod(expected.at("usdc").get<std::string>()));
        EXPECT_EQ(funding.rate, std::stod(expected.at("fundingRate").get<std::string>()));
        EXPECT_EQ(size_of(funding.asset, funding.position), trimmed(expected.at("szi")));
        EXPECT_EQ(ms_of(funding.time), expected.at("time"));
        EXPECT_EQ(is_snapshot, snapshot);
    }
    EXPECT_EQ(heard, decoded.heard.fundings.size());
}

void check_market(const Decoded& decoded, const std::string& channel, const Json& data) {
    const auto& heard = decoded.heard.market;
    if (channel == "trades") {
        ASSERT_EQ(heard.size(), data.size());
        for (std::size_t i = 0; i < heard.size(); ++i) {
            const auto& event = heard[i].event;
            EXPECT_EQ(event.kind, market::EventKind::trade);
            EXPECT_EQ(rules_of(event.asset).symbol, data[i].at("coin"));
            expect_level(event.bid, event.asset, data[i]);
            EXPECT_EQ(event.aggressor == Side::bid ? "B" : "A", data[i].at("side"));
            EXPECT_EQ(event.trade_id, data[i].at("tid"));
            EXPECT_EQ(ms_of(event.exchange_time), data[i].at("time"));
            EXPECT_EQ(event.local_time, received);
        }
        return;
    }
    ASSERT_EQ(heard.size(), 1U);
    const auto& event = heard[0].event;
    EXPECT_EQ(rules_of(event.asset).symbol, data.at("coin"));
    EXPECT_EQ(ms_of(event.exchange_time), data.at("time"));
    EXPECT_EQ(event.local_time, received);
    if (channel == "l2Book") {
        EXPECT_EQ(event.kind, market::EventKind::book);
        EXPECT_EQ(event.bid_levels, heard[0].bids.size());
        EXPECT_EQ(event.ask_levels, heard[0].asks.size());
        expect_levels(heard[0].bids, event.asset, data.at("levels")[0]);
        expect_levels(heard[0].asks, event.asset, data.at("levels")[1]);
        return;
    }
    EXPECT_EQ(event.kind, market::EventKind::best);
    for (const auto& [level, side] : {std::pair(event.bid, 0U), std::pair(event.ask, 1U)}) {
        if (data.at("bbo")[side].is_null()) {
            EXPECT_EQ(level.price, Ticks(0));
            EXPECT_EQ(level.size, Lots(0));
        } else {
            expect_level(level, event.asset, data.at("bbo")[side]);
        }
    }
}

TEST(FrameFixtures, MarketData) {
    int checked = 0;
    for (const Message& message : all_messages()) {
        const std::string channel =
            message.body.is_object() ? message.body.value("channel", "") : "";
        if (channel != "l2Book" && channel != "bbo" && channel != "trades") {
            continue;
        }
        SCOPED_TRACE(message.kind);
        const Decoded decoded(message.text());
        EXPECT_EQ(decoded.result, FrameResult::taken) << decoded.codec.last_refusal().wrong;
        check_market(decoded, channel, message.body.at("data"));
        ++checked;
    }
    EXPECT_EQ(checked, 10);
}

TEST(FrameFixtures, OrderUpdates) {
    int checked = 0;
    for (const Message& message : all_messages()) {
        if (!message.kind.starts_with("ws.orderUpdates")) {
            continue;
        }
        SCOPED_TRACE(message.kind);
        const Decoded decoded(message.text());
        const Json& data = message.body.at("data");
        ASSERT_EQ(decoded.heard.updates.size(), data.size());
        for (std::size_t i = 0; i < data.size(); ++i) {
            expect_order(decoded.heard.updates[i].order, data[i].at("order"));
            EXPECT_EQ(decoded.heard.statuses[i], data[i].at("status"));
            EXPECT_EQ(ms_of(decoded.heard.updates[i].time), data[i].at("statusTimestamp"));
        }
        ++checked;
    }
    EXPECT_EQ(checked, 5);
}

TEST(FrameFixtures, StatusesOfOrderUpdatesAreUnderstood) {
    using wire::hyperliquid::OrderFate;
    const auto fate = [](const char* kind) {
        return Decoded(message_of(kind).text()).heard.updates.back().fate;
    };
    EXPECT_EQ(fate("ws.orderUpdates.open"), OrderFate::live);
    EXPECT_EQ(fate("ws.orderUpdates.open+filled"), OrderFate::filled);
    EXPECT_EQ(fate("ws.orderUpdates.canceled"), OrderFate::cancelled);
    EXPECT_EQ(fate("ws.orderUpdates.perpMarginRejected"), OrderFate::rejected);
    const Decoded margin(message_of("ws.orderUpdates.perpMarginRejected").text());
    EXPECT_EQ(margin.heard.updates[0].reason, gateway::Reason::insufficient_margin);
}

TEST(FrameFixtures, Fills) {
    int checked = 0;
    for (const Message& message : all_messages()) {
        const bool is_events = message.kind.starts_with("ws.user.fills");
        if (!is_events && !message.kind.starts_with("ws.userFills")) {
            continue;
        }
        SCOPED_TRACE(message.kind);
        const Decoded decoded(message.text());
        const Json& data = message.body.at("data");
        check_fills(decoded, data.at("fills"),
                    is_events                         ? FillSource::user_events
                    : data.value("isSnapshot", false) ? FillSource::user_fills_snapshot
                                                      : FillSource::user_fills);
        ++checked;
    }
    EXPECT_EQ(checked, 6);
}

TEST(FrameFixtures, SpotBalanceFinerThanALotIsNoPosition) {
    const Decoded decoded(message_of("ws.userFills.snapshot").text());
    ASSERT_FALSE(decoded.heard.fills.empty());
    const Fill& first = decoded.heard.fills[0].first;
    EXPECT_EQ(rules_of(first.asset).symbol, "@151");
    EXPECT_EQ(first.start_position_coin, 0.052626746);
    EXPECT_FALSE(first.start_position);
}

TEST(FrameFixtures, Fundings) {
    const Message one = message_of("ws.user.funding");
    check_fundings(Decoded(one.text()), Json::array({one.body.at("data").at("funding")}), false);
    const Message many = message_of("ws.userFundings.snapshot");
    const Decoded decoded(many.text());
    check_fundings(decoded, many.body.at("data").at("fundings"), true);
    EXPECT_EQ(decoded.codec.counts().other_coins, 1U) << "xyz:SILVER is of another dex";
}

TEST(FrameFixtures, OtherUserEvents) {
    const Decoded cancel(message_of("ws.user.nonUserCancel").text());
    ASSERT_EQ(cancel.heard.cancels.size(), 1U);
    EXPECT_EQ(cancel.heard.cancels[0].oid, 313890189710U);
    EXPECT_EQ(rules_of(cancel.heard.cancels[0].asset).symbol, "ETH");

    const Decoded liquidation(message_of("ws.user.liquidation").text());
    ASSERT_EQ(liquidation.heard.liquidations.size(), 1U);
    EXPECT_EQ(liquidation.heard.liquidations[0], std::pair(1234.5, 10.25));
}

TEST(FrameFixtures, Contexts) {
    const Decoded perp(message_of("ws.activeAssetCtx.perp").text());
    ASSERT_EQ(perp.heard.contexts.size(), 1U);
    EXPECT_EQ(perp.heard.contexts[0].mark_usd, 128.45);
    EXPECT_EQ(perp.heard.contexts[0].oracle_usd, 128.41);
    EXPECT_EQ(perp.heard.contexts[0].mid_usd, 128.48);
    EXPECT_EQ(perp.heard.contexts[0].funding_rate, 0.0000125);
    EXPECT_EQ(perp.heard.contexts[0].day_volume_usd, 965843.7286000003);

    const Decoded spot(message_of("ws.activeSpotAssetCtx").text());
    ASSERT_EQ(spot.heard.contexts.size(), 1U);
    EXPECT_EQ(spot.heard.contexts[0].mark_usd, 0.14);
    EXPECT_TRUE(std::isnan(spot.heard.contexts[0].oracle_usd)) << "spot has no oracle";
}

TEST(FrameFixtures, Mids) {
    const Message message = message_of("ws.allMids");
    const Decoded decoded(message.text());
    const Json& mids = message.body.at("data").at("mids");
    EXPECT_EQ(decoded.heard.mids.size(), 5U);
    for (const auto& [asset, mid_usd] : decoded.heard.mids) {
        EXPECT_EQ(mid_usd, std::stod(mids.at(rules_of(asset).symbol).get<std::string>()));
    }
}

TEST(FrameFixtures, OpenOrdersAndAccount) {
    const Message orders = message_of("ws.openOrders");
    const Decoded list(orders.text());
    ASSERT_EQ(list.heard.open_orders.size(), 1U);
    expect_order(list.heard.open_orders[0], orders.body.at("data").at("orders")[0]);

    const Decoded account(message_of("ws.clearinghouseState").text());
    ASSERT_EQ(account.heard.positions.size(), 1U);
    EXPECT_EQ(account.heard.account.value_usd, 179.007426);
    EXPECT_EQ(account.heard.account.withdrawable_usd, 174.241191);
    EXPECT_EQ(account.heard.positions[0].lots, Lots(61));
    EXPECT_EQ(account.heard.positions[0].entry_usd, 82771.8);
    EXPECT_TRUE(std::isnan(account.heard.positions[0].liquidation_usd)) << "null in the message";
    EXPECT_EQ(account.heard.positions[0].leverage, 20U);
    EXPECT_EQ(account.heard.positions[0].funding_since_open_usd, 0.004156);
}

TEST(FrameFixtures, Posts) {
    const auto item = [](const char* kind) {
        const Decoded decoded(message_of(kind).text());
        EXPECT_EQ(decoded.result, FrameResult::taken) << kind;
        EXPECT_EQ(decoded.heard.post.kind, PostKind::action) << kind;
        EXPECT_EQ(decoded.heard.items.size(), 1U) << kind;
        return decoded.heard.items.empty() ? ReplyItem{} : decoded.heard.items[0];
    };
    EXPECT_EQ(item("ws.post.action.order.resting").kind, ItemKind::resting);
    EXPECT_EQ(item("ws.post.action.order.resting").oid, 496160097503U);
    EXPECT_EQ(item("ws.post.action.order.filled").total_size.view(), "0.5");
    EXPECT_EQ(item("ws.post.action.order.filled").average_usd, 73.688);
    EXPECT_EQ(item("ws.post.action.order.error.minNotional").reason,
              gateway::Reason::below_minimum_value);
    EXPECT_EQ(item("ws.post.action.order.error.valueTooLarge").reason, gateway::Reason::bad_size);
    EXPECT_EQ(item("ws.post.action.cancel.success").kind, ItemKind::success);
    EXPECT_EQ(item("ws.post.action.cancel.error").reason, gateway::Reason::unknown_order);

    const Decoded info(message_of("ws.post.info.l2Book").text());
    EXPECT_EQ(info.heard.post.id, 123U);
    EXPECT_EQ(info.heard.texts[0], "l2Book");
    EXPECT_EQ(Json::parse(info.heard.texts[1]).at("coin"), "ETH");
    EXPECT_EQ(Decoded(message_of("ws.post.info.spotMeta").text()).heard.texts[0], "spotMeta");
    EXPECT_EQ(Decoded(message_of("ws.post.error").text()).heard.texts[2],
              "429 Too Many Requests: null");
}

TEST(FrameFixtures, WordsOfTheConnection) {
    const Decoded subscribed(message_of("ws.subscriptionResponse.l2Book").text());
    EXPECT_TRUE(subscribed.heard.subscribed);
    EXPECT_EQ(subscribed.heard.texts, (std::vector<std::string>{"l2Book", "HYPE", ""}));
    EXPECT_FALSE(
        Decoded(message_of("ws.subscriptionResponse.unsubscribe").text()).heard.subscribed);
    EXPECT_EQ(Decoded(message_of("ws.pong").text()).heard.calls, 1);
    const Decoded error(message_of("ws.error.tooManyUsers").text());
    EXPECT_EQ(error.heard.texts[0], message_of("ws.error.tooManyUsers").body.at("data"));
    EXPECT_EQ(Decoded(message_of("ws.notification").text()).heard.texts[0],
              "Resting order filled: Bought 0.0063 ETH at $1907.6");
    const Decoded hello(message_of("ws.text.hello").text());
    EXPECT_EQ(hello.result, FrameResult::ignored);
    EXPECT_EQ(hello.codec.counts().texts, 1U);
}

// Channels that the client never subscribes to are passed over; everything else is taken whole.
TEST(FrameFixtures, EveryFrameIsTakenOrRightlyIgnored) {
    const std::vector<std::string> ignored = {
        "ws.text.hello",  // greeting, no JSON
        "ws.candle",           "ws.spotState",     "ws.activeAssetData",
        "ws.allDexsAssetCtxs", "ws.fastAssetCtxs", "ws.userNonFundingLedgerUpdates.snapshot"};
    int frames = 0;
    for (const Message& message : all_messages()) {
        if (!message.kind.starts_with("ws.")) {
            continue;
        }
        SCOPED_TRACE(message.kind);
        const Decoded decoded(message.text());
        const bool expect_ignored =
            std::find(ignored.begin(), ignored.end(), message.kind) != ignored.end();
        EXPECT_EQ(decoded.heard.calls > 0, !expect_ignored);
        ++frames;
        if (message.kind == "ws.userFills.snapshot") {
            // The one refusal, and of one fill alone: a balance's dust, finer than a lot.
            EXPECT_EQ(decoded.result, FrameResult::refused);
            EXPECT_EQ(decoded.codec.counts().refusals, 1U);
            EXPECT_EQ(decoded.codec.last_refusal().channel, "userFills");
            EXPECT_EQ(decoded.codec.last_refusal().field, "sz");
            EXPECT_EQ(decoded.codec.last_refusal().wrong,
                      "'0.000026746' has too many decimals for @151");
            continue;
        }
        EXPECT_EQ(decoded.result, expect_ignored ? FrameResult::ignored : FrameResult::taken)
            << decoded.codec.last_refusal().field << ": " << decoded.codec.last_refusal().wrong;
        EXPECT_EQ(decoded.codec.counts().refusals, 0U);
    }
    EXPECT_EQ(frames, 60);
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
