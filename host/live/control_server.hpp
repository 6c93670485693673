// Lets a second terminal talk to a running process: a socket in the state folder, for its owner
// alone (0600). A line of JSON comes in, {"command": "status" | "halt" | "resume" | "flatten" |
// "cancel-all", "who": "ada"}, a line goes back: {"ok": true, "result": ..., ...}. One request a
// connection. cancel-all is halt: a run that went on quoting would place them again.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace maxmin::live {

class Runner;

class ControlServer {
  public:
    /// Listens at <state folder>/control and serves on a thread of its own. Throws InputError if
    /// it cannot.
    explicit ControlServer(Runner& runner);
    ControlServer(const ControlServer&) = delete;
    ControlServer& operator=(const ControlServer&) = delete;
    ~ControlServer();

  private:
    struct Service;
    std::unique_ptr<Service> service_;
};

/// What the server answers to a line, without its end.
std::string answer_to(Runner& runner, std::string_view line);

std::filesystem::path control_socket(const std::filesystem::path& state_folder);

}  // namespace maxmin::live
