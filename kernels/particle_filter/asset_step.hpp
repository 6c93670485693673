// One asset's step: what happens in which order, once for both machines. Particles does the loops:
// it is the CPU's vectors of lanes or a block of GPU threads. In a block every thread runs this
// whole class on its own copy of the AssetState: what it branches on is the same number in all of
// them.
#pragma once

#include <cmath>
#include <limits>

#include "kernels/particle_filter/backends.hpp"
#include "kernels/particle_filter/lanes.hpp"
#include "kernels/particle_filter/model.hpp"

namespace maxmin::kernels::particle_filter {

using cpu::Advance;
using cpu::Centre;
using cpu::Draws;
using cpu::Rows;
using cpu::WeightedSums;

/// The rows of one asset, which lie one after the other from `first` on: in the batch or in a copy.
template <typename Real>
MAXMIN_HD inline Rows<Real> rows_of(const Batch<Real>& batch, int asset, Real* first) {
    const bool drift = batch.models[asset].drift && batch.drift_row != 0;
    const bool learnt = batch.parameter_row != 0;
    const auto row = [&](bool there, int which) {
        return there ? first + static_cast<std::ptrdiff_t>(which) * batch.lanes : nullptr;
    };
    return {.lanes = batch.lanes,
            .log_variance = row(true, log_variance_row),
            .log_weight = row(true, log_weight_row),
            .drift_mean = row(drift, batch.drift_row),
            .drift_variance = row(drift, batch.drift_row + 1),
            .psi = {row(learnt, batch.parameter_row), row(learnt, batch.parameter_row + 1),
                    row(learnt, batch.parameter_row + 2)}};
}

/// Particles has: rows(); draw_prior(draws, prior), which makes all weights equal;
/// move(draws, kernel_move); advance(by) and survey(centre), which return WeightedSums;
/// quantiles(log_weight_max, levels, out); resample(log_weight_max, u), likewise.
template <typename Real, typename Particles>
class AssetStep {
  public:
    MAXMIN_HD AssetStep(const Batch<Real>& batch, int asset, AssetState& state,
                        Particles& particles)
        : config_(batch.config),
          model_(batch.models[asset]),
          state_(state),
          asset_id_(batch.asset_ids[asset]),
          particles_(particles),
          drift_(particles.rows().drift_mean != nullptr),
          learnt_(particles.rows().psi[0] != nullptr) {}

    MAXMIN_HD void initialise() {
        particles_.draw_prior(draws(), prior());
        state_ = AssetState{};
        state_.log_weight_total = std::log(static_cast<double>(config_.particles));
        state_.posterior.h_mean = model_.has_initial_log_variance ? model_.initial_log_variance.mean
                                                                  : model_.log_variance_level.mean;
        state_.posterior.sigma_mean = std::exp(0.5 * state_.posterior.h_mean);
        state_.posterior.drift_mean = model_.initial_drift.mean;
        const Normal* const prior_of[3] = {&model_.log_variance_level, &model_.ln_reversion,
                                           &model_.ln_stationary_sd};
        for (int k = 0; k < 3; ++k) {
            state_.posterior.psi_mean[k] = prior_of[k]->mean;
        }
        const Centre<Real> centre = centre_of(state_.posterior);
        estimate(particles_.survey(centre), centre);
        remember_moments_if(config_.learning == Learning::always);
    }

    MAXMIN_HD void observe(const Observation& observation, Quantiles quantiles) {
        Posterior& posterior = state_.posterior;
        posterior.resampled = false;
        posterior.kernel_move_skipped = false;
        posterior.log_likelihood_increment = 0.0;
        if (!observation.present) {
            posterior.outcome = Outcome::absent;
            return;
        }
        if (!std::isfinite(observation.return_bps) || !std::isfinite(observation.dt_s) ||
            !(observation.dt_s > 0.0)) {
            posterior.outcome = Outcome::rejected;
            ++posterior.rejected;
            return;
        }
        ++state_.step;
        posterior.accepted_steps = state_.step;
        posterior.outcome = Outcome::accepted;
        move_parameters_if_pending();
        weigh(observation);
        find_quantiles(quantiles);
        judge_and_resample();
    }

