// The paper exchange's sockets against clients without manners.
#include "host/venue/server/server.hpp"

#include <exception>
#include <poll.h>
#include <thread>

#include <boost/asio.hpp>
#include <gtest/gtest.h>

#include "tests/host/venue/api_scene.hpp"

namespace maxmin::venue::server {
namespace {

namespace asio = boost::asio;
using Tcp = asio::ip::tcp;

/// Served on a thread of its own; what ends that thread is kept.
class Served {
  public:
    Served() : server_(io_, config_, scene_.venue, clock_) {
        thread_ = std::thread([this] {
            try {
                io_.run();
            } catch (const std::exception& error) {
                failure_ = error.what();
            }
        });
    }
    Served(const Served&) = delete;
    Served& operator=(const Served&) = delete;
    ~Served() { end(); }

    std::uint16_t port() const { return server_.port(); }
    /// Empty unless serving ended by an exception.
    std::string end() {
        if (thread_.joinable()) {
            io_.stop();
            thread_.join();
        }
        return failure_;
    }

  private:
    VenueConfig config_ = [] {
        VenueConfig config;
        config.port = 0;
        config.block_interval_ms = 5;
        return config;
    }();
    asio::io_context io_;
    api::ApiScene scene_{config_};
    Clock clock_{scene_.now, 1.0};
    Server server_;
    std::thread thread_;
    std::string failure_;
};

/// A short text frame, masked with zeros (RFC 6455, section 5.2).
std::string frame(const std::string& text) {
    return std::string("\x81") + static_cast<char>(0x80U | text.size()) + std::string(4, '\0') +
           text;
}

TEST(Server, ClientsThatHangUpWithFramesUnreadHarmNobody) {
    Served served;
    asio::io_context io;
    std::string burst = frame(R"({"method":"subscribe","subscription":{"type":"allMids"}})");
    for (int i = 0; i < 60; ++i) {
        burst += frame(R"({"method":"ping"})");
    }
    boost::system::error_code error;
    // Without the check in on_read the tenth or so ends the exchange.
    for (int i = 0; i < 300 && !error; ++i) {
        Tcp::socket socket(io);
        socket.connect({asio::ip::address_v4::loopback(), served.port()}, error);
        if (error) {
            break;
        }
        asio::write(socket, asio::buffer(std::string(
                                "GET /ws HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n"
                                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                                "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")));
        pollfd ready{.fd = socket.native_handle(), .events = POLLIN, .revents = 0};
        ASSERT_EQ(poll(&ready, 1, 10'000), 1) << "after " << i << " clients: " << served.end();
        std::string answer;
        asio::read_until(socket, asio::dynamic_buffer(answer), "\r\n\r\n", error);
        asio::write(socket, asio::buffer(burst), error);
        socket.set_option(asio::socket_base::linger(true, 0));  // closes with a reset
    }
    EXPECT_FALSE(error) << error.message();
    EXPECT_EQ(served.end(), "");
}

}  // namespace
}  // namespace maxmin::venue::server
