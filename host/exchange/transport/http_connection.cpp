#include "host/exchange/transport/http_connection.hpp"

#include <chrono>
#include <optional>
#include <sys/socket.h>
#include <utility>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include "host/base/assert.hpp"
#include "host/exchange/transport/dial.hpp"
#include "host/exchange/transport/websocket.hpp"

namespace maxmin::exchange::transport {
namespace {

namespace beast = boost::beast;
namespace http = boost::beast::http;
using boost::system::error_code;
using Clock = std::chrono::steady_clock;

std::chrono::nanoseconds to_chrono(Duration duration) {
    return std::chrono::nanoseconds(duration.value());
}

template <class Stream>
class Connection final : public HttpConnection,
                         public std::enable_shared_from_this<Connection<Stream>> {
  public:
    template <class... StreamArguments>
    Connection(boost::asio::io_context& io, const Endpoint& endpoint, const HttpConfig& config,
               StreamArguments&... arguments)
        : endpoint_(endpoint),
          config_(config),
          resolver_(io),
          timer_(io),
          stream_(io, arguments...) {}

    void run(const HttpRequest& request, Done done) override;
    bool is_reusable() override;
    void close() override {
        done_ = nullptr;
        fail(boost::asio::error::operation_aborted, "closed by us");
    }

  private:
    enum class State { fresh, dialling, idle, talking, ended };

    void write();
    void read();
    void answered();
    void fail(error_code error, const char* where);

    Endpoint endpoint_;
    HttpConfig config_;
    boost::asio::ip::tcp::resolver resolver_;
    boost::asio::steady_timer timer_;
    Stream stream_;
    beast::flat_buffer buffer_;
    http::request<http::string_body> request_;
    std::optional<http::response_parser<http::string_body>> parser_;
    Done done_;
    State state_ = State::fresh;
    bool sent_ = false;
    Clock::time_point idle_since_;
};

template <class Stream>
void Connection<Stream>::run(const HttpRequest& request, Done done) {
    MAXMIN_ASSERT(state_ == State::fresh || state_ == State::idle,
                  "a connection carries one request at a time");
    done_ = std::move(done);
    sent_ = false;
    request_ = {http::verb::post, request.target, 11, request.body};
    request_.set(http::field::host, endpoint_.host + ":" + endpoint_.port);
    request_.set(http::field::user_agent, "maxmin");
    request_.set(http::field::content_type, "application/json");
    request_.prepare_payload();
    timer_.expires_after(to_chrono(config_.timeout));
    timer_.async_wait([self = this->shared_from_this()](error_code error) {
        if (!error && (self->state_ == State::dialling || self->state_ == State::talking)) {
            self->fail(boost::asio::error::timed_out, "request");
        }
    });
    if (state_ == State::idle) {
        return write();
    }
    state_ = State::dialling;
    dial(stream_, resolver_, endpoint_,
         [self = this->shared_from_this()](error_code error, const char* where) {
             if (error || self->state_ != State::dialling) {
                 return self->fail(error, where);
             }
             self->write();
         });
}

template <class Stream>
bool Connection<Stream>::is_reusable() {
    if (state_ != State::idle || Clock::now() - idle_since_ > to_chrono(config_.idle_limit)) {
        return false;
    }
    // A server that has closed left an end of stream to read; anything else unasked is as bad.
    char byte = 0;
    const auto count = ::recv(beast::get_lowest_layer(stream_).socket().native_handle(), &byte, 1,
                              MSG_PEEK | MSG_DONTWAIT);
    return count < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
}

template <class Stream>
void Connection<Stream>::write() {
    state_ = State::talking;
    sent_ = true;
    http::async_write(stream_, request_,
                      [self = this->shared_from_this()](error_code error, std::size_t) {
                          if (error || self->state_ != State::talking) {
                              return self->fail(error, "write");
                          }
                          self->read();
                      });
}

template <class Stream>
void Connection<Stream>::read() {
    parser_.emplace();
    parser_->body_limit(config_.body_bytes_max);
    http::async_read(stream_, buffer_, *parser_,
                     [self = this->shared_from_this()](error_code error, std::size_t) {
                         if (error || self->state_ != State::talking) {
                             return self->fail(error, "read");
                         }
                         self->answered();
                     });
}

template <class Stream>
void Connection<Stream>::answered() {
    timer_.cancel();
    auto response = parser_->release();
    HttpReply reply{.status = static_cast<int>(response.result_int()),
                    .body = std::move(response.body()),
                    .failure = {},
                    .sent = true};
    reply.body.reserve(reply.body.size() + frame_padding);
    state_ = State::idle;
    idle_since_ = Clock::now();
    auto done = std::exchange(done_, nullptr);
    if (!response.keep_alive()) {
        fail({}, "closed by the server");
    }
    if (done) {
        done(reply);
    }
}

template <class Stream>
void Connection<Stream>::fail(error_code error, const char* where) {
    if (state_ == State::ended) {
        return;
    }
    state_ = State::ended;
    timer_.cancel();
    resolver_.cancel();
    beast::get_lowest_layer(stream_).close();
    if (auto done = std::exchange(done_, nullptr)) {
        HttpReply reply{.status = 0, .body = {}, .failure = {error, where}, .sent = sent_};
        done(reply);
    }
}

}  // namespace

std::shared_ptr<HttpConnection> make_http_connection(boost::asio::io_context& io,
                                                     boost::asio::ssl::context* tls,
                                                     const Endpoint& endpoint,
                                                     const HttpConfig& config) {
    if (endpoint.tls) {
        MAXMIN_ASSERT(tls != nullptr, "a TLS endpoint comes with a TLS context");
        return std::make_shared<Connection<TlsStream>>(io, endpoint, config, *tls);
    }
    return std::make_shared<Connection<PlainStream>>(io, endpoint, config);
}

}  // namespace maxmin::exchange::transport
