// A finite-horizon grid as a page of plain code: the classic Runge-Kutta method of order four with
// steps near the longest at which it does not blow up. It knows interior quotes alone: no floor, no
// decay interval, no ladder.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "kernels/quote_grid/problem.hpp"

namespace maxmin::bench {

class PlainHorizon {
  public:
    using Problem = kernels::quote_grid::Problem;
    using Side = kernels::quote_grid::Side;

    explicit PlainHorizon(const Problem& problem)
        : problem_(problem), nodes_(static_cast<std::size_t>(problem.q_max - problem.q_min + 1)) {}

    /// Returns the number of steps.
    int solve(double horizon_s) {
        value.assign(nodes_, 0.0);
        for (std::size_t i = 0; i < nodes_; ++i) {
            value[i] = -problem_.terminal_quadratic * inventory(i) * inventory(i);
        }
        int steps = 0;
        for (double tau = 0.0; tau < horizon_s; ++steps) {
            std::vector<double> k1 = rate(value);
            // Stable up to 2.78 over the largest eigenvalue, which is at most twice the largest
            // rate of leaving a node; a third of that also leaves quotes good to 1e-3 bps.
            const double longest = 0.5 / leaving_;
            const bool last = horizon_s - tau <= longest;
            const double h = last ? horizon_s - tau : longest;
            const std::vector<double> k2 = rate(plus(k1, 0.5 * h));
            const std::vector<double> k3 = rate(plus(k2, 0.5 * h));
            const std::vector<double> k4 = rate(plus(k3, h));
            for (std::size_t i = 0; i < nodes_; ++i) {
                value[i] += h / 6.0 * (k1[i] + 2.0 * k2[i] + 2.0 * k3[i] + k4[i]);
            }
            tau = last ? horizon_s : tau + h;
        }
        return steps;
    }

    double bid_offset(std::size_t node) const {
        return value[node] - value[node + 1] + problem_.bid.fee_bps + margin(problem_.bid);
    }

    std::vector<double> value;

  private:
    double inventory(std::size_t node) const { return problem_.q_min + static_cast<double>(node); }
    double margin(const Side& side) const {
        const double xi = problem_.fill_aversion;
        return std::log1p(xi / side.depth_decay_lo_per_bps) / xi;
    }
    std::vector<double> plus(const std::vector<double>& k, double h) const {
        std::vector<double> out(nodes_);
        for (std::size_t i = 0; i < nodes_; ++i) {
            out[i] = value[i] + h * k[i];
        }
        return out;
    }
    /// What a fill at marginal cost p earns a second at the best quote, in utility.
    double hamiltonian(const Side& side, double p) const {
        const double kappa = side.depth_decay_lo_per_bps;
        const double fills =
            side.arrival_rate_lo_per_s * std::exp(-kappa * (p + side.fee_bps + margin(side)));
        return fills / (kappa + problem_.fill_aversion);
    }

    std::vector<double> rate(const std::vector<double>& w) {
        const double sigma = problem_.sigma + problem_.sigma_halfwidth;
        std::vector<double> out(nodes_);
        leaving_ = 0.0;
        for (std::size_t i = 0; i < nodes_; ++i) {
            const double q = inventory(i);
            const double bid = i + 1 < nodes_ ? hamiltonian(problem_.bid, w[i] - w[i + 1]) : 0.0;
            const double ask = i > 0 ? hamiltonian(problem_.ask, w[i] - w[i - 1]) : 0.0;
            out[i] = problem_.drift_bps_per_s * q - problem_.drift_halfwidth * std::fabs(q) -
                     0.5 * problem_.variance_aversion * sigma * sigma * q * q + bid + ask;
            leaving_ = std::max(leaving_, problem_.bid.depth_decay_lo_per_bps * bid +
                                              problem_.ask.depth_decay_lo_per_bps * ask);
        }
        return out;
    }

    const Problem& problem_;
    std::size_t nodes_;
    double leaving_ = 0.0;  // of the last rate()
};

}  // namespace maxmin::bench
