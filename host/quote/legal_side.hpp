// From wanted offsets and sizes to orders the venue accepts: legal passive prices, whole lots,
// merged levels, the inventory cap, the venue's minimum value. Shared by both quoting modes.
#pragma once

#include "host/market/instrument.hpp"
#include "host/quote/inputs.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// Reads the wanted terms (offset parts, share, asked_lots, growth) of explain[0, levels), writes
/// its remaining terms and `out`. out.capacity must be set. In this order:
/// - A bid price is rounded down, an ask price up, to a legal price.
/// - A bid that would reach the mid is moved to the highest legal price below it, an ask to the
///   lowest above it. The mid lies within the best prices: so a post-only quote never meets the
///   other side's best price, and bids always lie below asks.
/// - Sizes are whole lots, rounded down; the capacity is given to the better levels first.
/// - A level that is not strictly deeper than the one before joins it: sizes add up at the price of
///   the one before (momentum on level 2 never makes the best quote tighter).
/// - What is then worth less than the venue's minimum is dropped.
void make_legal(Side side, const Inputs& inputs, const market::Instrument& instrument, int levels,
                ExplainSide& explain, SideTargets& out) noexcept;

}  // namespace maxmin::quote
