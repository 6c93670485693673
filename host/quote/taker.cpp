#include "host/quote/taker.hpp"

#include <algorithm>

namespace maxmin::quote {
namespace {

Lots held(const Inputs& inputs) {
    return inputs.position < Lots(0) ? -inputs.position : inputs.position;
}

TakerOrder take(Lots excess, const Inputs& inputs, const ResolvedQuoteConfig& config,
                const market::Instrument& instrument) {
    TakerOrder taker;
    if (excess <= Lots(0)) {
        taker.reason = TakerReason::within_threshold;
        return taker;
    }
    if (inputs.now < inputs.taker_not_before) {
        taker.reason = TakerReason::cooling_down;
        return taker;
    }
    taker.side = inputs.position > Lots(0) ? Side::ask : Side::bid;
    const Ticks best = taker.side == Side::ask ? inputs.best_bid : inputs.best_ask;
    const double best_usd = instrument.price_usd(best);
    const bool closes_all = excess == held(inputs);
    if (!closes_all && best_usd * instrument.size_coin(excess) < instrument.minimum_value_usd) {
        taker.reason = TakerReason::below_minimum_value;
        return taker;
    }
    const double bound_usd =
        best_usd * (1.0 + sign_of(taker.side) * config.config.taker.slippage_bps * 1e-4);
    // Rounding towards the book keeps the bound; with a coarse tick it may only meet the best.
    taker.limit_price = taker.side == Side::ask ? std::min(instrument.ceil_price(bound_usd), best)
                                                : std::max(instrument.floor_price(bound_usd), best);
    taker.reason = TakerReason::due;
    taker.size = excess;
    taker.next_not_before = inputs.now + from_seconds(config.config.taker.cooldown_s);
    return taker;
}

}  // namespace

TakerOrder make_taker(const Inputs& inputs, const ResolvedQuoteConfig& config,
                      const market::Instrument& instrument) noexcept {
    return take(std::min(held(inputs) - config.urgency, held(inputs)), inputs, config, instrument);
}

TakerOrder make_closing_order(const Inputs& inputs, const ResolvedQuoteConfig& config,
                              const market::Instrument& instrument, Lots most) noexcept {
    return take(std::min(held(inputs), most), inputs, config, instrument);
}

}  // namespace maxmin::quote
