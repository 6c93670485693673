// Frames waiting for the one write in flight, bounded in number and in bytes. Strings that have
// left are used again, so only as many exist as ever waited at once. Full means refuse, never drop:
// whoever sends decides what that means.
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "host/base/assert.hpp"

namespace maxmin::exchange::transport {

class FrameQueue {
  public:
    FrameQueue(std::size_t frames, std::size_t bytes) : frames_max_(frames), bytes_max_(bytes) {
        MAXMIN_ASSERT(frames > 0, "a frame queue holds at least one frame");
    }

    [[nodiscard]] bool push(std::string_view text) {
        if (waiting_.size() == frames_max_ || text.size() > bytes_max_ - bytes_) {
            return false;
        }
        std::string frame;
        if (!spare_.empty()) {
            frame = std::move(spare_.back());
            spare_.pop_back();
        }
        frame.assign(text);
        waiting_.push_back(std::move(frame));
        bytes_ += text.size();
        return true;
    }
    const std::string& front() const { return waiting_.front(); }
    void pop() {
        bytes_ -= waiting_.front().size();
        spare_.push_back(std::move(waiting_.front()));
        waiting_.pop_front();
    }
    std::size_t size() const { return waiting_.size(); }
    bool empty() const { return waiting_.empty(); }

  private:
    std::size_t frames_max_;
    std::size_t bytes_max_;
    std::deque<std::string> waiting_;
    std::vector<std::string> spare_;
    std::size_t bytes_ = 0;
};

}  // namespace maxmin::exchange::transport
