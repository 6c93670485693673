// The guide's multi-level ladder: rules 1 to 4. Inventory acts through the grid's base offsets,
// uncertainty too (rule 5): nothing here widens a quote a second time for either.
#pragma once

#include "host/market/instrument.hpp"
#include "host/quote/inputs.hpp"
#include "host/quote/resolved.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// Offset of a level, rules 1, 2, 4:
///   max(base -+ centre_shift + (i-1) level_spacing - [multiplier > threshold] tightening,
///       min_profitable_spread / 2)
/// Size, rules 3 and 4: share * total_size_per_side * min(multiplier, 1.5 if momentum), cut so that
/// a full fill of the side, with what `targets.taker` sends, keeps |position| within the limit.
/// `inputs` must have been checked; targets.taker must be set.
void make_multi_level(const Inputs& inputs, const ResolvedQuoteConfig& config,
                      const market::Instrument& instrument, Targets& targets) noexcept;

}  // namespace maxmin::quote
