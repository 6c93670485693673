// From the engine's thread to the gateway's: the port the engine sees. submit() copies a batch into
// a ring and wakes the gateway's thread, which calls deliver(). A request that finds the ring full
// is lost and counted; its order then has no answer and is asked for like any other.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <vector>

#include "host/base/ring.hpp"
#include "host/gateway/port.hpp"

namespace maxmin::live {

class Outbox final : public gateway::Port {
  public:
    /// `wake` is called on the engine's thread after each batch: it must neither block nor
    /// allocate, and make the gateway's thread call deliver() soon.
    Outbox(std::size_t capacity, std::function<void()> wake);

    /// The engine's thread: what is submitted from now on was caused by a frame received then;
    /// Timestamp(): by none.
    void caused_by(Timestamp frame_time) { frame_time_ = frame_time; }
    /// The engine's thread.
    void submit(std::span<const gateway::Request> requests, Timestamp now) override;
    /// The gateway's thread: hands every batch to `venue` as it was submitted.
    void deliver(gateway::Port& venue);

    std::int64_t lost() const { return lost_.load(std::memory_order_relaxed); }

  private:
    struct Item {
        gateway::Request request;
        Timestamp now;
        bool ends_batch = false;
    };

    Ring<Item> ring_;
    std::vector<gateway::Request> batch_;  // the gateway's
    std::function<void()> wake_;
    Timestamp frame_time_;  // the engine's
    std::atomic<std::int64_t> lost_ = 0;
};

}  // namespace maxmin::live
