#include "host/venue/server/http_session.hpp"

#include <utility>

#include <boost/beast/websocket.hpp>
#include <spdlog/spdlog.h>

#include "host/venue/server/socket_session.hpp"

namespace maxmin::venue::server {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr std::uint64_t body_bytes_most = 1U << 20U;
constexpr auto idle_limit = std::chrono::minutes(5);

}  // namespace

HttpSession::HttpSession(boost::asio::ip::tcp::socket socket, api::Venue& venue, Clock& clock)
    : stream_(std::move(socket)), venue_(venue), clock_(clock) {
    Error error;
    ip_ = stream_.socket().remote_endpoint(error).address().to_string();
    stream_.socket().set_option(boost::asio::ip::tcp::no_delay(true), error);
}

void HttpSession::read() {
    parser_.emplace();
    parser_->body_limit(body_bytes_most);
    stream_.expires_after(idle_limit);
    http::async_read(
        stream_, buffer_, *parser_,
        [self = shared_from_this()](Error error, std::size_t) { self->on_read(error); });
}

void HttpSession::on_read(Error error) {
    if (error) {
        fail(error, "read");
        return;
    }
    request_ = parser_->release();
    if (beast::websocket::is_upgrade(request_)) {
        if (request_.target() != "/ws") {
            answer({.status = 404, .body = ""});
            return;
        }
        stream_.expires_never();
        std::make_shared<SocketSession>(std::move(stream_), venue_, clock_, ip_)->run(request_);
        return;
    }
    if (request_.method() == http::verb::options) {
        answer({.status = 200, .body = ""});
        return;
    }
    if (request_.method() != http::verb::post) {
        answer({.status = 405, .body = ""});
        return;
    }
    const auto target = request_.target();
    venue_.post({target.data(), target.size()}, request_.body(), ip_, clock_.now(),
                [self = shared_from_this()](const api::HttpReply& reply) { self->answer(reply); });
}

void HttpSession::answer(const api::HttpReply& reply) {
    if (reply.status == api::no_answer) {
        stream_.close();
        return;
    }
    response_ = Response(static_cast<http::status>(reply.status), request_.version());
    const bool is_json = reply.status == 200 || reply.body == "null";
    response_.set(http::field::content_type, is_json ? "application/json" : "text/plain");
    response_.set(http::field::access_control_allow_origin, "*");
    response_.set(http::field::access_control_expose_headers, "*");
    response_.set(http::field::vary,
                  "origin, access-control-request-method, access-control-request-headers");
    if (request_.method() == http::verb::options) {
        response_.set(http::field::access_control_allow_methods, "POST, OPTIONS");
        response_.set(http::field::access_control_allow_headers, "content-type");
    }
    response_.keep_alive(request_.keep_alive());
    response_.body() = reply.body;
    response_.prepare_payload();
    http::async_write(stream_, response_, [self = shared_from_this()](Error error, std::size_t) {
        self->on_written(error);
    });
}

void HttpSession::on_written(Error error) {
    if (error) {
        fail(error, "write");
        return;
    }
    if (!response_.keep_alive()) {
        stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_send, error);
        return;
    }
    read();
}

void HttpSession::fail(Error error, const char* where) {
    const bool is_plain_end = error == http::error::end_of_stream || error == beast::error::timeout;
    if (!is_plain_end) {
        spdlog::debug("http {}: {}", where, error.message());
    }
    stream_.socket().shutdown(boost::asio::ip::tcp::socket::shutdown_both, error);
}

}  // namespace maxmin::venue::server
