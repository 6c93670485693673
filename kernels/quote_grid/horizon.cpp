// Finite horizon by RODAS (rodas.hpp) with a banded matrix: any level model, any fill size.
#include <algorithm>
#include <cmath>

#include "kernels/quote_grid/general.hpp"
#include "kernels/quote_grid/horizon_problem.hpp"
#include "kernels/quote_grid/rodas.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

class Stepper {
  public:
    Stepper(const Problem& problem, double horizon_s, Scratch& scratch)
        : problem_(problem),
          terms_(problem_terms(problem)),
          horizon_s_(horizon_s),
          scratch_(scratch),
          nodes_(problem.q_max - problem.q_min + 1),
          reward_(fading_reward(problem)) {}

    /// d theta / d tau of `value` at tau seconds to go less reference(), into `out`.
    void slope(std::span<const double> value, double tau, std::span<double> out,
               const Banded* jacobian) {
        side_hamiltonians(terms_, problem_.q_min, value, out, jacobian);
        const Running running = reward_.after(horizon_s_ - tau);
        for (int i = 0; i < nodes_; ++i) {
            out[static_cast<std::size_t>(i)] +=
                running_reward(running, problem_.q_min + i) - reference_;
        }
    }

    /// The growth that all nodes share, of which slope() is the rest. Near the stationary shape the
    /// rest vanishes and steps of minutes lose nothing to rounding.
    double reference() const { return reference_; }
    void set_reference(double rate) { reference_ = rate; }

    /// One step into scratch.trial; returns its error over the tolerance, NaN if it broke down.
    double step(double tau, double h) {
        const Banded matrix{scratch_.band.data(), nodes_, terms_.band};
        std::fill_n(matrix.data, static_cast<std::ptrdiff_t>(nodes_) * matrix.width(), 0.0);
        const std::span<double> rate = first(scratch_.stage[0], nodes_);
        slope(first(scratch_.value, nodes_), tau, rate, &matrix);
        const double shared = rate[static_cast<std::size_t>(-problem_.q_min)];
        reference_ += shared;
        for (double& value : rate) {
            value -= shared;
        }
        for (std::ptrdiff_t k = 0; k < static_cast<std::ptrdiff_t>(nodes_) * matrix.width(); ++k) {
            matrix.data[k] = -matrix.data[k];
        }
        for (int i = 0; i < nodes_; ++i) {
            matrix.at(i, i) += 1.0 / (h * Rodas::gamma);
        }
        if (!factorise(matrix)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        for (int s = 0; s < Rodas::stages; ++s) {
            run_stage(matrix, s, tau, h);
        }
        double worst = 0.0;
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            const double error = scratch_.stage[Rodas::stages - 1][at];
            const double scale = Rodas::tolerance * (1.0 + std::fabs(scratch_.value[at]));
            scratch_.trial[at] += error;
            const double relative = std::fabs(error) / scale;
            if (!(relative <= worst)) {
                worst = relative;
            }
            if (!std::isfinite(relative)) {
                return relative;
            }
        }
        return worst;
    }

  private:
    /// Leaves the stage's argument in scratch.trial: after the last one only its k is missing.
    void run_stage(const Banded& matrix, int s, double tau, double h) {
        const std::size_t stage = static_cast<std::size_t>(s);
        const std::span<double> k = first(scratch_.stage[stage], nodes_);
        const std::span<double> u = first(scratch_.trial, nodes_);
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            double sum = scratch_.value[at];
            for (int j = 0; j < s; ++j) {
                sum += Rodas::a(s, j) * scratch_.stage[static_cast<std::size_t>(j)][at];
            }
            u[at] = sum;
        }
        if (s > 0) {
            slope(u, tau + Rodas::time_at(s) * h, k, nullptr);
        }
        const Running fades = reward_.rate(reward_.after(horizon_s_ - tau));
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            double sum = 0.0;
            for (int j = 0; j < s; ++j) {
                sum += Rodas::c(s, j) * scratch_.stage[static_cast<std::size_t>(j)][at];
            }
            k[at] +=
                sum / h + h * Rodas::time_weight(s) * running_reward(fades, problem_.q_min + i);
        }
        solve(matrix, k);
    }

    const Problem& problem_;
    ProblemTerms terms_;
    double horizon_s_;
    Scratch& scratch_;
    int nodes_;
    FadingReward reward_;
    double reference_ = 0.0;
};

}  // namespace

GridInfo solve_horizon_general(const Problem& problem, double horizon_s, Scratch& scratch) {
    Stepper stepper(problem, horizon_s, scratch);
    const int nodes = problem.q_max - problem.q_min + 1;
    const TerminalPenalty terminal{problem.terminal_quadratic, problem.terminal_linear};
    for (int i = 0; i < nodes; ++i) {
        scratch.value[static_cast<std::size_t>(i)] = terminal.value(problem.q_min + i);
    }
    HorizonSteps steps(horizon_s);
    double common = 0.0;  // theta(0), kept apart: it grows for ever and would drown the differences
    while (steps.more()) {
        const double tau = steps.tau();
        const double h = steps.next();
        if (steps.judge(stepper.step(tau, h))) {
            std::swap(scratch.value, scratch.trial);
            const double zero = scratch.value[static_cast<std::size_t>(-problem.q_min)];
            common += zero + h * stepper.reference();
            for (double& value : first(scratch.value, nodes)) {
                value -= zero;
            }
        }
    }
    GridInfo info{steps.arrived() ? GridStatus::converged : GridStatus::not_converged, 0.0,
                  steps.tried(), steps.worst_error()};
    stepper.set_reference(0.0);
    const std::span<double> rate = first(scratch.residual, nodes);
    stepper.slope(first(scratch.value, nodes), horizon_s, rate, nullptr);
    info.gain_bps_lots_per_s = rate[static_cast<std::size_t>(-problem.q_min)];
    for (double& value : first(scratch.value, nodes)) {
        value += common;
    }
    return info;
}

}  // namespace maxmin::kernels::quote_grid
