#include "host/market/readers/incremental_book.hpp"

#include <algorithm>
#include <utility>

namespace maxmin::market {
namespace {

// A snapshot answers within seconds; at 100 updates a second this holds ten.
constexpr std::size_t held_back_max = 1024;

/// `worse(a, b)`: price a lies before b in a side that keeps its best level last.
template <typename Worse>
void set_level(std::vector<BookLevel>& side, const BookLevel& level, Worse worse) {
    const auto at =
        std::lower_bound(side.begin(), side.end(), level.price,
                         [&](const BookLevel& l, Ticks price) { return worse(l.price, price); });
    const bool present = at != side.end() && at->price == level.price;
    if (level.size.value() == 0) {
        if (present) {
            side.erase(at);
        }
    } else if (present) {
        at->size = level.size;
    } else {
        side.insert(at, level);
    }
}

void set_levels(std::vector<BookLevel>& bids, std::vector<BookLevel>& asks,
                std::span<const BookLevel> bid_levels, std::span<const BookLevel> ask_levels) {
    for (const auto& level : bid_levels) {
        set_level(bids, level, [](Ticks a, Ticks b) { return a < b; });
    }
    for (const auto& level : ask_levels) {
        set_level(asks, level, [](Ticks a, Ticks b) { return a > b; });
    }
}

}  // namespace

bool IncrementalBook::follows(const DepthUpdate& update) const {
    if (awaits_first_) {
        return update.first_id <= last_id_ + 1;
    }
    return update.previous_last ? *update.previous_last == last_id_
                                : update.first_id == last_id_ + 1;
}

void IncrementalBook::hold_back(const DepthUpdate& update) {
    if (held_back_.size() == held_back_max) {
        held_back_.pop_front();
    }
    held_back_.push_back(update);
}

IncrementalBook::Outcome IncrementalBook::update(const DepthUpdate& update) {
    if (!has_snapshot_) {
        hold_back(update);
        return Outcome::waiting;
    }
    // USD-M asks for u >= lastUpdateId, spot for u > lastUpdateId; an update that ends at the
    // snapshot's id holds nothing newer, but on USD-M the chain goes on from it.
    const bool reaches =
        update.previous_last ? update.last_id >= last_id_ : update.last_id > last_id_;
    if (awaits_first_ && !reaches) {
        return Outcome::old;
    }
    if (!follows(update)) {
        has_snapshot_ = false;
        hold_back(update);
        return Outcome::gap;
    }
    set_levels(bids_, asks_, update.bids, update.asks);
    last_id_ = update.last_id;
    awaits_first_ = false;
    return Outcome::applied;
}

bool IncrementalBook::load_snapshot(std::uint64_t last_id, std::span<const BookLevel> bids,
                                    std::span<const BookLevel> asks) {
    if (is_valid()) {
        return false;
    }
    bids_.clear();
    asks_.clear();
    set_levels(bids_, asks_, bids, asks);
    last_id_ = last_id;
    has_snapshot_ = true;
    awaits_first_ = true;
    const auto pending = std::exchange(held_back_, {});
    for (const auto& held : pending) {
        update(held);
    }
    return true;
}

std::size_t IncrementalBook::top(const std::vector<BookLevel>& side, std::span<BookLevel> out) {
    const std::size_t count = std::min(side.size(), out.size());
    std::copy_n(side.rbegin(), count, out.begin());
    return count;
}

}  // namespace maxmin::market
