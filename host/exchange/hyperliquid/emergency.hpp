// Cancel everything and close every position from a second process, when the first one hangs or is
// gone: HTTP only, blocking, with a signer of its own. What it does it verifies by asking again.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "host/exchange/config.hpp"
#include "host/exchange/hyperliquid/actions.hpp"
#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/wire/hyperliquid/nonce.hpp"
#include "host/wire/hyperliquid/request.hpp"

namespace maxmin::exchange::hyperliquid {

struct EmergencySetup {
    boost::asio::ssl::context* tls = nullptr;
    ExchangeConfig config;
    wire::hyperliquid::Address account;  // holds the funds
    std::optional<wire::hyperliquid::Address> vault;
    const wire::hyperliquid::Signer& signer;
    wire::hyperliquid::Network network = wire::hyperliquid::Network::testnet;
    wire::hyperliquid::NonceSource& nonces;
    /// Only orders of this prefix; empty: every order of the account.
    std::optional<wire::hyperliquid::CloidPrefix> only;
};

struct EmergencyResult {
    bool done = false;  // verified: nothing is left
    int sent = 0;       // cancels, or closing orders
    int left = 0;       // orders or positions that remain, as far as is known
    int attempts = 0;
    std::string trouble;  // the last thing that went wrong
};

class EmergencyVenue {
  public:
    /// Reads which markets there are. Errors: InputError if the venue does not answer.
    explicit EmergencyVenue(EmergencySetup setup);

    EmergencyResult cancel_all(int attempts = 5);
    /// Closes what is held with reduce-only orders that take at once, at most `slippage` (a share)
    /// from the mid, each for exactly the position and none before the last one's fate is known.
    EmergencyResult flatten(double slippage, int attempts = 5);

  private:
    std::optional<std::vector<OrderView>> open_orders();
    std::optional<std::vector<Position>> positions();
    std::optional<std::vector<Mid>> mids();
    std::optional<wire::hyperliquid::Order> closing(const Position& position,
                                                    const std::vector<Mid>& mids,
                                                    double slippage) const;
    /// False: not executed, or its fate unknown; then it has expired when this returns.
    bool act(const wire::hyperliquid::Action& action, EmergencyResult& result);
    std::string ask(std::string_view type);
    std::string reads_as() const;

    EmergencySetup setup_;
    Markets markets_;
    std::optional<SymbolTable> coins_;
    std::optional<ReplyCodec> codec_;
    wire::hyperliquid::RequestWriter writer_;
};

}  // namespace maxmin::exchange::hyperliquid
