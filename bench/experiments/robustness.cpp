#include "bench/experiments/robustness.hpp"

#include "bench/experiments/multi_level.hpp"
#include "host/backtest/backtest.hpp"
#include "host/backtest/synthetic.hpp"
#include "host/base/hash.hpp"
#include "host/base/random.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::bench {
namespace {

using kernels::quote_grid::Problem;

// Chosen, not fitted: the first is what the filter's prior deviation of 0.02 bps/s gives at 95 %
// and robustness 0.7, the second 37 % of the volatility.
constexpr double drift_halfwidth = 0.03;  // bps/s
constexpr double sigma_halfwidth = 0.4;   // bps/sqrt(s)
constexpr int inventory_max = 20;

World world_of(Truth truth, const Problem& box, std::uint64_t seed) {
    switch (truth) {
        case Truth::believed:
            return {.sigma = box.sigma};
        case Truth::random_in_box: {
            RandomStream random(seed ^ 0x5bd1e995U);
            const double drift = (2.0 * random.uniform() - 1.0) * box.drift_halfwidth;
            const double sigma = box.sigma + (2.0 * random.uniform() - 1.0) * box.sigma_halfwidth;
            return {.drift_bps_per_s = drift, .sigma = sigma};
        }
        case Truth::drift_at_edge:
            return {.drift_bps_per_s = box.drift_halfwidth, .sigma = box.sigma};
        case Truth::worst:
            return {.drift_by_sign = -box.drift_halfwidth,
                    .sigma = box.sigma + box.sigma_halfwidth};
    }
    return {};
}

}  // namespace

std::string_view to_string(Truth truth) {
    switch (truth) {
        case Truth::believed:
            return "as believed";
        case Truth::random_in_box:
            return "random within the box";
        case Truth::drift_at_edge:
            return "drift at the box's edge";
        case Truth::worst:
            return "worst case of the box";
    }
    return "unknown";
}

Problem experiment_problem(bool robust) {
    Problem problem;
    problem.q_min = -inventory_max;
    problem.q_max = inventory_max;
    problem.sigma = kernels::volatility_bps_from_annual(0.6);
    problem.variance_aversion = 0.01;
    for (kernels::quote_grid::Side* side : {&problem.bid, &problem.ask}) {
        side->arrival_rate_lo_per_s = side->arrival_rate_hi_per_s = 0.5;
        side->depth_decay_lo_per_bps = side->depth_decay_hi_per_bps = 0.3;
    }
    if (robust) {
        problem.drift_halfwidth = drift_halfwidth;
        problem.sigma_halfwidth = sigma_halfwidth;
    }
    return problem;
}

RobustnessCell run_cell(bool robust, Truth truth, int paths) {
    const Problem box = experiment_problem(true);
    const Policy policy = solve_policy(experiment_problem(robust));
    std::vector<double> profit;
    std::vector<double> inventory_end;
    std::vector<double> inventory_abs;
    std::vector<double> gain_rate;
    for (int path = 0; path < paths; ++path) {
        Hasher hasher;
        hasher.add(path);
        const std::uint64_t seed = hasher.value();
        const PathOutcome outcome =
            run_path(box, policy, world_of(truth, box, seed),
                     {.burn_in_s = 300.0, .duration_s = 600.0, .seed = seed});
        profit.push_back(outcome.profit);
        inventory_end.push_back(outcome.inventory_end);
        inventory_abs.push_back(outcome.inventory_abs_mean);
        gain_rate.push_back(outcome.gain_rate);
    }
    return {.profit = mean_of(profit),
            .profit_q05 = quantile_of(profit, 0.05),
            .inventory_end_sd = deviation_of(inventory_end),
            .inventory_abs = mean_of(inventory_abs),
            .gain_rate = mean_of(gain_rate)};
}

EngineCell run_engine_cell(bool robust, bool is_belief_wrong, int seeds) {
    engine::Config config = arm_config(Arm::one_total);
    engine::AssetConfig& asset = config.assets[0];
    asset.filter = {};  // the product's priors: 60 % a year, no drift on average
    asset.quote.robust_config.robustness_level = robust ? 1.0 : 0.0;
    asset.quote.robust_config.min_epsilon_mu = 0.0;
    asset.quote.robust_config.min_epsilon_sigma = 0.0;
    const std::vector<std::string> symbols{asset.symbol};
    EngineCell cell;
    for (int seed = 1; seed <= seeds; ++seed) {
        backtest::SyntheticMarket market =
            regime_market(Regime::stable, 900.0, static_cast<std::uint64_t>(seed));
        if (is_belief_wrong) {
            market.volatility_annual = 1.2;
            market.drift_bps_per_s = 0.05;
        }
        const market::Recording recording = backtest::make_synthetic_market(market, symbols);
        backtest::Backtest replay(config, recording);
        replay.run();
        const ledger::RunResult outcome = replay.result({});
        cell.profit_usd.push_back(outcome.end_equity_usd - outcome.start_balance_usd);
        cell.inventory_end_coin.push_back(outcome.assets[0].position_coin);
        cell.inventory_abs_coin.push_back(outcome.assets[0].inventory_abs_mean_coin);
    }
    return cell;
}

}  // namespace maxmin::bench
