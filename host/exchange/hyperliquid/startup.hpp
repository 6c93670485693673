// What is asked before anything is sent: which markets there are and by which rules, who the key
// is, what trading costs. Contradictions with the configuration stop the start. Blocking: it runs
// its own loop and comes before the gateway.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <boost/asio/ssl/context.hpp>

#include "host/exchange/config.hpp"
#include "host/exchange/hyperliquid/actions.hpp"
#include "host/exchange/hyperliquid/replies.hpp"
#include "host/wire/hyperliquid/nonce.hpp"
#include "host/wire/hyperliquid/signer.hpp"

namespace maxmin::exchange::hyperliquid {

/// What the configuration believes of one asset; what is not set is the venue's to say.
struct ExpectedMarket {
    std::string coin;
    int size_decimals = -1;
};

struct ExpectedFees {
    std::optional<double> maker;  // fractions
    std::optional<double> taker;
};

struct VenueFacts {
    Markets markets;  // of the coins asked for, in their order
    wire::hyperliquid::Address account;
    std::optional<Timestamp> agent_valid_until;
    FeeRates fees;
    double maker_fee = 0.0;  // with the referral discount
    double taker_fee = 0.0;
    AccountState state;  // without positions: those come with the first Truth
    RequestAllowance allowance;
};

/// The venue's rules of these coins, in their order; needs no account. Errors: InputError for
/// anything but a listed perp, a contradiction, or a venue that does not answer.
Markets ask_markets(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                    const std::vector<ExpectedMarket>& expected);

/// Errors: as ask_markets(), and InputError for a key that may not trade for the account.
VenueFacts ask_venue(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                     const wire::hyperliquid::Signer& signer,
                     const std::vector<ExpectedMarket>& expected, const ExpectedFees& fees);

/// One question, answered or InputError.
std::string ask_once(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                     const std::string& body);

/// A signed action that does nothing. A paper exchange gives a new account its balance at its first
/// action; the venue says here what it holds against the key. Errors: InputError in its words.
void greet(boost::asio::ssl::context* tls, const ExchangeConfig& config,
           const wire::hyperliquid::Signer& signer, wire::hyperliquid::Network network,
           wire::hyperliquid::NonceSource& nonces, Timestamp now);

/// Lets `agent` trade for the signer's account under a name of up to 16 characters (approving a
/// name again replaces its agent). Signed by the account's own key. Errors: as greet().
void approve_agent(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                   const wire::hyperliquid::Signer& signer, wire::hyperliquid::Network network,
                   wire::hyperliquid::NonceSource& nonces, const wire::hyperliquid::Address& agent,
                   const std::string& name, Timestamp now);

/// The key as configured: a file, or else a variable of the environment.
wire::hyperliquid::Signer signer_of(const ExchangeConfig& config);

/// The account traded for: as configured, else the signer's own. An agent's key that turns out to
/// be the account's own is refused.
wire::hyperliquid::Address account_of(const ExchangeConfig& config,
                                      const wire::hyperliquid::Signer& signer);

/// The account that the signer is an agent of, as the venue says. Errors: InputError if it is no
/// agent, or of another account than the configured one.
wire::hyperliquid::Address account_behind(boost::asio::ssl::context* tls,
                                          const ExchangeConfig& config,
                                          const wire::hyperliquid::Signer& signer);
std::optional<wire::hyperliquid::Address> vault_of(const ExchangeConfig& config);

}  // namespace maxmin::exchange::hyperliquid
