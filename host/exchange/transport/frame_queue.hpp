// Frames waiting for the one write in flight: a ring of strings that keep their memory, bounded in
// number and in bytes. Full means refuse, never drop: whoever sends decides what that means.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "host/base/assert.hpp"

namespace maxmin::exchange::transport {

class FrameQueue {
  public:
    FrameQueue(std::size_t frames, std::size_t bytes) : ring_(frames), bytes_max_(bytes) {
        MAXMIN_ASSERT(frames > 0, "a frame queue holds at least one frame");
    }

    [[nodiscard]] bool push(std::string_view text) {
        if (count_ == ring_.size() || text.size() > bytes_max_ - bytes_) {
            return false;
        }
        ring_[(head_ + count_) % ring_.size()].assign(text);
        ++count_;
        bytes_ += text.size();
        return true;
    }
    const std::string& front() const { return ring_[head_]; }
    void pop() {
        bytes_ -= ring_[head_].size();
        head_ = (head_ + 1) % ring_.size();
        --count_;
    }
    std::size_t size() const { return count_; }
    bool empty() const { return count_ == 0; }

  private:
    std::vector<std::string> ring_;
    std::size_t bytes_max_;
    std::size_t head_ = 0;
    std::size_t count_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace maxmin::exchange::transport
