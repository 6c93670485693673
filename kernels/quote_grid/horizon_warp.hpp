// A finite-horizon problem by the 32 threads of a warp: the steps of horizon.cpp, with Rows nodes a
// lane. Quotes are evaluated side by side; the six stages of a step share one factorisation
// (tridiagonal_warp.hpp).
#pragma once

#include <cmath>
#include <limits>

#include "kernels/quote_grid/horizon_problem.hpp"
#include "kernels/quote_grid/rodas.hpp"
#include "kernels/quote_grid/slope_problem.hpp"
#include "kernels/quote_grid/tridiagonal_warp.hpp"

namespace maxmin::kernels::quote_grid {

constexpr int warp_horizon_nodes_max(int rows) {
    return 32 * rows;
}
/// Numbers of a warp's stages.
constexpr int warp_stages_size(int rows) {
    return Rodas::stages * 32 * rows;
}

/// Warp is that of slopes_warp.hpp. All lanes make the same calls with the same problem.
template <int Rows, typename Warp>
class WarpHorizon {
  public:
    /// `problem` has at most warp_horizon_nodes_max(Rows) nodes; `stages` [warp_stages_size(Rows)]
    /// is for this warp, and each lane touches its own part alone.
    MAXMIN_HD WarpHorizon(const HorizonProblem& problem, const Warp& warp, double* stages)
        : problem_(problem),
          warp_(warp),
          matrix_(warp),
          stages_{stages + warp.lane(), 32},
          first_(warp.lane() * Rows) {}

    MAXMIN_HD SlopeResult solve(double horizon_s) {
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            value_[r] = inside(r) ? problem_.terminal.value(inventory(r)) : 0.0;
        }
        HorizonSteps steps(horizon_s);
        while (steps.more()) {
            const double elapsed_s = horizon_s - steps.tau();
            const double h = steps.next();
            if (steps.judge(step(elapsed_s, h))) {
                take_trial(h);
            }
        }
        double rate[Rows];
        reference_ = 0.0;
        Quotes both[Rows];
        quotes(value_, both);
        rates(problem_.reward.after(0.0), both, rate);
        return {steps.arrived(), steps.tried(), at_zero(rate), steps.worst_error()};
    }

    // What follows is for a solution that arrived; one entry a node.

