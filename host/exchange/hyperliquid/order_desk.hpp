// From the engine's requests to signed actions on the wire, and from their answers to reports: what
// may leave now leaves, as few actions as the venue allows and one signature each; the rest waits
// in the queue. Over the socket where it is up, over HTTP where it is not. Places and modifies that
// cannot leave in time come back as refused; cancels wait until they can. An answer that never
// comes is nobody's guess here: the engine asks.
#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include "host/exchange/config.hpp"
#include "host/exchange/hyperliquid/actions.hpp"
#include "host/exchange/hyperliquid/allowance.hpp"
#include "host/exchange/hyperliquid/link.hpp"
#include "host/exchange/hyperliquid/order_table.hpp"
#include "host/exchange/hyperliquid/reply_codec.hpp"
#include "host/exchange/hyperliquid/request_queue.hpp"
#include "host/exchange/transport/http.hpp"
#include "host/gateway/latencies.hpp"
#include "host/wire/hyperliquid/nonce.hpp"
#include "host/wire/hyperliquid/request.hpp"

namespace maxmin::exchange::hyperliquid {

struct DeskCounters {
    std::int64_t actions = 0;  // signed
    std::int64_t items = 0;
    std::int64_t over_http = 0;
    std::int64_t refused_here = 0;     // requests that could not leave in time
    std::int64_t refused_actions = 0;  // by the venue, as a whole
    std::int64_t unanswered = 0;       // actions whose fate nobody told
    std::int64_t too_many = 0;         // 429 and its like
};

/// Empty: no answer, or none that says whether it was executed.
using ActionDone = std::function<void(const ExchangeReply*)>;

class OrderDesk {
  public:
    struct Parts {
        const ExchangeConfig& config;
        const Markets& markets;
        const SymbolTable& coins;
        wire::hyperliquid::CloidPrefix prefix;
        const wire::hyperliquid::Signer& signer;
        wire::hyperliquid::Network network;
        std::optional<wire::hyperliquid::Address> vault;
        wire::hyperliquid::NonceSource& nonces;
        OrderTable& table;
        transport::HttpClient& http;
        RefillingBudget& weight;
        NowFunction now;
        gateway::Latencies& latencies;
        /// The venue's words when it refuses an action as a whole.
        std::function<void(std::string_view)> on_refused;
    };

    explicit OrderDesk(Parts parts);
    OrderDesk(const OrderDesk&) = delete;
    OrderDesk& operator=(const OrderDesk&) = delete;
    ~OrderDesk() { *alive_ = false; }

    /// Null while there is no socket to post over.
    void use(Link* link) { link_ = link; }
    void submit(std::span<const gateway::Request> requests, Timestamp now);
    void tick();
    void on_post(const PostReply& reply);
    /// The socket is gone: what was posted over it is of unknown fate.
    void link_lost();
    /// Any other action, over HTTP: it must work when the socket does not.
    void act(const wire::hyperliquid::Action& action, ActionDone done);

    std::size_t waiting() const { return queue_.size(); }
    std::size_t in_flight() const { return posts_.size(); }
    ActionAllowance& allowance() { return allowance_; }
    const DeskCounters& counters() const { return counters_; }

  private:
    struct Post {
        std::vector<gateway::Request> batch;
        Timestamp sent;
    };

    void flush();
    void measure(std::span<const gateway::Request> batch, Timestamp since, Timestamp sent);
    bool send_front(Timestamp now);
    bool send_over_http(std::vector<gateway::Request> batch, Timestamp since);
    void turned_away(std::span<const gateway::Request> batch, Duration pause);
    void wait_again(std::span<const gateway::Request> batch, Timestamp since);
    std::optional<std::string_view> sign(const wire::hyperliquid::Action& action, Timestamp now,
                                         bool cancels);
    void apply(std::span<const gateway::Request> batch, const ExchangeReply& reply);
    void refuse(std::span<const gateway::Request> batch, gateway::Reason reason);
    std::vector<gateway::Request> take_batch_memory();

    Parts parts_;
    ActionWriter actions_;
    wire::hyperliquid::RequestWriter writer_;
    ReplyCodec codec_;
    RequestQueue queue_;
    ActionAllowance allowance_;
    Link* link_ = nullptr;
    std::unordered_map<std::uint64_t, Post> posts_;
    std::vector<std::vector<gateway::Request>> spare_;  // emptied batches, for their memory
    std::vector<gateway::Request> dropped_;
    std::string frame_;
    Timestamp submitted_;  // engine's time of the submit at work; 0: none is
    Timestamp taken_;      // our time then
    std::uint64_t next_post_ = 0;
    Timestamp paused_until_;  // the venue would turn away whatever came sooner
    DeskCounters counters_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
};

}  // namespace maxmin::exchange::hyperliquid
