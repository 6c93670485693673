// The visible book of one asset: up to 20 levels a side, best first, in fixed memory.
#pragma once

#include <algorithm>
#include <array>
#include <span>

#include "host/market/event.hpp"

namespace maxmin::market {

class BookSide {
  public:
    std::span<const BookLevel> levels() const { return {levels_.data(), count_}; }
    bool empty() const { return count_ == 0; }
    const BookLevel& best() const { return levels_[0]; }

    /// Replaces everything; levels beyond book_levels_max are left out.
    void assign(std::span<const BookLevel> levels) {
        count_ = std::min(levels.size(), levels_.size());
        std::copy_n(levels.begin(), count_, levels_.begin());
    }

    /// Makes `touch` the best level: levels better than it are gone, a level at its price takes
    /// its size. `better(a, b)`: price a is strictly better than b on this side.
    template <typename Better>
    void set_best(const BookLevel& touch, Better better) {
        std::size_t gone = 0;
        while (gone < count_ && better(levels_[gone].price, touch.price)) {
            ++gone;
        }
        const bool present = gone < count_ && levels_[gone].price == touch.price;
        const std::size_t keep_from = gone + (present ? 1 : 0);
        const std::size_t kept = std::min(count_ - keep_from, levels_.size() - 1);
        if (keep_from != 1) {
            move_levels(keep_from, kept);
        }
        levels_[0] = touch;
        count_ = kept + 1;
    }

  private:
    /// Moves `kept` levels that start at `from` to start at 1.
    void move_levels(std::size_t from, std::size_t kept) {
        auto* const first = levels_.data() + from;
        if (from > 1) {
            std::copy(first, first + kept, levels_.data() + 1);
        } else {
            std::copy_backward(first, first + kept, levels_.data() + 1 + kept);
        }
    }

    std::array<BookLevel, book_levels_max> levels_{};
    std::size_t count_ = 0;
};

struct Book {
    BookSide bids;
    BookSide asks;

    void set_best(const BookLevel& bid, const BookLevel& ask) {
        bids.set_best(bid, [](Ticks a, Ticks b) { return a > b; });
        asks.set_best(ask, [](Ticks a, Ticks b) { return a < b; });
    }
};

}  // namespace maxmin::market
