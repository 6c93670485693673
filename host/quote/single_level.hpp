// One bid and one ask (enable_multi_level = false), rule 8. All terms are bps; r = position / max.
//   half    = max(half_spread, market spread / 2)
//   base    = half; with robust control the worst-case grid's offset of each side instead
//   shift   = rule 1 of the signal (centre_shift_bps)
//   skew    = -clamp(r, -1, 1) * inventory_skew_factor * half
//             + (2 * imbalance - 1) * book_imbalance_factor * half    only with
//             inventory_skew_config
//   risk    = half * min(|r|, 1)^2 on the side that adds to the position
//   bid     = max(base - shift - skew + risk_bid, min_profitable_spread / 2)
//   ask     = max(base + shift + skew + risk_ask, min_profitable_spread / 2)
//   size    = min(target_liquidity, max position -+ position)
// With robust control the risk term and the inventory part of the skew are zero: the grid was read
// at this position and inventory counts once.
// What differs from the origin's two single-level versions, on purpose: half_spread has its
// meaning back (a literal 12 bps total was used); the fee is covered by the floor instead of being
// added to every quote; the adverse-selection estimate is a shift in bps, not a product of two bps
// numbers; skew moves both quotes the same way (one origin version widened instead).
#pragma once

#include "host/market/instrument.hpp"
#include "host/quote/inputs.hpp"
#include "host/quote/resolved.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// `inputs` must have been checked; targets.taker must be set.
void make_single_level(const Inputs& inputs, const ResolvedQuoteConfig& config,
                       const market::Instrument& instrument, Targets& targets) noexcept;

}  // namespace maxmin::quote
