// The formulas of one particle: exact Ornstein-Uhlenbeck transition, log-weight, Kalman step of the
// drift, Liu-West move. mu, k, phi, tau2 and psi are the paper's names for level, reversion,
// persistence, observation variance and the three parameters. Called lane by lane on both machines.
#pragma once

#include <cmath>
#include <cstdint>

#include "kernels/base/host_device.hpp"
#include "kernels/base/math.hpp"
#include "kernels/base/normal.hpp"
#include "kernels/base/philox.hpp"
#include "kernels/particle_filter/api.hpp"

namespace maxmin::kernels::particle_filter {

enum class Stream : std::uint32_t {
    initial_log_variance = 0,  // particle i takes normal i mod 4 of index i / 4
    propagation = 1,           // likewise
    resampling = 2,            // index 0, first uniform
    kernel_move = 3,           // particle i takes the first three normals of index i
    initial_parameters = 4,    // likewise
};

// Wide enough never to bind on sound data; they keep every exponential finite in single precision.
inline constexpr double log_variance_limit = 60.0;
inline constexpr double psi_low[3] = {-40.0, -13.815510557964274, -6.907755278982137};
inline constexpr double psi_high[3] = {40.0, 4.605170185988092, 2.995732273553991};
inline constexpr double kernel_ridge = 1e-12;
inline constexpr double ln_two_pi = 1.8378770664093454836;

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real clamp_lane(Real x, Real low, Real high) {
    return minimum(maximum(x, low), high);
}

/// clamp_lane(x, -limit, limit) in three operations; of the two comparisons the compiler makes ten.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real clamp_size(Real x, Real limit) {
    return std::copysign(minimum(std::fabs(x), limit), x);
}

/// h' = mu + phi (h - mu) + s z over one interval.
template <typename Real>
struct Transition {
    Real mu;
    Real phi;
    Real s;
};

/// From the parameters, dt in seconds. 1 - phi^2 is -expm1(-k dt) (2 + expm1(-k dt)). Brief = true
/// states that k dt is at most brief_reversion, where expm1 needs no power of two taken out.
inline constexpr double brief_reversion = 0.34;  // ln 2 / 2, less what rounds
template <typename Real, bool Brief = false>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Transition<Real> transition(Real mu, Real ln_k, Real ln_stat,
                                                           Real dt) {
    const Real reverted = -exp_in_range(ln_k) * dt;
    const Real phi_minus_one = Brief ? expm1_of_remainder(reverted) : expm1_of_negative(reverted);
    const Real variance = -phi_minus_one * (Real(2) + phi_minus_one);
    return {mu, Real(1) + phi_minus_one, exp_in_range(ln_stat) * std::sqrt(variance)};
}

/// Of an asset whose parameters are the prior means; worked out in double.
template <typename Real>
MAXMIN_HD inline Transition<Real> known_transition(const Model& model,
                                                   const Observation& observation) {
    const Transition<double> law =
        transition(model.log_variance_level.mean, model.ln_reversion.mean,
                   model.ln_stationary_sd.mean, observation.dt_s);
    return {static_cast<Real>(law.mu), static_cast<Real>(law.phi), static_cast<Real>(law.s)};
}

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real propagate(Real h, const Transition<Real>& by, Real normal) {
    const Real moved = by.mu + (by.phi * (h - by.mu) + by.s * normal);
    return clamp_size(moved, Real(log_variance_limit));
}

/// What one observation means to every particle of its asset.
template <typename Real>
struct Evidence {
    Real y;
    Real dt;
    Real y_squared;
    Real y_squared_per_dt;
    Real tau2;
    Real drift_phi;
    Real drift_mean;
    Real drift_noise_variance;
};

