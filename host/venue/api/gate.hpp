// The way in for signed actions: parse, recover the signer, find the account it may act for, check
// nonce, expiry and the address's allowance, and hand the action to the next block; and the way
// back, from the block's outcome to the venue's answer.
#pragma once

#include <map>
#include <variant>

#include <nlohmann/json.hpp>

#include "host/venue/api/directory.hpp"
#include "host/venue/api/reply.hpp"
#include "host/venue/exchange.hpp"
#include "host/wire/hyperliquid/parse_request.hpp"

namespace maxmin::venue::api {

using wire::hyperliquid::Network;

class Gate {
  public:
    /// The network whose signatures are taken: testnet, unless a client is made to believe that
    /// this is the main one.
    Gate(const VenueConfig& config, Exchange& exchange, Directory& directory, Network network)
        : config_(config), exchange_(exchange), directory_(directory), network_(network) {}

    /// A ticket if the answer comes with a block.
    std::variant<HttpReply, Ticket> take(const nlohmann::ordered_json& body, Timestamp now);
    /// The answer to a ticket; forgets it.
    HttpReply answer(const Outcome& outcome);

    /// Accounts opened for addresses that nobody knew.
    int faucet_uses() const { return faucet_uses_; }

  private:
    enum class AnswerKind : std::uint8_t { order, cancel, plain };
    struct Sender {
        AccountId account = AccountId::outside;
        Address signer;
    };
    struct Translator;
    /// An action of the exchange, or the whole answer.
    using Translated = std::variant<Action, HttpReply>;

    std::variant<HttpReply, Sender> find_sender(const wire::hyperliquid::Request& request,
                                                std::int64_t now_ms);
    std::optional<HttpReply> check_terms(const wire::hyperliquid::Request& request,
                                         const Sender& sender, Timestamp now);
    std::optional<HttpReply> spend(AccountId account, const Action& action, bool is_expired,
                                   Timestamp now);
    AccountId open_account(const Address& address, MicroUsd balance);

    Translated translate(const wire::hyperliquid::Request& request, AccountId account,
                         std::int64_t now_ms);
    Translated translate_order(const wire::hyperliquid::OrderAction& action) const;
    Translated translate_other(const nlohmann::ordered_json& action, AccountId account,
                               std::int64_t now_ms);
    Translated approve_agent(const nlohmann::ordered_json& action, AccountId account,
                             std::int64_t now_ms);
    Translated send_usd(const nlohmann::ordered_json& action);
    bool is_listed(wire::hyperliquid::AssetId asset) const;
    NewOrder new_order(const wire::hyperliquid::Order& order) const;

    VenueConfig config_;
    Exchange& exchange_;
    Directory& directory_;
    Network network_;
    std::map<Ticket, AnswerKind> waiting_;
    int faucet_uses_ = 0;
};

}  // namespace maxmin::venue::api
