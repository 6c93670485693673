// A local server that does what a test's script says, one blocking thread a connection. Sockets
// still open when it ends are cut.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/stream.hpp>

namespace maxmin::test {

using Tcp = boost::asio::ip::tcp;
using ServerWebSocket = boost::beast::websocket::stream<Tcp::socket&>;

class ScriptedServer {
  public:
    /// `script(socket, n)` plays the n-th connection, counted from 0. An exception ends it.
    using Script = std::function<void(Tcp::socket&, int)>;

    explicit ScriptedServer(Script script)
        : script_(std::move(script)),
          acceptor_(io_, {boost::asio::ip::make_address("127.0.0.1"), 0}),
          port_(acceptor_.local_endpoint().port()),
          thread_([this] { accept(); }) {}
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;
    ~ScriptedServer() {
        ending_ = true;
        boost::system::error_code ignored;
        Tcp::socket wake(io_);
        wake.connect(Tcp::endpoint(boost::asio::ip::make_address("127.0.0.1"), port_), ignored);
        thread_.join();
        {
            const std::lock_guard lock(mutex_);
            for (const int socket : sockets_) {
                ::shutdown(socket, SHUT_RDWR);
            }
        }
        for (std::thread& play : plays_) {
            play.join();
        }
        for (const int socket : sockets_) {
            ::close(socket);
        }
    }

    std::string url(const std::string& scheme, const std::string& path = "/ws") const {
        return scheme + std::string("://localhost:").append(std::to_string(port_)) + path;
    }
    unsigned short port() const { return port_; }
    int connections() const { return connections_; }
    bool ending() const { return ending_; }

  private:
    void accept() {
        while (true) {
            auto socket = std::make_shared<Tcp::socket>(io_);
            boost::system::error_code error;
            acceptor_.accept(*socket, error);
            if (error || ending_) {
                return;
            }
            const int number = connections_++;
            {
                const std::lock_guard lock(mutex_);
                sockets_.push_back(::dup(socket->native_handle()));
            }
            plays_.emplace_back([this, socket, number] {
                try {
                    script_(*socket, number);
                } catch (const std::exception&) {
                    // The other side left; whether that was right is the test's to say.
                }
                boost::system::error_code ignored;
                socket->shutdown(Tcp::socket::shutdown_both, ignored);
            });
        }
    }

    Script script_;
    boost::asio::io_context io_;
    Tcp::acceptor acceptor_;
    unsigned short port_;
    std::atomic<int> connections_ = 0;
    std::atomic<bool> ending_ = false;
    std::mutex mutex_;
    /// Descriptors of our own: the script may close its socket at any moment.
    std::vector<int> sockets_;
    std::vector<std::thread> plays_;
    std::thread thread_;
};

inline std::string read_text(auto& socket) {
    boost::beast::flat_buffer buffer;
    socket.read(buffer);
    return boost::beast::buffers_to_string(buffer.data());
}

inline void write_text(auto& socket, const std::string& text) {
    socket.text(true);
    socket.write(boost::asio::buffer(text));
}

/// Blocks until the other side closes or the server ends.
inline void wait_for_end(Tcp::socket& socket) {
    char bytes[256];
    boost::system::error_code error;
    while (!error) {
        socket.read_some(boost::asio::buffer(bytes), error);
    }
}

/// Runs the client's loop until `done()`; false after ten seconds.
inline bool run_until(boost::asio::io_context& io, const std::function<bool()>& done) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!done()) {
        if (std::chrono::steady_clock::now() > end) {
            return false;
        }
        io.restart();
        io.run_for(std::chrono::milliseconds(5));
    }
    return true;
}

}  // namespace maxmin::test
