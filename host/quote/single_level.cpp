#include "host/quote/single_level.hpp"

#include <algorithm>
#include <cmath>

#include "host/quote/legal_side.hpp"
#include "host/quote/side_terms.hpp"

namespace maxmin::quote {
namespace {

/// By how many bps both quotes move up.
double skew_shift_bps(const Inputs& inputs, const ResolvedQuoteConfig& config, double half_bps,
                      double ratio) {
    if (!config.config.has_inventory_skew) {
        return 0.0;
    }
    const InventorySkewConfig& skew = config.config.inventory_skew_config;
    const double inventory =
        config.is_robust() ? 0.0 : -std::clamp(ratio, -1.0, 1.0) * skew.inventory_skew_factor;
    const double book = (2.0 * inputs.imbalance - 1.0) * skew.book_imbalance_factor;
    return (inventory + book) * half_bps;
}

}  // namespace

void make_single_level(const Inputs& inputs, const ResolvedQuoteConfig& config,
                       const market::Instrument& instrument, Targets& targets) noexcept {
    const double half_bps = std::max(config.config.half_spread, 0.5 * inputs.spread_bps);
    const double ratio = inputs.position.as_double() / config.max_position.as_double();
    const double fullness = std::min(std::abs(ratio), 1.0);
    const double widening_bps = config.is_robust() ? 0.0 : half_bps * fullness * fullness;
    const double shift_bps = centre_shift_bps(inputs, config);
    const double skew_bps = skew_shift_bps(inputs, config, half_bps, ratio);
    for (const Side side : {Side::bid, Side::ask}) {
        const auto s = static_cast<std::size_t>(index_of(side));
        const double grid_bps = side == Side::bid ? inputs.base_bid_bps : inputs.base_ask_bps;
        const double base_bps = config.is_robust() ? grid_bps : half_bps;
        if (!inputs.side_allowed[s] || std::isnan(base_bps)) {
            mark_absent(targets, side, Absent::side_off);
            continue;
        }
        const bool adds_inventory = ratio * sign_of(side) > 0.0;
        Explain& term = targets.explain[s][0];
        term.base_bps = base_bps;
        term.bias_bps = -sign_of(side) * shift_bps;
        term.skew_bps = -sign_of(side) * skew_bps;
        term.risk_bps = adds_inventory ? widening_bps : 0.0;
        term.share = 1.0;
        term.asked_lots = config.target_liquidity.as_double();
        apply_floor(config, term);
        SideTargets& out = targets.side[s];
        out.capacity = side_capacity(side, inputs.position, config.max_position, targets.taker);
        make_legal(side, inputs, instrument, targets.levels, targets.explain[s], out);
    }
}

}  // namespace maxmin::quote
