// Runs fixed quotes of a solved grid on many simulated paths: fills are Poisson at
// Lambda e^(-kappa depth), the mid is Brownian. Inventory is a Markov chain, so a path is exact:
// exponential holding times, a normal mid move in each, no time step.
#pragma once

#include <cstdint>
#include <vector>

#include "kernels/quote_grid/api.hpp"

namespace maxmin::bench {

/// First-level offsets by node, +infinity where a side is off.
struct Policy {
    int q_min = 0;
    std::vector<double> bid_bps;
    std::vector<double> ask_bps;
};

/// Stationary quotes of one problem; the solve must converge.
Policy solve_policy(const kernels::quote_grid::Problem& problem);

/// What the quotes earn a second in the long run under the problem's worst case, penalty of
/// inventory risk included: the kernel's exact answer.
double policy_gain(const kernels::quote_grid::Problem& problem, const Policy& policy);

/// The world of a path: the drift is `drift + drift_by_sign * sign(inventory)`. Nature's worst case
/// has drift_by_sign = -halfwidth.
struct World {
    double drift_bps_per_s = 0.0;
    double drift_by_sign = 0.0;
    double sigma = 0.0;
};

/// Sums of one path after its burn-in, in bps x lot, lots and seconds.
struct PathOutcome {
    double profit = 0.0;       // cash and position at the mid
    double risk_charge = 0.0;  // integral of gamma sigma^2 q^2 / 2
    double gain_rate = 0.0;  // fills' edge + drift - risk charge, a second: what policy_gain is of
    double inventory_end = 0.0;
    double inventory_abs_mean = 0.0;
};

struct PathPlan {
    double burn_in_s = 0.0;  // lived through, not counted
    double duration_s = 600.0;
    std::uint64_t seed = 1;
};

/// Fill rates, fee and variance aversion come from `problem` (single level, one rate a side).
PathOutcome run_path(const kernels::quote_grid::Problem& problem, const Policy& policy,
                     const World& world, const PathPlan& plan);

}  // namespace maxmin::bench
