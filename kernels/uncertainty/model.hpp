// The formulas of the box, for both machines. Symbols as in api.hpp.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/base/host_device.hpp"
#include "kernels/uncertainty/api.hpp"

namespace maxmin::kernels::uncertainty {

inline constexpr double sqrt_half = 0.70710678118654752440;
inline constexpr double sqrt_two_pi = 2.50662827463100050242;
inline constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The x >= 0 with P(N > x) = tail, tail in (0, 1/2]. Starts from the rational
/// approximation 26.2.23 of Abramowitz and Stegun (error 4.5e-4); each Halley step on the logarithm
/// of the tail cubes the relative error, so three reach the last bit.
MAXMIN_HD inline double upper_tail_quantile(double tail) {
    const double t = std::sqrt(-2.0 * std::log(tail));
    double x = t - (2.515517 + t * (0.802853 + t * 0.010328)) /
                       (1.0 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
    for (int step = 0; step < 3; ++step) {
        const double reached = 0.5 * std::erfc(x * sqrt_half);
        const double density = std::exp(-0.5 * x * x) / sqrt_two_pi;
        const double newton = (reached - tail) / density;
        x += newton / (1.0 - 0.5 * x * newton);
    }
    return x;
}

MAXMIN_HD inline bool usable(const Posterior& posterior, const BoxConfig& config) {
    const bool finite = std::isfinite(posterior.drift_mean) && std::isfinite(posterior.drift_sd) &&
                        std::isfinite(posterior.sigma_mean) && std::isfinite(posterior.sigma_sd);
    return finite && posterior.drift_sd >= 0.0 && posterior.sigma_sd >= 0.0 &&
           posterior.sigma_mean >= 0.0 && config.confidence >= 0.0 && config.confidence < 1.0 &&
           config.robustness_level >= 0.0 && config.robustness_level <= 1.0 &&
           config.min_epsilon_mu_bps >= 0.0 && config.min_epsilon_sigma_bps >= 0.0 &&
           config.horizon_s > 0.0 && std::isfinite(config.horizon_s);
}

/// See two_sided_quantile.
MAXMIN_HD inline double interval_quantile(double confidence) {
    if (!(confidence >= 0.0 && confidence < 1.0)) {
        return nan;
    }
    return confidence == 0.0 ? 0.0 : upper_tail_quantile(0.5 * (1.0 - confidence));
}

/// See make_box.
MAXMIN_HD inline Box box_of(const Posterior& posterior, const BoxConfig& config) {
    if (!usable(posterior, config)) {
        return {nan, nan, nan, nan, nan, nan, nan, nan};
    }
    const double z = interval_quantile(config.confidence);
    const double root_horizon = std::sqrt(config.horizon_s);
    const double raw_mu = z * posterior.drift_sd;
    const double raw_sigma = z * posterior.sigma_sd;
    const bool drift_counts = raw_mu * config.horizon_s > config.min_epsilon_mu_bps;
    const bool sigma_counts = raw_sigma * root_horizon > config.min_epsilon_sigma_bps;
    const double epsilon_mu = drift_counts ? config.robustness_level * raw_mu : 0.0;
    const double epsilon_sigma = sigma_counts ? config.robustness_level * raw_sigma : 0.0;
    return {.drift_bps_per_s = posterior.drift_mean,
            .drift_halfwidth = epsilon_mu,
            .sigma = posterior.sigma_mean,
            .sigma_halfwidth = epsilon_sigma,
            .epsilon_mu_bps = epsilon_mu * config.horizon_s,
            .epsilon_sigma_bps = epsilon_sigma * root_horizon,
            .raw_mu_bps = raw_mu * config.horizon_s,
            .raw_sigma_bps = raw_sigma * root_horizon};
}

}  // namespace maxmin::kernels::uncertainty
