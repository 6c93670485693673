// From the units a user thinks in (volatility in % a year, half-lives, sizes) to the kernels'
// models and grids. Pure functions, used once at start.
#pragma once

#include <array>

#include "host/compute/config.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::compute {

/// The inventory grid of one asset. One grid step (a lot of the solver) is `lot_coin` coins; it is
/// at least the largest level, so that every level fills at most one step.
struct GridShape {
    double lot_coin = 1.0;
    int half_nodes = 1;  // the grid runs from -half_nodes to +half_nodes
    int levels = 1;
    double level_spacing_bps = 0.0;
    std::array<double, kernels::quote_grid::levels_max> level_coin{};  // size of each level
};

/// `position_max_coin` is the largest position the quotes may build, `level_coin` their sizes.
GridShape shape_grid(double position_max_coin, std::span<const double> level_coin,
                     double level_spacing_bps, int nodes_max);

struct GridTerms {
    double maker_fee_bps = 0.0;
    double min_offset_bps = 0.0;
    double bid_rate_ratio = 1.0;  // arrivals of a level over those of the level before (rho)
    double ask_rate_ratio = 1.0;
};

/// `tick_bps` is the smallest price step in bps of the mid: a mid on that grid carries rounding
/// noise of variance tick^2 / 12.
kernels::particle_filter::Model make_model(const FilterConfig& filter, double tick_bps);
kernels::quote_grid::Problem make_problem(const GridConfig& grid, const GridShape& shape,
                                          const GridTerms& terms);

/// The GPU where this build and machine have one, else the CPU.
kernels::Backend automatic_backend();

}  // namespace maxmin::compute
