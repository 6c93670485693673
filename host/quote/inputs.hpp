// Everything one quoting decision for one asset looks at: plain numbers, gathered by the engine.
// NaN in base_bid_bps or base_ask_bps is an answer of the grid (do not quote that side); any other
// number that is not finite stops the decision.
#pragma once

#include <array>

#include "host/base/time.hpp"
#include "host/market/types.hpp"
#include "host/quote/limits.hpp"

namespace maxmin::quote {

constexpr std::array<double, levels_max> calm_multipliers() {
    std::array<double, levels_max> multipliers{};
    for (double& multiplier : multipliers) {
        multiplier = 1.0;
    }
    return multipliers;
}

struct Inputs {
    Timestamp now;
    bool ready = false;      // book fresh, estimators warm, grid young enough
    bool gate_open = false;  // rule 7
    std::array<bool, 2> side_allowed = {true, true};  // risk may switch a side off

    double mid_usd = 0.0;  // must lie within the best prices
    Ticks best_bid;        // zero: no such side, hence no quote
    Ticks best_ask;
    double spread_bps = 0.0;  // of the market
    double imbalance = 0.5;   // 1 = all volume bid, 0 = all volume offered

    Lots position;
    double base_bid_bps = 0.0;  // first level of the worst-case grid at this position
    double base_ask_bps = 0.0;
    double signal_bps = 0.0;  // positive = price expected to rise
    /// [side][level]: 1 + excitation / lambda_base.
    std::array<std::array<double, levels_max>, 2> excitation_multiplier = {calm_multipliers(),
                                                                           calm_multipliers()};

    Timestamp taker_not_before;  // end of the cool-down: TakerOrder::next_not_before once sent
};

}  // namespace maxmin::quote
