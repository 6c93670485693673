#include "host/quote/make_targets.hpp"

#include <cmath>

#include "host/quote/multi_level.hpp"
#include "host/quote/side_terms.hpp"
#include "host/quote/single_level.hpp"
#include "host/quote/taker.hpp"

namespace maxmin::quote {
namespace {

/// A grid offset: finite, or NaN for "not this side".
bool is_offset(double offset_bps) {
    return !std::isinf(offset_bps);
}

bool numbers_are_sound(const Inputs& inputs, int levels) {
    bool sound = std::isfinite(inputs.mid_usd) && std::isfinite(inputs.spread_bps) &&
                 std::isfinite(inputs.signal_bps) && inputs.imbalance >= 0.0 &&
                 inputs.imbalance <= 1.0 && inputs.mid_usd > 0.0 && inputs.spread_bps >= 0.0 &&
                 is_offset(inputs.base_bid_bps) && is_offset(inputs.base_ask_bps);
    for (const auto& side : inputs.excitation_multiplier) {
        for (int level = 0; level < levels; ++level) {
            sound = sound && std::isfinite(side[static_cast<std::size_t>(level)]);
        }
    }
    return sound;
}

void reset(const ResolvedQuoteConfig& config, Targets& targets) {
    targets.levels = config.levels();
    targets.taker = TakerOrder{};
    targets.absent = Absent::none;
    for (std::size_t side = 0; side < 2; ++side) {
        targets.side[side].count = 0;
        targets.side[side].capacity = Lots(0);
        for (int level = 0; level < targets.levels; ++level) {
            targets.explain[side][static_cast<std::size_t>(level)] = Explain{};
        }
    }
}

void withhold(Targets& targets, Absent reason) {
    targets.absent = reason;
    mark_absent(targets, Side::bid, reason);
    mark_absent(targets, Side::ask, reason);
}

}  // namespace

Absent judge(const Inputs& inputs, const ResolvedQuoteConfig& config,
             const market::Instrument& instrument) noexcept {
    if (!inputs.ready || inputs.best_bid <= Ticks(0) || inputs.best_ask <= inputs.best_bid) {
        return Absent::not_ready;
    }
    if (!numbers_are_sound(inputs, config.levels())) {
        return Absent::bad_input;
    }
    const bool mid_inside = inputs.mid_usd >= instrument.price_usd(inputs.best_bid) &&
                            inputs.mid_usd <= instrument.price_usd(inputs.best_ask);
    return mid_inside ? Absent::none : Absent::bad_input;
}

void make_targets(const Inputs& inputs, const ResolvedQuoteConfig& config,
                  const market::Instrument& instrument, Targets& targets) noexcept {
    reset(config, targets);
    const Absent verdict = judge(inputs, config, instrument);
    if (verdict != Absent::none) {
        withhold(targets, verdict);
        return;
    }
    targets.taker = make_taker(inputs, config, instrument);
    if (!inputs.gate_open) {
        withhold(targets, Absent::gate_closed);
        return;
    }
    if (config.config.enable_multi_level) {
        make_multi_level(inputs, config, instrument, targets);
    } else {
        make_single_level(inputs, config, instrument, targets);
    }
}

}  // namespace maxmin::quote
