// One stationary single or ladder problem as the slope iterations take it (lanes.hpp says why
// slopes), and what they share: tolerance, limits, the bound that foresees the last sweep.
#pragma once

#include <cmath>
#include <cstddef>

#include "kernels/quote_grid/setup.hpp"

namespace maxmin::kernels::quote_grid {

template <typename Real>
struct Tolerance;
template <>
struct Tolerance<double> {
    static constexpr double residual = 1e-11;
};
template <>
struct Tolerance<float> {
    // About 16 roundings of a gain of 1: a slope error of it, summed over the 30 or so nodes that
    // feel each other, stays below 1e-4 bps.
    static constexpr float residual = 2e-6F;
};

inline constexpr int slope_sweeps_max = 40;
inline constexpr int slope_halvings_max = 20;

/// H' is continuous, a floor included, |H''| is at most s |H'|, s the stiffness, and |H'| grows by
/// at most e^x over a step of x = s |dD|. So a Newton step leaves an imbalance of at most
/// |H'| x^2 e^x / (2 s): where that is below the tolerance there is no need to look.
template <typename Real>
MAXMIN_HD inline Real imbalance_left(Real step_max, Real slope_max, Real stiffness) {
    const Real x = step_max * stiffness;
    return Real(0.5) * x * x * std::exp(x) * slope_max / stiffness;
}

/// All that the iteration needs to know of a problem.
template <typename Real>
struct SlopeProblem {
    SideTerms<Real> bid, ask;
    Real stiffness{};  // of either side: see imbalance_left
    Real drift{}, halfwidth{}, curvature{}, q_min{};
    Real peak{}, reward_peak{}, half_over_scale{}, two_over_decay{}, tilt{};  // Newton start
    int edges = 0;  // nodes - 1; 0: not a problem for this path
    int split = 0;  // the node where the two recursions meet
    SideShape shape = SideShape::plain;
    bool fresh = true;  // cold start; else the start's five numbers are not set
};

template <typename Real>
MAXMIN_HD SideTerms<Real> rounded_terms(const SideTerms<double>& terms) {
    SideTerms<Real> out;
    out.rate = static_cast<Real>(terms.rate);
    out.decay_hi = static_cast<Real>(terms.decay_hi);
    out.decay_lo = static_cast<Real>(terms.decay_lo);
    out.cost = static_cast<Real>(terms.cost);
    out.margin_hi = static_cast<Real>(terms.margin_hi);
    out.margin_lo = static_cast<Real>(terms.margin_lo);
    out.floor = static_cast<Real>(terms.floor);
    out.aversion = static_cast<Real>(terms.aversion);
    out.lots = Real(1);
    out.jump = static_cast<Real>(terms.jump);
    out.log_scale = static_cast<Real>(terms.log_scale);
    return out;
}

/// `problem` is usable() and slopes_take() it; `shape` is its side_shape().
template <typename Real>
MAXMIN_HD SlopeProblem<Real> slope_problem(const Problem& problem, SideShape shape, bool fresh) {
    const SideTerms<double> bid = shaped_terms(problem, problem.bid, shape);
    const SideTerms<double> ask = shaped_terms(problem, problem.ask, shape);
    const Running running = running_stationary(problem);
    SlopeProblem<Real> out;
    if (fresh) {
        const Start start = newton_start(running, problem.q_min, problem.q_max, bid, ask);
        out.peak = static_cast<Real>(start.peak);
        out.reward_peak = static_cast<Real>(start.reward_peak);
        out.half_over_scale = static_cast<Real>(start.half_over_scale);
        out.two_over_decay = static_cast<Real>(start.two_over_decay);
        out.tilt = static_cast<Real>(start.tilt);
    }
    double stiffness = maximum(bid.decay_hi, ask.decay_hi);
    if (shape != SideShape::plain) {
        stiffness = maximum(stiffness, maximum(bid.aversion, ask.aversion));
    }
    out.stiffness = static_cast<Real>(stiffness);
    out.bid = rounded_terms<Real>(bid);
    out.ask = rounded_terms<Real>(ask);
    out.drift = static_cast<Real>(running.drift);
    out.halfwidth = static_cast<Real>(running.halfwidth);
    out.curvature = static_cast<Real>(running.curvature);
    out.q_min = static_cast<Real>(problem.q_min);
    out.edges = problem.q_max - problem.q_min;
    const double peak = reward_peak_inventory(running, problem.q_min, problem.q_max);
    out.split = static_cast<int>(std::nearbyint(peak)) - problem.q_min;
    out.shape = shape;
    out.fresh = fresh;
    return out;
}

struct SlopeResult {
    bool converged = false;
    int sweeps = 0;
    double gain = 0.0;
    double residual = 0.0;
};

/// One problem's column of a table [row][problem], or with stride 1 a row of its own.
template <typename Value>
struct Column {
    Value* data;
    std::ptrdiff_t stride;
    MAXMIN_HD Value& operator[](int row) const { return data[row * stride]; }
};

}  // namespace maxmin::kernels::quote_grid