    /// Value and first-level offsets, +infinity where a fill would leave the box.
    template <typename Out>
    MAXMIN_HD void write(Out* value, Out* bid_offset, Out* ask_offset) const {
        Quotes both[Rows];
        quotes(value_, both);
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            if (inside(r)) {
                value[first_ + r] = static_cast<Out>(value_[r] + common_);
                bid_offset[first_ + r] = static_cast<Out>(both[r].bid.offset);
                ask_offset[first_ + r] = static_cast<Out>(both[r].ask.offset);
            }
        }
    }

  private:
    struct Quotes {
        SideQuote<double> bid, ask;
    };

    MAXMIN_HD bool inside(int row) const { return first_ + row <= problem_.edges; }
    MAXMIN_HD double inventory(int row) const {
        return static_cast<double>(problem_.q_min + first_ + row);
    }
    MAXMIN_HD double& stage(int which, int row) const { return stages_[which * Rows + row]; }
    MAXMIN_HD double at_zero(const double (&values)[Rows]) const {
        const int node = -problem_.q_min;
        double own = 0.0;
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            own = r == node % Rows ? values[r] : own;
        }
        return warp_.from(own, node / Rows);
    }

    MAXMIN_HD double largest_of_all(double value) const {
        for (int distance = 16; distance > 0; distance /= 2) {
            value = maximum(value, warp_.from(value, warp_.lane() ^ distance));
        }
        return value;
    }

    /// Field by field: a choice between two structs would be one between two places in memory.
    MAXMIN_HD static void switch_off_unless(bool on, SideQuote<double>& quote) {
        quote.offset = on ? quote.offset : std::numeric_limits<double>::infinity();
        quote.hamiltonian = on ? quote.hamiltonian : 0.0;
        quote.slope = on ? quote.slope : 0.0;
    }

    /// Of every row; those off the box have no Hamiltonian.
    MAXMIN_HD void quotes(const double (&values)[Rows], Quotes (&out)[Rows]) const {
        const int lane = warp_.lane();
        const double before = warp_.from(values[Rows - 1], lane == 0 ? 0 : lane - 1);
        const double after = warp_.from(values[0], lane == 31 ? 31 : lane + 1);
        with_shape(problem_.shape, [&](auto shape) {
            MAXMIN_UNROLL
            for (int r = 0; r < Rows; ++r) {
                const int node = first_ + r;
                const double q = inventory(r);
                const bool bids = node < problem_.edges;
                const bool asks = node > 0 && node <= problem_.edges;
                const double rise = (r + 1 < Rows ? values[r + 1] : after) - values[r];
                const double rose = values[r] - (r > 0 ? values[r - 1] : before);
                out[r].bid = shaped_side<shape.value>(
                    problem_.bid, bid_cost(bids ? rise : 0.0, q, problem_.bid.jump));
                out[r].ask = shaped_side<shape.value>(
                    problem_.ask, ask_cost(asks ? rose : 0.0, q - 1.0, problem_.ask.jump));
                switch_off_unless(bids, out[r].bid);
                switch_off_unless(asks, out[r].ask);
            }
        });
    }

    /// d value / d time to go less the reference.
    MAXMIN_HD void rates(const Running& running, const Quotes (&both)[Rows],
                         double (&rate)[Rows]) const {
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            const double sum = both[r].bid.hamiltonian + both[r].ask.hamiltonian;
            rate[r] = inside(r) ? sum + (running_reward(running, inventory(r)) - reference_) : 0.0;
        }
    }

    MAXMIN_HD void factorise(const Quotes (&both)[Rows], double h) {
        double lower[Rows], diagonal[Rows], upper[Rows];
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            lower[r] = -both[r].ask.slope;
            upper[r] = -both[r].bid.slope;
            diagonal[r] = 1.0 / (h * Rodas::gamma) + both[r].bid.slope + both[r].ask.slope;
        }
        matrix_.factorise(lower, diagonal, upper);
    }

    /// One step of h seconds into the trial; returns its error over the tolerance, +infinity if it
    /// broke down. `elapsed_s` is the horizon less the time to go at its start.
    MAXMIN_HD double step(double elapsed_s, double h) {
        const Running fades = problem_.reward.rate(problem_.reward.after(elapsed_s));
        double k[Rows];
        MAXMIN_KEEP_LOOP
        for (int s = 0; s < Rodas::stages; ++s) {
            set_trial(s);
            const Running running = problem_.reward.after(elapsed_s - Rodas::time_at(s) * h);
            Quotes both[Rows];
            quotes(trial_, both);
            rates(running, both, k);
            if (s == 0) {
                factorise(both, h);
                share_reference(k);
            }
            MAXMIN_UNROLL
            for (int r = 0; r < Rows; ++r) {
                double sum = 0.0;
                for (int j = 0; j < s; ++j) {
                    sum += Rodas::c(s, j) * stage(j, r);
                }
                const double fading = h * Rodas::time_weight(s);
                k[r] += sum / h + (inside(r) ? fading * running_reward(fades, inventory(r)) : 0.0);
            }
            matrix_.solve(k);
            MAXMIN_UNROLL
            for (int r = 0; r < Rows; ++r) {
                stage(s, r) = k[r];
            }
        }
        return judge_error(k);
    }

    /// value + the earlier stages.
    MAXMIN_HD void set_trial(int s) {
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            trial_[r] = value_[r];
            for (int j = 0; j < s; ++j) {
                trial_[r] += Rodas::a(s, j) * stage(j, r);
            }
        }
    }

    /// Takes the growth that all nodes share out of the first stage's rate and those after it.
    MAXMIN_HD void share_reference(double (&rate)[Rows]) {
        const double shared = at_zero(rate);
        reference_ += shared;
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            rate[r] -= inside(r) ? shared : 0.0;
        }
    }

    /// Completes the trial with the last stage, which is the error as well.
    MAXMIN_HD double judge_error(const double (&last)[Rows]) {
        double worst = 0.0;
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            trial_[r] += last[r];
            const double scale = Rodas::tolerance * (1.0 + std::fabs(value_[r]));
            const double error = std::fabs(last[r]) / scale;
            worst = error <= std::numeric_limits<double>::max()
                        ? maximum(worst, error)
                        : std::numeric_limits<double>::infinity();
        }
        return largest_of_all(worst);
    }

    MAXMIN_HD void take_trial(double h) {
        const double zero = at_zero(trial_);
        common_ += zero + h * reference_;
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            value_[r] = inside(r) ? trial_[r] - zero : 0.0;
        }
    }

    const HorizonProblem& problem_;
    const Warp& warp_;
    WarpTridiagonal<Rows, Warp> matrix_;
    Column<double> stages_;
    int first_;  // the node of row 0
    double value_[Rows], trial_[Rows];
    double reference_ = 0.0;
    double common_ = 0.0;  // the value at inventory 0, kept apart: it grows for ever
};

}  // namespace maxmin::kernels::quote_grid
