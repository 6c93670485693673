#include "host/quote/gate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace maxmin::quote {
namespace {

/// An optimum of less than this a second earns nothing in a lifetime: its relative gap is noise.
constexpr double value_negligible = 1e-12;

}  // namespace

double value_gap_percent(double value_quoted, double value_optimal) noexcept {
    if (!std::isfinite(value_quoted) || !std::isfinite(value_optimal)) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const double loss = std::max(value_optimal - value_quoted, 0.0);
    if (std::abs(value_optimal) < value_negligible) {
        return loss < value_negligible ? 0.0 : 100.0;
    }
    return 100.0 * loss / std::abs(value_optimal);
}

Gate::Gate(double threshold_percent, const GateConfig& config)
    : threshold_percent_(threshold_percent),
      config_(config),
      gap_percent_(std::numeric_limits<double>::quiet_NaN()) {}

void Gate::check(double value_quoted, double value_optimal) noexcept {
    gap_percent_ = value_gap_percent(value_quoted, value_optimal);
    if (std::isnan(gap_percent_)) {
        open_ = false;
        narrow_checks_ = 0;
        reason_ = GateReason::value_unknown;
        return;
    }
    if (open_ && gap_percent_ <= threshold_percent_) {
        return;
    }
    open_ = false;
    if (gap_percent_ > threshold_percent_ * config_.reopen_fraction) {
        narrow_checks_ = 0;
        reason_ = GateReason::gap_too_wide;
        return;
    }
    ++narrow_checks_;
    open_ = narrow_checks_ >= config_.checks_to_open;
    reason_ = open_ ? GateReason::gap_narrow : GateReason::proving;
    if (open_) {
        narrow_checks_ = 0;
    }
}

std::string_view to_string(GateReason reason) {
    switch (reason) {
        case GateReason::starting:
            return "starting";
        case GateReason::gap_too_wide:
            return "gap_too_wide";
        case GateReason::proving:
            return "proving";
        case GateReason::value_unknown:
            return "value_unknown";
        case GateReason::gap_narrow:
            return "gap_narrow";
        case GateReason::forced:
            return "forced";
    }
    return "unknown";
}

}  // namespace maxmin::quote
