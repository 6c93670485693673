#include "host/paper/depth.hpp"

#include <algorithm>

namespace maxmin::paper {
namespace {

bool is_sorted(Side side, std::span<const market::BookLevel> levels) {
    for (std::size_t i = 1; i < levels.size(); ++i) {
        if (!is_better(side, levels[i - 1].price, levels[i].price)) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool ShownDepth::replace(std::span<const market::BookLevel> bids,
                         std::span<const market::BookLevel> asks) {
    const bool crossed = !bids.empty() && !asks.empty() && bids.front().price >= asks.front().price;
    if (crossed || !is_sorted(Side::bid, bids) || !is_sorted(Side::ask, asks)) {
        return false;
    }
    for (const Side side : {Side::bid, Side::ask}) {
        const auto source = side == Side::bid ? bids : asks;
        Half& half = halves_[half_of(side)];
        half.count = std::min(source.size(), half.levels.size());
        for (std::size_t i = 0; i < half.count; ++i) {
            half.levels[i] = {.price = source[i].price, .size = source[i].size, .taken = Lots(0)};
        }
    }
    update_mid();
    return true;
}

bool ShownDepth::set_best(const market::BookLevel& bid, const market::BookLevel& ask) {
    const bool both = bid.size > Lots(0) && ask.size > Lots(0);
    if (both && bid.price >= ask.price) {
        return false;
    }
    set_best_half(Side::bid, bid);
    set_best_half(Side::ask, ask);
    update_mid();
    return true;
}

void ShownDepth::set_best_half(Side side, const market::BookLevel& best) {
    Half& half = halves_[half_of(side)];
    if (best.size <= Lots(0)) {
        half.count = 0;
        return;
    }
    auto* const begin = half.levels.data();
    auto* const end = begin + half.count;
    auto* const kept = std::find_if(begin, end, [&](const ShownLevel& level) {
        return !is_better(side, level.price, best.price);
    });
    if (kept != end && kept->price == best.price) {
        kept->size = best.size;
        half.count = static_cast<std::size_t>(std::copy(kept, end, begin) - begin);
        return;
    }
    // A new price at the front: the levels behind it move to places 1 and on, the deepest may fall
    // out.
    const auto behind = std::min(static_cast<std::size_t>(end - kept), half.levels.size() - 1);
    if (kept == begin) {
        std::copy_backward(kept, kept + behind, begin + behind + 1);
    } else {
        std::copy(kept, kept + behind, begin + 1);
    }
    *begin = {.price = best.price, .size = best.size, .taken = Lots(0)};
    half.count = behind + 1;
}

std::optional<Lots> ShownDepth::size_at(Side side, Ticks price) const {
    for (const ShownLevel& level : levels(side)) {
        if (level.price == price) {
            return level.size;
        }
        if (is_better(side, price, level.price)) {
            return Lots(0);
        }
    }
    return std::nullopt;
}

Lots ShownDepth::total(Side side) const {
    Lots sum;
    for (const ShownLevel& level : levels(side)) {
        sum += level.size;
    }
    return sum;
}

void ShownDepth::update_mid() {
    const Half& bids = halves_[half_of(Side::bid)];
    const Half& asks = halves_[half_of(Side::ask)];
    if (bids.count > 0 && asks.count > 0) {
        mid_doubled_ = (bids.levels[0].price + asks.levels[0].price).value();
    }
}

}  // namespace maxmin::paper
