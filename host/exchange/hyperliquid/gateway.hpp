// The live adapter: market sockets, one socket for the account and its orders, HTTP for questions
// and as second path. Everything, submit() too, happens on the io_context's one thread.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include <boost/asio/steady_timer.hpp>

#include "host/exchange/config.hpp"
#include "host/exchange/hyperliquid/account_reader.hpp"
#include "host/exchange/hyperliquid/funding_memory.hpp"
#include "host/exchange/hyperliquid/market_feed.hpp"
#include "host/exchange/hyperliquid/order_desk.hpp"
#include "host/gateway/latencies.hpp"
#include "host/gateway/listener.hpp"
#include "host/gateway/port.hpp"
#include "host/gateway/wire_counters.hpp"

namespace maxmin::exchange::hyperliquid {

/// References outlive the gateway.
struct GatewaySetup {
    boost::asio::io_context& io;
    boost::asio::ssl::context* tls = nullptr;
    ExchangeConfig config;
    Markets markets;
    wire::hyperliquid::Address account;  // holds the funds
    std::optional<wire::hyperliquid::Address> vault;
    const wire::hyperliquid::Signer& signer;
    wire::hyperliquid::Network network = wire::hyperliquid::Network::testnet;
    wire::hyperliquid::NonceSource& nonces;
    wire::hyperliquid::CloidPrefix prefix;
    NowFunction now;
    Timestamp fills_since;  // fills before it are not reported
    std::uint64_t seed = 1;
    gateway::Latencies& latencies;
    gateway::WireCounters& wire;
    /// What an operator should know: refused actions, error frames, lost links, in the venue's
    /// words. The same text at most twice a minute.
    std::function<void(std::string_view)> on_trouble = [](std::string_view) {};
    /// The venue has liquidated the account, or part of it.
    std::function<void()> on_liquidated = [] {};
    /// Hears every frame of the market sockets as it came, with its local time: for recordings.
    std::function<void(std::string_view, Timestamp)> on_market_frame = {};
};

/// What became of a dead man's switch.
struct ArmResult {
    enum class Kind : std::uint8_t {
        armed,
        needs_volume,  // the venue grants it only above a traded volume: a watchdog must do
        refused,
        unknown,  // no answer
    };
    Kind kind = Kind::unknown;
    std::string text;  // the venue's words
};

/// What is left of the venue's patience now.
struct BudgetsLeft {
    double messages = 0.0;   // of the minute
    double ip_weight = 0.0;  // of the minute
    std::size_t posts_in_flight = 0;
    std::size_t waiting = 0;         // requests that found no room yet
    std::int64_t actions_used = 0;   // of the account
    std::int64_t actions_limit = 0;  // of the account
};

struct GatewayCounters {
    std::int64_t reports = 0;
    std::int64_t frames_refused = 0;
    std::int64_t error_frames = 0;
    std::int64_t stale_streams = 0;  // found older than the alarm, and subscribed to again
};

class Gateway final : public gateway::Port, public FrameHandler, public LinkOwner {
  public:
    Gateway(GatewaySetup setup, gateway::Listener& listener);
    ~Gateway() override;

    void start();
    /// Closes everything; orders stay as they are at the venue.
    void stop();
    /// Hangs the account's socket up and reads the account anew: facts were lost on our side.
    void reconnect() { account_link_.redial(); }
    void submit(std::span<const gateway::Request> requests, Timestamp now) override;
    /// Asks the venue to cancel all orders at `when` (5 s ahead at least) unless told otherwise
    /// before; Timestamp::never() takes that back.
    void arm(Timestamp when, std::function<void(const ArmResult&)> done);

    BudgetsLeft budgets();
    gateway::LinkState link() const { return link_state_; }
    GatewayCounters counters() const;
    const OrderTable& table() const { return table_; }
    const DeskCounters& desk() const { return desk_.counters(); }
    const ReaderCounters& reader() const { return reader_.counters(); }
    const std::string& last_error() const { return last_error_; }

  private:
    // Of the account's link; markets come through the feed.
    void on_link_frame(Link& link, std::string_view text) override;
    void on_link_up(Link& link) override;
    void on_link_down(Link& link, const transport::Failure& failure) override;

    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override;
    void on_order_update(const OrderUpdate& update) override;
    void on_fill(const Fill& fill, FillSource source) override;
    void on_funding(const Funding& funding, bool snapshot) override;
    void on_liquidation(double, double) override { setup_.on_liquidated(); }
    void on_post(const PostReply& reply) override { desk_.on_post(reply); }
    void on_subscription(const SubscriptionReply& reply) override;
    void on_error(std::string_view text) override;

    void report(const gateway::Report& report);
    void take_fill(const Fill& fill);
    void remember(const transport::Failure& failure);
    void tell(gateway::LinkState state);
    void on_truth(const gateway::Truth& truth);
    void schedule_tick();
    void tick();
    void publish();
    void trouble(std::string_view text);

    GatewaySetup setup_;
    gateway::Listener& listener_;
    SymbolTable coins_;
    RefillingBudget weight_;
    transport::HttpClient http_;
    InfoClient info_;
    OrderTable table_;
    OrderDesk desk_;
    AccountReader reader_;
    LinkSetup links_;
    MarketFeed feed_;
    Link account_link_;
    FrameCodec account_codec_;
    std::vector<FundingMemory> fundings_;  // by asset
    gateway::LinkState link_state_ = gateway::LinkState::down;
    boost::asio::steady_timer timer_;
    bool is_running_ = false;
    Timestamp next_check_;
    Timestamp next_publish_;
    std::map<std::string, Timestamp> quiet_until_;  // by text of a trouble told
    std::vector<gateway::Request> orders_;          // of one submit, without queries
    std::string last_error_;
    GatewayCounters counters_;
};

}  // namespace maxmin::exchange::hyperliquid
