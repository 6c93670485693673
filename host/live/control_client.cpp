#include "host/live/control_client.hpp"

#include <chrono>

#include <boost/asio.hpp>

#include "host/base/json_text.hpp"
#include "host/live/control_server.hpp"

namespace maxmin::live {

namespace asio = boost::asio;
using boost::system::error_code;

std::optional<std::string> ask(const std::filesystem::path& state_folder, std::string_view command,
                               std::string_view who, Duration patience) {
    asio::io_context io;
    asio::local::stream_protocol::socket socket(io);
    const std::string request = "{\"command\": " + base::json_quoted(command) +
                                ", \"who\": " + base::json_quoted(who) + "}\n";
    std::string answer;
    bool answered = false;
    try {
        socket.connect(
            asio::local::stream_protocol::endpoint(control_socket(state_folder).string()));
    } catch (const boost::system::system_error&) {
        return std::nullopt;
    }
    asio::async_write(socket, asio::buffer(request), [&](error_code error, std::size_t) {
        if (!error) {
            asio::async_read_until(socket, asio::dynamic_buffer(answer), '\n',
                                   [&](error_code failed, std::size_t size) {
                                       answered = !failed;
                                       answer.resize(answered ? size - 1 : 0);
                                   });
        }
    });
    io.run_for(std::chrono::nanoseconds(patience.value()));
    return answered ? std::optional(answer) : std::nullopt;
}

}  // namespace maxmin::live
