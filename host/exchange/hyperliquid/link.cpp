#include "host/exchange/hyperliquid/link.hpp"

#include <algorithm>

#include "host/base/assert.hpp"
#include "host/exchange/hyperliquid/network.hpp"

namespace maxmin::exchange::hyperliquid {

namespace {

/// Between the last subscription sent and its acknowledgement.
constexpr Duration acknowledge_limit = seconds(15);
/// After a message was turned away: what is acknowledged at all is acknowledged by then.
constexpr Duration ask_again_after = seconds(2);

std::string message(std::string_view method, std::string_view subscription) {
    return R"({"method":")" + std::string(method) + R"(","subscription":)" +
           std::string(subscription) + "}";
}

/// How the entry of the list begins that this answers. The venue adds options to its copy, and may
/// write an account in other letters; all streams of accounts on a link are of one.
std::string beginning_of(const SubscriptionReply& reply) {
    std::string text = R"({"type":")";
    text.append(reply.type).append("\"");
    if (!reply.coin.empty()) {
        text.append(R"(,"coin":")").append(reply.coin).append("\"");
    }
    return text;
}

transport::WebSocketConfig socket_config(const ExchangeConfig& config) {
    transport::WebSocketConfig made;
    made.open_timeout = from_seconds(config.open_timeout_s);
    made.ping_after = from_seconds(config.ping_after_s);
    made.silence_limit = from_seconds(config.silence_limit_s);
    made.queue_frames = 2'048;
    return made;
}

transport::BackoffConfig backoff_config(const ExchangeConfig& config) {
    transport::BackoffConfig made;
    made.first_s = config.reconnect_first_s;
    made.most_s = config.reconnect_most_s;
    made.dials_a_minute = config.dials_a_minute;
    return made;
}

}  // namespace

LinkSetup::LinkSetup(boost::asio::io_context& all_io, boost::asio::ssl::context* all_tls,
                     const ExchangeConfig& config, NowFunction clock)
    : io(all_io),
      tls(all_tls),
      endpoint(transport::parse_endpoint(socket_url(config.url))),
      socket(socket_config(config)),
      backoff(backoff_config(config)),
      dials(backoff.dials_a_minute),
      messages(config.messages_a_minute, config.cancel_reserve),
      now(std::move(clock)) {}

void LinkSetup::heed(std::string_view error) {
    if (error.find("messages per minute") != error.npos) {
        turned_away_at = now();
        messages.exhausted(turned_away_at, seconds(5));
    }
}

Link::Link(LinkSetup& setup, LinkOwner& owner, std::vector<std::string> subscriptions,
           std::uint64_t seed)
    : setup_(setup),
      owner_(owner),
      subscriptions_(std::move(subscriptions)),
      backoff_(setup.backoff, seed) {
    MAXMIN_ASSERT(!subscriptions_.empty(), "a link subscribes to something");
}

Link::~Link() {
    stop();
}

void Link::start() {
    state_ = State::waiting;
    due_ = setup_.now();
    tick();
}

void Link::stop() {
    state_ = State::stopped;
    if (socket_) {
        socket_->close();
        socket_.reset();
    }
}

void Link::tick() {
    const Timestamp now = setup_.now();
    switch (state_) {
        case State::waiting:
            if (now >= due_) {
                const Duration wait = setup_.dials.take(now);
                if (wait == Duration(0)) {
                    dial();
                } else {
                    due_ = now + wait;
                }
            }
            return;
        case State::subscribing:
            if (asked_ < subscriptions_.size()) {
                subscribe_more();
            } else if (setup_.turned_away_at >= asking_since_ &&
                       now - std::max(setup_.turned_away_at, asked_at_) >= ask_again_after) {
                subscribe_to_the_rest();
            } else if (now >= due_) {
                lost({boost::asio::error::timed_out, "subscribe"});
            }
            return;
        case State::stopped:
        case State::opening:
        case State::up:
            return;
    }
}

void Link::dial() {
    state_ = State::opening;
    acknowledged_.assign(subscriptions_.size(), false);
    acknowledgements_ = 0;
    socket_ =
        transport::make_websocket(setup_.io, setup_.tls, setup_.endpoint, setup_.socket, *this);
    socket_->open();
}

void Link::on_open() {
    state_ = State::subscribing;
    opened_ = setup_.now();
    subscribe_to_the_rest();
}

void Link::subscribe_to_the_rest() {
    asked_ = 0;
    asking_since_ = setup_.now();
    subscribe_more();
}

void Link::subscribe_more() {
    const Timestamp now = setup_.now();
    while (asked_ < subscriptions_.size() &&
           (acknowledged_[asked_] || send(message("subscribe", subscriptions_[asked_]), false))) {
        ++asked_;
    }
    asked_at_ = now;
    due_ = now + acknowledge_limit;
}

void Link::acknowledged(const SubscriptionReply& reply) {
    if (state_ != State::subscribing || !reply.subscribed) {
        return;
    }
    const std::string beginning = beginning_of(reply);
    for (std::size_t i = 0; i < subscriptions_.size(); ++i) {
        if (!acknowledged_[i] && subscriptions_[i].starts_with(beginning)) {
            acknowledged_[i] = true;
            ++acknowledgements_;
            break;
        }
    }
    if (acknowledgements_ == subscriptions_.size()) {
        state_ = State::up;
        owner_.on_link_up(*this);
    }
}

bool Link::send(std::string_view text, bool urgent) {
    return socket_ && socket_->is_open() && setup_.messages.take(1.0, urgent, setup_.now()) &&
           socket_->send(text);
}

void Link::redial() {
    if (state_ != State::stopped && state_ != State::waiting) {
        lost({boost::asio::error::operation_aborted, "redial"});
    }
}

void Link::renew(std::size_t subscription) {
    // Both or neither: half of it would leave the stream off until the next connection.
    if (state_ == State::up && send(message("unsubscribe", subscriptions_[subscription]), false) &&
        !send(message("subscribe", subscriptions_[subscription]), true)) {
        lost({boost::asio::error::no_buffer_space, "subscribe"});
    }
}

void Link::on_ping_due() {
    if (!send(R"({"method":"ping"})", true)) {
        return;  // full of what it cannot write: silence will tell
    }
}

void Link::on_closed(const transport::Failure& failure) {
    lost(failure);
}

void Link::lost(const transport::Failure& failure) {
    if (socket_) {
        socket_->close();
        socket_.reset();
    }
    const Timestamp now = setup_.now();
    if (state_ == State::subscribing || state_ == State::up) {
        backoff_.lived(now - opened_);
    }
    ++losses_;
    state_ = State::waiting;
    due_ = now + backoff_.next();
    owner_.on_link_down(*this, failure);
}

}  // namespace maxmin::exchange::hyperliquid
