// Steps both quoting modes take: the signal's shift, the floor, the inventory capacity, the reason
// of an empty side.
#pragma once

#include <algorithm>
#include <cmath>

#include "host/market/types.hpp"
#include "host/quote/inputs.hpp"
#include "host/quote/resolved.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// Rule 1: by how many bps the centre of the quotes moves up for a signal. Zero at full inventory.
inline double centre_shift_bps(const Inputs& inputs, const ResolvedQuoteConfig& config) noexcept {
    const double ratio = inputs.position.as_double() / config.max_position.as_double();
    const double room = 1.0 - std::min(std::abs(ratio), 1.0);
    return config.config.multi_level_config.directional_aggression * inputs.signal_bps * room / 4.0;
}

/// Rule 2: no offset below half of min_profitable_spread_bps, whatever the other terms say.
inline void apply_floor(const ResolvedQuoteConfig& config, Explain& term) noexcept {
    const double floor_bps = 0.5 * config.config.multi_level_config.min_profitable_spread_bps;
    term.floor_bps = std::max(floor_bps - term.wanted_bps(), 0.0);
}

/// Rule 3: what a side may fill before |position| reaches `limit`, the taker order counted as
/// filled.
inline Lots side_capacity(Side side, Lots position, Lots limit, const TakerOrder& taker) noexcept {
    const Lots taken = taker.side == side ? taker.size : Lots(0);
    return std::max(limit - position * sign_of(side) - taken, Lots(0));
}

inline void mark_absent(Targets& targets, Side side, Absent reason) noexcept {
    const auto s = static_cast<std::size_t>(index_of(side));
    targets.side[s].count = 0;
    targets.side[s].capacity = Lots(0);
    for (int level = 0; level < targets.levels; ++level) {
        targets.explain[s][static_cast<std::size_t>(level)].absent = reason;
    }
}

}  // namespace maxmin::quote
