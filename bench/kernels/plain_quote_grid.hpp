// What a careful person would write first: one problem at a time, the value function in double, the
// C library's exp, Newton with two Thomas solves. The yardstick of the lanes, and used nowhere
// else.
#pragma once

#include <cmath>
#include <vector>

#include "kernels/quote_grid/problem.hpp"

namespace maxmin::bench {

class PlainQuoteGrid {
  public:
    explicit PlainQuoteGrid(int nodes)
        : w(size(nodes)),
          bid(size(nodes)),
          ask(size(nodes)),
          rate_up_(size(nodes)),
          rate_down_(size(nodes)),
          residual_(size(nodes)),
          lower_(size(nodes)),
          diagonal_(size(nodes)),
          upper_(size(nodes)),
          ones_(size(nodes)) {}

    /// Single level, nominal sides, no floor. Returns the gain.
    double solve(const kernels::quote_grid::Problem& problem, bool warm) {
        const int nodes = problem.q_max - problem.q_min + 1;
        const int zero = -problem.q_min;
        const double sigma = problem.sigma + problem.sigma_halfwidth;
        const double curvature =
            0.5 * problem.variance_aversion * sigma * sigma + problem.running_penalty;
        const SideConstants b = constants(problem, problem.bid);
        const SideConstants a = constants(problem, problem.ask);
        if (!warm) {
            cold_start(problem, curvature, b, a);
        }
        for (int sweep = 0; sweep < 60; ++sweep) {
            double worst = 0.0;
            for (int i = 0; i < nodes; ++i) {
                const double q = problem.q_min + i;
                double f = problem.drift_bps_per_s * q - problem.drift_halfwidth * std::fabs(q) -
                           curvature * q * q - gain_;
                rate_up_[size(i)] = rate_down_[size(i)] = 0.0;
                if (i + 1 < nodes) {
                    const double h = b.scale * std::exp(-b.kappa * (w[size(i)] - w[size(i + 1)]));
                    rate_up_[size(i)] = b.kappa * h;
                    f += h;
                }
                if (i > 0) {
                    const double h = a.scale * std::exp(-a.kappa * (w[size(i)] - w[size(i - 1)]));
                    rate_down_[size(i)] = a.kappa * h;
                    f += h;
                }
                residual_[size(i)] = f;
                worst = std::fmax(worst, std::fabs(f));
            }
            if (worst <= 1e-11 * (1.0 + std::fabs(gain_))) {
                break;
            }
            newton_step(nodes, zero);
        }
        for (int i = 0; i < nodes; ++i) {
            bid[size(i)] = i + 1 < nodes ? w[size(i)] - w[size(i + 1)] + b.edge : INFINITY;
            ask[size(i)] = i > 0 ? w[size(i)] - w[size(i - 1)] + a.edge : INFINITY;
        }
        return gain_;
    }

    std::vector<double> w, bid, ask;

  private:
    struct SideConstants {
        double kappa, scale, edge;
    };

    static std::size_t size(int i) { return static_cast<std::size_t>(i); }

    static SideConstants constants(const kernels::quote_grid::Problem& problem,
                                   const kernels::quote_grid::Side& side) {
        const double kappa = side.depth_decay_hi_per_bps;
        const double xi = problem.fill_aversion;
        const double c =
            xi > 0.0 ? std::pow(1.0 + xi / kappa, -(1.0 + kappa / xi)) : std::exp(-1.0);
        const double margin = xi > 0.0 ? std::log1p(xi / kappa) / xi : 1.0 / kappa;
        return {kappa, side.arrival_rate_lo_per_s / kappa * c * std::exp(-kappa * side.fee_bps),
                side.fee_bps + margin};
    }

    /// The lanes' own start, so that both need the same number of sweeps.
    void cold_start(const kernels::quote_grid::Problem& problem, double curvature,
                    const SideConstants& b, const SideConstants& a) {
        const double kappa = 0.5 * (b.kappa + a.kappa);
        const double scale = std::sqrt(b.scale * a.scale);
        const double tilt = 0.5 * std::log(a.scale / b.scale) / kappa;
        const double push = std::fabs(problem.drift_bps_per_s) - problem.drift_halfwidth;
        const double peak =
            push > 0.0 ? std::copysign(0.5 * push / curvature, problem.drift_bps_per_s) : 0.0;
        const auto reward = [&](double q) {
            return problem.drift_bps_per_s * q - problem.drift_halfwidth * std::fabs(q) -
                   curvature * q * q;
        };
        w[0] = 0.0;
        for (int i = 0; i < problem.q_max - problem.q_min; ++i) {
            const double q = problem.q_min + i + 0.5;
            const double loss = std::fmax(0.0, reward(peak) - reward(q));
            const double slope = 2.0 / kappa * std::asinh(0.5 * std::sqrt(loss / scale));
            w[size(i + 1)] = w[size(i)] + tilt + (q > peak ? -slope : slope);
        }
        const double at_zero = w[size(-problem.q_min)];
        for (double& value : w) {
            value -= at_zero;
        }
        gain_ = 0.0;
    }

    void newton_step(int nodes, int zero) {
        for (int i = 0; i < nodes; ++i) {
            const bool pinned = i == zero;
            lower_[size(i)] = pinned ? 0.0 : rate_down_[size(i)];
            upper_[size(i)] = pinned ? 0.0 : rate_up_[size(i)];
            diagonal_[size(i)] = pinned ? 1.0 : -(rate_up_[size(i)] + rate_down_[size(i)]);
            ones_[size(i)] = pinned ? 0.0 : 1.0;
        }
        const double at_zero = residual_[size(zero)];
        std::vector<double>& step = residual_;
        for (int i = 0; i < nodes; ++i) {
            step[size(i)] = i == zero ? 0.0 : -step[size(i)];
        }
        for (int i = 1; i < nodes; ++i) {
            const double factor = lower_[size(i)] / diagonal_[size(i - 1)];
            diagonal_[size(i)] -= factor * upper_[size(i - 1)];
            step[size(i)] -= factor * step[size(i - 1)];
            ones_[size(i)] -= factor * ones_[size(i - 1)];
        }
        for (int i = nodes - 1; i >= 0; --i) {
            const bool last = i + 1 == nodes;
            step[size(i)] = (step[size(i)] - (last ? 0.0 : upper_[size(i)] * step[size(i + 1)])) /
                            diagonal_[size(i)];
            ones_[size(i)] =
                (ones_[size(i)] - (last ? 0.0 : upper_[size(i)] * ones_[size(i + 1)])) /
                diagonal_[size(i)];
        }
        double numerator = at_zero;
        double denominator = 1.0;
        if (zero + 1 < nodes) {
            numerator += rate_up_[size(zero)] * step[size(zero + 1)];
            denominator -= rate_up_[size(zero)] * ones_[size(zero + 1)];
        }
        if (zero > 0) {
            numerator += rate_down_[size(zero)] * step[size(zero - 1)];
            denominator -= rate_down_[size(zero)] * ones_[size(zero - 1)];
        }
        const double gain_step = numerator / denominator;
        gain_ += gain_step;
        for (int i = 0; i < nodes; ++i) {
            w[size(i)] += step[size(i)] + gain_step * ones_[size(i)];
        }
    }

    double gain_ = 0.0;
    std::vector<double> rate_up_, rate_down_, residual_, lower_, diagonal_, upper_, ones_;
};

}  // namespace maxmin::bench
