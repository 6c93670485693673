#include "host/venue/server/server.hpp"

#include <utility>

#include <spdlog/spdlog.h>

#include "host/base/error.hpp"
#include "host/venue/server/http_session.hpp"

namespace maxmin::venue::server {

namespace asio = boost::asio;
using tcp = asio::ip::tcp;
using Error = boost::system::error_code;

Server::Server(asio::io_context& io, const VenueConfig& config, api::Venue& venue, Clock& clock)
    : acceptor_(io),
      timer_(io),
      venue_(venue),
      clock_(clock),
      block_interval_(config.block_interval_ms) {
    Error error;
    const auto address = asio::ip::make_address(config.address, error);
    const tcp::endpoint place(address, config.port);
    const auto step = [&](auto action) {
        if (!error) {
            action();
        }
    };
    step([&] { acceptor_.open(place.protocol(), error); });
    step([&] { acceptor_.set_option(asio::socket_base::reuse_address(true), error); });
    step([&] { acceptor_.bind(place, error); });
    step([&] { acceptor_.listen(asio::socket_base::max_listen_connections, error); });
    if (error) {
        throw InputError(
            {.field = "venue.port",
             .wrong = config.address + ":" + std::to_string(config.port) + ": " + error.message(),
             .right = "another --port, or stop whoever listens there"});
    }
    accept();
    timer_.expires_after(std::chrono::milliseconds(0));
    wait_for_block();
}

void Server::stop() {
    Error error;
    acceptor_.close(error);
    timer_.cancel();
}

void Server::accept() {
    acceptor_.async_accept([this](Error error, tcp::socket socket) {
        if (!acceptor_.is_open()) {
            return;
        }
        if (error) {
            spdlog::warn("accept: {}", error.message());
        } else {
            std::make_shared<HttpSession>(std::move(socket), venue_, clock_)->run();
        }
        accept();
    });
}

/// Blocks keep their rhythm: a late one does not move the next.
void Server::wait_for_block() {
    timer_.async_wait([this](Error error) {
        if (error) {
            return;
        }
        venue_.run_block(clock_.now());
        const auto now = std::chrono::steady_clock::now();
        timer_.expires_at(std::max(timer_.expiry() + block_interval_, now));
        wait_for_block();
    });
}

}  // namespace maxmin::venue::server
