// The served exchange's clock: some time at the start, then so many times as fast as the machine's.
#pragma once

#include <chrono>

#include "host/base/time.hpp"

namespace maxmin::venue::server {

class Clock {
  public:
    Clock(Timestamp start, double speed)
        : start_(start), speed_(speed), begun_(std::chrono::steady_clock::now()) {}

    void begin_at(Timestamp start) {
        start_ = start;
        begun_ = std::chrono::steady_clock::now();
    }

    static Timestamp machine_time() {
        const auto since = std::chrono::system_clock::now().time_since_epoch();
        return Timestamp(std::chrono::duration_cast<std::chrono::nanoseconds>(since).count());
    }

    Timestamp now() const {
        const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - begun_;
        return start_ + from_seconds(passed.count() * speed_);
    }

  private:
    Timestamp start_;
    double speed_;
    std::chrono::steady_clock::time_point begun_;
};

}  // namespace maxmin::venue::server
