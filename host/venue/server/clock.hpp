// The served exchange's time: the machine's at the start, then so many times as fast, or standing
// still until told to move.
#pragma once

#include <chrono>

#include "host/base/time.hpp"

namespace maxmin::venue::server {

class Clock {
  public:
    /// speed 0: time stands still but for jumps.
    Clock(Timestamp start, double speed)
        : start_(start), speed_(speed), begun_(std::chrono::steady_clock::now()) {}

    static Timestamp machine_time() {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
    }

    Timestamp now() const {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun_;
        return start_ + from_seconds(passed.count() * speed_);
    }
    double speed() const { return speed_; }
    void jump(Duration by) { start_ = start_ + by; }

  private:
    Timestamp start_;
    double speed_;
    std::chrono::steady_clock::time_point begun_;
};

}  // namespace maxmin::venue::server
