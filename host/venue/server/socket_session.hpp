// One WebSocket: frames to the hub, the hub's frames out one at a time. A client that does not read
// is cut off when its queue is full. As on the venue, a connection on which the server has sent
// nothing for a minute is closed.
#pragma once

#include <deque>
#include <memory>
#include <string>

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>
#include <boost/beast/websocket.hpp>

#include "host/venue/api/venue.hpp"
#include "host/venue/server/clock.hpp"

namespace maxmin::venue::server {

class SocketSession final : public api::Connection,
                            public std::enable_shared_from_this<SocketSession> {
  public:
    SocketSession(boost::beast::tcp_stream stream, api::Venue& venue, Clock& clock, std::string ip);

    void run(const boost::beast::http::request<boost::beast::http::string_body>& request);
    void send(api::Frame frame) override;
    void cut(api::Frame torn) override;

  private:
    using Error = boost::beast::error_code;

    void on_accepted(Error error);
    void read();
    void on_read(Error error);
    void write();
    void on_written(Error error);
    void watch_silence();
    void write_torn(const std::string& text);
    void close();
    void fail(Error error, const char* where);

    boost::beast::websocket::stream<boost::beast::tcp_stream> socket_;
    boost::beast::flat_buffer buffer_;
    boost::asio::steady_timer silence_;
    std::deque<api::Frame> outbox_;
    std::size_t outbox_bytes_ = 0;
    api::Venue& venue_;
    Clock& clock_;
    std::string ip_;
    bool is_open_ = false;
};

}  // namespace maxmin::venue::server
