// One asset's quoting problem: market, uncertainty box, aversions, inventory box. Plain numbers in
// the units of kernels/base/units.hpp; money is in bps times lot. Trivially copyable.
#pragma once

#include <array>
#include <cstdint>
#include <type_traits>

namespace maxmin::kernels::quote_grid {

inline constexpr int levels_max = 10;
inline constexpr int fill_size_max = 16;  // largest fill in nodes; sets the width of the band

/// One side of the market. A quote at depth d fills at rate arrival_rate e^(-depth_decay d). Where
/// lo < hi nature picks from the interval. `jump_bps` is the move against us right after a fill.
struct Side {
    double arrival_rate_lo_per_s = 0.0;
    double arrival_rate_hi_per_s = 0.0;
    double depth_decay_lo_per_bps = 0.0;
    double depth_decay_hi_per_bps = 0.0;
    double fee_bps = 0.0;  // negative: rebate
    double min_offset_bps = 0.0;
    double jump_bps = 0.0;
    double level_rate_ratio = 1.0;  // ladder: level l has ratio^l of the first level's arrivals
    bool has_min_offset = false;

    bool operator==(const Side&) const = default;
};

/// single: one quote a side. ladder: levels at fixed spacing behind one decision, each its own
/// stream. independent: each level its own stream, size and decision. sweep: one stream of orders
/// that take every level not deeper than they reach.
enum class LevelModel : std::uint8_t { single, ladder, independent, sweep };

struct Ladder {
    int levels = 0;
    double spacing_bps = 0.0;
    std::array<double, levels_max> shares{};  // part of fill_lots that level l fills, in (0, 1]

    bool operator==(const Ladder&) const = default;
};

struct IndependentLevel {
    double arrival_rate_per_s = 0.0;
    double depth_decay_per_bps = 0.0;
    double fee_bps = 0.0;
    double size_lots = 1.0;  // a whole number of nodes

    bool operator==(const IndependentLevel&) const = default;
};

struct Problem {
    int q_min = 0;  // the nodes are the whole lots q_min ... q_max; q_min <= 0 <= q_max
    int q_max = 0;
    double drift_bps_per_s = 0.0;
    double drift_halfwidth = 0.0;
    double drift_decay_per_s = 0.0;  // the forecast fades so; > 0 leaves no permanent drift
    double drift_halfwidth_decay_per_s = 0.0;  // likewise its box
    double sigma = 0.0;
    double sigma_halfwidth = 0.0;
    double variance_aversion = 0.0;  // gamma
    double fill_aversion = 0.0;      // xi
    double running_penalty = 0.0;    // phi
    double drift_entropy = 0.0;      // phi_alpha
    double arrival_entropy = 0.0;    // phi_lambda; with fill_entropy replaces xi, depths are >= 0
    double fill_entropy = 0.0;       // phi_kappa
    double terminal_quadratic = 0.0;
    double terminal_linear = 0.0;
    double fill_lots = 1.0;  // z, a whole number of nodes
    Side bid{};
    Side ask{};
    LevelModel levels = LevelModel::single;
    int sweep_levels = 1;
    Ladder ladder{};
    int independent_levels = 0;
    std::array<IndependentLevel, levels_max> bid_levels{};
    std::array<IndependentLevel, levels_max> ask_levels{};

    bool operator==(const Problem&) const = default;
};
static_assert(std::is_trivially_copyable_v<Problem>);

enum class GridStatus : std::uint8_t {
    converged,
    not_converged,
    no_stationary_solution,  // the value falls without end at the edge of the inventory box
    bad_problem,             // a parameter is not a number, out of range, or not supported together
};

struct GridInfo {
    GridStatus status = GridStatus::bad_problem;
    double gain_bps_lots_per_s = 0.0;  // g; after a horizon solve d value / d time at inventory 0
    int sweeps = 0;                    // Newton sweeps, or time steps tried
    double residual = 0.0;             // largest imbalance left, or largest local error accepted
};

}  // namespace maxmin::kernels::quote_grid
