// One WebSocket connection's life, from dialling to its end; it never reconnects by itself. Plain
// or TLS by the endpoint's scheme. All calls and callbacks on the io_context's one thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ssl/context.hpp>

#include "host/base/time.hpp"
#include "host/exchange/transport/endpoint.hpp"
#include "host/exchange/transport/failure.hpp"

namespace maxmin::exchange::transport {

/// Zeros behind a frame: parsers read whole registers.
inline constexpr std::size_t frame_padding = 64;

struct WebSocketConfig {
    Duration open_timeout = seconds(10);   // resolve, connect, TLS and handshake together
    Duration ping_after = seconds(15);     // silence after which on_ping_due is called, repeatedly
    Duration silence_limit = seconds(40);  // without any frame for this long: dead
    std::size_t queue_frames = 512;        // waiting to be written, bounded both ways
    std::size_t queue_bytes = 4u << 20;
    std::size_t frame_bytes_max = 64u << 20;
};

class WebSocketListener {
  public:
    WebSocketListener() = default;
    WebSocketListener(const WebSocketListener&) = delete;
    WebSocketListener& operator=(const WebSocketListener&) = delete;
    virtual ~WebSocketListener() = default;

    virtual void on_open() = 0;
    /// Valid during the call; frame_padding readable bytes follow.
    virtual void on_frame(std::string_view text) = 0;
    /// Nothing was heard for a while: send whatever makes the peer answer.
    virtual void on_ping_due() = 0;
    /// The end, once. Frames not yet written are lost.
    virtual void on_closed(const Failure& failure) = 0;
};

struct WebSocketCounters {
    std::int64_t frames_in = 0;
    std::int64_t bytes_in = 0;
    std::int64_t frames_out = 0;  // fully written
    std::int64_t bytes_out = 0;
    std::int64_t refused = 0;  // the queue was full
};

class WebSocket {
  public:
    WebSocket() = default;
    WebSocket(const WebSocket&) = delete;
    WebSocket& operator=(const WebSocket&) = delete;
    virtual ~WebSocket() = default;

    virtual void open() = 0;
    /// Copies the text into the queue; one write is in flight at a time. False, and nothing is
    /// sent, if the connection is not open or the queue is full.
    [[nodiscard]] virtual bool send(std::string_view text) = 0;
    /// Ends the connection without a callback; the listener is not called again.
    virtual void close() = 0;
    virtual bool is_open() const = 0;
    virtual const WebSocketCounters& counters() const = 0;
};

/// `tls` may be null for a plain endpoint and must outlive the connection otherwise; `listener`
/// must live until on_closed or close().
std::shared_ptr<WebSocket> make_websocket(boost::asio::io_context& io,
                                          boost::asio::ssl::context* tls, Endpoint endpoint,
                                          const WebSocketConfig& config,
                                          WebSocketListener& listener);

}  // namespace maxmin::exchange::transport
