// Finite horizon by RODAS (Hairer and Wanner, Solving Ordinary Differential Equations II, IV.7): a
// stiffly accurate, L-stable Rosenbrock method of order 4(3). One banded factorisation a step, no
// inner iteration; explicit stepping would need a step per millisecond on stiff grids.
#include <algorithm>
#include <cmath>

#include "kernels/quote_grid/general.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

constexpr int stages = 6;
constexpr int steps_max = 100000;
// Errors in theta(0) add up over the horizon instead of dying out; 1e-11 a step keeps a thousand
// steps below 1e-8 and costs a factor 1.8 in steps for each factor 10.
constexpr double tolerance = 1e-11;
constexpr double gamma = 0.25;
constexpr std::array<double, stages> time_at = {0.0, 0.386, 0.21, 0.63, 1.0, 1.0};
constexpr std::array<double, stages> time_weight = {0.25, -0.1043, 0.1035, -0.0362, 0.0, 0.0};
constexpr double a[stages][stages - 1] = {
    {},
    {1.544},
    {0.9466785280815826, 0.2557011698983284},
    {3.314825187068521, 2.896124015972201, 0.9986419139977817},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950},
    {1.221224509226641, 6.019134481288629, 12.53708332932087, -0.6878860361058950, 1.0}};
constexpr double c[stages][stages - 1] = {
    {},
    {-5.6688},
    {-2.430093356833875, -0.2063599157091915},
    {-0.1073529058151375, -9.594562251023355, -20.47028614809616},
    {7.496443313967647, -10.24680431434352, -33.99990352819905, 11.70890893206160},
    {8.083246795921522, -7.981132988064893, -31.52159432874371, 16.31930543123136,
     -6.058818238834054}};

class Stepper {
  public:
    Stepper(const Problem& problem, double horizon_s, Scratch& scratch)
        : problem_(problem),
          terms_(problem_terms(problem)),
          horizon_s_(horizon_s),
          scratch_(scratch),
          nodes_(problem.q_max - problem.q_min + 1),
          curvature_(running_curvature(problem)) {}

    /// d theta / d tau of `value` at tau seconds to go less reference(), into `out`.
    void slope(std::span<const double> value, double tau, std::span<double> out,
               const Banded* jacobian) {
        side_hamiltonians(terms_, problem_.q_min, value, out, jacobian);
        const double drift = drift_at(tau);
        const double halfwidth = halfwidth_at(tau);
        for (int i = 0; i < nodes_; ++i) {
            out[static_cast<std::size_t>(i)] +=
                running_reward<double>(drift, halfwidth, curvature_, problem_.q_min + i) -
                reference_;
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
            matrix.at(i, i) += 1.0 / (h * gamma);
        }
        if (!factorise(matrix)) {
            return std::numeric_limits<double>::quiet_NaN();
        }
        for (int s = 0; s < stages; ++s) {
            run_stage(matrix, s, tau, h);
        }
        double worst = 0.0;
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            const double error = scratch_.stage[stages - 1][at];
            const double scale = tolerance * (1.0 + std::fabs(scratch_.value[at]));
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
    double drift_at(double tau) const {
        return problem_.drift_bps_per_s *
               std::exp(-problem_.drift_decay_per_s * (horizon_s_ - tau));
    }

    double halfwidth_at(double tau) const {
        return problem_.drift_halfwidth *
               std::exp(-problem_.drift_halfwidth_decay_per_s * (horizon_s_ - tau));
    }

    /// Leaves the stage's argument in scratch.trial: after the last one only its k is missing.
    void run_stage(const Banded& matrix, int s, double tau, double h) {
        const std::size_t stage = static_cast<std::size_t>(s);
        const std::span<double> k = first(scratch_.stage[stage], nodes_);
        const std::span<double> u = first(scratch_.trial, nodes_);
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            double sum = scratch_.value[at];
            for (int j = 0; j < s; ++j) {
                sum += a[s][j] * scratch_.stage[static_cast<std::size_t>(j)][at];
            }
            u[at] = sum;
        }
        if (s > 0) {
            slope(u, tau + time_at[stage] * h, k, nullptr);
        }
        const double drift_rate = problem_.drift_decay_per_s * drift_at(tau);
        const double halfwidth_rate = problem_.drift_halfwidth_decay_per_s * halfwidth_at(tau);
        for (int i = 0; i < nodes_; ++i) {
            const std::size_t at = static_cast<std::size_t>(i);
            double sum = 0.0;
            for (int j = 0; j < s; ++j) {
                sum += c[s][j] * scratch_.stage[static_cast<std::size_t>(j)][at];
            }
            k[at] += sum / h + h * time_weight[stage] *
                                   running_reward<double>(drift_rate, halfwidth_rate, 0.0,
                                                          problem_.q_min + i);
        }
        solve(matrix, k);
    }

    const Problem& problem_;
    ProblemTerms terms_;
    double horizon_s_;
    Scratch& scratch_;
    int nodes_;
    double curvature_;
    double reference_ = 0.0;
};

}  // namespace

GridInfo solve_horizon_general(const Problem& problem, double horizon_s, Scratch& scratch) {
    Stepper stepper(problem, horizon_s, scratch);
    const int nodes = problem.q_max - problem.q_min + 1;
    for (int i = 0; i < nodes; ++i) {
        scratch.value[static_cast<std::size_t>(i)] = terminal_value(problem, problem.q_min + i);
    }
    GridInfo info{GridStatus::converged, 0.0, 0, 0.0};
    double tau = 0.0;
    double h = 1e-4 * horizon_s;
    double common = 0.0;  // theta(0), kept apart: it grows for ever and would drown the differences
    while (tau < horizon_s && info.sweeps < steps_max) {
        // The last step lands on the horizon exactly; a sliver after it would be lost in rounding.
        const bool last = tau + 1.000001 * h >= horizon_s;
        h = last ? horizon_s - tau : h;
        const double error = stepper.step(tau, h);
        ++info.sweeps;
        if (error <= 1.0) {
            std::swap(scratch.value, scratch.trial);
            const double zero = scratch.value[static_cast<std::size_t>(-problem.q_min)];
            common += zero + h * stepper.reference();
            for (double& value : first(scratch.value, nodes)) {
                value -= zero;
            }
            tau = last ? horizon_s : tau + h;
            info.residual = std::max(info.residual, error * tolerance);
        }
        const double growth = 0.9 * std::pow(error, -0.25);
        h *= std::isfinite(error) ? std::clamp(growth, 0.2, 6.0) : 0.1;
        if (!(h > 1e-14 * horizon_s)) {
            break;
        }
    }
    if (tau < horizon_s) {
        info.status = GridStatus::not_converged;
    }
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
