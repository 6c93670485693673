// A progress line on the terminal: `replay  43 %  430000 / 1000000  2.1 M/s  3 s left`. Silent
// where err is not a terminal; redrawn at most ten times a second. Where it is a terminal, a call
// reads the clock, some 20 ns.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "host/app/terminal.hpp"

namespace maxmin::app {

/// Seconds of a clock that never goes back.
double steady_seconds();

class Progress {
  public:
    /// `total` may be 0 where it is not known. `now_s` is steady_seconds but in tests.
    Progress(Terminal& terminal, std::string label, std::uint64_t total,
             std::function<double()> now_s = steady_seconds);
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;
    /// Takes the line away, also when an exception passes.
    ~Progress();

    void update(std::uint64_t done);

  private:
    void draw(std::uint64_t done, double elapsed_s);

    Terminal& terminal_;
    std::string label_;
    std::uint64_t total_;
    std::function<double()> now_s_;
    double start_s_;
    double last_drawn_s_;
    bool is_drawn_ = false;
};

}  // namespace maxmin::app
