// A maxmin process of a test, whose output (both kinds, mixed) is collected while it runs.
#pragma once

#include <array>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <fcntl.h>
#include <mutex>
#include <optional>
#include <spawn.h>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

namespace maxmin::test {

class Program {
  public:
    /// `settings`: "NAME=value" besides this process's environment.
    explicit Program(std::vector<std::string> arguments, std::vector<std::string> settings = {}) {
        std::array<int, 2> ends{};
        if (pipe2(ends.data(), O_CLOEXEC) != 0) {
            return;
        }
        arguments.insert(arguments.begin(), MAXMIN_BINARY);
        std::vector<char*> words = pointers(arguments);
        std::vector<char*> environment = pointers(settings);
        environment.pop_back();
        for (char** known = environ; *known != nullptr; ++known) {
            environment.push_back(*known);
        }
        environment.push_back(nullptr);
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(&actions, ends[1], STDERR_FILENO);
        posix_spawnattr_t attributes;
        posix_spawnattr_init(&attributes);
        sigset_t none;
        sigemptyset(&none);
        posix_spawnattr_setsigmask(&attributes, &none);
        posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK);
        if (posix_spawn(&child_, MAXMIN_BINARY, &actions, &attributes, words.data(),
                        environment.data()) != 0) {
            child_ = -1;
        }
        posix_spawn_file_actions_destroy(&actions);
        posix_spawnattr_destroy(&attributes);
        close(ends[1]);
        listener_ = std::thread([this, end = ends[0]] { listen(end); });
    }
    Program(const Program&) = delete;
    Program& operator=(const Program&) = delete;
    ~Program() {
        signal(SIGKILL);
        if (listener_.joinable()) {
            listener_.join();
        }
        reap();
    }

    /// Waits until it has said `text`; false if it ends before, or if it takes longer.
    bool says(const std::string& text, double limit_s = 30.0) {
        std::unique_lock<std::mutex> lock(mutex_);
        changed_.wait_for(lock, std::chrono::duration<double>(limit_s),
                          [&] { return is_over_ || said_.find(text) != std::string::npos; });
        return said_.find(text) != std::string::npos;
    }
    std::string said() {
        const std::lock_guard<std::mutex> guard(mutex_);
        return said_;
    }
    void signal(int number) {
        if (child_ > 0) {
            kill(child_, number);
        }
    }
    /// Its exit code, or minus the signal that ended it; empty if it runs on.
    std::optional<int> end(double limit_s = 30.0) {
        {
            std::unique_lock<std::mutex> lock(mutex_);
            changed_.wait_for(lock, std::chrono::duration<double>(limit_s),
                              [&] { return is_over_; });
            if (!is_over_) {
                return std::nullopt;
            }
        }
        reap();
        return code_;
    }

  private:
    static std::vector<char*> pointers(std::vector<std::string>& texts) {
        std::vector<char*> made;
        for (std::string& text : texts) {
            made.push_back(text.data());
        }
        made.push_back(nullptr);
        return made;
    }
    void listen(int end) {
        std::array<char, 4096> block{};
        for (ssize_t size = 0; (size = read(end, block.data(), block.size())) > 0;) {
            const std::lock_guard<std::mutex> guard(mutex_);
            said_.append(block.data(), static_cast<std::size_t>(size));
            changed_.notify_all();
        }
        close(end);
        const std::lock_guard<std::mutex> guard(mutex_);
        is_over_ = true;
        changed_.notify_all();
    }
    void reap() {
        int status = 0;
        if (child_ > 0 && waitpid(child_, &status, 0) == child_) {
            code_ = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
        }
        child_ = -1;
    }

    pid_t child_ = -1;
    int code_ = -1;
    std::thread listener_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::string said_;
    bool is_over_ = false;  // it has closed its output
};

/// `maxmin paper` on a port of its own choosing.
class PaperProcess {
  public:
    explicit PaperProcess(int assets)
        : program_({"paper", "--synthetic", std::to_string(assets), "--port", "0"}) {
        static const std::string place = "http://127.0.0.1:";
        if (program_.says("/ws\n")) {
            const std::string said = program_.said();
            port_ = std::stoi(said.substr(said.find(place) + place.size()));
        }
    }

    int port() const { return port_; }  // 0: it does not serve
    std::string url() const {
        return std::string("http://localhost:").append(std::to_string(port_));
    }

  private:
    Program program_;
    int port_ = 0;
};

}  // namespace maxmin::test
