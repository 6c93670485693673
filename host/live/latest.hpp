// The newest of something, from one thread to one other, without locks or waiting: three copies, of
// which the writer owns one, the reader one, and the third changes hands (a triple buffer).
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

namespace maxmin::live {

template <typename T>
class Latest {
  public:
    /// Every copy starts as `initial`, so that a writer who keeps its sizes never allocates.
    explicit Latest(const T& initial) : copies_{initial, initial, initial} {}

    /// The writer's copy; it holds what was written three publishings ago.
    T& writable() noexcept { return copies_[mine_]; }
    void publish() noexcept {
        mine_ =
            shared_.exchange(static_cast<std::uint8_t>(mine_ | fresh), std::memory_order_acq_rel) &
            index_mask;
    }
    /// The reader's: the newest published, until its next call.
    const T& read() noexcept {
        if ((shared_.load(std::memory_order_relaxed) & fresh) != 0) {
            theirs_ = shared_.exchange(theirs_, std::memory_order_acq_rel) & index_mask;
        }
        return copies_[theirs_];
    }

  private:
    static constexpr std::uint8_t fresh = 4;
    static constexpr std::uint8_t index_mask = 3;

    std::array<T, 3> copies_;
    std::uint8_t mine_ = 0;
    std::uint8_t theirs_ = 1;
    std::atomic<std::uint8_t> shared_ = 2;
};

}  // namespace maxmin::live
