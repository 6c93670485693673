#include "host/venue/server/socket_session.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>

#include <boost/asio/write.hpp>
#include <spdlog/spdlog.h>

namespace maxmin::venue::server {

namespace websocket = boost::beast::websocket;

namespace {

constexpr std::size_t outbox_bytes_most = 64U << 20U;
constexpr std::size_t frame_bytes_most = 1U << 20U;
constexpr auto silence_most = std::chrono::seconds(60);

}  // namespace

SocketSession::SocketSession(boost::beast::tcp_stream stream, api::Venue& venue, Clock& clock,
                             std::string ip)
    : socket_(std::move(stream)),
      silence_(socket_.get_executor()),
      venue_(venue),
      clock_(clock),
      ip_(std::move(ip)) {
    socket_.read_message_max(frame_bytes_most);
    // Silence is ours to watch; only the handshake is Beast's.
    websocket::stream_base::timeout timeout{.handshake_timeout = std::chrono::seconds(10),
                                            .idle_timeout = websocket::stream_base::none(),
                                            .keep_alive_pings = false};
    socket_.set_option(timeout);
}

void SocketSession::run(
    const boost::beast::http::request<boost::beast::http::string_body>& request) {
    socket_.async_accept(request,
                         [self = shared_from_this()](Error error) { self->on_accepted(error); });
}

void SocketSession::on_accepted(Error error) {
    if (error) {
        fail(error, "accept");
        return;
    }
    is_open_ = true;
    socket_.text(true);
    venue_.open(*this, ip_);
    watch_silence();
    read();
}

void SocketSession::read() {
    socket_.async_read(
        buffer_, [self = shared_from_this()](Error error, std::size_t) { self->on_read(error); });
}

void SocketSession::on_read(Error error) {
    if (error) {
        fail(error, "read");
        return;
    }
    if (!is_open_) {
        return;  // a failed write has closed it while this frame was waiting to be handled
    }
    const auto bytes = buffer_.cdata();
    const std::string_view text(static_cast<const char*>(bytes.data()), bytes.size());
    venue_.on_frame(*this, text, clock_.now());
    buffer_.consume(buffer_.size());
    if (is_open_) {
        read();
    }
}

void SocketSession::send(api::Frame frame) {
    if (!is_open_) {
        return;
    }
    outbox_bytes_ += frame->size();
    if (outbox_bytes_ > outbox_bytes_most) {
        spdlog::warn("a client does not read: its connection is closed");
        cut(nullptr);
        return;
    }
    outbox_.push_back(std::move(frame));
    if (outbox_.size() == 1) {
        write();
    }
}

void SocketSession::cut(api::Frame torn) {
    if (!is_open_) {
        return;
    }
    is_open_ = false;
    // Not from here: the hub may be in the middle of sending.
    boost::asio::post(socket_.get_executor(), [self = shared_from_this(), torn] {
        if (torn != nullptr && self->outbox_.empty()) {
            self->write_torn(*torn);
        }
        self->close();
    });
}

/// The head of a text frame and the first half of what it announces (RFC 6455, section 5.2).
void SocketSession::write_torn(const std::string& text) {
    std::string bytes = "\x81";
    const std::size_t size = std::min<std::size_t>(text.size(), UINT16_MAX);
    if (size < 126) {
        bytes += static_cast<char>(size);
    } else {
        bytes += '\x7e';
        bytes += static_cast<char>(size >> 8U);
        bytes += static_cast<char>(size & 0xffU);
    }
    bytes.append(text, 0, size / 2);
    Error ignored;
    boost::asio::write(boost::beast::get_lowest_layer(socket_).socket(), boost::asio::buffer(bytes),
                       ignored);
}

void SocketSession::write() {
    socket_.async_write(
        boost::asio::buffer(*outbox_.front()),
        [self = shared_from_this()](Error error, std::size_t) { self->on_written(error); });
}

void SocketSession::on_written(Error error) {
    if (error) {
        fail(error, "write");
        return;
    }
    outbox_bytes_ -= outbox_.front()->size();
    outbox_.pop_front();
    watch_silence();
    if (!outbox_.empty()) {
        write();
    }
}

void SocketSession::watch_silence() {
    silence_.expires_after(silence_most);
    silence_.async_wait([self = shared_from_this()](Error error) {
        if (!error) {
            self->close();
        }
    });
}

void SocketSession::close() {
    is_open_ = false;
    venue_.close(*this);
    silence_.cancel();
    boost::beast::get_lowest_layer(socket_).close();
}

void SocketSession::fail(Error error, const char* where) {
    if (error != websocket::error::closed && error != boost::asio::error::operation_aborted) {
        spdlog::debug("socket {}: {}", where, error.message());
    }
    if (is_open_) {
        close();
    }
}

}  // namespace maxmin::venue::server
