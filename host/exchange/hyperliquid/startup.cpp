#include "host/exchange/hyperliquid/startup.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <thread>

#include "host/base/assert.hpp"
#include "host/base/error.hpp"
#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/exchange/transport/http.hpp"
#include "host/wire/hyperliquid/request.hpp"
#include "host/wire/hyperliquid/typed_data.hpp"

namespace maxmin::exchange::hyperliquid {

namespace wire = maxmin::wire::hyperliquid;

namespace {

wire::Address address_in(const std::string& text, const char* field) {
    const auto address = wire::parse_address(text);
    if (!address) {
        throw InputError({.field = field,
                          .wrong = "'" + text + "' is no address",
                          .right = "0x and 40 hexadecimal digits"});
    }
    return *address;
}

std::string of_user(const char* type, const wire::Address& user) {
    return std::string(R"({"type":")") + type + R"(","user":")" + to_string(user) + R"("})";
}

/// The answer or the start's end.
template <class Value>
Value demand(std::optional<Value> value, const ReplyCodec& codec, const char* what) {
    if (!value) {
        throw InputError({.field = "exchange.url",
                          .wrong = std::string(what) +
                                   " cannot be read: " + std::string(codec.fault().field) + " " +
                                   std::string(codec.fault().wrong)});
    }
    return std::move(*value);
}

[[noreturn]] void contradiction(const std::string& coin, const std::string& what,
                                const std::string& ours, const std::string& theirs) {
    throw InputError(
        {.field = coin,
         .wrong = what + " is " + ours + " in the configuration and " + theirs + " at the venue",
         .right = theirs});
}

void add_market(Markets& markets, const std::vector<Listing>& listings,
                const ExpectedMarket& expected) {
    const auto found = std::find_if(listings.begin(), listings.end(), [&](const Listing& listing) {
        return listing.coin == expected.coin;
    });
    if (found == listings.end() || found->is_delisted) {
        throw InputError({.field = expected.coin,
                          .wrong = found == listings.end() ? "the venue lists no such perp"
                                                           : "the venue has delisted this coin",
                          .right = "a perp's name as the venue's metadata has it"});
    }
    if (expected.size_decimals >= 0 && expected.size_decimals != found->size_decimals) {
        contradiction(expected.coin, "sz_decimals", std::to_string(expected.size_decimals),
                      std::to_string(found->size_decimals));
    }
    markets.instruments.push_back(market::hyperliquid_instrument(found->coin, found->size_decimals,
                                                                 market::AssetType::perp,
                                                                 std::max(found->leverage_max, 1)));
    markets.ids.push_back(found->id);
}

void check_fee(const char* name, const std::optional<double>& ours, double theirs) {
    // A hundredth of a basis point: rates are stated to a thousandth.
    if (ours && std::abs(*ours - theirs) > 1e-6) {
        contradiction("fees", name, std::to_string(*ours), std::to_string(theirs));
    }
}

/// Under a unified account the perp state shows next to nothing: balances and margin lie in the
/// spot state, which is not read here.
void check_abstraction(const std::string& answer) {
    if (answer.find("unifiedAccount") != answer.npos ||
        answer.find("portfolioMargin") != answer.npos) {
        throw InputError({.field = "exchange.account",
                          .wrong = "the account is in mode " + answer,
                          .right = "an account whose perps have a balance of their own"});
    }
}

transport::HttpReply post_once(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                               const char* target, const std::string& body, bool idempotent) {
    boost::asio::io_context io;
    transport::HttpConfig settings;
    settings.timeout = from_seconds(config.request_timeout_s);
    transport::HttpClient client(io, tls, transport::parse_endpoint(config.url), settings);
    transport::HttpReply answer;
    client.post({.target = target, .body = body, .idempotent = idempotent},
                [&](transport::HttpReply& reply) { answer = std::move(reply); });
    io.run();
    return answer;
}

/// The body of an answer that came, whatever it says. Whoever starts again at once finds the
/// minute's weight used up by the run before: that is waited for, a little over a minute in all.
std::string post(boost::asio::ssl::context* tls, const ExchangeConfig& config, const char* target,
                 const std::string& body, bool idempotent) {
    constexpr int too_many_requests = 429;
    constexpr auto longest_wait = std::chrono::seconds(32);
    transport::HttpReply answer = post_once(tls, config, target, body, idempotent);
    for (auto wait = std::chrono::seconds(1);
         answer.status == too_many_requests && wait <= longest_wait; wait *= 2) {
        std::this_thread::sleep_for(wait);
        answer = post_once(tls, config, target, body, idempotent);
    }
    if (answer.status != 200) {
        const std::string why =
            answer.status != 0
                ? "HTTP " + std::to_string(answer.status) + " " + answer.body
                : std::string(answer.failure.where) + ": " + answer.failure.error.message();
        throw InputError({.field = "exchange.url",
                          .wrong = config.url + " does not answer (" + why + ")",
                          .right = "a venue that runs"});
    }
    return answer.body;
}

std::uint64_t next_nonce(wire::NonceSource& nonces, Timestamp now) {
    const auto nonce = nonces.next(now);
    if (!nonce) {
        throw InputError({.wrong = "no nonce can be kept on the disk",
                          .right = "a state folder that can be written"});
    }
    return *nonce;
}

void act_once(boost::asio::ssl::context* tls, const ExchangeConfig& config,
              const std::string& body) {
    const auto none = SymbolTable::of({});
    ReplyCodec codec(none);
    const auto reply = demand(codec.exchange(post(tls, config, "/exchange", body, false)), codec,
                              "the answer to an action");
    if (!reply.accepted) {
        throw InputError({.field = "exchange",
                          .wrong = config.url + " refuses: " + std::string(reply.error),
                          .right = "a funded account, and its own or an approved agent's key"});
    }
}

}  // namespace

std::string ask_once(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                     const std::string& body) {
    return post(tls, config, "/info", body, true);
}

void greet(boost::asio::ssl::context* tls, const ExchangeConfig& config, const wire::Signer& signer,
           wire::Network network, wire::NonceSource& nonces, Timestamp now) {
    wire::RequestWriter writer(signer, network);
    const wire::ActionTerms terms{.nonce = next_nonce(nonces, now), .vault = vault_of(config)};
    act_once(tls, config, std::string(writer.write(wire::NoopAction{}, terms)));
}

void approve_agent(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                   const wire::Signer& signer, wire::Network network, wire::NonceSource& nonces,
                   const wire::Address& agent, const std::string& name, Timestamp now) {
    const std::uint64_t nonce = next_nonce(nonces, now);
    wire::OtherAction action{{{"type", "approveAgent"},
                              {"hyperliquidChain", wire::chain_word(network)},
                              {"signatureChainId", "0x66eee"},
                              {"agentAddress", to_string(agent)},
                              {"agentName", name},
                              {"nonce", nonce}}};
    std::string missing;
    const auto digest = wire::typed_action_digest(*wire::find_typed_action("approveAgent"),
                                                  action.value, std::nullopt, missing);
    MAXMIN_ASSERT(digest.has_value(), "the action has all members of its type");
    std::string body;
    wire::append_request(body, action, {.nonce = nonce}, signer.sign(*digest));
    act_once(tls, config, body);
}

wire::Signer signer_of(const ExchangeConfig& config) {
    return config.key_file.empty() ? wire::Signer::from_environment(config.key_variable)
                                   : wire::Signer::from_file(config.key_file);
}

wire::Address account_of(const ExchangeConfig& config, const wire::Signer& signer) {
    if (config.account.empty()) {
        return signer.address();
    }
    const wire::Address account = address_in(config.account, "exchange.account");
    wire::require_agent(signer, account);
    return account;
}

wire::Address account_behind(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                             const wire::Signer& signer) {
    const auto none = SymbolTable::of({});
    ReplyCodec codec(none);
    const auto role =
        demand(codec.role(ask_once(tls, config, of_user("userRole", signer.address()))), codec,
               "userRole");
    const auto wanted = config.account.empty()
                            ? std::nullopt
                            : std::optional(address_in(config.account, "exchange.account"));
    if (role.kind != RoleKind::agent || (wanted && role.of != *wanted)) {
        throw InputError({.field = "exchange.account",
                          .wrong = "the key of " + to_string(signer.address()) +
                                   " is not approved to trade for " +
                                   (wanted ? to_string(*wanted) : std::string("any account")),
                          .right = "an approved agent of the account: maxmin key approve"});
    }
    return role.of;
}

std::optional<wire::Address> vault_of(const ExchangeConfig& config) {
    return config.vault.empty() ? std::nullopt
                                : std::optional(address_in(config.vault, "exchange.vault"));
}

Markets ask_markets(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                    const std::vector<ExpectedMarket>& expected) {
    const auto none = SymbolTable::of({});
    ReplyCodec codec(none);
    const auto listings =
        demand(codec.meta(ask_once(tls, config, R"({"type":"meta"})")), codec, "meta");
    Markets markets;
    for (const ExpectedMarket& market : expected) {
        add_market(markets, listings, market);
    }
    return markets;
}

VenueFacts ask_venue(boost::asio::ssl::context* tls, const ExchangeConfig& config,
                     const wire::Signer& signer, const std::vector<ExpectedMarket>& expected,
                     const ExpectedFees& fees) {
    const auto none = SymbolTable::of({});
    ReplyCodec codec(none);
    const auto ask = [&](const std::string& body) { return ask_once(tls, config, body); };
    VenueFacts facts;
    facts.account = account_of(config, signer);
    facts.markets = ask_markets(tls, config, expected);
    if (facts.account != signer.address()) {
        account_behind(tls, config, signer);
        for (const Agent& agent : demand(codec.agents(ask(of_user("extraAgents", facts.account))),
                                         codec, "extraAgents")) {
            if (agent.address == signer.address()) {
                facts.agent_valid_until = agent.valid_until;
            }
        }
    }
    const wire::Address reads_as = vault_of(config).value_or(facts.account);
    check_abstraction(ask(of_user("userAbstraction", reads_as)));
    facts.fees = demand(codec.fee_rates(ask(of_user("userFees", reads_as))), codec, "userFees");
    const auto discounted = [&](double rate) {
        return rate > 0.0 ? rate * (1.0 - facts.fees.referral_discount) : rate;
    };
    facts.maker_fee = discounted(facts.fees.perp_maker);
    facts.taker_fee = discounted(facts.fees.perp_taker);
    check_fee("the maker fee", fees.maker, facts.maker_fee);
    check_fee("the taker fee", fees.taker, facts.taker_fee);
    facts.state = demand(codec.account(ask(of_user("clearinghouseState", reads_as))), codec,
                         "clearinghouseState");
    facts.state.positions = {};
    facts.allowance =
        demand(codec.allowance(ask(of_user("userRateLimit", reads_as))), codec, "userRateLimit");
    return facts;
}

}  // namespace maxmin::exchange::hyperliquid
