// The exchange on sockets: HTTP/1.1 with keep-alive and WebSocket on one port, one thread, plain
// text (TLS is not spoken: it binds to this machine). The timer runs the blocks.
#pragma once

#include <chrono>
#include <memory>
#include <string>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "host/venue/api/venue.hpp"
#include "host/venue/server/clock.hpp"

namespace maxmin::venue::server {

class Server {
  public:
    /// All outlive the server. Throws InputError if the address cannot be listened on.
    Server(boost::asio::io_context& io, const VenueConfig& config, api::Venue& venue, Clock& clock);

    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    void stop();

  private:
    void accept();
    void wait_for_block();

    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer timer_;
    api::Venue& venue_;
    Clock& clock_;
    std::chrono::milliseconds block_interval_;
};

}  // namespace maxmin::venue::server
