#include "host/live/control_server.hpp"

#include <array>
#include <chrono>
#include <sys/stat.h>
#include <thread>
#include <utility>

#include <boost/asio.hpp>
#include <simdjson.h>

#include "host/base/error.hpp"
#include "host/base/json_text.hpp"
#include "host/live/runner.hpp"

namespace maxmin::live {
namespace {

namespace asio = boost::asio;
using Socket = asio::local::stream_protocol::socket;
using boost::system::error_code;

constexpr std::size_t line_bytes_max = 4096;
constexpr std::chrono::seconds patience(5);

std::string refusal(std::string_view why) {
    return "{\"ok\": false, \"result\": \"not_understood\", \"error\": " + base::json_quoted(why) +
           "}";
}

/// One connection: a line, its answer, the end.
class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Socket socket, Runner& runner)
        : socket_(std::move(socket)), timer_(socket_.get_executor()), runner_(runner) {}

    void start() {
        timer_.expires_after(patience);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) {
                self->close();
            }
        });
        asio::async_read_until(socket_, asio::dynamic_buffer(line_, line_bytes_max), '\n',
                               [self = shared_from_this()](error_code error, std::size_t size) {
                                   self->on_line(error, size);
                               });
    }

  private:
    void on_line(error_code error, std::size_t size) {
        if (error) {
            close();
            return;
        }
        answer_ = answer_to(runner_, std::string_view(line_).substr(0, size - 1)) + '\n';
        asio::async_write(socket_, asio::buffer(answer_),
                          [self = shared_from_this()](error_code, std::size_t) { self->close(); });
    }
    void close() {
        error_code ignored;
        timer_.cancel();
        socket_.close(ignored);
    }

    Socket socket_;
    asio::steady_timer timer_;
    Runner& runner_;
    std::string line_;
    std::string answer_;
};

}  // namespace

struct ControlServer::Service {
    explicit Service(Runner& served) : runner(served), file(control_socket(served.state_folder())) {
        std::error_code ignored;
        std::filesystem::remove(file, ignored);  // of a process that is gone: we hold its lock
        try {
            const asio::local::stream_protocol::endpoint endpoint(file.string());
            acceptor.open(endpoint.protocol());
            // Nobody can connect before listen(), and by then the socket is its owner's alone.
            acceptor.bind(endpoint);
            chmod(file.c_str(), S_IRUSR | S_IWUSR);
            acceptor.listen();
        } catch (const boost::system::system_error& error) {
            throw InputError({.file = file.string(),
                              .field = "control socket",
                              .wrong = error.what(),
                              .right = "a state folder with a path of less than 100 characters"});
        }
        accept();
        thread = std::thread([this] { io.run(); });
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    ~Service() {
        io.stop();
        thread.join();
        std::error_code ignored;
        std::filesystem::remove(file, ignored);
    }

    void accept() {
        acceptor.async_accept([this](error_code error, Socket socket) {
            if (!error) {
                std::make_shared<Session>(std::move(socket), runner)->start();
            }
            accept();
        });
    }

    Runner& runner;
    std::filesystem::path file;
    asio::io_context io;
    asio::local::stream_protocol::acceptor acceptor{io};
    std::thread thread;
};

ControlServer::ControlServer(Runner& runner) : service_(std::make_unique<Service>(runner)) {}
ControlServer::~ControlServer() = default;

std::filesystem::path control_socket(const std::filesystem::path& state_folder) {
    return state_folder / "control";
}

std::string answer_to(Runner& runner, std::string_view line) {
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view command;
    if (parser.parse(simdjson::padded_string(line)).get(root) != simdjson::SUCCESS ||
        root["command"].get(command) != simdjson::SUCCESS) {
        return refusal("expected {\"command\": ...}");
    }
    std::string_view who;
    if (root["who"].get(who) != simdjson::SUCCESS) {
        who = "control socket";
    }
    if (command == "status") {
        return "{\"ok\": true, \"result\": \"done\", \"status\": " + runner.status_line() + "}";
    }
    constexpr std::array words{
        std::pair{std::string_view("halt"), Word::halt},
        std::pair{std::string_view("cancel-all"), Word::halt},
        std::pair{std::string_view("resume"), Word::resume},
        std::pair{std::string_view("resume-from-here"), Word::resume_from_here},
        std::pair{std::string_view("flatten"), Word::flatten}};
    for (const auto& [name, word] : words) {
        if (name == command) {
            const WordResult result = runner.say(word, who);
            return std::string("{\"ok\": ") + (result == WordResult::done ? "true" : "false") +
                   ", \"result\": " + base::json_quoted(to_string(result)) + "}";
        }
    }
    return refusal("no such command");
}

}  // namespace maxmin::live
