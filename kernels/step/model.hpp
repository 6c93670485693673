// What a step does with one asset between its filter and its grid, for both machines.
#pragma once

#include <cmath>

#include "kernels/base/host_device.hpp"
#include "kernels/step/api.hpp"
#include "kernels/uncertainty/model.hpp"

namespace maxmin::kernels::step {

/// The share of a decaying drift that is left on average over the horizon.
MAXMIN_HD inline double mean_decay(double decay_per_s, double horizon_s) {
    const double x = decay_per_s * horizon_s;
    return x < 1e-9 ? 1.0 : -std::expm1(-x) / x;
}

MAXMIN_HD inline void set_fill_rate(quote_grid::Side& side, const FillRate& rate,
                                    double uncertainty) {
    side.arrival_rate_lo_per_s = rate.arrival_rate_per_s * (1.0 - uncertainty);
    side.arrival_rate_hi_per_s = rate.arrival_rate_per_s * (1.0 + uncertainty);
    side.depth_decay_lo_per_bps = rate.depth_decay_per_bps;
    side.depth_decay_hi_per_bps = rate.depth_decay_per_bps;
    side.fee_bps += rate.shortfall_bps;
}

/// See make_box.
MAXMIN_HD inline uncertainty::Box box_of(const Asset& asset,
                                         const particle_filter::Posterior& posterior) {
    const particle_filter::Model& model = asset.model;
    const double kept = mean_decay(model.drift_reversion_per_s, asset.box.horizon_s);
    uncertainty::BoxConfig config = asset.box;
    config.robustness_level = asset.robust ? config.robustness_level : 0.0;
    return uncertainty::box_of(
        {
            .drift_mean = model.drift_mean_bps_per_s +
                          (posterior.drift_mean - model.drift_mean_bps_per_s) * kept,
            .drift_sd = posterior.drift_sd * kept,
            .sigma_mean = posterior.sigma_mean,
            .sigma_sd = posterior.sigma_sd,
        },
        config);
}

/// See make_problem.
MAXMIN_HD inline quote_grid::Problem problem_of(const Asset& asset, const uncertainty::Box& box,
                                                const Input& input) {
    quote_grid::Problem problem = asset.problem;
    problem.drift_bps_per_s = box.drift_bps_per_s;
    problem.drift_halfwidth = box.drift_halfwidth;
    problem.sigma = box.sigma;
    problem.sigma_halfwidth = box.sigma_halfwidth;
    set_fill_rate(problem.bid, input.bid, input.fill_rate_uncertainty);
    set_fill_rate(problem.ask, input.ask, input.fill_rate_uncertainty);
    return problem;
}

/// Whether the step learnt something of the asset; its box stays as it was where not.
MAXMIN_HD inline bool moves_box(particle_filter::Outcome outcome) {
    return outcome != particle_filter::Outcome::absent &&
           outcome != particle_filter::Outcome::rejected;
}

}  // namespace maxmin::kernels::step
