// The quoting problems that the grid benchmarks solve.
#pragma once

#include <cstddef>
#include <random>
#include <vector>

#include "kernels/quote_grid/api.hpp"

namespace maxmin::bench {

/// Assets between 40 % and 120 % a year, decays around 0.4 per bps, boxes in drift and volatility.
inline std::vector<kernels::quote_grid::Problem> make_problems(int count, int nodes,
                                                               unsigned seed) {
    using namespace kernels::quote_grid;
    std::mt19937 random(seed);
    const auto uniform = [&](double low, double high) {
        return std::uniform_real_distribution<double>(low, high)(random);
    };
    std::vector<Problem> problems(static_cast<std::size_t>(count));
    for (Problem& problem : problems) {
        problem.q_max = nodes / 2;
        problem.q_min = problem.q_max - nodes + 1;
        problem.sigma = uniform(0.7, 2.1);
        problem.sigma_halfwidth = uniform(0.0, 0.4);
        problem.drift_bps_per_s = uniform(-0.005, 0.005);
        problem.drift_halfwidth = uniform(0.005, 0.02);
        problem.variance_aversion = problem.fill_aversion = uniform(2e-4, 2e-3);
        for (Side* side : {&problem.bid, &problem.ask}) {
            side->arrival_rate_lo_per_s = side->arrival_rate_hi_per_s = uniform(0.3, 1.5);
            side->depth_decay_lo_per_bps = side->depth_decay_hi_per_bps = uniform(0.25, 0.6);
            side->fee_bps = uniform(-0.2, 0.2);
        }
    }
    return problems;
}

}  // namespace maxmin::bench
