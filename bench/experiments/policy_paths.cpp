#include "bench/experiments/policy_paths.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "host/base/assert.hpp"
#include "host/base/random.hpp"

namespace maxmin::bench {
namespace {

using kernels::quote_grid::Problem;

double fill_rate(const kernels::quote_grid::Side& side, double offset_bps) {
    return side.arrival_rate_lo_per_s * std::exp(-side.depth_decay_lo_per_bps * offset_bps);
}

/// One inventory held for a while.
struct Stay {
    double inventory = 0.0;
    double seconds = 0.0;
    double drift = 0.0;
};

void count(const Stay& stay, const Problem& problem, const World& world, double move_bps,
           PathOutcome& sums) {
    sums.profit += stay.inventory * move_bps;
    sums.risk_charge += 0.5 * problem.variance_aversion * world.sigma * world.sigma *
                        stay.inventory * stay.inventory * stay.seconds;
    sums.gain_rate += stay.inventory * stay.drift * stay.seconds;
    sums.inventory_abs_mean += std::fabs(stay.inventory) * stay.seconds;
}

kernels::quote_grid::Solver make_solver(const Problem& problem, const kernels::Workers& workers) {
    return {1, problem.q_max - problem.q_min + 1, kernels::Backend::cpu, workers};
}

}  // namespace

Policy solve_policy(const Problem& problem) {
    const kernels::Workers workers;
    kernels::quote_grid::Solver solver = make_solver(problem, workers);
    const kernels::Status status = solver.solve_stationary(std::array{problem});
    MAXMIN_ASSERT(status == kernels::Status::ok &&
                      solver.info(0).status == kernels::quote_grid::GridStatus::converged,
                  "the experiment's problems have a solution");
    const int nodes = problem.q_max - problem.q_min + 1;
    const double* const bid = solver.bid_offset().row(0);
    const double* const ask = solver.ask_offset().row(0);
    return {.q_min = problem.q_min, .bid_bps = {bid, bid + nodes}, .ask_bps = {ask, ask + nodes}};
}

double policy_gain(const Problem& problem, const Policy& policy) {
    const kernels::Workers workers;
    kernels::quote_grid::Solver solver = make_solver(problem, workers);
    const int nodes = static_cast<int>(policy.bid_bps.size());
    std::array<double, 1> gain{};
    const kernels::Status status =
        solver.evaluate_policy(std::array{problem}, {policy.bid_bps.data(), 1, nodes},
                               {policy.ask_bps.data(), 1, nodes}, gain);
    MAXMIN_ASSERT(status == kernels::Status::ok, "the policy covers the problem's inventories");
    return gain[0];
}

PathOutcome run_path(const Problem& problem, const Policy& policy, const World& world,
                     const PathPlan& plan) {
    RandomStream random(plan.seed);
    PathOutcome sums;
    const double end_s = plan.burn_in_s + plan.duration_s;
    double now_s = 0.0;
    int q = 0;
    bool counting = plan.burn_in_s == 0.0;
    while (now_s < end_s) {
        const auto node = static_cast<std::size_t>(q - policy.q_min);
        const double bid_rate = fill_rate(problem.bid, policy.bid_bps[node]);
        const double ask_rate = fill_rate(problem.ask, policy.ask_bps[node]);
        const double stop_s = counting ? end_s : plan.burn_in_s;
        const double wait_s = -std::log1p(-random.uniform()) / (bid_rate + ask_rate);
        const double next_s = std::min(now_s + wait_s, stop_s);
        const int sign = (q > 0) - (q < 0);
        const Stay stay{.inventory = static_cast<double>(q),
                        .seconds = next_s - now_s,
                        .drift = world.drift_bps_per_s + world.drift_by_sign * sign};
        const double move_bps =
            stay.drift * stay.seconds + world.sigma * std::sqrt(stay.seconds) * random.normal();
        if (counting) {
            count(stay, problem, world, move_bps, sums);
        }
        now_s = next_s;
        if (now_s == stop_s) {  // memoryless: what was left of the wait may be drawn anew
            counting = true;
            continue;
        }
        const bool bought = random.uniform() * (bid_rate + ask_rate) < bid_rate;
        const double edge_bps = bought ? policy.bid_bps[node] - problem.bid.fee_bps
                                       : policy.ask_bps[node] - problem.ask.fee_bps;
        q += bought ? 1 : -1;
        if (counting) {
            sums.profit += edge_bps;
            sums.gain_rate += edge_bps;
        }
    }
    sums.gain_rate = (sums.gain_rate - sums.risk_charge) / plan.duration_s;
    sums.inventory_abs_mean /= plan.duration_s;
    sums.inventory_end = q;
    return sums;
}

}  // namespace maxmin::bench
