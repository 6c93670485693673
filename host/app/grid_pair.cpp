#include "host/app/grid_pair.hpp"

#include <array>

#include "kernels/base/units.hpp"

namespace maxmin::app {
namespace {

using kernels::quote_grid::Problem;
using kernels::quote_grid::Solver;

/// The same market without doubt about it.
Problem without_box(Problem problem) {
    problem.drift_halfwidth = 0.0;
    problem.sigma_halfwidth = 0.0;
    for (kernels::quote_grid::Side* side : {&problem.bid, &problem.ask}) {
        const double rate = 0.5 * (side->arrival_rate_lo_per_s + side->arrival_rate_hi_per_s);
        side->arrival_rate_lo_per_s = rate;
        side->arrival_rate_hi_per_s = rate;
    }
    return problem;
}

/// What a step was told of one side: `given` is the side before the step filled it in.
kernels::step::FillRate told(const kernels::quote_grid::Side& side,
                             const kernels::quote_grid::Side& given) {
    return {.arrival_rate_per_s = 0.5 * (side.arrival_rate_lo_per_s + side.arrival_rate_hi_per_s),
            .depth_decay_per_bps = side.depth_decay_lo_per_bps,
            .shortfall_bps = side.fee_bps - given.fee_bps};
}

SolvedGrid grid_of(const Solver& solver, int problem, int nodes, double usd_per_bps_lot) {
    SolvedGrid grid{.info = solver.info(problem), .value = {}, .bid_bps = {}, .ask_bps = {}};
    grid.gain_usd_per_hour = grid.info.gain_bps_lots_per_s * usd_per_bps_lot * 3600.0;
    for (int node = 0; node < nodes; ++node) {
        grid.value.push_back(solver.value().at(problem, node) * usd_per_bps_lot);
        grid.bid_bps.push_back(solver.bid_offset().at(problem, node));
        grid.ask_bps.push_back(solver.ask_offset().at(problem, node));
    }
    return grid;
}

}  // namespace

std::string_view to_words(kernels::quote_grid::GridStatus status) {
    using enum kernels::quote_grid::GridStatus;
    switch (status) {
        case converged:
            return "converged";
        case not_converged:
            return "not converged";
        case no_stationary_solution:
            return "no solution: holding the largest inventory costs more than quoting can earn";
        case bad_problem:
            return "not solvable: a parameter is out of range";
    }
    return "unknown";
}

Belief prior_belief(const engine::Asset& asset) {
    const compute::FilterConfig& filter = asset.config->filter;
    Belief belief;
    belief.posterior.sigma_mean = kernels::volatility_bps_from_annual(filter.volatility_annual);
    belief.posterior.sigma_sd = belief.posterior.sigma_mean * filter.volatility_log_sd;
    belief.posterior.drift_sd = filter.drift_sd_bps_per_s;
    const signal::HawkesConfig& hawkes = asset.config->hawkes;
    belief.rates = {
        .bid = {.arrival_rate_per_s = hawkes.bid.lambda_base,
                .depth_decay_per_bps = hawkes.bid.kappa},
        .ask = {.arrival_rate_per_s = hawkes.ask.lambda_base,
                .depth_decay_per_bps = hawkes.ask.kappa},
    };
    belief.box = kernels::step::make_box(asset.setup.kernel, belief.posterior);
    return belief;
}

Belief belief_of(const engine::Engine& engine, AssetIndex asset) {
    const auto i = static_cast<std::size_t>(asset);
    const kernels::step::AssetResult& result = engine.compute().snapshot().assets[i];
    const Problem& problem = engine.compute().problem(asset);
    const Problem& given = engine.assets()[i].setup.kernel.problem;
    return {.posterior = result.posterior,
            .box = result.box,
            .rates = {.bid = told(problem.bid, given.bid), .ask = told(problem.ask, given.ask)}};
}

void apply(const BeliefChange& change, const engine::Asset& asset, Belief& belief) {
    if (change.volatility_annual) {
        const double sigma = kernels::volatility_bps_from_annual(*change.volatility_annual);
        belief.posterior.sigma_sd *= sigma / belief.posterior.sigma_mean;
        belief.posterior.sigma_mean = sigma;
    }
    belief.posterior.drift_mean = change.drift_bps_per_s.value_or(belief.posterior.drift_mean);
    for (kernels::step::FillRate* rate : {&belief.rates.bid, &belief.rates.ask}) {
        rate->arrival_rate_per_s = change.lambda_per_s.value_or(rate->arrival_rate_per_s);
        rate->depth_decay_per_bps = change.kappa_per_bps.value_or(rate->depth_decay_per_bps);
    }
    belief.box = kernels::step::make_box(asset.setup.kernel, belief.posterior);
}

double GridPair::worst_drift(int node) const {
    const int inventory = problem.q_min + node;
    const int sign = (inventory > 0 ? 1 : 0) - (inventory < 0 ? 1 : 0);
    return problem.drift_bps_per_s - sign * problem.drift_halfwidth;
}

GridPair solve_pair(const engine::Asset& asset, const Belief& belief, double inventory_nodes,
                    double mid_usd) {
    GridPair pair;
    pair.problem = kernels::step::make_problem(
        asset.setup.kernel, belief.box,
        {.observation = {},
         .bid = belief.rates.bid,
         .ask = belief.rates.ask,
         .fill_rate_uncertainty = asset.config->grid.fill_rate_uncertainty});
    const std::array<Problem, 2> problems{pair.problem, without_box(pair.problem)};
    const kernels::Workers workers;
    Solver solver(2, pair.nodes(), kernels::Backend::cpu, workers);
    if (solver.solve_stationary(problems) != kernels::Status::ok) {
        return pair;  // both stay bad_problem
    }
    const double usd_per_bps_lot = asset.setup.shape.lot_coin * mid_usd / kernels::bps_per_unit;
    pair.worst = grid_of(solver, 0, pair.nodes(), usd_per_bps_lot);
    pair.nominal = grid_of(solver, 1, pair.nodes(), usd_per_bps_lot);
    pair.worst_here = solver.offsets_at(0, inventory_nodes);
    pair.nominal_here = solver.offsets_at(1, inventory_nodes);
    return pair;
}

}  // namespace maxmin::app
