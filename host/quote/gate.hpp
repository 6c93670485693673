// Rule 7: trade only while the policy actually quoted is worth nearly as much as the best policy on
// the same worst-case grid. Unlike a latch it also closes again, and it opens more reluctantly than
// it closes.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/quote/config.hpp"

namespace maxmin::quote {

/// Why the gate is where it is.
enum class GateReason : std::uint8_t {
    starting,       // closed: no check yet
    gap_too_wide,   // closed: above the threshold, or not yet below the reopening share of it
    proving,        // closed: narrow enough, but not for checks_to_open checks in a row
    value_unknown,  // closed: a value was not finite
    gap_narrow,     // open
    forced,         // open by configuration, whatever the gap
};

class Gate {
  public:
    Gate(double threshold_percent, const GateConfig& config);

    /// One check. Both values are gains per second (any unit, the same for both) of policies on one
    /// grid: the one quoted and the optimum.
    void check(double value_quoted, double value_optimal) noexcept;

    bool is_open() const { return config_.forced_open || open_; }
    GateReason reason() const { return config_.forced_open ? GateReason::forced : reason_; }
    /// 100 * (optimal - quoted) / |optimal|, not below 0; 100 where the optimum is worth nothing
    /// and the quoted policy less than that. NaN before the first check and after an unknown value.
    double gap_percent() const { return gap_percent_; }

  private:
    double threshold_percent_;
    GateConfig config_;
    double gap_percent_;
    int narrow_checks_ = 0;
    bool open_ = false;
    GateReason reason_ = GateReason::starting;
};

/// See Gate::gap_percent. NaN if a value is not finite.
double value_gap_percent(double value_quoted, double value_optimal) noexcept;

std::string_view to_string(GateReason reason);

}  // namespace maxmin::quote
