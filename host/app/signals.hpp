// Ctrl-C and SIGTERM as something to wait for.
#pragma once

#include <csignal>
#include <ctime>

namespace maxmin::app {

/// Both are held back from construction on, in every thread started later.
class Signals {
  public:
    Signals() {
        sigemptyset(&set_);
        sigaddset(&set_, SIGINT);
        sigaddset(&set_, SIGTERM);
        pthread_sigmask(SIG_BLOCK, &set_, nullptr);
        std::signal(SIGPIPE, SIG_IGN);
    }

    /// True if one came within `wait_s`.
    bool came_within(double wait_s) const {
        const auto whole = static_cast<std::time_t>(wait_s);
        const std::timespec span{
            .tv_sec = whole,
            .tv_nsec = static_cast<long>((wait_s - static_cast<double>(whole)) * 1e9)};
        return sigtimedwait(&set_, nullptr, &span) > 0;
    }

  private:
    sigset_t set_{};
};

}  // namespace maxmin::app
