// Parameters of the filter and of the quote grid of one asset, in the units a user thinks in.
#pragma once

#include <cstdint>

namespace maxmin::compute {

struct FilterConfig {
    double observation_interval_s = 1.0;  // mid changes are gathered at least this long
    double volatility_annual = 0.6;  // prior median of the long-run volatility, 0.6 = 60 % a year
    double volatility_log_sd = 0.7;  // prior sd of its logarithm
    double half_life_s = 60.0;       // prior median of the half-life of log-variance
    double half_life_log_sd = 0.7;
    double variability = 0.7;  // prior median of the stationary sd of log-variance
    double variability_log_sd = 0.4;
    double drift_half_life_s = 60.0;
    double drift_sd_bps_per_s = 0.02;    // stationary sd of the drift; 0 turns the drift off
    double observation_noise_bps = 0.0;  // sd of the mid's own noise, on top of the tick's
    double warm_up_s = 60.0;             // no quote before this much of observed time
};

struct GridConfig {
    double risk_aversion = 0.01;   // 1/(bps x lot), lot = one grid step
    double fill_aversion = 0.0;    // 1/(bps x lot)
    double running_penalty = 0.0;  // bps / (lot s)
    int nodes_max = 201;
    double fill_rate_uncertainty = 0.0;  // relative half-width of the box on the arrival rate
};

}  // namespace maxmin::compute
