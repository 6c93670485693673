// Policy (Newton) iteration on the long-run equation 0 = R - g + H(w), w = 0 at inventory 0.
#include <algorithm>
#include <cmath>

#include "kernels/quote_grid/general.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

constexpr int sweeps_max = 200;
constexpr int halvings_max = 40;
constexpr int uphill_max = 8;
constexpr double tolerance = 1e-11;
constexpr double rounding = 16.0 * std::numeric_limits<double>::epsilon();

struct Newton {
    const Problem& problem;
    const ProblemTerms& terms;
    Scratch& scratch;
    int nodes;
    int zero;  // node of inventory 0
    double gain = 0.0;

    Banded band() const { return {scratch.band.data(), nodes, terms.band}; }

    /// Imbalance beyond rounding of `value` at a gain, into scratch.residual; NaN if anything is.
    double residual(std::span<const double> value, double at_gain, const Banded* jacobian) {
        const std::span<double> out = first(scratch.residual, nodes);
        side_hamiltonians(terms, problem.q_min, value, out, jacobian);
        double largest = 0.0;
        for (int i = 0; i < nodes; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            out[at] += scratch.reward[at] - at_gain;
            const double size = std::fabs(out[at]) - rounding * std::fabs(scratch.reward[at]);
            if (!(size <= largest)) {
                largest = size;
            }
            if (!std::isfinite(size)) {
                return size;
            }
        }
        return largest;
    }

    /// The step in value into scratch.step; returns the step in gain, NaN if the system is
    /// singular.
    double solve_step() {
        const Banded matrix = band();
        const int first_column = std::max(0, zero - terms.band);
        const int last_column = std::min(nodes - 1, zero + terms.band);
        std::array<double, 2 * fill_size_max + 1> pinned{};
        for (int j = first_column; j <= last_column; ++j) {
            pinned[static_cast<std::size_t>(j - first_column)] = matrix.at(zero, j);
            matrix.at(zero, j) = j == zero ? 1.0 : 0.0;
        }
        for (int i = 0; i < nodes; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            scratch.step[at] = i == zero ? 0.0 : -scratch.residual[at];
            scratch.per_gain[at] = i == zero ? 0.0 : 1.0;
        }
        if (!factorise(matrix)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        const std::span<double> step = first(scratch.step, nodes);
        const std::span<double> per_gain = first(scratch.per_gain, nodes);
        solve(matrix, step);
        solve(matrix, per_gain);
        double numerator = scratch.residual[static_cast<std::size_t>(zero)];
        double denominator = 1.0;
        for (int j = first_column; j <= last_column; ++j) {
            const double weight = pinned[static_cast<std::size_t>(j - first_column)];
            numerator += weight * step[static_cast<std::size_t>(j)];
            denominator -= weight * per_gain[static_cast<std::size_t>(j)];
        }
        const double gain_step = numerator / denominator;
        for (int i = 0; i < nodes; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            step[at] += gain_step * per_gain[at];
        }
        return gain_step;
    }
};

void cold_start(const Problem& problem, const ProblemTerms& terms, const Running& running,
                std::span<double> value) {
    const Start start =
        newton_start(running, problem.q_min, problem.q_max, terms.bid[0], terms.ask[0]);
    value[0] = 0.0;
    for (std::size_t i = 0; i + 1 < value.size(); ++i) {
        const double q = problem.q_min + static_cast<double>(i) + 0.5;
        const double loss = start.reward_peak -
                            running_reward(running.drift, running.halfwidth, running.curvature, q);
        const double size = start_slope(loss, start.half_over_scale, start.two_over_decay);
        value[i + 1] = value[i] + start.tilt + (q > start.peak ? -size : size);
    }
    const double zero = value[static_cast<std::size_t>(-problem.q_min)];
    for (double& v : value) {
        v -= zero;
    }
}

/// Goes `fraction` of the step and returns the imbalance there, in scratch.trial.
double try_step(Newton& newton, double fraction, double gain) {
    Scratch& scratch = newton.scratch;
    for (int i = 0; i < newton.nodes; ++i) {
        const std::size_t at = static_cast<std::size_t>(i);
        scratch.trial[at] = scratch.value[at] + fraction * scratch.step[at];
    }
    return newton.residual(first(scratch.trial, newton.nodes), gain, nullptr);
}

/// Takes the largest of the steps 1, 1/2, 1/4 ... that does not raise the imbalance. Where none
/// does, the whole step: policy iteration improves the value even while the largest imbalance
/// rises. That may happen `uphill_left` times.
bool take_step(Newton& newton, double gain_step, double residual, int& uphill_left) {
    double fraction = 1.0;
    for (int halving = 0; halving < halvings_max; ++halving, fraction *= 0.5) {
        const double gain = newton.gain + fraction * gain_step;
        if (try_step(newton, fraction, gain) <= residual) {
            std::swap(newton.scratch.value, newton.scratch.trial);
            newton.gain = gain;
            return true;
        }
    }
    if (uphill_left == 0 || !std::isfinite(try_step(newton, 1.0, newton.gain + gain_step))) {
        return false;
    }
    --uphill_left;
    std::swap(newton.scratch.value, newton.scratch.trial);
    newton.gain += gain_step;
    return true;
}

}  // namespace

GridInfo solve_general(const Problem& problem, Scratch& scratch, bool warm) {
    const ProblemTerms terms = problem_terms(problem);
    const Running running = running_stationary(problem);
    const int nodes = problem.q_max - problem.q_min + 1;
    Newton newton{problem, terms, scratch, nodes, -problem.q_min};
    for (int i = 0; i < nodes; ++i) {
        scratch.reward[static_cast<std::size_t>(i)] = running_reward<double>(
            running.drift, running.halfwidth, running.curvature, problem.q_min + i);
    }
    if (loses_without_end(terms, problem, 0.0)) {
        return {GridStatus::no_stationary_solution, 0.0, 0, 0.0};
    }
    if (!warm) {
        cold_start(problem, terms, running, first(scratch.value, nodes));
    }
    GridInfo info{GridStatus::not_converged, 0.0, 0, 0.0};
    int uphill_left = uphill_max;
    for (int sweep = 1; sweep <= sweeps_max; ++sweep) {
        const Banded band = newton.band();
        std::fill_n(band.data, static_cast<std::ptrdiff_t>(nodes) * band.width(), 0.0);
        const double residual = newton.residual(first(scratch.value, nodes), newton.gain, &band);
        info = {GridStatus::not_converged, newton.gain, sweep, residual};
        if (residual <= tolerance * (1.0 + std::fabs(newton.gain))) {
            info.status = GridStatus::converged;
            return info;
        }
        const double gain_step = newton.solve_step();
        if (!std::isfinite(gain_step) || !take_step(newton, gain_step, residual, uphill_left)) {
            break;
        }
    }
    if (loses_without_end(terms, problem, newton.gain)) {
        info.status = GridStatus::no_stationary_solution;
    }
    return info;
}

}  // namespace maxmin::kernels::quote_grid
