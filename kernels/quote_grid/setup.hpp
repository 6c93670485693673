// From a Problem to the constants that the node formulas take. Ladder: levels at fixed spacing
// behind one decision are a single order with rate W and cost c - D.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/quote_grid/model.hpp"

namespace maxmin::kernels::quote_grid {

inline constexpr double no_floor = -std::numeric_limits<double>::infinity();

/// W (in units of the first level's rate) and D of a ladder. A decay interval takes its upper end:
/// exact where every level rests above zero depth, and on the safe side below.
struct LadderSums {
    double weight = 1.0;
    double depth_bps = 0.0;
};

MAXMIN_HD inline LadderSums ladder_sums(const Ladder& ladder, double rate_ratio, double decay) {
    LadderSums sums{0.0, 0.0};
    const double thinning = rate_ratio * std::exp(-decay * ladder.spacing_bps);
    double rate = 1.0;
    for (int l = 0; l < ladder.levels; ++l) {
        const double w = rate * ladder.shares[static_cast<std::size_t>(l)];
        sums.weight += w;
        sums.depth_bps += w * ladder.spacing_bps * l;
        rate *= thinning;
    }
    sums.depth_bps /= sums.weight;
    return sums;
}

/// `level` is null except for independent levels.
MAXMIN_HD inline SideTerms<double> side_terms(const Problem& problem, const Side& side,
                                              const IndependentLevel* level) {
    SideTerms<double> terms;
    terms.rate = level ? level->arrival_rate_per_s : side.arrival_rate_lo_per_s;
    terms.rate_hi = level ? level->arrival_rate_per_s : side.arrival_rate_hi_per_s;
    terms.decay_hi = level ? level->depth_decay_per_bps : side.depth_decay_hi_per_bps;
    terms.decay_lo = level ? level->depth_decay_per_bps : side.depth_decay_lo_per_bps;
    terms.cost = level ? level->fee_bps : side.fee_bps;
    terms.lots = level ? level->size_lots : problem.fill_lots;
    if (problem.levels == LevelModel::ladder) {
        const LadderSums sums = ladder_sums(problem.ladder, side.level_rate_ratio, terms.decay_hi);
        terms.rate *= sums.weight;
        terms.rate_hi *= sums.weight;
        terms.cost -= sums.depth_bps;
    }
    terms.floor = side.has_min_offset ? side.min_offset_bps : no_floor;
    terms.split = problem.arrival_entropy > 0.0 || problem.fill_entropy > 0.0;
    terms.aversion = terms.split ? problem.fill_entropy : problem.fill_aversion;
    terms.arrival = problem.arrival_entropy;
    terms.jump = side.jump_bps;
    terms.margin_hi = fill_margin(terms.decay_hi, terms.aversion * terms.lots);
    terms.margin_lo = terms.decay_lo < terms.decay_hi
                          ? fill_margin(terms.decay_lo, terms.aversion * terms.lots)
                          : terms.margin_hi;
    terms.bounded = side.has_min_offset || terms.decay_lo < terms.decay_hi;
    terms.log_scale = plain_log_scale(terms);
    return terms;
}

/// What the side formulas of a problem must cope with; each costs more than the one before.
enum class SideShape : std::uint8_t {
    plain,            // interior optimum: one exponential
    bounded_neutral,  // a floor or a decay interval, no fill aversion
    bounded,
};
inline constexpr std::size_t side_shapes = 3;

MAXMIN_HD inline SideShape side_shape(const Problem& problem) {
    const bool bounded = problem.bid.has_min_offset || problem.ask.has_min_offset ||
                         problem.bid.depth_decay_lo_per_bps < problem.bid.depth_decay_hi_per_bps ||
                         problem.ask.depth_decay_lo_per_bps < problem.ask.depth_decay_hi_per_bps;
    if (!bounded) {
        return SideShape::plain;
    }
    return problem.fill_aversion > 0.0 ? SideShape::bounded : SideShape::bounded_neutral;
}

/// The side formula of a shape, for one-node fills.
template <SideShape shape, typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE SideQuote<Real> shaped_side(const SideTerms<Real>& terms, Real p) {
    if constexpr (shape == SideShape::plain) {
        return plain_side(terms, p);
    } else {
        return bounded_side<Real, shape == SideShape::bounded>(terms, p);
    }
}

/// Calls work(ShapeConstant) with a shape that was known only at run time.
template <SideShape which>
struct ShapeConstant {
    static constexpr SideShape value = which;
};
template <typename Work>
MAXMIN_HD void with_shape(SideShape shape, Work&& work) {
    switch (shape) {
        case SideShape::plain:
            work(ShapeConstant<SideShape::plain>());
            break;
        case SideShape::bounded_neutral:
            work(ShapeConstant<SideShape::bounded_neutral>());
            break;
        case SideShape::bounded:
        default:
            work(ShapeConstant<SideShape::bounded>());
            break;
    }
}

/// Terms of a single or ladder side for shaped_side().
MAXMIN_HD inline SideTerms<double> shaped_terms(const Problem& problem, const Side& side,
                                                SideShape shape) {
    SideTerms<double> terms = side_terms(problem, side, nullptr);
    if (shape != SideShape::plain) {
        // A finite stand-in for "no floor": exp_lane would clamp at it, far beyond any quote.
        terms.floor = maximum(terms.floor, -1e30);
    }
    return terms;
}

/// True if the slope iteration (lanes.hpp, slopes.hpp) can take this usable() problem.
MAXMIN_HD inline bool slopes_take(const Problem& problem) {
    const bool split = problem.arrival_entropy > 0.0 || problem.fill_entropy > 0.0;
    const bool single =
        problem.levels == LevelModel::single || problem.levels == LevelModel::ladder;
    return single && !split && problem.fill_lots == 1.0 &&
           problem.bid.arrival_rate_lo_per_s > 0.0 && problem.ask.arrival_rate_lo_per_s > 0.0;
}

/// Both sides of one problem; `levels` counts separate decisions a side (1 but for independent).
struct ProblemTerms {
    std::array<SideTerms<double>, levels_max> bid{};
    std::array<SideTerms<double>, levels_max> ask{};
    int levels = 1;
    int band = 1;  // largest number of nodes that one transition couples
    bool sweep = false;
};

inline ProblemTerms problem_terms(const Problem& problem) {
    ProblemTerms terms;
    terms.sweep = problem.levels == LevelModel::sweep;
    if (problem.levels == LevelModel::independent) {
        terms.levels = problem.independent_levels;
        for (int l = 0; l < terms.levels; ++l) {
            const std::size_t at = static_cast<std::size_t>(l);
            terms.bid[at] = side_terms(problem, problem.bid, &problem.bid_levels[at]);
            terms.ask[at] = side_terms(problem, problem.ask, &problem.ask_levels[at]);
            const double larger = maximum(terms.bid[at].lots, terms.ask[at].lots);
            terms.band = larger > terms.band ? static_cast<int>(larger) : terms.band;
        }
        return terms;
    }
    terms.bid[0] = side_terms(problem, problem.bid, nullptr);
    terms.ask[0] = side_terms(problem, problem.ask, nullptr);
    terms.band = terms.sweep ? problem.sweep_levels : static_cast<int>(problem.fill_lots);
    return terms;
}

/// Constants of the Newton start: see start_slope. Sides are averaged, levels add up.
struct Start {
    double peak = 0.0;
    double reward_peak = 0.0;
    double half_over_scale = 0.0;  // kappa / (4 u), u = Lambda C e^(-kappa c)
    double two_over_decay = 0.0;
    double tilt = 0.0;  // slope where rates or fees differ between the sides
};

/// Inventory of the largest running reward within the box.
MAXMIN_HD inline double reward_peak_inventory(const Running& running, double q_min, double q_max) {
    const double push = std::fabs(running.drift) - running.halfwidth;
    if (!(push > 0.0)) {
        return 0.0;
    }
    const double edge = running.drift > 0.0 ? q_max : q_min;
    const double inner = running.curvature > 0.0
                             ? std::copysign(push / (2.0 * running.curvature), running.drift)
                             : edge;
    return minimum(maximum(inner, q_min), q_max);
}

MAXMIN_HD inline Start newton_start(const Running& running, double q_min, double q_max,
                                    const SideTerms<double>& bid, const SideTerms<double>& ask) {
    Start start;
    start.peak = reward_peak_inventory(running, q_min, q_max);
    start.reward_peak =
        running_reward(running.drift, running.halfwidth, running.curvature, start.peak);
    const double decay = 0.5 * (bid.decay_hi + ask.decay_hi);
    const double log_mean = 0.5 * (bid.log_scale + ask.log_scale);  // ln(u / kappa)
    start.half_over_scale = 0.25 * std::exp(-log_mean);
    start.two_over_decay = 2.0 / decay;
    start.tilt = 0.5 * (ask.log_scale - bid.log_scale) / decay;
    return start;
}

}  // namespace maxmin::kernels::quote_grid
