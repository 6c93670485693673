// The answer of one quoting decision: what should rest in the market, what should be taken, and why
// each number is what it is: the offset of a target is the sum of its Explain terms.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "host/base/time.hpp"
#include "host/market/types.hpp"
#include "host/quote/limits.hpp"

namespace maxmin::quote {

/// Why there is no quote: of the whole asset, or of one side and level.
enum class Absent : std::uint8_t {
    none,                 // it is there
    not_ready,            // no book, crossed book, or estimators and grid not ready
    bad_input,            // a number was not finite or impossible
    gate_closed,          // rule 7
    side_off,             // the grid or risk does not want this side
    inventory_limit,      // rule 3 leaves nothing
    below_minimum_value,  // the venue would refuse so small an order
    merged,               // its size went to a better level at the same price
    out_of_range,         // no legal price, or farther than 100 % from the mid
};

struct Target {
    Ticks price;
    Lots size;
    double offset_bps = 0.0;  // of `price` from the mid; positive = passive side
    std::uint8_t level = 0;   // 0 = level 1 of the guide
};

struct SideTargets {
    std::array<Target, levels_max> level{};  // best first, strictly deeper one by one
    int count = 0;
    Lots capacity;  // what the side may fill in all before the inventory limit

    std::span<const Target> view() const { return {level.data(), static_cast<std::size_t>(count)}; }
};

/// Why there is or is not a taker order.
enum class TakerReason : std::uint8_t {
    withheld,             // the inputs cannot be judged by
    within_threshold,     // rule 6 asks for none
    cooling_down,         // the last one is too recent
    below_minimum_value,  // the venue would refuse so small an order
    due,                  // there is one
};

/// Rule 6. Reduce-only, immediate or cancel; size zero = nothing to take.
struct TakerOrder {
    TakerReason reason = TakerReason::withheld;
    Side side = Side::bid;
    Lots size{};
    Ticks limit_price{};
    Timestamp next_not_before{};  // no other one before this, if this one is sent
};

/// Terms of one side and level. Offsets are signed bps added to the offset (positive = deeper).
struct Explain {
    double base_bps = 0.0;
    double bias_bps = 0.0;       // signal: rule 1
    double skew_bps = 0.0;       // single level: inventory and imbalance
    double risk_bps = 0.0;       // single level: widening of the side that adds inventory
    double spacing_bps = 0.0;    // rule 2
    double momentum_bps = 0.0;   // rule 4, never positive
    double floor_bps = 0.0;      // what the floor added
    double passive_bps = 0.0;    // what keeping off the mid added
    double rounding_bps = 0.0;   // to a legal price, never negative
    double share = 0.0;          // of the side's size budget
    double asked_lots = 0.0;     // share of the budget
    double growth = 1.0;         // rule 4: factor on asked_lots
    double rounding_lots = 0.0;  // to whole lots, never positive
    Lots cut_lots;               // taken away by the inventory cap
    Absent absent = Absent::none;
    std::uint8_t merged_into = 0;  // level, where absent is merged

    double wanted_bps() const {
        return base_bps + bias_bps + skew_bps + risk_bps + spacing_bps + momentum_bps + floor_bps;
    }
};

using ExplainSide = std::array<Explain, levels_max>;

struct Targets {
    std::array<SideTargets, 2> side;
    TakerOrder taker;
    Absent absent = Absent::none;        // none, or why nothing at all rests
    int levels = 0;                      // of `explain`: what the configuration asks for
    std::array<ExplainSide, 2> explain;  // [side][level]
};

std::string_view to_string(Absent absent);
std::string_view to_string(TakerReason reason);

}  // namespace maxmin::quote