/// The drift's own law over dt: phi = e^(-k dt), noise s^2 (1 - phi^2) / (2 k), s^2 dt where k = 0.
template <typename Real>
MAXMIN_HD inline Evidence<Real> evidence_of(const Model& model, const Observation& observation) {
    const double y = observation.return_bps;
    const double dt = observation.dt_s;
    const double k = model.drift_reversion_per_s;
    const double diffusion = model.drift_diffusion * model.drift_diffusion;
    const double phi_minus_one = expm1_of_negative(-k * dt);
    const double noise =
        k > 0.0 ? diffusion * -phi_minus_one * (2.0 + phi_minus_one) / (2.0 * k) : diffusion * dt;
    return {.y = static_cast<Real>(y),
            .dt = static_cast<Real>(dt),
            .y_squared = static_cast<Real>(y * y),
            .y_squared_per_dt = static_cast<Real>(y * y / dt),
            .tau2 = static_cast<Real>(model.observation_variance_bps2),
            .drift_phi = static_cast<Real>(1.0 + phi_minus_one),
            .drift_mean = static_cast<Real>(model.drift_mean_bps_per_s),
            .drift_noise_variance = static_cast<Real>(noise)};
}

/// ln p(y | h) + (ln 2 pi + ln dt) / 2, no observation noise; needs no logarithm.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real log_density_noiseless(Real h, Real inverse_sigma,
                                                          const Evidence<Real>& e) {
    return Real(-0.5) * (h + e.y_squared_per_dt * (inverse_sigma * inverse_sigma));
}

/// ln p(y | h) + ln(2 pi) / 2.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real log_density_noisy(Real sigma, const Evidence<Real>& e) {
    const Real variance = sigma * sigma * e.dt + e.tau2;
    return Real(-0.5) * (log_lane(variance) + e.y_squared / variance);
}

template <typename Real>
struct Drift {
    Real mean;
    Real variance;
};

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Drift<Real> propagate_drift(Drift<Real> drift,
                                                           const Evidence<Real>& e) {
    return {e.drift_mean + e.drift_phi * (drift.mean - e.drift_mean),
            e.drift_phi * e.drift_phi * drift.variance + e.drift_noise_variance};
}

template <typename Real>
struct DriftUpdate {
    Drift<Real> drift;
    Real log_density;  // + ln(2 pi) / 2
};

/// One Kalman step given h; `drift` has been propagated. The variance cannot become negative.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE DriftUpdate<Real> update_drift(Drift<Real> drift, Real sigma,
                                                              const Evidence<Real>& e) {
    const Real noise = sigma * sigma * e.dt + e.tau2;
    const Real p_dt = drift.variance * e.dt;
    const Real variance = p_dt * e.dt + noise;
    const Real inverse = Real(1) / variance;
    const Real innovation = e.y - drift.mean * e.dt;
    const Real scaled = innovation * inverse;
    return {{drift.mean + p_dt * scaled, drift.variance * (noise * inverse)},
            Real(-0.5) * (log_lane(variance) + innovation * scaled)};
}

/// psi <- A psi + (1 - A) mean + L j, L the lower Cholesky factor of (1 - A^2) V + ridge.
template <typename Real>
struct KernelMove {
    Real shrink;    // A
    Real shift[3];  // (1 - A) mean
    Real factor[6];
};

template <typename Real>
struct Parameters {
    Real psi[3];
};

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Parameters<Real> within_limits(const Parameters<Real>& p) {
    // Constants of this function: device code cannot read an array of the host.
    constexpr Real low[3] = {Real(psi_low[0]), Real(psi_low[1]), Real(psi_low[2])};
    constexpr Real high[3] = {Real(psi_high[0]), Real(psi_high[1]), Real(psi_high[2])};
    return {{clamp_lane(p.psi[0], low[0], high[0]), clamp_lane(p.psi[1], low[1], high[1]),
             clamp_lane(p.psi[2], low[2], high[2])}};
}

