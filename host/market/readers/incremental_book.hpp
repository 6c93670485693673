// A full-depth book kept from Binance's update chain, as its documentation "How to manage a local
// order book correctly" prescribes: updates are held back until a REST snapshot comes, those older
// than it are dropped, and from then on every update must follow its predecessor. A break makes the
// book invalid until the next snapshot.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <span>
#include <vector>

#include "host/market/event.hpp"

namespace maxmin::market {

struct DepthUpdate {
    std::uint64_t first_id = 0;                  // U
    std::uint64_t last_id = 0;                   // u
    std::optional<std::uint64_t> previous_last;  // pu; USD-M only
    std::vector<BookLevel> bids;                 // size zero removes the level
    std::vector<BookLevel> asks;
};

class IncrementalBook {
  public:
    enum class Outcome {
        applied,
        old,      // before the snapshot: nothing to do
        waiting,  // held back: no valid snapshot yet
        gap,      // does not follow its predecessor; held back for the next snapshot
    };

    Outcome update(const DepthUpdate& update);
    /// Loads a snapshot and the held-back updates that follow it. Left out (false) while the chain
    /// is whole: the book is then newer than the snapshot, or will be.
    bool load_snapshot(std::uint64_t last_id, std::span<const BookLevel> bids,
                       std::span<const BookLevel> asks);

    /// True from the first update after a snapshot until a gap.
    bool is_valid() const { return has_snapshot_ && !awaits_first_; }
    /// Fills `out` with the best levels of a side, best first; returns how many.
    std::size_t top_bids(std::span<BookLevel> out) const { return top(bids_, out); }
    std::size_t top_asks(std::span<BookLevel> out) const { return top(asks_, out); }

  private:
    bool follows(const DepthUpdate& update) const;
    void hold_back(const DepthUpdate& update);
    static std::size_t top(const std::vector<BookLevel>& side, std::span<BookLevel> out);

    // Best level last, where most changes are, so that few levels move.
    std::vector<BookLevel> bids_;
    std::vector<BookLevel> asks_;
    std::deque<DepthUpdate> held_back_;
    std::uint64_t last_id_ = 0;
    bool has_snapshot_ = false;
    bool awaits_first_ = false;
};

}  // namespace maxmin::market
