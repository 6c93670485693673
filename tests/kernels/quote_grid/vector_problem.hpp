// A Problem from the parameters of a reference vector. Names: the vectors' own.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/quote_grid/problem.hpp"
#include "tests/support/json.hpp"

namespace maxmin::test {

inline kernels::quote_grid::Side vector_side(const Json& side) {
    kernels::quote_grid::Side out;
    const bool box = side.has("Lambda_lo");
    out.arrival_rate_lo_per_s = side[box ? "Lambda_lo" : "Lambda"].number();
    out.arrival_rate_hi_per_s = side[box ? "Lambda_hi" : "Lambda"].number();
    out.depth_decay_lo_per_bps = side[box ? "kappa_lo" : "kappa"].number();
    out.depth_decay_hi_per_bps = side[box ? "kappa_hi" : "kappa"].number();
    out.fee_bps = side.number_or("fee", 0.0);
    out.has_min_offset = side.has("delta_min");
    out.min_offset_bps = side.number_or("delta_min", 0.0);
    return out;
}

inline kernels::quote_grid::Problem vector_problem(const Json& params) {
    using namespace kernels::quote_grid;
    Problem out;
    out.q_min = static_cast<int>(params["q_min"].number());
    out.q_max = static_cast<int>(params["q_max"].number());
    out.drift_bps_per_s = params.number_or("mu", 0.0);
    out.drift_halfwidth = params.number_or("eps_mu", 0.0);
    out.drift_decay_per_s = params.number_or("mu_decay", 0.0);
    out.drift_halfwidth_decay_per_s = params.number_or("eps_decay", 0.0);
    out.sigma = params["sigma"].number();
    out.sigma_halfwidth = params.number_or("eps_sigma", 0.0);
    out.variance_aversion = params["gamma"].number();
    out.fill_aversion = params.number_or("xi", 0.0);
    out.running_penalty = params.number_or("phi", 0.0);
    out.drift_entropy = params.number_or("phi_alpha", 0.0);
    out.arrival_entropy = params.number_or("phi_lambda", 0.0);
    out.fill_entropy = params.number_or("phi_kappa", 0.0);
    out.terminal_quadratic = params.number_or("term_quad", 0.0);
    out.terminal_linear = params.number_or("term_lin", 0.0);
    out.fill_lots = params.number_or("lot", 1.0);
    if (params.has("bid")) {
        out.bid = vector_side(params["bid"]);
        out.ask = vector_side(params["ask"]);
        out.bid.jump_bps = params.number_or("jump_bid", 0.0);
        out.ask.jump_bps = params.number_or("jump_ask", 0.0);
    }
    if (!params.has("fill_model")) {
        return out;
    }
    if (params["fill_model"].text() == "sweep") {
        out.levels = LevelModel::sweep;
        out.sweep_levels = static_cast<int>(params["levels"].number());
        return out;
    }
    out.levels = LevelModel::independent;
    out.independent_levels = static_cast<int>(params["bid_levels"].size());
    // Sides have no stream of their own here, but must be valid: their floor and jump are used.
    out.bid.arrival_rate_lo_per_s = out.bid.arrival_rate_hi_per_s = 1.0;
    out.bid.depth_decay_lo_per_bps = out.bid.depth_decay_hi_per_bps = 1.0;
    out.ask = out.bid;
    for (std::size_t l = 0; l < params["bid_levels"].size(); ++l) {
        const auto level = [&](const Json& json) {
            return IndependentLevel{json["Lambda"].number(), json["kappa"].number(),
                                    json["fee"].number(), json["size"].number()};
        };
        out.bid_levels[l] = level(params["bid_levels"][l]);
        out.ask_levels[l] = level(params["ask_levels"][l]);
    }
    return out;
}

inline int vector_levels(const kernels::quote_grid::Problem& problem) {
    using kernels::quote_grid::LevelModel;
    return problem.levels == LevelModel::sweep         ? problem.sweep_levels
           : problem.levels == LevelModel::independent ? problem.independent_levels
                                                       : 1;
}

}  // namespace maxmin::test
