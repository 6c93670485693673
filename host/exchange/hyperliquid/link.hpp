// A socket that comes back: dials, subscribes to its list at a pace the venue allows, waits for
// every acknowledgement, asks again for what the venue had no room for, pings, and after a loss
// waits and starts over. The list is kept here: the venue forgets it with the connection.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/exchange/hyperliquid/allowance.hpp"
#include "host/exchange/hyperliquid/messages.hpp"
#include "host/exchange/transport/backoff.hpp"
#include "host/exchange/transport/websocket.hpp"

namespace maxmin::exchange::hyperliquid {

using NowFunction = std::function<Timestamp()>;

class Link;

class LinkOwner {
  public:
    LinkOwner() = default;
    LinkOwner(const LinkOwner&) = delete;
    LinkOwner& operator=(const LinkOwner&) = delete;
    virtual ~LinkOwner() = default;

    virtual void on_link_frame(Link& link, std::string_view text) = 0;
    /// Every subscription has been acknowledged.
    virtual void on_link_up(Link& link) = 0;
    virtual void on_link_down(Link& link, const transport::Failure& failure) = 0;
};

/// Shared by all links of one process, with what the venue allows them together.
struct LinkSetup {
    LinkSetup(boost::asio::io_context& all_io, boost::asio::ssl::context* all_tls,
              const ExchangeConfig& config, NowFunction clock);

    /// The venue's error frames may say that the minute's messages are used up.
    void heed(std::string_view error);

    boost::asio::io_context& io;
    boost::asio::ssl::context* tls = nullptr;
    transport::Endpoint endpoint;
    transport::WebSocketConfig socket;
    transport::BackoffConfig backoff;
    transport::DialAllowance dials;
    RefillingBudget messages;
    Timestamp turned_away_at;  // the newest message that the venue had no room for; 0: none
    NowFunction now;
};

class Link final : private transport::WebSocketListener {
  public:
    enum class State : std::uint8_t { stopped, waiting, opening, subscribing, up };

    Link(LinkSetup& setup, LinkOwner& owner, std::vector<std::string> subscriptions,
         std::uint64_t seed);
    ~Link() override;

    void start();
    void stop();
    /// Dials, subscribes and times out as it is due; call it many times a second.
    void tick();
    /// False if it cannot leave now: not connected, queue full, or the minute's messages are used
    /// up (`urgent` may use the reserve).
    [[nodiscard]] bool send(std::string_view text, bool urgent);
    /// Whether send() would find room in the minute's messages.
    bool has_room(bool urgent) const { return setup_.messages.has(1.0, urgent, setup_.now()); }
    void acknowledged(const SubscriptionReply& reply);
    /// Hangs up and starts over, as after a loss.
    void redial();
    /// Unsubscribes from one entry of the list and subscribes to it again.
    void renew(std::size_t subscription);

    State state() const { return state_; }
    std::size_t subscriptions() const { return subscriptions_.size(); }
    std::int64_t losses() const { return losses_; }

  private:
    void on_open() override;
    void on_frame(std::string_view text) override { owner_.on_link_frame(*this, text); }
    void on_ping_due() override;
    void on_closed(const transport::Failure& failure) override;
    void dial();
    void subscribe_more();
    void subscribe_to_the_rest();
    void lost(const transport::Failure& failure);

    LinkSetup& setup_;
    LinkOwner& owner_;
    std::vector<std::string> subscriptions_;  // the objects, as JSON
    transport::Backoff backoff_;
    std::shared_ptr<transport::WebSocket> socket_;
    State state_ = State::stopped;
    std::size_t asked_ = 0;             // of the list, this time through
    Timestamp asking_since_;            // this time through
    Timestamp asked_at_;                // the newest
    std::vector<bool> acknowledged_;    // by subscription
    std::size_t acknowledgements_ = 0;  // of them
    Timestamp due_;                     // waiting: to dial; subscribing: to give up
    Timestamp opened_;
    std::int64_t losses_ = 0;
};

}  // namespace maxmin::exchange::hyperliquid
