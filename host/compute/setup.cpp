#include "host/compute/setup.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "host/base/assert.hpp"
#include "kernels/base/device.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::compute {

using kernels::quote_grid::LevelModel;
using kernels::quote_grid::Problem;

GridShape shape_grid(double position_max_coin, std::span<const double> level_coin,
                     double level_spacing_bps, int nodes_max) {
    MAXMIN_ASSERT(!level_coin.empty() && level_coin.size() <= kernels::quote_grid::levels_max,
                  "a side has 1 to 10 levels");
    const double largest = *std::max_element(level_coin.begin(), level_coin.end());
    MAXMIN_ASSERT(largest > 0.0 && position_max_coin > 0.0 && nodes_max >= 3,
                  "sizes are positive and the grid has three nodes or more");
    GridShape shape;
    const double half_nodes_max = (nodes_max - 1) / 2;
    shape.lot_coin = std::max(largest, position_max_coin / half_nodes_max);
    shape.half_nodes = std::max(
        1, static_cast<int>(std::ceil(position_max_coin / shape.lot_coin * (1.0 - 1e-12))));
    shape.levels = static_cast<int>(level_coin.size());
    shape.level_spacing_bps = level_spacing_bps;
    std::copy(level_coin.begin(), level_coin.end(), shape.level_coin.begin());
    return shape;
}

kernels::particle_filter::Model make_model(const FilterConfig& filter, double tick_bps) {
    kernels::particle_filter::Model model{};
    // h = 2 ln sigma, so a deviation of ln sigma counts twice in h.
    model.log_variance_level = {
        .mean = kernels::log_variance_from_annual(filter.volatility_annual),
        .sd = 2.0 * filter.volatility_log_sd,
    };
    model.ln_reversion = {
        .mean = std::log(std::numbers::ln2 / filter.half_life_s),
        .sd = filter.half_life_log_sd,
    };
    model.ln_stationary_sd = {
        .mean = std::log(filter.variability),
        .sd = filter.variability_log_sd,
    };
    model.drift = filter.drift_sd_bps_per_s > 0.0;
    model.drift_reversion_per_s = std::numbers::ln2 / filter.drift_half_life_s;
    model.drift_diffusion =
        filter.drift_sd_bps_per_s * std::sqrt(2.0 * model.drift_reversion_per_s);
    model.initial_drift = {.mean = 0.0, .sd = filter.drift_sd_bps_per_s};
    model.observation_variance_bps2 =
        tick_bps * tick_bps / 12.0 + filter.observation_noise_bps * filter.observation_noise_bps;
    return model;
}

Problem make_problem(const GridConfig& grid, const GridShape& shape, const GridTerms& terms) {
    Problem problem;
    problem.q_min = -shape.half_nodes;
    problem.q_max = shape.half_nodes;
    problem.variance_aversion = grid.risk_aversion;
    problem.fill_aversion = grid.fill_aversion;
    problem.running_penalty = grid.running_penalty;
    for (kernels::quote_grid::Side* side : {&problem.bid, &problem.ask}) {
        side->fee_bps = terms.maker_fee_bps;
        side->has_min_offset = true;
        side->min_offset_bps = terms.min_offset_bps;
    }
    problem.levels = LevelModel::ladder;
    problem.ladder.levels = shape.levels;
    problem.ladder.spacing_bps = shape.level_spacing_bps;
    problem.bid.level_rate_ratio = terms.bid_rate_ratio;
    problem.ask.level_rate_ratio = terms.ask_rate_ratio;
    for (std::size_t level = 0; level < static_cast<std::size_t>(shape.levels); ++level) {
        problem.ladder.shares[level] = shape.level_coin[level] / shape.lot_coin;
    }
    return problem;
}

kernels::Backend automatic_backend() {
    using kernels::Backend;
    return kernels::backend_available(Backend::cuda) ? Backend::cuda : Backend::cpu;
}

}  // namespace maxmin::compute