  private:
    MAXMIN_HD Draws draws() const { return {philox_key(config_.seed), state_.step, asset_id_}; }

    MAXMIN_HD Prior<Real> prior() const {
        Prior<Real> prior{};
        const Normal* const of[3] = {&model_.log_variance_level, &model_.ln_reversion,
                                     &model_.ln_stationary_sd};
        for (int k = 0; k < 3; ++k) {
            prior.psi_mean[k] = static_cast<Real>(of[k]->mean);
            prior.psi_sd[k] = static_cast<Real>(of[k]->sd);
        }
        prior.stationary = !model_.has_initial_log_variance;
        prior.log_variance_mean = static_cast<Real>(model_.initial_log_variance.mean);
        prior.log_variance_sd = static_cast<Real>(model_.initial_log_variance.sd);
        const double drift_sd = model_.initial_drift.sd;
        prior.drift = {static_cast<Real>(model_.initial_drift.mean),
                       static_cast<Real>(drift_sd * drift_sd)};
        return prior;
    }

    MAXMIN_HD void move_parameters_if_pending() {
        if (!state_.move_pending) {
            return;
        }
        state_.move_pending = config_.learning == Learning::always;
        KernelMove<Real> move;
        if (!kernel_move(config_.discount, state_.move_mean, state_.move_covariance, move)) {
            state_.posterior.kernel_move_skipped = true;
            return;
        }
        particles_.move(draws(), move);
    }

    MAXMIN_HD void weigh(const Observation& observation) {
        Advance<Real> by{};
        by.draws = draws();
        by.evidence = evidence_of<Real>(model_, observation);
        by.known = known_transition<Real>(model_, observation);
        by.log_weight_shift = static_cast<Real>(state_.log_weight_max);
        by.noisy = model_.observation_variance_bps2 > 0.0;
        by.centre = centre_of(state_.posterior);
        const double total_before =
            state_.log_weight_total - static_cast<double>(by.log_weight_shift);
        const WeightedSums sums = particles_.advance(by);
        if (sums.log_weight_max == -std::numeric_limits<double>::infinity()) {
            state_.posterior.outcome = Outcome::collapsed;
            ++state_.posterior.collapsed;
            estimate(particles_.survey(by.centre), by.centre);
            return;
        }
        estimate(sums, by.centre);
        const bool needs_ln_dt = !by.noisy && !model_.drift;
        const double constant =
            -0.5 * (ln_two_pi + (needs_ln_dt ? std::log(observation.dt_s) : 0.0));
        Posterior& posterior = state_.posterior;
        posterior.log_likelihood_increment = state_.log_weight_total - total_before + constant;
        posterior.log_likelihood += posterior.log_likelihood_increment;
    }

    MAXMIN_HD static Centre<Real> centre_of(const Posterior& p) {
        return {static_cast<Real>(p.h_mean),
                static_cast<Real>(p.sigma_mean),
                static_cast<Real>(p.drift_mean),
                {static_cast<Real>(p.psi_mean[0]), static_cast<Real>(p.psi_mean[1]),
                 static_cast<Real>(p.psi_mean[2])}};
    }

    /// Turns the sums of the particles as they now are into the posterior.
    MAXMIN_HD void estimate(const WeightedSums& sums, const Centre<Real>& centre) {
        state_.log_weight_max = sums.log_weight_max;
        state_.log_weight_total = sums.log_weight_max + std::log(sums.of[cpu::sum_w]);
        if (take_moments(sums, centre)) {
            return;
        }
        // An outlier carried the mean many sds away: take the moments again, about the new mean.
        const Centre<Real> nearer = centre_of(state_.posterior);
        take_moments(particles_.survey(nearer), nearer);
    }

