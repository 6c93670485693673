// What one thread and one warp have in common when they solve a problem by Newton's method on its
// slopes: the quotes at an edge, the imbalance of a node, and when to accept, halve or stop.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/quote_grid/slope_problem.hpp"

namespace maxmin::kernels::quote_grid {

/// The trial is base + fraction * step in every slope and gain + fraction * gain_step in the gain.
/// A derived class holds the slopes. It offers start(), sweep() (which sets residual_, slope_max_
/// and found_, the Newton step in gain) and move() (which goes to the trial, takes the next step
/// from found_ and returns the largest part of it).
template <typename Real>
class SlopeNewton {
  protected:
    MAXMIN_HD explicit SlopeNewton(const SlopeProblem<Real>& problem) : problem_(problem) {}

    template <typename Derived>
    MAXMIN_HD SlopeResult iterate(Derived& derived) {
        derived.start();
        SlopeResult result;
        State state = State::running;
        while (state == State::running && result.sweeps < slope_sweeps_max) {
            ++result.sweeps;
            residual_ = Real(0);
            slope_max_ = Real(0);
            derived.sweep();
            state = judge(result.sweeps == 1);
            if (state == State::running && accepted_) {
                gain_ = trial_gain();
                gain_step_ = found_;
                const Real largest = derived.move();
                fraction_ = Real(1);
                state = foresee(largest);
            }
        }
        result.converged = state == State::converged;
        result.gain = static_cast<double>(trial_gain());
        result.residual = static_cast<double>(residual_);
        return result;
    }

    MAXMIN_HD Real inventory(int node) const { return problem_.q_min + static_cast<Real>(node); }

    /// Cold start of the edge whose lower node has inventory q.
    MAXMIN_HD Real first_slope(Real q) const {
        const Real middle = q + Real(0.5);
        const Real loss = problem_.reward_peak - reward(middle);
        const Real size = start_slope(loss, problem_.half_over_scale, problem_.two_over_decay);
        return problem_.tilt + (problem_.peak < middle ? -size : size);
    }

    /// Of a node; keeps the largest seen.
    MAXMIN_HD Real imbalance(Real q, Real hamiltonians, Real slopes) {
        // Rounding of R and H at the edges is not an imbalance that another sweep could mend.
        constexpr Real noise = Real(16) * std::numeric_limits<Real>::epsilon();
        const Real here = reward(q);
        const Real f = here - trial_gain() + hamiltonians;
        residual_ = maximum(residual_, std::abs(f) - noise * std::abs(here));
        slope_max_ = maximum(slope_max_, slopes);
        return f;
    }

    /// What a recursion carries from edge to edge: the quote that the next node shares, and
    /// step = alpha + (step in gain) * beta of the edge.
    struct Carry {
        Real hamiltonian{}, slope{}, alpha{}, beta{};
    };

    /// Where the recursion from below (`up`) and the one from above meet.
    MAXMIN_HD void meet(const Carry& up, const Carry& down) {
        const Real f = imbalance(inventory(problem_.split), up.hamiltonian + down.hamiltonian,
                                 up.slope + down.slope);
        found_ = (f + down.slope * down.alpha - up.slope * up.alpha) /
                 (Real(1) - down.slope * down.beta + up.slope * up.beta);
    }

    const SlopeProblem<Real>& problem_;
    Real fraction_{};
    Real residual_{}, slope_max_{}, found_{};

  private:
    enum class State { running, converged, failed };

    MAXMIN_HD Real reward(Real q) const {
        return running_reward(problem_.drift, problem_.halfwidth, problem_.curvature, q);
    }
    MAXMIN_HD Real trial_gain() const { return gain_ + fraction_ * gain_step_; }
    MAXMIN_HD bool below_tolerance(Real residual) const {
        return residual <= Tolerance<Real>::residual * (Real(1) + std::abs(trial_gain()));
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

    /// Whether the step just taken ends where nothing is left to mend.
    MAXMIN_HD State foresee(Real largest) {
        const Real left = imbalance_left(largest, slope_max_, problem_.stiffness);
        if (!below_tolerance(left)) {
            return State::running;
        }
        residual_ = left;
        return State::converged;
    }

    Real gain_{}, gain_step_{};
    Real best_{};  // residual of the accepted point
    int halvings_ = 0;
    bool accepted_ = false;
};

}  // namespace maxmin::kernels::quote_grid
