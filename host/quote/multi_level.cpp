#include "host/quote/multi_level.hpp"

#include <algorithm>
#include <cmath>

#include "host/quote/legal_side.hpp"
#include "host/quote/side_terms.hpp"

namespace maxmin::quote {
namespace {

constexpr double momentum_growth_max = 1.5;

void explain_level(int level, double multiplier, const ResolvedQuoteConfig& config, Explain& term) {
    const MultiLevelConfig& multi = config.config.multi_level_config;
    term.spacing_bps = level * multi.level_spacing_bps;
    term.share = config.shares[static_cast<std::size_t>(level)];
    term.asked_lots = term.share * config.total_size_per_side.as_double();
    if (multiplier > multi.momentum_threshold) {
        term.momentum_bps = -multi.momentum_tightening_bps;
        term.growth = std::clamp(multiplier, 1.0, momentum_growth_max);
    }
    apply_floor(config, term);
}

}  // namespace

void make_multi_level(const Inputs& inputs, const ResolvedQuoteConfig& config,
                      const market::Instrument& instrument, Targets& targets) noexcept {
    const double shift_bps = centre_shift_bps(inputs, config);
    for (const Side side : {Side::bid, Side::ask}) {
        const auto s = static_cast<std::size_t>(index_of(side));
        const double base_bps = side == Side::bid ? inputs.base_bid_bps : inputs.base_ask_bps;
        if (!inputs.side_allowed[s] || std::isnan(base_bps)) {
            mark_absent(targets, side, Absent::side_off);
            continue;
        }
        for (int level = 0; level < targets.levels; ++level) {
            const auto i = static_cast<std::size_t>(level);
            Explain& term = targets.explain[s][i];
            term.base_bps = base_bps;
            term.bias_bps = -sign_of(side) * shift_bps;
            explain_level(level, inputs.excitation_multiplier[s][i], config, term);
        }
        SideTargets& out = targets.side[s];
        out.capacity = side_capacity(side, inputs.position, config.risk_limit, targets.taker);
        make_legal(side, inputs, instrument, targets.levels, targets.explain[s], out);
    }
}

}  // namespace maxmin::quote
