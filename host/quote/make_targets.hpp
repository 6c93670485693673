// The quoting decision of one asset: checks its inputs, then quotes with one level or many.
// Pure: no clock, no memory between calls, no allocation.
#pragma once

#include "host/market/instrument.hpp"
#include "host/quote/inputs.hpp"
#include "host/quote/resolved.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// not_ready: nothing to judge by (not ready, no two-sided or a crossed book). bad_input: a number
/// that is not finite, not positive where it must be, or a mid outside the best prices.
/// none: the inputs can be quoted on.
Absent judge(const Inputs& inputs, const ResolvedQuoteConfig& config,
             const market::Instrument& instrument) noexcept;

/// Overwrites `targets`. Unless judge() says none there are no targets and no taker order; with the
/// gate closed there is only the taker order.
void make_targets(const Inputs& inputs, const ResolvedQuoteConfig& config,
                  const market::Instrument& instrument, Targets& targets) noexcept;

}  // namespace maxmin::quote
