// A bounded first-in first-out queue of one thread. All memory is taken at construction; a full
// queue is the caller's broken promise, not a case to handle.
#pragma once

#include <cstddef>
#include <vector>

#include "host/base/assert.hpp"

namespace maxmin::paper {

template <typename Item>
class Fifo {
  public:
    explicit Fifo(std::size_t capacity) : items_(capacity) {}

    bool empty() const { return count_ == 0; }
    std::size_t size() const { return count_; }
    const Item& front() const { return items_[first_]; }

    void push(const Item& item) {
        MAXMIN_ASSERT(count_ < items_.size(), "the driver drains a queue before it is full");
        std::size_t place = first_ + count_;
        place = place < items_.size() ? place : place - items_.size();
        items_[place] = item;
        ++count_;
    }

    void pop() {
        MAXMIN_DEBUG_ASSERT(count_ > 0, "only a queue that holds something is popped");
        first_ = first_ + 1 < items_.size() ? first_ + 1 : 0;
        --count_;
    }

  private:
    std::vector<Item> items_;
    std::size_t first_ = 0;
    std::size_t count_ = 0;
};

}  // namespace maxmin::paper
