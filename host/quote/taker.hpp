// Rule 6: inventory beyond inventory_urgency_threshold * max position is sent to market at once.
// It reduces risk, so it does not wait for the gate; it does wait for a book and for its cool-down.
#pragma once

#include "host/market/instrument.hpp"
#include "host/quote/inputs.hpp"
#include "host/quote/resolved.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// Size: the excess, at most |position|, whole lots; zero within the threshold, while cooling down,
/// or below the venue's minimum value (an order closing the whole position is exempt there).
/// Limit: taker.slippage_bps beyond the opposite best price, rounded so as never to pass it.
TakerOrder make_taker(const Inputs& inputs, const ResolvedQuoteConfig& config,
                      const market::Instrument& instrument) noexcept;

/// As make_taker, for an operator who wants the account flat: the whole position, at most `most`
/// lots an order.
TakerOrder make_closing_order(const Inputs& inputs, const ResolvedQuoteConfig& config,
                              const market::Instrument& instrument, Lots most) noexcept;

}  // namespace maxmin::quote
