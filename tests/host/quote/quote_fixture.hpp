// A market in which a hundredth of a bps is many ticks, so that the guide's figures are exact:
// mid 10,000 USD, ticks of 1e-6 USD, lots of 1e-3 coins, and the guide's configuration.
#pragma once

#include "host/quote/make_targets.hpp"

namespace maxmin::quote::test {

inline market::Instrument fine_instrument() {
    market::Instrument instrument;
    instrument.symbol = "FINE";
    instrument.price_decimals = 6;
    instrument.size_decimals = 3;
    instrument.significant_figures = 0;
    return instrument;
}

inline QuoteConfig guide_config() {
    QuoteConfig config;
    config.enable_multi_level = true;
    config.max_absolute_position_size = 1'000.0;  // far above the ladder: rule 3 does not cut
    config.multi_level_config.total_size_per_side = 100.0;
    return config;
}

inline Inputs guide_inputs() {
    Inputs inputs;
    inputs.now = Timestamp(1'000'000'000);
    inputs.ready = true;
    inputs.gate_open = true;
    inputs.mid_usd = 10'000.0;
    inputs.best_bid = Ticks(9'999'900'000);  // 0.1 bps around the mid
    inputs.best_ask = Ticks(10'000'100'000);
    inputs.spread_bps = 0.2;
    inputs.base_bid_bps = 5.5;
    inputs.base_ask_bps = 5.5;
    return inputs;
}

inline Targets decide(const Inputs& inputs, const QuoteConfig& config,
                      const market::Instrument& instrument = fine_instrument()) {
    Targets targets;
    make_targets(inputs, resolve(config, instrument, inputs.mid_usd), instrument, targets);
    return targets;
}

inline const SideTargets& of(const Targets& targets, Side side) {
    return targets.side[static_cast<std::size_t>(index_of(side))];
}

inline const Explain& why(const Targets& targets, Side side, int level) {
    return targets
        .explain[static_cast<std::size_t>(index_of(side))][static_cast<std::size_t>(level)];
}

}  // namespace maxmin::quote::test
