// One asset's quoting problem solved twice: for the worst market inside the uncertainty box, and
// for the estimate alone (the same problem with the box collapsed). Their difference is what
// robustness adds to the quotes.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "host/compute/compute.hpp"
#include "host/engine/engine.hpp"
#include "kernels/quote_grid/api.hpp"

namespace maxmin::app {

/// What the grid knows of the market: the filter's posterior, the box around it, the fill rates.
struct Belief {
    kernels::particle_filter::Posterior posterior;
    kernels::uncertainty::Box box;
    compute::FillRates rates;
};

/// Numbers of the user's in place of the model's.
struct BeliefChange {
    std::optional<double> volatility_annual;  // its uncertainty stays in proportion
    std::optional<double> drift_bps_per_s;
    std::optional<double> lambda_per_s;
    std::optional<double> kappa_per_bps;
};

/// Before any observation: the prior medians with the prior's deviations, fill rates as configured.
Belief prior_belief(const engine::Asset& asset);
/// Of the last step of a replay.
Belief belief_of(const engine::Engine& engine, AssetIndex asset);
void apply(const BeliefChange& change, const engine::Asset& asset, Belief& belief);

/// "converged"; what it means for the quotes where it did not.
std::string_view to_words(kernels::quote_grid::GridStatus status);

struct SolvedGrid {
    kernels::quote_grid::GridInfo info;
    double gain_usd_per_hour = 0.0;
    std::vector<double> value;  // [node], in USD; zero at inventory 0
    std::vector<double> bid_bps;
    std::vector<double> ask_bps;
};

struct GridPair {
    kernels::quote_grid::Problem problem;  // of the worst case
    SolvedGrid worst;
    SolvedGrid nominal;
    kernels::quote_grid::Solver::Quotes worst_here{};  // at the inventory asked for
    kernels::quote_grid::Solver::Quotes nominal_here{};

    int nodes() const { return problem.q_max - problem.q_min + 1; }
    /// The drift nature picks against an inventory (a node counted from q_min).
    double worst_drift(int node) const;
};

/// Solves both on the spot. `mid_usd` turns values into USD.
GridPair solve_pair(const engine::Asset& asset, const Belief& belief, double inventory_nodes,
                    double mid_usd);

}  // namespace maxmin::app
