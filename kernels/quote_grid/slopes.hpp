// The Newton iteration of lanes.hpp for one problem, start to end: what one GPU thread does. The
// lanes do the same for many problems in step with one another and need masks; here a branch is a
// branch. Columns of neighbouring problems are interleaved, so a warp reads whole lines.
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
SideTerms<Real> rounded_terms(const SideTerms<double>& terms) {
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

/// `problem` is usable() and lanes_take() it; `shape` is its side_shape().
template <typename Real>
SlopeProblem<Real> slope_problem(const Problem& problem, SideShape shape, bool fresh) {
    SideTerms<double> bid = side_terms(problem, problem.bid, nullptr);
    SideTerms<double> ask = side_terms(problem, problem.ask, nullptr);
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
        // A finite stand-in for "no floor": exp_lane would clamp at it, far beyond any quote.
        bid.floor = maximum(bid.floor, -1e30);
        ask.floor = maximum(ask.floor, -1e30);
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

/// One problem's column of a table [row][problem].
template <typename Value>
struct Column {
    Value* data;
    std::ptrdiff_t stride;
    MAXMIN_HD Value& operator[](int row) const { return data[row * stride]; }
};

/// Columns of at least `edges` rows. `base` keeps the slopes for the next warm start.
template <typename Real>
struct SlopeColumns {
    Column<Real> base;
    Column<Real> step;
    Column<Real> alpha;
    Column<Real> beta;  // step = alpha + (step in gain) * beta
};

/// Where the solution goes: one entry a node, NaN from nodes to nodes_max.
template <typename Real>
struct SlopeRows {
    Real* value;
    Real* bid_offset;
    Real* ask_offset;
    int nodes_max;
};

struct SlopeResult {
    bool converged = false;
    int sweeps = 0;
    double gain = 0.0;
    double residual = 0.0;
};

template <typename Real>
class SlopeIteration {
  public:
    MAXMIN_HD SlopeIteration(const SlopeProblem<Real>& problem, const SlopeColumns<Real>& columns)
        : problem_(problem), columns_(columns) {}

    MAXMIN_HD SlopeResult solve() {
        start();
        SlopeResult result;
        State state = State::running;
        while (state == State::running && result.sweeps < slope_sweeps_max) {
            ++result.sweeps;
            sweep();
            state = judge(result.sweeps == 1);
            if (state == State::running) {
                state = update();
            }
        }
        result.converged = state == State::converged;
        result.gain = static_cast<double>(trial_gain());
        result.residual = static_cast<double>(residual_);
        return result;
    }

    /// Of a converged iteration.
    MAXMIN_HD void write(const SlopeRows<Real>& rows) const {
        constexpr Real off = std::numeric_limits<Real>::infinity();
        Real value = Real(0);
        Real value_zero = Real(0);
        Real ask_offset = off;
        for (int i = 0; i <= problem_.edges; ++i) {
            const Real q = inventory(i);
            rows.value[i] = value;
            rows.ask_offset[i] = ask_offset;
            rows.bid_offset[i] = off;
            value_zero = q == Real(0) ? value : value_zero;
            if (i < problem_.edges) {
                const Real slope = trial(i);
                rows.bid_offset[i] = bid_quote(slope, q).offset;
                ask_offset = ask_quote(slope, q).offset;
                value += slope;
                columns_.base[i] = slope;
            }
        }
        for (int i = 0; i < rows.nodes_max; ++i) {
            if (i <= problem_.edges) {
                rows.value[i] -= value_zero;
            } else {
                constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
                rows.value[i] = rows.bid_offset[i] = rows.ask_offset[i] = nan;
            }
        }
    }

  private:
    enum class State { running, converged, failed };

    /// What the recursion carries from edge to edge.
    struct Carry {
        Real hamiltonian{}, slope{}, alpha{}, beta{};
    };

    MAXMIN_HD Real inventory(int node) const { return problem_.q_min + static_cast<Real>(node); }
    MAXMIN_HD Real trial(int edge) const {
        return columns_.base[edge] + fraction_ * columns_.step[edge];
    }
    MAXMIN_HD Real trial_gain() const { return gain_ + fraction_ * gain_step_; }
    MAXMIN_HD bool below_tolerance(Real residual) const {
        return residual <= Tolerance<Real>::residual * (Real(1) + std::abs(trial_gain()));
    }

    MAXMIN_HD SideQuote<Real> quote(const SideTerms<Real>& terms, Real p) const {
        switch (problem_.shape) {
            case SideShape::plain:
                return plain_side(terms, p);
            case SideShape::bounded_neutral:
                return bounded_side<Real, false>(terms, p);
            case SideShape::bounded:
                break;
        }
        return bounded_side(terms, p);
    }
    /// The two quotes that share an edge whose lower node has inventory q.
    MAXMIN_HD SideQuote<Real> bid_quote(Real slope, Real q) const {
        return quote(problem_.bid, bid_cost(slope, q, problem_.bid.jump));
    }
    MAXMIN_HD SideQuote<Real> ask_quote(Real slope, Real q) const {
        return quote(problem_.ask, ask_cost(slope, q, problem_.ask.jump));
    }

    MAXMIN_HD void start() {
        for (int i = 0; i < problem_.edges; ++i) {
            columns_.step[i] = Real(0);
            if (problem_.fresh) {
                const Real q = inventory(i) + Real(0.5);
                const Real loss = problem_.reward_peak - reward(q);
                const Real size =
                    start_slope(loss, problem_.half_over_scale, problem_.two_over_decay);
                columns_.base[i] = problem_.tilt + (problem_.peak < q ? -size : size);
            }
        }
    }

    MAXMIN_HD Real reward(Real q) const {
        return running_reward(problem_.drift, problem_.halfwidth, problem_.curvature, q);
    }

    MAXMIN_HD Real imbalance(Real q, Real hamiltonians, Real slopes) {
        // Rounding of R and H at the edges is not an imbalance that another sweep could mend.
        constexpr Real noise = Real(16) * std::numeric_limits<Real>::epsilon();
        const Real here = reward(q);
        const Real f = here - trial_gain() + hamiltonians;
        residual_ = maximum(residual_, std::abs(f) - noise * std::abs(here));
        slope_max_ = maximum(slope_max_, slopes);
        return f;
    }

    /// Residual at the trial and the Newton step from it, from both ends of the box.
    MAXMIN_HD void sweep() {
        residual_ = Real(0);
        slope_max_ = Real(0);
        Carry up;
        for (int i = 0; i < problem_.split; ++i) {
            const Real slope = trial(i);
            const SideQuote<Real> bid = bid_quote(slope, inventory(i));
            const SideQuote<Real> ask = ask_quote(slope, inventory(i));
            const Real f =
                imbalance(inventory(i), bid.hamiltonian + up.hamiltonian, bid.slope + up.slope);
            const Real inverse = Real(1) / bid.slope;
            up = {ask.hamiltonian, ask.slope, (up.slope * up.alpha - f) * inverse,
                  (up.slope * up.beta + Real(1)) * inverse};
            columns_.alpha[i] = up.alpha;
            columns_.beta[i] = up.beta;
        }
        Carry down;
        for (int i = problem_.edges - 1; i >= problem_.split; --i) {
            const Real slope = trial(i);
            const SideQuote<Real> bid = bid_quote(slope, inventory(i));
            const SideQuote<Real> ask = ask_quote(slope, inventory(i));
            const Real f = imbalance(inventory(i + 1), ask.hamiltonian + down.hamiltonian,
                                     ask.slope + down.slope);
            const Real inverse = Real(1) / ask.slope;
            down = {bid.hamiltonian, bid.slope, (down.slope * down.alpha + f) * inverse,
                    (down.slope * down.beta - Real(1)) * inverse};
            columns_.alpha[i] = down.alpha;
            columns_.beta[i] = down.beta;
        }
        const Real f = imbalance(inventory(problem_.split), up.hamiltonian + down.hamiltonian,
                                 up.slope + down.slope);
        found_ = (f + down.slope * down.alpha - up.slope * up.alpha) /
                 (Real(1) - down.slope * down.beta + up.slope * up.beta);
    }

    /// Accept the trial, halve the step, or stop.
    MAXMIN_HD State judge(bool first_sweep) {
        const bool sound = std::isfinite(found_) && std::isfinite(residual_);
        accepted_ = false;
        if (sound && below_tolerance(residual_)) {
            return State::converged;
        }
        if (sound && (first_sweep || residual_ <= best_)) {
            best_ = residual_;
            halvings_ = 0;
            accepted_ = true;
            return State::running;
        }
        if (first_sweep || ++halvings_ > slope_halvings_max) {
            return State::failed;
        }
        fraction_ *= Real(0.5);
        return State::running;
    }

    /// Moves to an accepted trial and takes the next step, whose end may be foreseen.
    MAXMIN_HD State update() {
        if (!accepted_) {
            return State::running;
        }
        gain_ = trial_gain();
        gain_step_ = found_;
        Real largest = Real(0);
        for (int i = 0; i < problem_.edges; ++i) {
            columns_.base[i] = trial(i);
            columns_.step[i] = columns_.alpha[i] + found_ * columns_.beta[i];
            largest = maximum(largest, std::abs(columns_.step[i]));
        }
        fraction_ = Real(1);
        const Real left = imbalance_left(largest, slope_max_, problem_.stiffness);
        if (!below_tolerance(left)) {
            return State::running;
        }
        residual_ = left;
        return State::converged;
    }

    const SlopeProblem<Real>& problem_;
    SlopeColumns<Real> columns_;
    Real gain_{}, gain_step_{}, fraction_{};  // the trial is base + fraction * step
    Real residual_{}, slope_max_{}, found_{};
    Real best_{};  // residual of the accepted point
    int halvings_ = 0;
    bool accepted_ = false;
};

}  // namespace maxmin::kernels::quote_grid
