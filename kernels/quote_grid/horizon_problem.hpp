// One finite-horizon problem: the running reward as it fades, and what the warp of
// horizon_warp.hpp needs to know of a single or ladder problem. Always in double.
#pragma once

#include <cmath>

#include "kernels/quote_grid/setup.hpp"

namespace maxmin::kernels::quote_grid {

/// The running reward with some time to go: a forecast and its box fade as the clock runs.
struct FadingReward {
    double drift_bps_per_s = 0.0;
    double drift_decay_per_s = 0.0;
    double halfwidth = 0.0;
    double halfwidth_decay_per_s = 0.0;
    double curvature = 0.0;

    /// `elapsed_s` is the horizon less the time to go.
    MAXMIN_HD Running after(double elapsed_s) const {
        return {drift_bps_per_s * std::exp(-drift_decay_per_s * elapsed_s),
                halfwidth * std::exp(-halfwidth_decay_per_s * elapsed_s), curvature};
    }
    /// Its derivative by the time to go, where it is `now`.
    MAXMIN_HD Running rate(const Running& now) const {
        return {drift_decay_per_s * now.drift, halfwidth_decay_per_s * now.halfwidth, 0.0};
    }
};

MAXMIN_HD inline FadingReward fading_reward(const Problem& problem) {
    return {problem.drift_bps_per_s, problem.drift_decay_per_s, problem.drift_halfwidth,
            problem.drift_halfwidth_decay_per_s, running_curvature(problem)};
}

MAXMIN_HD MAXMIN_ALWAYS_INLINE double running_reward(const Running& running, double q) {
    return running_reward(running.drift, running.halfwidth, running.curvature, q);
}

struct TerminalPenalty {
    double quadratic = 0.0;
    double linear = 0.0;

    MAXMIN_HD double value(double q) const { return -quadratic * q * q - linear * std::fabs(q); }
};

struct HorizonProblem {
    SideTerms<double> bid, ask;
    SideShape shape = SideShape::plain;
    FadingReward reward;
    TerminalPenalty terminal;
    int q_min = 0;
    int edges = 0;  // nodes - 1; 0: not a problem for this path
};

/// `problem` is usable() and slopes_take() it.
inline HorizonProblem horizon_problem(const Problem& problem) {
    const SideShape shape = side_shape(problem);
    return {.bid = shaped_terms(problem, problem.bid, shape),
            .ask = shaped_terms(problem, problem.ask, shape),
            .shape = shape,
            .reward = fading_reward(problem),
            .terminal = {problem.terminal_quadratic, problem.terminal_linear},
            .q_min = problem.q_min,
            .edges = problem.q_max - problem.q_min};
}

}  // namespace maxmin::kernels::quote_grid
