// The WebSocket side without sockets: frames in, frames out. A topic is a subscription that at
// least one connection holds; its message is made once a block and shared by all of them.
#pragma once

#include <array>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "host/venue/api/meter.hpp"
#include "host/venue/api/news.hpp"
#include "host/venue/api/reply.hpp"
#include "host/venue/api/subscription.hpp"
#include "host/venue/config.hpp"
#include "host/venue/faults.hpp"

namespace maxmin::venue::api {

using Frame = std::shared_ptr<const std::string>;

/// Whoever holds a connection open. The hub may be told of its end at any time between calls.
class Connection {
  public:
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;
    virtual ~Connection() = default;

    virtual void send(Frame frame) = 0;
    /// Ends the connection, not before this call has returned: without a farewell, and in the
    /// middle of `torn` if that is set.
    virtual void cut(Frame torn) = 0;
};

class Hub {
  public:
    /// What a post asks for: `reply` is called at once or after the block, or never if the
    /// connection has closed.
    struct Post {
        bool is_action = false;
        Json payload;
        std::function<void(const HttpReply&)> reply;
    };
    using PostHandler = std::function<void(Post)>;

    Hub(const View& view, const VenueConfig& config, Faults& faults, PostHandler on_post)
        : view_(view), config_(config), faults_(faults), on_post_(std::move(on_post)) {}

    void open(Connection& connection, const std::string& ip);
    void close(Connection& connection);
    /// A text frame of a client.
    void on_frame(Connection& connection, std::string_view text, Timestamp now);
    /// Sends what the block brought.
    void publish(const News& news);

    std::size_t connection_count() const { return clients_.size(); }
    std::size_t topic_count() const { return topics_.size(); }

  private:
    using Best = std::array<std::optional<PublishedLevel>, 2>;
    struct Topic {
        Subscription subscription;
        std::vector<Connection*> listeners;
        Timestamp last_sent;
        Best last_best;
    };
    /// What all connections of an IP address use together: the venue's limits hold for that.
    struct Usage {
        std::size_t subscriptions = 0;
        std::map<Address, int> users;  // with their subscriptions
        Meter messages{2000.0};
        int posts_in_flight = 0;
    };
    struct Client {
        Usage& usage;
        std::uint64_t generation = 0;  // tells a new connection from an old one at its address
        std::vector<std::string> topics = {};
        Frame held = nullptr;  // goes out behind the next one
        Timestamp silent_until = {};
    };
    struct Delayed {
        Connection* connection = nullptr;
        std::uint64_t generation = 0;
        Frame frame;
    };

    void subscribe(Connection& connection, const Json& request, std::string_view text);
    void unsubscribe(Connection& connection, const Json& request, std::string_view text);
    void post(Connection& connection, const Json& request, std::string_view text);
    void drop(Connection& connection, const std::string& key);
    std::optional<std::string> limit_of(const Usage& usage, const Subscription& wanted) const;

    /// Every frame goes out through here, or does not: faults.
    void deliver(Connection& connection, Frame frame, std::string_view channel);
    void send_out(Connection& connection, Client& client, Frame frame);
    void deliver_badly(Connection& connection, Client& client, Frame frame, const Fault& fault);
    void deliver_late();

    /// The message that a fresh subscription begins with; empty where there is none.
    std::string first_message(const Subscription& subscription) const;
    std::vector<std::string> messages(Topic& topic, const News& news) const;
    std::vector<std::string> user_messages(const Topic& topic, const News& news) const;
    std::vector<std::string> user_events(const AccountNews& news) const;
    bool is_due(Topic& topic, Duration interval) const;
    Best best_of(AssetIndex asset) const;

    const View& view_;
    const VenueConfig& config_;
    Faults& faults_;
    PostHandler on_post_;
    std::map<std::string, Usage> usages_;  // by IP address
    std::map<Connection*, Client> clients_;
    std::multimap<Timestamp, Delayed> delayed_;
    std::map<std::string, Topic> topics_;
    std::uint64_t generations_ = 0;
};

}  // namespace maxmin::venue::api
