// Every formula of one grid node: running reward, side Hamiltonians, Newton start. Symbols as in
// Gueant, Lehalle, Fernandez-Tapia (2013) and Cartea, Donnelly, Jaimungal (2017): p is the marginal
// cost of a fill per lot, H its Hamiltonian, -H' (`slope`) the rate at which value moves with p.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/base/host_device.hpp"
#include "kernels/base/math.hpp"
#include "kernels/quote_grid/problem.hpp"

namespace maxmin::kernels::quote_grid {

/// R(q) = drift q - halfwidth |q| - curvature q^2, nature having picked the worst drift and
/// volatility.
struct Running {
    double drift = 0.0;
    double halfwidth = 0.0;
    double curvature = 0.0;
};

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real running_reward(Real drift, Real halfwidth, Real curvature,
                                                   Real q) {
    const Real size = q < Real(0) ? -q : q;
    return drift * q - halfwidth * size - curvature * q * q;
}

MAXMIN_HD inline double running_curvature(const Problem& problem) {
    const double sigma_worst = problem.sigma + problem.sigma_halfwidth;
    return 0.5 * (problem.variance_aversion + problem.drift_entropy) * sigma_worst * sigma_worst +
           problem.running_penalty;
}

/// What remains for ever: a forecast or a box that fades has no long-run part.
MAXMIN_HD inline Running running_stationary(const Problem& problem) {
    return {problem.drift_decay_per_s > 0.0 ? 0.0 : problem.drift_bps_per_s,
            problem.drift_halfwidth_decay_per_s > 0.0 ? 0.0 : problem.drift_halfwidth,
            running_curvature(problem)};
}

/// One side ready for use: intervals resolved, ladder folded into rate and cost, constants taken.
template <typename Real>
struct SideTerms {
    Real rate{};           // Lambda (with a ladder: W)
    Real rate_hi{};        // nature's choice only where a fill loses money
    Real decay_hi{};       // kappa at positive depth
    Real decay_lo{};       // kappa at negative depth
    Real cost{};           // fee (with a ladder: minus D)
    Real margin_hi{};      // g0(decay_hi)
    Real margin_lo{};      // g0(decay_lo)
    Real floor{};          // -infinity: none
    Real aversion{};       // xi, or phi_kappa with split entropies
    Real arrival{};        // phi_lambda
    Real lots{};           // z
    Real jump{};           // zeta
    Real log_scale{};      // ln(z Lambda C / kappa) - kappa c
    bool bounded = false;  // a floor or a decay interval: use bounded_side
    bool split = false;    // separate entropies: use split_side
};

template <typename Real>
struct SideQuote {
    Real offset;
    Real hamiltonian;
    Real slope;  // -H'
};

/// (1 - e^-s) / s, 1 at s = 0, without cancellation for small s.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real relative_utility(Real s) {
    constexpr int terms = sizeof(Real) == 4 ? 7 : 14;  // next term below the unit roundoff at 1/2
    Real series = Real(1);
    for (int k = terms; k >= 1; --k) {
        series = Real(1) - series * s * (Real(1) / static_cast<Real>(k + 1));
    }
    const bool small = s > Real(-0.5) && s < Real(0.5);
    const Real divisor = small ? Real(1) : s;
    const Real direct = (Real(1) - exp_lane(-s)) / divisor;
    return small ? series : direct;
}

/// Margin over marginal cost, g0 = ln(1 + xi z / kappa) / (xi z), 1/kappa for risk-neutral fills.
MAXMIN_HD inline double fill_margin(double decay, double aversion_lots) {
    const double ratio = aversion_lots / decay;
    return ratio < 1e-8 ? 1.0 / decay : std::log1p(ratio) / aversion_lots;
}

/// ln(z Lambda C / kappa) - kappa c, so that H(p) = exp(log_scale - kappa p). By the definition of
/// g0, ln C = -(kappa + xi z) g0, which needs no limit of its own.
MAXMIN_HD inline double plain_log_scale(const SideTerms<double>& terms) {
    const double log_c = -(terms.decay_hi + terms.aversion * terms.lots) * terms.margin_hi;
    return std::log(terms.lots * terms.rate / terms.decay_hi) + log_c - terms.decay_hi * terms.cost;
}

/// No floor, one decay: the optimum is interior and H is one exponential.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE SideQuote<Real> plain_side(const SideTerms<Real>& terms, Real p) {
    const Real hamiltonian = exp_lane(terms.log_scale - terms.decay_hi * p);
    return {p + terms.cost + terms.margin_hi, hamiltonian, terms.decay_hi * hamiltonian};
}

