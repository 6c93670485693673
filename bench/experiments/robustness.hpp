// Worst-case quotes against nominal ones when the belief about drift and volatility is wrong, and
// when it is right: the price of robustness and what it buys (math: gamma sigma^2 q^2 / 2 and the
// box of drift and volatility, sections 4.6 and 4.13).
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "bench/experiments/policy_paths.hpp"
#include "bench/experiments/statistics.hpp"

namespace maxmin::bench {

/// believed: drift zero and volatility as estimated. random_in_box: each path draws both uniformly
/// from the box and keeps them. drift_at_edge: the drift stands at the box's edge. worst: nature
/// moves the drift against the inventory at every instant, volatility at its upper end.
enum class Truth : std::uint8_t { believed, random_in_box, drift_at_edge, worst };
inline constexpr std::array truths{Truth::believed, Truth::random_in_box, Truth::drift_at_edge,
                                   Truth::worst};

std::string_view to_string(Truth truth);

/// 60 % a year, half an order a second and side; `robust` adds the box.
kernels::quote_grid::Problem experiment_problem(bool robust);

struct RobustnessCell {
    Estimate profit;  // bps x lot a path
    Estimate profit_q05;
    Estimate inventory_end_sd;  // lots
    Estimate inventory_abs;
    Estimate gain_rate;  // bps x lot / s, risk charged
};

/// Paths of ten minutes after five minutes of burn-in. The same seeds in every cell.
RobustnessCell run_cell(bool robust, Truth truth, int paths);

/// The whole product on the synthetic market with a drift and volatility that its priors do not
/// expect (or do), nominal or robust; one entry a seed.
struct EngineCell {
    std::vector<double> profit_usd;
    std::vector<double> inventory_end_coin;
    std::vector<double> inventory_abs_coin;
};
EngineCell run_engine_cell(bool robust, bool is_belief_wrong, int seeds);

}  // namespace maxmin::bench
