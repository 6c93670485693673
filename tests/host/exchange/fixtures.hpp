// The recorded and documented messages of tests/data/hyperliquid-messages, the coins in them, and a
// handler that keeps what it hears.
#pragma once

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "host/exchange/hyperliquid/frame_codec.hpp"

namespace maxmin::exchange::hyperliquid {

using Json = nlohmann::ordered_json;

struct Message {
    std::string kind;
    Json body;
    bool is_text = false;  // sent as it stands, not as JSON

    std::string text() const { return is_text ? body.get<std::string>() : body.dump(); }
};

inline std::vector<Message> all_messages() {
    std::vector<Message> messages;
    std::ifstream file(MAXMIN_SOURCE_DIR "/tests/data/hyperliquid-messages/messages.jsonl");
    for (std::string line; std::getline(file, line);) {
        const Json json = Json::parse(line);
        const bool is_text = json.value("encoding", "") == "text";
        messages.push_back({json.at("kind"), json.at("message"), is_text});
    }
    return messages;
}

inline Message message_of(const std::string& kind) {
    for (const Message& message : all_messages()) {
        if (message.kind == kind) {
            return message;
        }
    }
    ADD_FAILURE() << "no message of kind " << kind;
    return {};
}

/// Main-dex perps and spot pairs with the venue's szDecimals.
inline const std::vector<market::Instrument>& all_instruments() {
    using market::AssetType;
    static const std::vector<market::Instrument> instruments = [] {
        std::vector<market::Instrument> list;
        for (const auto& [coin, decimals] : std::initializer_list<std::pair<const char*, int>>{
                 {"BTC", 5},  {"ETH", 4}, {"SOL", 2},   {"APE", 1},      {"ARB", 1},  {"ATOM", 2},
                 {"AVAX", 2}, {"BNB", 3}, {"DYDX", 1},  {"GRIFFAIN", 0}, {"HYPE", 2}, {"INJ", 1},
                 {"JUP", 0},  {"LTC", 2}, {"MANTA", 1}, {"MATIC", 1},    {"OP", 1},   {"ORDI", 2},
                 {"SUI", 1},  {"TON", 1}, {"kPEPE", 0}}) {
            list.push_back(market::hyperliquid_instrument(coin, decimals, AssetType::perp, 20));
        }
        for (const auto& [coin, decimals] : std::initializer_list<std::pair<const char*, int>>{
                 {"PURR/USDC", 0}, {"@107", 2}, {"@142", 5}, {"@151", 4}, {"@156", 3}}) {
            list.push_back(market::hyperliquid_instrument(coin, decimals, AssetType::spot, 1));
        }
        return list;
    }();
    return instruments;
}

inline const SymbolTable& all_coins() {
    static const SymbolTable coins = SymbolTable::of(all_instruments());
    return coins;
}

inline const market::Instrument& rules_of(AssetIndex asset) {
    return all_instruments().at(static_cast<std::size_t>(asset));
}
inline std::string price_of(AssetIndex asset, Ticks price) {
    return market::format_decimal(price.value(), rules_of(asset).price_decimals);
}
inline std::string size_of(AssetIndex asset, Lots size) {
    return market::format_decimal(size.value(), rules_of(asset).size_decimals);
}
/// A reply's number in the form of a request: "100.0" is 100.
inline std::string trimmed(const Json& number) {
    auto text = number.get<std::string>();
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.find_last_not_of('.') + 1);
    }
    return text;
}

struct HeardBook {
    market::MarketEvent event;
    std::vector<market::BookLevel> bids;
    std::vector<market::BookLevel> asks;
};

class Recorder final : public FrameHandler {
  public:
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override {
        ++calls;
        market.push_back({event, {bids.begin(), bids.end()}, {asks.begin(), asks.end()}});
    }
    void on_mid(AssetIndex asset, double mid_usd) override {
        ++calls;
        mids.emplace_back(asset, mid_usd);
    }
    void on_context(const AssetContext& context) override {
        ++calls;
        contexts.push_back(context);
    }
    void on_order_update(const OrderUpdate& update) override {
        ++calls;
        updates.push_back(update);
        statuses.emplace_back(update.status);
    }
    void on_fill(const Fill& fill, FillSource source) override {
        ++calls;
        fills.emplace_back(fill, source);
        fill_tokens.emplace_back(fill.fee_token);
    }
    void on_funding(const Funding& funding, bool snapshot) override {
        ++calls;
        fundings.emplace_back(funding, snapshot);
    }
    void on_non_user_cancel(const NonUserCancel& cancel) override {
        ++calls;
        cancels.push_back(cancel);
    }
    void on_liquidation(double notional_usd, double account_value_usd) override {
        ++calls;
        liquidations.emplace_back(notional_usd, account_value_usd);
    }
    void on_open_orders(std::span<const OrderView> list) override {
        ++calls;
        open_orders.assign(list.begin(), list.end());
    }
    void on_account(const AccountState& state) override {
        ++calls;
        account = state;
        positions.assign(state.positions.begin(), state.positions.end());
    }
    void on_post(const PostReply& reply) override {
        ++calls;
        post = reply;
        items.assign(reply.action.items.begin(), reply.action.items.end());
        texts.assign({std::string(reply.info_type), std::string(reply.info_json),
                      std::string(reply.error_text)});
    }
    void on_subscription(const SubscriptionReply& reply) override {
        ++calls;
        subscribed = reply.subscribed;
        texts.assign({std::string(reply.type), std::string(reply.coin), std::string(reply.user)});
    }
    void on_pong() override { ++calls; }
    void on_error(std::string_view text) override {
        ++calls;
        texts.assign({std::string(text)});
    }
    void on_notification(std::string_view text) override {
        ++calls;
        texts.assign({std::string(text)});
    }

    int calls = 0;
    std::vector<HeardBook> market;
    std::vector<std::pair<AssetIndex, double>> mids;
    std::vector<AssetContext> contexts;
    std::vector<OrderUpdate> updates;
    std::vector<std::string> statuses;  // of updates
    std::vector<std::pair<Fill, FillSource>> fills;
    std::vector<std::string> fill_tokens;
    std::vector<std::pair<Funding, bool>> fundings;
    std::vector<NonUserCancel> cancels;
    std::vector<std::pair<double, double>> liquidations;
    std::vector<OrderView> open_orders;
    AccountState account;
    std::vector<Position> positions;
    PostReply post;
    std::vector<ReplyItem> items;
    std::vector<std::string> texts;
    bool subscribed = false;
};

inline constexpr Timestamp received{1'770'000'000'000'000'000};

/// One frame through a codec of its own.
struct Decoded {
    explicit Decoded(const std::string& frame) : codec(all_coins(), heard) {
        const simdjson::padded_string padded(frame);
        result = codec.decode(padded, received);
    }
    Recorder heard;
    FrameCodec codec;
    FrameResult result = FrameResult::ignored;
};

}  // namespace maxmin::exchange::hyperliquid
