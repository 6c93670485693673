// Wakes one thread from any other. A ring while nobody sleeps costs one atomic exchange; one while
// the thread sleeps costs a system call of the ringer. Rings do not add up.
#pragma once

#include <atomic>
#include <chrono>
#include <semaphore>

#include "host/base/time.hpp"

namespace maxmin::live {

class Doorbell {
  public:
    void ring() noexcept {
        if (!rung_.exchange(true, std::memory_order_acq_rel)) {
            bell_.release();
        }
    }
    /// Sleeps until the next ring, at most `longest`. What was written before the ring is seen.
    void wait(Duration longest) noexcept {
        if (bell_.try_acquire_for(std::chrono::nanoseconds(longest.value()))) {
            rung_.exchange(false, std::memory_order_acq_rel);  // sees what the ringer wrote
        }
    }

  private:
    std::atomic<bool> rung_ = false;
    std::binary_semaphore bell_{0};
};

}  // namespace maxmin::live
