// The one system of units: time in seconds, prices in bps of the mid, inventory in lots of the
// grid. Volatility is in bps per square root of a second, drift in bps per second.
#pragma once

#include <cmath>

namespace maxmin::kernels {

inline constexpr double seconds_per_year = 365.25 * 86400.0;
inline constexpr double bps_per_unit = 1e4;

/// 0.60 (60 % a year) is 1.06806 bps per square root of a second.
inline double volatility_bps_from_annual(double fraction_per_year) {
    return fraction_per_year * bps_per_unit / std::sqrt(seconds_per_year);
}

inline double annual_from_volatility_bps(double volatility_bps_per_sqrt_s) {
    return volatility_bps_per_sqrt_s * std::sqrt(seconds_per_year) / bps_per_unit;
}

/// The filter's state h, the logarithm of the variance rate in bps^2 per second.
inline double log_variance_from_annual(double fraction_per_year) {
    return 2.0 * std::log(volatility_bps_from_annual(fraction_per_year));
}

}  // namespace maxmin::kernels
