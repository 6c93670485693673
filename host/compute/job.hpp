// The one piece of work that may be under way between an engine and whoever computes for it. Engine
// and performer never touch it at the same time: the state says whose it is. The surprising thing:
// with a single job in flight a swap of two snapshots is all the versioning there is.
#pragma once

#include <atomic>
#include <cstdint>
#include <vector>

#include "host/base/time.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::compute {

/// Who performs a job, and when its result may be taken over.
enum class Performing : std::uint8_t {
    at_once,    // the caller, taken over in the same call: backtests
    deferred,   // the caller, taken over when it says so: replays of live sessions
    elsewhere,  // another thread that calls Compute::serve(): live
};

enum class JobKind : std::uint8_t { step, evaluation };

struct Job {
    JobKind kind = JobKind::step;
    Timestamp started;
    std::vector<kernels::step::Input> inputs;  // step
    std::vector<double> bid_offset_bps;        // evaluation: rows as in the snapshot
    std::vector<double> ask_offset_bps;
    // What came of it.
    kernels::Status status = kernels::Status::ok;
    kernels::step::Snapshot snapshot;
    std::vector<double> gains;
    bool device_failed = false;
};

/// Hands the job over without a lock. Waiting costs the performer nothing; handing over costs the
/// engine one wake-up.
class JobSlot {
  public:
    bool is_free() const noexcept { return state_.load(std::memory_order_acquire) == State::free; }
    bool is_finished() const noexcept {
        return state_.load(std::memory_order_acquire) == State::finished;
    }
    void post() noexcept {
        state_.store(State::posted, std::memory_order_release);
        state_.notify_one();
    }
    /// A slot that was closed meanwhile stays closed.
    void finish() noexcept {
        State expected = State::posted;
        state_.compare_exchange_strong(expected, State::finished, std::memory_order_release,
                                       std::memory_order_relaxed);
    }
    void release() noexcept { state_.store(State::free, std::memory_order_release); }

    /// Blocks until a job is posted (true) or the slot is closed (false).
    bool await() noexcept {
        for (;;) {
            const State state = state_.load(std::memory_order_acquire);
            if (state == State::posted || state == State::closed) {
                return state == State::posted;
            }
            state_.wait(state, std::memory_order_acquire);
        }
    }
    /// The engine's side, after its last post.
    void close() noexcept {
        state_.store(State::closed, std::memory_order_release);
        state_.notify_all();
    }

  private:
    enum class State : std::uint8_t { free, posted, finished, closed };

    std::atomic<State> state_ = State::free;
};

}  // namespace maxmin::compute
