// Long-run gain of quotes that are given: a birth-death chain of inventory. With risk-neutral fills
// one linear solve; with fill aversion, or where nature reacts to fills that lose, a few.
#include <algorithm>
#include <cmath>

#include "kernels/quote_grid/general.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr int sweeps_max = 200;

/// The inventories that the chain visits for ever, starting flat. Empty if there are two such sets.
struct Recurrent {
    int first = 0;
    int last = -1;
};

Recurrent recurrent_set(std::span<const double> bid, std::span<const double> ask, int zero) {
    const int top = static_cast<int>(bid.size()) - 1;
    const auto bids = [&](int node) {
        return node < top && std::isfinite(bid[static_cast<std::size_t>(node)]);
    };
    const auto asks = [&](int node) {
        return node > 0 && std::isfinite(ask[static_cast<std::size_t>(node)]);
    };
    int low = zero;
    int high = zero;
    while (bids(high)) {
        ++high;
    }
    while (asks(low)) {
        --low;
    }
    // A node above zero that never sells, or below zero that never buys, lets nothing back.
    int no_return_up = high;
    while (no_return_up > zero && asks(no_return_up)) {
        --no_return_up;
    }
    int no_return_down = low;
    while (no_return_down < zero && bids(no_return_down)) {
        ++no_return_down;
    }
    const bool up = no_return_up > zero;
    const bool down = no_return_down < zero;
    if (up && down) {
        return {};
    }
    return {up ? no_return_up : low, down ? no_return_down : high};
}

/// Newton on the slopes D of the relative value. Linearised at the current D, node i reads
/// known(i) + up(i) D(i) - down(i) D(i-1) = gain; the recursions from both ends, linear in the
/// gain, are stable as far as the most visited node, where they meet.
struct Chain {
    const Problem& problem;
    SideTerms<double> bid, ask;
    Running running;
    const double* bid_offset;
    const double* ask_offset;
    Recurrent set;

    /// Fills known (residual), up (stage 0) and down (stage 1); returns the most visited node.
    int linearise(Scratch& scratch) const {
        for (int node = set.first; node <= set.last; ++node) {
            const std::size_t at = static_cast<std::size_t>(node);
            scratch.residual[at] = running_reward<double>(running.drift, running.halfwidth,
                                                          running.curvature, problem.q_min + node);
            scratch.stage[0][at] = 0.0;
            scratch.stage[1][at] = 0.0;
        }
        int peak = set.first;
        double log_visits = 0.0;
        double log_visits_max = 0.0;
        for (int node = set.first; node < set.last; ++node) {
            const std::size_t at = static_cast<std::size_t>(node);
            const double q = problem.q_min + node;
            const double slope = scratch.value[at];
            const SideQuote<double> up =
                fixed_side(bid, bid_offset[node], (q + 1.0) * bid.jump - slope);
            const SideQuote<double> down =
                fixed_side(ask, ask_offset[node + 1], slope - q * ask.jump);
            scratch.stage[0][at] = up.slope;
            scratch.stage[1][at + 1] = down.slope;
            scratch.residual[at] += up.hamiltonian - up.slope * slope;
            scratch.residual[at + 1] += down.hamiltonian + down.slope * slope;
            log_visits += std::log(up.slope / down.slope);
            if (log_visits > log_visits_max) {
                log_visits_max = log_visits;
                peak = node + 1;
            }
        }
        return peak;
    }

    /// One sweep over the slopes (scratch.value); returns the gain.
    double sweep(Scratch& scratch) const {
        const int peak = linearise(scratch);
        const Scratch::Row& known = scratch.residual;
        const Scratch::Row& up = scratch.stage[0];
        const Scratch::Row& down = scratch.stage[1];
        double low_alpha = 0.0;
        double low_beta = 0.0;
        for (int node = set.first; node < peak; ++node) {
            const std::size_t at = static_cast<std::size_t>(node);
            low_alpha = (down[at] * low_alpha - known[at]) / up[at];
            low_beta = (down[at] * low_beta + 1.0) / up[at];
            scratch.trial[at] = low_alpha;
            scratch.step[at] = low_beta;
        }
        double high_alpha = 0.0;
        double high_beta = 0.0;
        for (int node = set.last; node > peak; --node) {
            const std::size_t at = static_cast<std::size_t>(node);
            high_alpha = (up[at] * high_alpha + known[at]) / down[at];
            high_beta = (up[at] * high_beta - 1.0) / down[at];
            scratch.trial[at - 1] = high_alpha;
            scratch.step[at - 1] = high_beta;
        }
        const std::size_t at = static_cast<std::size_t>(peak);
        const double gain = (known[at] + up[at] * high_alpha - down[at] * low_alpha) /
                            (1.0 - up[at] * high_beta + down[at] * low_beta);
        for (int node = set.first; node < set.last; ++node) {
            const std::size_t edge = static_cast<std::size_t>(node);
            scratch.value[edge] = scratch.trial[edge] + gain * scratch.step[edge];
        }
        return gain;
    }
};

}  // namespace

double policy_gain(const Problem& problem, const double* bid_offset, const double* ask_offset,
                   Scratch& scratch) {
    const int node_count = problem.q_max - problem.q_min + 1;
    const std::size_t nodes = static_cast<std::size_t>(node_count);
    const bool split = problem.arrival_entropy > 0.0 || problem.fill_entropy > 0.0;
    if (split || problem.fill_lots != 1.0 ||
        (problem.levels != LevelModel::single && problem.levels != LevelModel::ladder)) {
        return nan;
    }
    const Recurrent set = recurrent_set({bid_offset, nodes}, {ask_offset, nodes}, -problem.q_min);
    if (set.first > set.last) {
        return nan;
    }
    const Chain chain{problem,
                      side_terms(problem, problem.bid, nullptr),
                      side_terms(problem, problem.ask, nullptr),
                      running_stationary(problem),
                      bid_offset,
                      ask_offset,
                      set};
    std::fill_n(scratch.value.begin(), nodes, 0.0);
    double gain = nan;
    for (int sweep = 0; sweep < sweeps_max; ++sweep) {
        const double before = gain;
        gain = chain.sweep(scratch);
        const bool settled = std::fabs(gain - before) <= 1e-13 * (1.0 + std::fabs(gain));
        if (!std::isfinite(gain) || settled || set.first == set.last) {
            return gain;
        }
    }
    return nan;
}

}  // namespace maxmin::kernels::quote_grid
