// A paper exchange in a process of its own, for tests that need a venue.
#pragma once

#include <csignal>
#include <cstdio>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace maxmin::test {

/// `maxmin paper` on a port of its own choosing.
class PaperVenue {
  public:
    PaperVenue() {
        int ends[2];
        if (pipe(ends) != 0) {
            return;
        }
        child_ = fork();
        if (child_ == 0) {
            dup2(ends[1], STDOUT_FILENO);
            dup2(ends[1], STDERR_FILENO);
            close(ends[0]);
            execl(MAXMIN_BINARY, "maxmin", "paper", "--synthetic", "4", "--port", "0", nullptr);
            _exit(127);
        }
        close(ends[1]);
        FILE* said = fdopen(ends[0], "r");
        char line[512];
        while (fgets(line, sizeof line, said) != nullptr) {
            const std::string text = line;
            const auto at = text.find("http://127.0.0.1:");
            if (at != text.npos) {
                port_ = std::stoi(text.substr(at + 17));
                break;
            }
        }
        drain_ = std::thread([said] {
            char rest[512];
            while (fgets(rest, sizeof rest, said) != nullptr) {
            }
            fclose(said);
        });
    }
    PaperVenue(const PaperVenue&) = delete;
    PaperVenue& operator=(const PaperVenue&) = delete;
    ~PaperVenue() {
        if (child_ > 0) {
            kill(child_, SIGTERM);
            waitpid(child_, nullptr, 0);
        }
        if (drain_.joinable()) {
            drain_.join();
        }
    }
    int port() const { return port_; }
    std::string url() const {
        return std::string("http://localhost:").append(std::to_string(port_));
    }

  private:
    pid_t child_ = -1;
    int port_ = 0;
    std::thread drain_;
};

}  // namespace maxmin::test
