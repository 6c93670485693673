// From a posterior to the box of models that the quotes must survive: drift and volatility, each an
// interval. Half-widths are normal quantiles of the posterior, scaled by the robustness level and
// dropped below a minimum. The minimum is a switch: quotes jump when the raw value crosses it.
#pragma once

namespace maxmin::kernels::uncertainty {

/// Epsilons in bps are meant over `horizon_s`: drift times horizon, volatility times its square
/// root.
struct BoxConfig {
    double confidence = 0.95;       // two-sided, in [0, 1)
    double robustness_level = 0.7;  // 0 trusts the estimate, 1 takes the full interval
    double min_epsilon_mu_bps = 0.2;
    double min_epsilon_sigma_bps = 2.0;
    double horizon_s = 60.0;
};

/// What the particle filter says of one asset: mean and standard deviation of drift (bps per
/// second) and of volatility (bps per square root of a second).
struct Posterior {
    double drift_mean = 0.0;
    double drift_sd = 0.0;
    double sigma_mean = 0.0;
    double sigma_sd = 0.0;
};

/// Drift within drift_bps_per_s +- drift_halfwidth, volatility within sigma +- sigma_halfwidth
/// (never below zero). The _bps fields say the same over the horizon: `epsilon` as used, `raw`
/// before robustness level and minimum.
struct Box {
    double drift_bps_per_s = 0.0;
    double drift_halfwidth = 0.0;
    double sigma = 0.0;
    double sigma_halfwidth = 0.0;
    double epsilon_mu_bps = 0.0;
    double epsilon_sigma_bps = 0.0;
    double raw_mu_bps = 0.0;
    double raw_sigma_bps = 0.0;
};

/// Standard normal quantile to full double precision (relative error below 4e-16 away from 1/2).
/// -infinity at 0, +infinity at 1, NaN outside [0, 1].
double normal_quantile(double probability);

/// The z with P(|N| <= z) = confidence. Accurate where confidence is near 1, unlike
/// normal_quantile((1 + confidence) / 2).
double two_sided_quantile(double confidence);

/// Any argument outside its range (not finite, negative deviation, confidence outside [0, 1)) gives
/// NaN in every field: no box, rather than a box that is too small.
Box make_box(const Posterior& posterior, const BoxConfig& config);

}  // namespace maxmin::kernels::uncertainty
