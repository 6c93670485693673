// The whole exchange as a client meets it, without sockets: signed requests in, JSON out. One coin,
// "COIN", as in Scene; time stands still but for blocks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "host/venue/api/text.hpp"
#include "host/venue/api/venue.hpp"
#include "host/wire/hyperliquid/request.hpp"
#include "tests/host/venue/scene.hpp"

namespace maxmin::venue::api {

namespace hl = wire::hyperliquid;

/// A connection that keeps what it is sent.
class HeardConnection final : public Connection {
  public:
    void send(Frame frame) override { frames.push_back(*frame); }
    void cut(Frame torn) override {
        is_cut = true;
        torn_text = torn == nullptr ? "" : *torn;
    }

    /// Of that channel, parsed.
    std::vector<Json> data_of(const std::string& channel) const {
        std::vector<Json> result;
        for (const std::string& frame : frames) {
            const Json json = Json::parse(frame, nullptr, false);
            if (!json.is_discarded() && json["channel"] == channel) {
                result.push_back(json.contains("data") ? json["data"] : Json());
            }
        }
        return result;
    }

    std::vector<std::string> frames;
    std::string torn_text;
    bool is_cut = false;
};

class ApiScene {
  public:
    explicit ApiScene(VenueConfig config = {}, FaultPlan plan = {})
        : market({market::hyperliquid_instrument("COIN", 2, market::AssetType::perp, 20)}),
          faults(std::move(plan)),
          venue(config, market, faults, hl::Network::testnet) {
        show(99, 101);
        block();
    }

    void show(double bid_usd, double ask_usd) {
        market.show(0, {{usd(bid_usd), Lots(1'000)}}, {{usd(ask_usd), Lots(1'000)}},
                    now + milliseconds(100));
    }
    void block() { venue.run_block(now = now + milliseconds(100)); }

    static hl::Signer key(int digit) {
        return hl::Signer::from_text(std::string(64, static_cast<char>('0' + digit)), "test");
    }
    static std::string user(int digit) { return to_string(key(digit).address()); }

    std::string signed_body(int digit, const hl::Action& action, hl::ActionTerms terms = {}) {
        const hl::Signer signer = key(digit);
        hl::RequestWriter writer(signer, hl::Network::testnet);
        terms.nonce = terms.nonce == 0 ? next_nonce() : terms.nonce;
        return std::string(writer.write(action, terms));
    }
    std::uint64_t next_nonce() { return static_cast<std::uint64_t>(to_ms(now)) + ++nonces_; }

    HttpReply post(const std::string& path, const std::string& body) {
        HttpReply answer{.status = -1, .body = ""};
        venue.post(path, body, "127.0.0.1", now,
                   [&answer](const HttpReply& reply) { answer = reply; });
        if (answer.status == -1) {
            block();
        }
        return answer;
    }
    /// Sends, runs the block, returns the answer.
    Json act(int digit, const hl::Action& action, hl::ActionTerms terms = {}) {
        return Json::parse(post("/exchange", signed_body(digit, action, terms)).body);
    }
    Json ask(const Json& request) { return Json::parse(post("/info", request.dump()).body); }

    static hl::Order order(bool is_buy, const char* price, const char* size,
                           hl::Tif tif = hl::Tif::gtc) {
        hl::Order result;
        result.is_buy = is_buy;
        result.price = *hl::DecimalText::from(price);
        result.size = *hl::DecimalText::from(size);
        result.type = hl::LimitType{tif};
        return result;
    }
    static hl::Action place(const hl::Order& order) {
        hl::OrderAction action;
        action.orders.push_back(order);
        return action;
    }

    void frame(HeardConnection& connection, const Json& json) {
        venue.on_frame(connection, json.dump(), now);
    }

    ScriptedMarket market;
    Faults faults;
    Venue venue;
    Timestamp now{1'800'000'000'000'000'000};

  private:
    std::uint64_t nonces_ = 0;
};

}  // namespace maxmin::venue::api
