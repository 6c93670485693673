#include "host/exchange/transport/websocket.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/ssl.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "host/base/assert.hpp"
#include "host/exchange/transport/dial.hpp"
#include "host/exchange/transport/frame_queue.hpp"

namespace maxmin::exchange::transport {
namespace {

namespace beast = boost::beast;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

std::chrono::nanoseconds to_chrono(Duration duration) {
    return std::chrono::nanoseconds(duration.value());
}

template <class Stream>
class Session final : public WebSocket, public std::enable_shared_from_this<Session<Stream>> {
  public:
    template <class... StreamArguments>
    Session(boost::asio::io_context& io, Endpoint endpoint, const WebSocketConfig& config,
            WebSocketListener& listener, StreamArguments&... arguments)
        : endpoint_(std::move(endpoint)),
          config_(config),
          listener_(&listener),
          resolver_(io),
          timer_(io),
          socket_(io, arguments...),
          queue_(config.queue_frames, config.queue_bytes) {}

    void open() override;
    [[nodiscard]] bool send(std::string_view text) override;
    void close() override {
        listener_ = nullptr;
        fail(boost::asio::error::operation_aborted, "closed by us");
    }
    bool is_open() const override { return state_ == State::open; }
    const WebSocketCounters& counters() const override { return counters_; }

  private:
    enum class State { fresh, opening, open, ended };

    void shake_hands();
    void opened();
    void read();
    void received();
    void write();
    void watch();
    void fail(error_code error, const char* where);

    Endpoint endpoint_;
    WebSocketConfig config_;
    WebSocketListener* listener_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    beast::websocket::stream<Stream> socket_;
    beast::flat_buffer buffer_;
    FrameQueue queue_;
    bool writing_ = false;
    State state_ = State::fresh;
    Clock::time_point heard_;
    WebSocketCounters counters_;
};

template <class Stream>
void Session<Stream>::open() {
    MAXMIN_ASSERT(state_ == State::fresh, "a connection is opened once");
    state_ = State::opening;
    timer_.expires_after(to_chrono(config_.open_timeout));
    timer_.async_wait([self = this->shared_from_this()](error_code error) {
        if (!error && self->state_ == State::opening) {
            self->fail(boost::asio::error::timed_out, "open");
        }
    });
    dial(socket_.next_layer(), resolver_, endpoint_,
         [self = this->shared_from_this()](error_code error, const char* where) {
             if (error || self->state_ != State::opening) {
                 return self->fail(error, where);
             }
             self->shake_hands();
         });
}

template <class Stream>
void Session<Stream>::shake_hands() {
    socket_.read_message_max(config_.frame_bytes_max);
    socket_.auto_fragment(false);
    socket_.text(true);
    // Time is watched here, over all frames alike; Beast's own idle timer counts pings of its own.
    socket_.set_option(beast::websocket::stream_base::timeout{
        beast::websocket::stream_base::none(), beast::websocket::stream_base::none(), false});
    socket_.set_option(beast::websocket::stream_base::decorator(
        [](beast::websocket::request_type& request) { request.set("User-Agent", "maxmin"); }));
    socket_.async_handshake(endpoint_.host + ":" + endpoint_.port, endpoint_.target,
                            [self = this->shared_from_this()](error_code error) {
                                if (error || self->state_ != State::opening) {
                                    return self->fail(error, "handshake");
                                }
                                self->opened();
                            });
}

template <class Stream>
void Session<Stream>::opened() {
    state_ = State::open;
    heard_ = Clock::now();
    watch();
    read();
    listener_->on_open();
}

template <class Stream>
bool Session<Stream>::send(std::string_view text) {
    if (state_ != State::open) {
        return false;
    }
    if (!queue_.push(text)) {
        ++counters_.refused;
        return false;
    }
    if (!writing_) {
        write();
    }
    return true;
}

template <class Stream>
void Session<Stream>::write() {
    writing_ = true;
    socket_.async_write(boost::asio::buffer(queue_.front()),
                        [self = this->shared_from_this()](error_code error, std::size_t bytes) {
                            self->writing_ = false;
                            if (error || self->state_ != State::open) {
                                return self->fail(error, "write");
                            }
                            ++self->counters_.frames_out;
                            self->counters_.bytes_out += static_cast<std::int64_t>(bytes);
                            self->queue_.pop();
                            if (!self->queue_.empty()) {
                                self->write();
                            }
                        });
}

template <class Stream>
void Session<Stream>::read() {
    socket_.async_read(buffer_, [self = this->shared_from_this()](error_code error, std::size_t) {
        if (error || self->state_ != State::open) {
            return self->fail(error, "read");
        }
        self->received();
    });
}

template <class Stream>
void Session<Stream>::received() {
    heard_ = Clock::now();
    ++counters_.frames_in;
    counters_.bytes_in += static_cast<std::int64_t>(buffer_.size());
    // Behind the data and in one piece with it; may move both.
    std::memset(buffer_.prepare(frame_padding).data(), 0, frame_padding);
    const auto data = buffer_.cdata();
    listener_->on_frame({static_cast<const char*>(data.data()), data.size()});
    buffer_.consume(buffer_.size());
    if (state_ == State::open) {
        read();
    }
}

template <class Stream>
void Session<Stream>::watch() {
    const Duration beat(
        std::clamp<std::int64_t>(config_.ping_after.value() / 2, 1'000'000, 1'000'000'000));
    timer_.expires_after(to_chrono(beat));
    timer_.async_wait([self = this->shared_from_this()](error_code error) {
        if (error || self->state_ != State::open) {
            return;
        }
        // After a frame that breaks the protocol Beast waits for the server to close; we do not.
        if (!self->socket_.is_open()) {
            return self->fail(boost::asio::error::connection_aborted, "broken frame");
        }
        const auto silent = Clock::now() - self->heard_;
        if (silent >= to_chrono(self->config_.silence_limit)) {
            return self->fail(boost::asio::error::timed_out, "silent");
        }
        if (silent >= to_chrono(self->config_.ping_after)) {
            self->listener_->on_ping_due();
        }
        if (self->state_ == State::open) {
            self->watch();
        }
    });
}

template <class Stream>
void Session<Stream>::fail(error_code error, const char* where) {
    if (state_ == State::ended) {
        return;
    }
    state_ = State::ended;
    timer_.cancel();
    resolver_.cancel();
    beast::get_lowest_layer(socket_).close();
    if (auto* listener = std::exchange(listener_, nullptr)) {
        listener->on_closed({error, where});
    }
}

}  // namespace

std::shared_ptr<WebSocket> make_websocket(boost::asio::io_context& io,
                                          boost::asio::ssl::context* tls, Endpoint endpoint,
                                          const WebSocketConfig& config,
                                          WebSocketListener& listener) {
    if (endpoint.tls) {
        MAXMIN_ASSERT(tls != nullptr, "a TLS endpoint comes with a TLS context");
        return std::make_shared<Session<TlsStream>>(io, std::move(endpoint), config, listener,
                                                    *tls);
    }
    return std::make_shared<Session<PlainStream>>(io, std::move(endpoint), config, listener);
}

}  // namespace maxmin::exchange::transport