/// The law of a particle before the first observation.
template <typename Real>
struct Prior {
    Real psi_mean[3];
    Real psi_sd[3];
    bool stationary;  // log-variance by the particle's own parameters, else by the two below
    Real log_variance_mean;
    Real log_variance_sd;
    Drift<Real> drift;
};

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Parameters<Real> prior_parameters(const Prior<Real>& prior,
                                                                 const Normals<Real>& n) {
    return within_limits<Real>(
        {{prior.psi_mean[0] + prior.psi_sd[0] * n.z0, prior.psi_mean[1] + prior.psi_sd[1] * n.z1,
          prior.psi_mean[2] + prior.psi_sd[2] * n.z2}});
}

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real prior_log_variance(const Prior<Real>& prior,
                                                       const Parameters<Real>& p, Real normal) {
    const Real mean = prior.stationary ? p.psi[0] : prior.log_variance_mean;
    const Real sd = prior.stationary ? exp_in_range(p.psi[2]) : prior.log_variance_sd;
    return clamp_lane(mean + sd * normal, Real(-log_variance_limit), Real(log_variance_limit));
}

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Parameters<Real> move_parameters(const Parameters<Real>& p,
                                                                const KernelMove<Real>& move,
                                                                const Normals<Real>& j) {
    const Real jitter[3] = {
        move.factor[0] * j.z0,
        move.factor[1] * j.z0 + move.factor[2] * j.z1,
        move.factor[3] * j.z0 + move.factor[4] * j.z1 + move.factor[5] * j.z2,
    };
    return within_limits<Real>({{move.shrink * p.psi[0] + (move.shift[0] + jitter[0]),
                                 move.shrink * p.psi[1] + (move.shift[1] + jitter[1]),
                                 move.shrink * p.psi[2] + (move.shift[2] + jitter[2])}});
}

/// Lower Cholesky factor of scale * covariance + ridge; false if that is not positive definite.
MAXMIN_HD inline bool cholesky(const double (&covariance)[6], double scale, double (&factor)[6]) {
    double a[6];
    for (int k = 0; k < 6; ++k) {
        a[k] = scale * covariance[k] + (k == 0 || k == 2 || k == 5 ? kernel_ridge : 0.0);
    }
    const double d0 = a[0];
    factor[0] = std::sqrt(d0);
    factor[1] = a[1] / factor[0];
    factor[3] = a[3] / factor[0];
    const double d1 = a[2] - factor[1] * factor[1];
    factor[2] = std::sqrt(d1);
    factor[4] = (a[4] - factor[3] * factor[1]) / factor[2];
    const double d2 = a[5] - factor[3] * factor[3] - factor[4] * factor[4];
    factor[5] = std::sqrt(d2);
    return d0 > 0.0 && d1 > 0.0 && d2 > 0.0;
}

/// Systematic resampling: of `particles` offspring those that are taken by the particles up to the
/// one whose inclusive sum of weights is `cumulated`; `scale` is particles / sum of all weights.
MAXMIN_HD MAXMIN_ALWAYS_INLINE int offspring_end(double cumulated, double scale, double u,
                                                 double particles) {
    return static_cast<int>(minimum(maximum(std::ceil(cumulated * scale - u), 0.0), particles));
}

/// The kernel that keeps mean and covariance: A = (3 delta - 1) / (2 delta). False: no move
/// possible.
template <typename Real>
MAXMIN_HD inline bool kernel_move(double discount, const double (&mean)[3],
                                  const double (&covariance)[6], KernelMove<Real>& move) {
    const double shrink = (3.0 * discount - 1.0) / (2.0 * discount);
    double factor[6];
    if (!cholesky(covariance, 1.0 - shrink * shrink, factor)) {
        return false;
    }
    move.shrink = static_cast<Real>(shrink);
    for (int k = 0; k < 3; ++k) {
        move.shift[k] = static_cast<Real>((1.0 - shrink) * mean[k]);
    }
    for (int k = 0; k < 6; ++k) {
        move.factor[k] = static_cast<Real>(factor[k]);
    }
    return true;
}

}  // namespace maxmin::kernels::particle_filter