    /// False if the centre was too far from the mean for the variances to have kept their digits.
    MAXMIN_HD bool take_moments(const WeightedSums& sums, const Centre<Real>& centre) {
        Posterior& p = state_.posterior;
        const double total = sums.of[cpu::sum_w];
        p.effective_sample_size = total * total / sums.of[cpu::sum_w_squared];
        bool near = true;
        const auto moments = [&](int sum, Real about, double& mean, double& sd) {
            const double deviation = sums.of[sum] / total;
            const double variance = sums.of[sum + 1] / total - deviation * deviation;
            mean = static_cast<double>(about) + deviation;
            sd = std::sqrt(maximum(0.0, variance));
            constexpr double far_in_sds = 8.0;
            near = near && std::abs(deviation) <= far_in_sds * sd;
        };
        moments(cpu::sum_h, centre.h, p.h_mean, p.h_sd);
        moments(cpu::sum_sigma, centre.sigma, p.sigma_mean, p.sigma_sd);
        if (drift_) {
            moments(cpu::sum_drift, centre.drift, p.drift_mean, p.drift_sd);
        }
        if (learnt_) {
            parameter_moments(sums, centre, p.psi_mean, p.psi_covariance);
        }
        return near;
    }

    MAXMIN_HD static void parameter_moments(const WeightedSums& sums, const Centre<Real>& centre,
                                            double (&mean)[3], double (&covariance)[6]) {
        double deviation[3];
        for (int k = 0, at = 0; k < 3; ++k) {
            deviation[k] = sums.of[cpu::sum_psi + k] / sums.of[cpu::sum_w];
            mean[k] = static_cast<double>(centre.psi[k]) + deviation[k];
            for (int j = 0; j <= k; ++j, ++at) {
                covariance[at] = sums.of[cpu::sum_psi_products + at] / sums.of[cpu::sum_w] -
                                 deviation[k] * deviation[j];
            }
        }
    }

    MAXMIN_HD void find_quantiles(Quantiles quantiles) {
        constexpr double levels[quantile_levels] = {0.05, 0.5, 0.95};
        constexpr double nan = std::numeric_limits<double>::quiet_NaN();
        double h[quantile_levels] = {nan, nan, nan};
        if (quantiles == Quantiles::yes) {
            // sigma grows with h, so its quantiles are those of h.
            particles_.quantiles(static_cast<Real>(state_.log_weight_max), levels, h);
        }
        state_.posterior.sigma_q05 = std::exp(0.5 * h[0]);
        state_.posterior.sigma_q50 = std::exp(0.5 * h[1]);
        state_.posterior.sigma_q95 = std::exp(0.5 * h[2]);
    }

    MAXMIN_HD void remember_moments_if(bool wanted) {
        if (wanted && learnt_) {
            state_.move_pending = true;
            for (int k = 0; k < 3; ++k) {
                state_.move_mean[k] = state_.posterior.psi_mean[k];
            }
            for (int k = 0; k < 6; ++k) {
                state_.move_covariance[k] = state_.posterior.psi_covariance[k];
            }
        }
    }

    MAXMIN_HD void judge_and_resample() {
        Posterior& posterior = state_.posterior;
        const double particles = static_cast<double>(config_.particles);
        remember_moments_if(config_.learning == Learning::always);
        if (posterior.outcome == Outcome::collapsed) {
            return;
        }
        if (posterior.effective_sample_size < maximum(8.0, 0.01 * particles)) {
            posterior.outcome = Outcome::degenerate;
            ++posterior.degenerate;
        }
        if (posterior.effective_sample_size < config_.ess_threshold * particles) {
            posterior.resampled = true;
            remember_moments_if(config_.learning == Learning::on_resample);
            resample();
            if (state_.move_pending && config_.learning == Learning::always) {
                remember_resampled_moments();
            }
        }
    }

    MAXMIN_HD void remember_resampled_moments() {
        const Centre<Real> centre = centre_of(state_.posterior);
        parameter_moments(particles_.survey(centre), centre, state_.move_mean,
                          state_.move_covariance);
    }

    MAXMIN_HD void resample() {
        const Draws by = draws();
        const PhiloxWords words =
            philox({0, by.step, by.asset, static_cast<std::uint32_t>(Stream::resampling)}, by.key);
        particles_.resample(static_cast<Real>(state_.log_weight_max), uniform(words.x0));
        state_.log_weight_max = 0.0;
        state_.log_weight_total = std::log(static_cast<double>(config_.particles));
    }

    const Config& config_;
    const Model& model_;
    AssetState& state_;
    std::uint32_t asset_id_;
    Particles& particles_;
    bool drift_;
    bool learnt_;
};

}  // namespace maxmin::kernels::particle_filter
