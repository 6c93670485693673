// The only place that reads a clock while a run is live. Time is the machine's UTC at the start,
// carried on by its steady clock (which NTP slews, but never steps): it never goes back and never
// stands still, whatever is done to the wall clock. Forward steps of the wall clock are followed,
// backward ones are not: they are counted, and the venue's time then says whether we may quote.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>

#include "host/base/time.hpp"

namespace maxmin::live {

/// What the machine's two clocks say, in nanoseconds.
struct ClockReading {
    std::int64_t wall_ns = 0;    // since 1970-01-01 UTC; may be stepped
    std::int64_t steady_ns = 0;  // since boot; never steps
};

inline ClockReading read_clocks() noexcept {
    const auto ns = [](auto since_epoch) {
        return std::chrono::duration_cast<std::chrono::nanoseconds>(since_epoch).count();
    };
    return {.wall_ns = ns(std::chrono::system_clock::now().time_since_epoch()),
            .steady_ns = ns(std::chrono::steady_clock::now().time_since_epoch())};
}

/// Any thread may read it, one retunes it.
class Clock {
  public:
    explicit Clock(ClockReading start = read_clocks()) noexcept
        : offset_ns_(start.wall_ns - start.steady_ns) {}

    Timestamp now() const noexcept { return at(read_clocks()); }
    Timestamp at(ClockReading reading) const noexcept {
        return Timestamp(reading.steady_ns + offset_ns_.load(std::memory_order_relaxed));
    }

    /// Looks at the wall clock again; called about once a second.
    void retune(ClockReading reading = read_clocks()) noexcept {
        constexpr std::int64_t step_ns = 100'000'000;
        const std::int64_t offset = reading.wall_ns - reading.steady_ns;
        const std::int64_t error = offset - wall_offset_ns_;
        if (wall_offset_ns_ != 0 && (error > step_ns || error < -step_ns)) {
            steps_.fetch_add(1, std::memory_order_relaxed);
        }
        wall_offset_ns_ = offset;
        if (offset > offset_ns_.load(std::memory_order_relaxed)) {
            offset_ns_.store(offset, std::memory_order_relaxed);
        }
    }

    /// Steps of the wall clock of more than 0.1 s, either way.
    std::int64_t steps() const noexcept { return steps_.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::int64_t> offset_ns_;  // ours
    std::atomic<std::int64_t> steps_ = 0;
    std::int64_t wall_offset_ns_ = 0;  // of the wall clock when last looked at; 0: never
};

}  // namespace maxmin::live
