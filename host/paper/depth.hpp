// The recorded book of one asset as the exchange sees it: what is shown, and how much of it our own
// orders have already taken. Size we took stays taken until the next full snapshot; a best-quote
// update only replaces the best level and drops what lay before it.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>

#include "host/market/event.hpp"
#include "host/market/types.hpp"

namespace maxmin::paper {

/// True if `a` is the more aggressive price on this side (the higher bid, the lower ask).
constexpr bool is_better(Side side, Ticks a, Ticks b) {
    return side == Side::bid ? a > b : a < b;
}

struct ShownLevel {
    Ticks price;
    Lots size;
    Lots taken;  // by us since the last snapshot

    Lots available() const { return size > taken ? size - taken : Lots(0); }
};

class ShownDepth {
  public:
    /// Takes a full snapshot, best first. False, and nothing changed, if it is crossed or unsorted.
    bool replace(std::span<const market::BookLevel> bids, std::span<const market::BookLevel> asks);
    /// Takes new best quotes; a size of zero empties that side. False if they cross.
    bool set_best(const market::BookLevel& bid, const market::BookLevel& ask);

    std::span<ShownLevel> levels(Side side) {
        const Half& half = halves_[half_of(side)];
        return {halves_[half_of(side)].levels.data(), half.count};
    }
    std::span<const ShownLevel> levels(Side side) const {
        const Half& half = halves_[half_of(side)];
        return {half.levels.data(), half.count};
    }
    /// Size shown at a price; zero between levels; empty beyond the deepest level shown, where
    /// nobody knows.
    std::optional<Lots> size_at(Side side, Ticks price) const;
    Lots total(Side side) const;

    /// Best bid + best ask in ticks: twice the mid, an integer. Zero before both were seen; the
    /// last one while a side is empty.
    std::int64_t mid_doubled() const { return mid_doubled_; }

  private:
    struct Half {
        std::array<ShownLevel, market::book_levels_max> levels;
        std::size_t count = 0;
    };

    static std::size_t half_of(Side side) { return static_cast<std::size_t>(index_of(side)); }
    void set_best_half(Side side, const market::BookLevel& best);
    void update_mid();

    std::array<Half, 2> halves_;
    std::int64_t mid_doubled_ = 0;
};

}  // namespace maxmin::paper
