// The CPU's loops over particles, every one of them compiled for the widest vectors there are.
#pragma once

#include <cstdint>

#include "kernels/base/philox.hpp"
#include "kernels/base/reduce.hpp"
#include "kernels/particle_filter/model.hpp"

namespace maxmin::kernels::particle_filter::cpu {

/// One asset's rows.
template <typename Real>
struct Rows {
    int lanes;
    Real* log_variance;
    Real* log_weight;
    Real* drift_mean;  // null without drift
    Real* drift_variance;
    Real* psi[3];  // null when parameters are fixed
};

struct Draws {
    PhiloxKey key;
    std::uint32_t step;
    std::uint32_t asset;
};

/// Centres that deviations are taken from; near the means, or single precision loses the variances.
template <typename Real>
struct Centre {
    Real h;
    Real sigma;
    Real drift;
    Real psi[3];
};

enum Sum : int {
    sum_w,
    sum_w_squared,
    sum_h,
    sum_h_squared,
    sum_sigma,
    sum_sigma_squared,
    sum_drift,
    sum_drift_squared,  // variance within a particle included
    sum_psi,            // three, then the lower triangle of the products
    sum_psi_products = sum_psi + 3,
    sum_count = sum_psi_products + 6,
};

/// Sums of w, w^2 and of weighted deviations and their products, w = e^(log_weight - max).
struct WeightedSums {
    double log_weight_max;  // -infinity: no particle carries weight, the sums are void
    double of[sum_count];
};

/// One observation: new log-weight = log_weight - log_weight_shift + ln p(y | particle).
template <typename Real>
struct Advance {
    Draws draws;
    Evidence<Real> evidence;
    Transition<Real> known;  // of an asset without parameter rows
    Real log_weight_shift;
    bool noisy;
    Centre<Real> centre;
};

/// Propagates and weighs every particle. If none is left with weight, log-weights are as they were
/// and the drift is propagated only. `chunk_maxima` is scratch for lanes / lane_multiple values.
template <typename Real>
WeightedSums advance(const Rows<Real>& rows, const Advance<Real>& by,
                     double* chunk_maxima) noexcept;

/// The sums of the particles as they are.
template <typename Real>
WeightedSums survey(const Rows<Real>& rows, const Centre<Real>& centre) noexcept;

/// weight[i] = e^(log_weight[i] - log_weight_max).
template <typename Real>
void weights(const Rows<Real>& rows, Real log_weight_max, Real* weight) noexcept;

template <typename Real>
void move_kernel(const Rows<Real>& rows, const Draws& draws, const KernelMove<Real>& move) noexcept;

/// Draws all particles from the prior: parameters first where there are rows for them.
template <typename Real>
void draw_prior(const Rows<Real>& rows, const Draws& draws, const Prior<Real>& prior) noexcept;

/// row[j] <- row[ancestors[j]] for j below `particles`, through `spare`.
template <typename Real>
void gather(Real* row, Real* spare, const int* ancestors, int particles) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
