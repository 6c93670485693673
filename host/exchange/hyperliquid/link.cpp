#include "host/exchange/hyperliquid/link.hpp"

#include "host/base/assert.hpp"
#include "host/exchange/hyperliquid/network.hpp"

namespace maxmin::exchange::hyperliquid {

namespace {

/// Between the last subscription sent and its acknowledgement.
constexpr Duration acknowledge_limit = seconds(15);

std::string message(std::string_view method, std::string_view subscription) {
    return R"({"method":")" + std::string(method) + R"(","subscription":)" +
           std::string(subscription) + "}";
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
        messages.exhausted(now(), seconds(5));
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
    asked_ = 0;
    acknowledged_ = 0;
    socket_ =
        transport::make_websocket(setup_.io, setup_.tls, setup_.endpoint, setup_.socket, *this);
    socket_->open();
}

void Link::on_open() {
    state_ = State::subscribing;
    opened_ = setup_.now();
    subscribe_more();
}

void Link::subscribe_more() {
    const Timestamp now = setup_.now();
    while (asked_ < subscriptions_.size() &&
           send(message("subscribe", subscriptions_[asked_]), false)) {
        ++asked_;
    }
    due_ = now + acknowledge_limit;
}

void Link::acknowledged() {
    if (state_ == State::subscribing && ++acknowledged_ == subscriptions_.size()) {
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
