// The check that a Problem is one that can be solved, on either machine.
#pragma once

#include <cmath>
#include <initializer_list>
#include <numeric>

#include "kernels/base/host_device.hpp"
#include "kernels/quote_grid/problem.hpp"

namespace maxmin::kernels::quote_grid {

MAXMIN_HD inline bool all_finite(std::initializer_list<double> values) {
    for (const double value : values) {
        if (!std::isfinite(value)) {
            return false;
        }
    }
    return true;
}

MAXMIN_HD inline bool all_not_negative(std::initializer_list<double> values) {
    for (const double value : values) {
        if (!(value >= 0.0) || !std::isfinite(value)) {
            return false;
        }
    }
    return true;
}

MAXMIN_HD inline bool usable_side(const Side& side) {
    return all_finite({side.fee_bps, side.jump_bps}) &&
           all_not_negative({side.arrival_rate_lo_per_s, side.arrival_rate_hi_per_s,
                             side.depth_decay_lo_per_bps, side.depth_decay_hi_per_bps,
                             side.level_rate_ratio}) &&
           side.arrival_rate_lo_per_s <= side.arrival_rate_hi_per_s &&
           side.depth_decay_lo_per_bps > 0.0 &&
           side.depth_decay_lo_per_bps <= side.depth_decay_hi_per_bps &&
           (!side.has_min_offset || std::isfinite(side.min_offset_bps));
}

MAXMIN_HD inline bool usable_size(double lots, int nodes) {
    return lots >= 1.0 && lots <= fill_size_max && lots < nodes && lots == std::floor(lots);
}

MAXMIN_HD inline bool usable_ladder(const Ladder& ladder) {
    bool ok =
        ladder.levels >= 1 && ladder.levels <= levels_max && all_not_negative({ladder.spacing_bps});
    for (int l = 0; ok && l < ladder.levels; ++l) {
        const double share = ladder.shares[static_cast<std::size_t>(l)];
        ok = share > 0.0 && share <= 1.0;
    }
    return ok;
}

/// Fills whose sizes share a divisor leave inventories that never meet: no common gain exists.
MAXMIN_HD inline bool usable_independent(const Problem& problem, int nodes, bool stationary) {
    if (problem.independent_levels < 1 || problem.independent_levels > levels_max) {
        return false;
    }
    int divisor = 0;
    for (int l = 0; l < problem.independent_levels; ++l) {
        for (const IndependentLevel& level : {problem.bid_levels[static_cast<std::size_t>(l)],
                                              problem.ask_levels[static_cast<std::size_t>(l)]}) {
            const bool ok = all_not_negative({level.arrival_rate_per_s}) &&
                            std::isfinite(level.fee_bps) && level.depth_decay_per_bps > 0.0 &&
                            std::isfinite(level.depth_decay_per_bps) &&
                            usable_size(level.size_lots, nodes);
            if (!ok) {
                return false;
            }
            divisor = std::gcd(divisor, static_cast<int>(level.size_lots));
        }
    }
    return !stationary || divisor == 1;
}

MAXMIN_HD inline bool usable_levels(const Problem& problem, int nodes, bool stationary) {
    const bool split = problem.arrival_entropy > 0.0 || problem.fill_entropy > 0.0;
    const bool interval = problem.bid.depth_decay_lo_per_bps < problem.bid.depth_decay_hi_per_bps ||
                          problem.ask.depth_decay_lo_per_bps < problem.ask.depth_decay_hi_per_bps;
    if (split && (interval || problem.fill_aversion > 0.0)) {
        return false;
    }
    switch (problem.levels) {
        case LevelModel::single:
            break;
        case LevelModel::ladder:
            // A split-entropy ladder has no closed optimum: its levels do not fold into one order.
            if (split || !usable_ladder(problem.ladder)) {
                return false;
            }
            break;
        case LevelModel::independent:
            return usable_independent(problem, nodes, stationary);
        case LevelModel::sweep:
            return !split && !interval && !problem.bid.has_min_offset &&
                   !problem.ask.has_min_offset && problem.bid.jump_bps == 0.0 &&
                   problem.ask.jump_bps == 0.0 && problem.fill_lots == 1.0 &&
                   problem.sweep_levels >= 1 && problem.sweep_levels <= levels_max &&
                   problem.sweep_levels < nodes;
    }
    return usable_size(problem.fill_lots, nodes) && (!stationary || problem.fill_lots == 1.0);
}

/// True if every parameter is a number in its range and the combination is one that is solved.
MAXMIN_HD inline bool usable(const Problem& problem, int nodes_max, bool stationary) {
    constexpr int q_limit = 1 << 20;  // so that no sum of them overflows
    if (problem.q_min > 0 || problem.q_max < 0 || problem.q_min < -q_limit ||
        problem.q_max > q_limit) {
        return false;
    }
    const int nodes = problem.q_max - problem.q_min + 1;
    return nodes >= 2 && nodes <= nodes_max && std::isfinite(problem.drift_bps_per_s) &&
           all_not_negative({problem.drift_halfwidth, problem.drift_decay_per_s,
                             problem.drift_halfwidth_decay_per_s, problem.sigma,
                             problem.sigma_halfwidth, problem.variance_aversion,
                             problem.fill_aversion, problem.running_penalty, problem.drift_entropy,
                             problem.arrival_entropy, problem.fill_entropy,
                             problem.terminal_quadratic, problem.terminal_linear}) &&
           usable_side(problem.bid) && usable_side(problem.ask) &&
           usable_levels(problem, nodes, stationary);
}

}  // namespace maxmin::kernels::quote_grid