/// H and slope of a given depth, whatever chose it. Averse = false states that the aversion is
/// zero: a fill is then worth its gain, at a third of the cost.
template <typename Real, bool Averse = true>
MAXMIN_HD MAXMIN_ALWAYS_INLINE SideQuote<Real> side_at_depth(const SideTerms<Real>& terms,
                                                             Real rate, Real decay, Real offset,
                                                             Real p) {
    const Real gain = terms.lots * (offset - terms.cost - p);
    const Real fills = rate * exp_lane(-decay * offset);
    if constexpr (!Averse) {
        return {offset, fills * gain, fills * terms.lots};
    }
    const Real s = terms.aversion * gain;
    return {offset, fills * gain * relative_utility(s), fills * terms.lots * exp_lane(-s)};
}

/// Depth floor and decay interval: nature takes the larger decay above zero depth, the smaller
/// below, which leaves a flat piece at zero.
template <typename Real, bool Averse = true>
MAXMIN_HD MAXMIN_ALWAYS_INLINE SideQuote<Real> bounded_side(const SideTerms<Real>& terms, Real p) {
    const Real inner = minimum(Real(0), p + terms.cost + terms.margin_lo);
    const Real free = maximum(p + terms.cost + terms.margin_hi, inner);
    const Real offset = maximum(terms.floor, free);
    const Real decay = offset > Real(0) ? terms.decay_hi : terms.decay_lo;
    return side_at_depth<Real, Averse>(terms, terms.rate, decay, offset, p);
}

/// A quote that is given, not chosen: nature sees it and picks the rate that hurts, the many fills
/// where they lose, the few where they earn.
MAXMIN_HD inline SideQuote<double> fixed_side(const SideTerms<double>& terms, double offset,
                                              double p) {
    const bool earns = offset - terms.cost - p >= 0.0;
    const bool decay_high = earns == (offset > 0.0);
    return side_at_depth(terms, earns ? terms.rate : terms.rate_hi,
                         decay_high ? terms.decay_hi : terms.decay_lo, offset, p);
}

/// Relative entropy with separate aversions for arrivals (phi_lambda) and fills (phi_kappa):
/// H = Lambda (1 - e^(-phi_lambda V)) / phi_lambda, V = -ln(1 - G) / phi_kappa, depth >= 0 so that
/// e^(-kappa delta) is a probability.
MAXMIN_HD inline SideQuote<double> split_side(const SideTerms<double>& terms, double p) {
    const double floor = terms.floor > 0.0 ? terms.floor : 0.0;
    const double free = p + terms.cost + terms.margin_hi;
    const double offset = free > floor ? free : floor;
    const double reach = std::exp(-terms.decay_hi * offset);
    const double gain = terms.lots * (offset - terms.cost - p);
    const double s = terms.aversion * gain;
    const double g = -reach * std::expm1(-s);
    const double v =
        terms.aversion > 0.0 && g != 0.0 ? -std::log1p(-g) / terms.aversion : reach * gain;
    const double arrivals = terms.rate * std::exp(-terms.arrival * v);
    return {offset, terms.rate * v * relative_utility(terms.arrival * v),
            arrivals / (1.0 - g) * reach * terms.lots * std::exp(-s)};
}

MAXMIN_HD inline SideQuote<double> side_quote(const SideTerms<double>& terms, double p) {
    if (terms.split) {
        return split_side(terms, p);
    }
    return terms.bounded ? bounded_side(terms, p) : plain_side(terms, p);
}

/// The most that a side can earn a second, however good the trade: finite only with a floor or
/// split entropies. Where the running loss at the edge exceeds it, no stationary solution exists.
MAXMIN_HD inline double side_bound(const SideTerms<double>& terms) {
    constexpr double none = std::numeric_limits<double>::infinity();
    if (!(terms.rate > 0.0)) {
        return 0.0;
    }
    if (terms.split) {
        return terms.arrival > 0.0 ? terms.rate / terms.arrival : none;
    }
    if (!(terms.aversion > 0.0) || !(terms.floor > -none)) {
        return none;
    }
    const double decay = terms.floor > 0.0 ? terms.decay_hi : terms.decay_lo;
    return terms.rate * std::exp(-decay * terms.floor) / terms.aversion;
}

/// Marginal costs of the two fills across one edge, from inventory q to q + 1 (bid) and back (ask),
/// where the value rises by `slope`.
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real bid_cost(Real slope, Real q, Real jump) {
    return (q + Real(1)) * jump - slope;
}
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real ask_cost(Real slope, Real q, Real jump) {
    return slope - q * jump;
}

/// Newton start: |w(q+1) - w(q)| at q + 1/2, falling away from the peak of R on both sides, from
/// the local balance A (e^(kappa D) + e^(-kappa D)) = 2 A + loss. Right to second order inside and
/// logarithmic at the edges, where the quadratic start of the literature overshoots.
/// `loss` = max R - R(q + 1/2).
template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real start_slope(Real loss, Real half_over_scale,
                                                Real two_over_decay) {
    const Real y = std::sqrt(maximum(Real(0), loss) * half_over_scale);
    return two_over_decay * log_lane(y + std::sqrt(y * y + Real(1)));
}

}  // namespace maxmin::kernels::quote_grid
