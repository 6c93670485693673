// One asset's step: what happens in which order, once for both machines. Particles does the loops:
// it is the CPU's vectors of lanes or a block of GPU threads. In a block every thread runs this
// class on the one AssetState of the asset: all read it, the leader alone writes it, and whatever
// the others wait for is behind a barrier: an agreement or a sum over particles.
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
/// quantiles(log_weight_max, levels, out); resample(log_weight_max, u), likewise; leads(), true in
/// one thread; agree(value), the leader's value in every thread. advance(), survey(), resample()
/// and agree() let no thread go on before all have come.
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
        if (particles_.leads()) {
            start_from_prior();
        }
        particles_.agree(true);
        particles_.draw_prior(draws(), prior());
        const Centre<Real> centre = centre_of(state_.posterior);
        estimate(particles_.survey(centre), centre);
        if (particles_.leads()) {
            remember_moments_if(config_.learning == Learning::always);
        }
    }

    MAXMIN_HD void observe(const Observation& observation, Quantiles quantiles) {
        const Outcome outcome = outcome_of(observation);
        if (particles_.leads()) {
            begin(outcome);
        }
        if (outcome != Outcome::accepted) {
            return;
        }
        particles_.agree(true);
        const bool move_skipped = !move_parameters_if_pending();
        weigh(observation, move_skipped);
        find_quantiles(quantiles);
        bool degenerate = false;
        if (particles_.leads()) {
            degenerate = judge();
        }
        if (particles_.agree(degenerate)) {
            resample();
        }
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

    MAXMIN_HD void start_from_prior() {
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
    }

    MAXMIN_HD static Outcome outcome_of(const Observation& observation) {
        if (!observation.present) {
            return Outcome::absent;
        }
        const bool sound = std::isfinite(observation.return_bps) &&
                           std::isfinite(observation.dt_s) && observation.dt_s > 0.0;
        return sound ? Outcome::accepted : Outcome::rejected;
    }

    MAXMIN_HD void begin(Outcome outcome) {
        Posterior& posterior = state_.posterior;
        posterior.resampled = false;
        posterior.kernel_move_skipped = false;
        posterior.log_likelihood_increment = 0.0;
        posterior.outcome = outcome;
        posterior.rejected += outcome == Outcome::rejected ? 1 : 0;
        state_.step += outcome == Outcome::accepted ? 1 : 0;
        posterior.accepted_steps = state_.step;
    }

    /// False if a move was due and could not be made.
    MAXMIN_HD bool move_parameters_if_pending() {
        if (!state_.move_pending) {
            return true;
        }
        KernelMove<Real> move;
        if (!kernel_move(config_.discount, state_.move_mean, state_.move_covariance, move)) {
            return false;
        }
        particles_.move(draws(), move);
        return true;
    }

    MAXMIN_HD void weigh(const Observation& observation, bool move_skipped) {
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
        const bool collapsed = sums.log_weight_max == -std::numeric_limits<double>::infinity();
        Posterior& posterior = state_.posterior;
        if (particles_.leads()) {
            state_.move_pending = state_.move_pending && config_.learning == Learning::always;
            posterior.kernel_move_skipped = move_skipped;
            posterior.outcome = collapsed ? Outcome::collapsed : posterior.outcome;
            posterior.collapsed += collapsed ? 1 : 0;
        }
        estimate(collapsed ? particles_.survey(by.centre) : sums, by.centre);
        if (particles_.leads() && !collapsed) {
            const bool needs_ln_dt = !by.noisy && !model_.drift;
            const double constant =
                -0.5 * (ln_two_pi + (needs_ln_dt ? std::log(observation.dt_s) : 0.0));
            posterior.log_likelihood_increment = state_.log_weight_total - total_before + constant;
            posterior.log_likelihood += posterior.log_likelihood_increment;
        }
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
        bool near = true;
        if (particles_.leads()) {
            state_.log_weight_max = sums.log_weight_max;
            state_.log_weight_total = sums.log_weight_max + std::log(sums.of[cpu::sum_w]);
            near = take_moments(sums, centre);
        }
        if (particles_.agree(near)) {
            return;
        }
        // An outlier carried the mean many sds away: take the moments again, about the new mean.
        const Centre<Real> nearer = centre_of(state_.posterior);
        const WeightedSums again = particles_.survey(nearer);
        if (particles_.leads()) {
            take_moments(again, nearer);
        }
        particles_.agree(true);
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
        if (particles_.leads()) {
            state_.posterior.sigma_q05 = std::exp(0.5 * h[0]);
            state_.posterior.sigma_q50 = std::exp(0.5 * h[1]);
            state_.posterior.sigma_q95 = std::exp(0.5 * h[2]);
        }
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

    /// Whether to resample.
    MAXMIN_HD bool judge() {
        Posterior& posterior = state_.posterior;
        const double particles = static_cast<double>(config_.particles);
        remember_moments_if(config_.learning == Learning::always);
        if (posterior.outcome == Outcome::collapsed) {
            return false;
        }
        if (posterior.effective_sample_size < maximum(8.0, 0.01 * particles)) {
            posterior.outcome = Outcome::degenerate;
            ++posterior.degenerate;
        }
        posterior.resampled = posterior.effective_sample_size < config_.ess_threshold * particles;
        remember_moments_if(posterior.resampled && config_.learning == Learning::on_resample);
        return posterior.resampled;
    }

    MAXMIN_HD void resample() {
        const Draws by = draws();
        const PhiloxWords words =
            philox({0, by.step, by.asset, static_cast<std::uint32_t>(Stream::resampling)}, by.key);
        particles_.resample(static_cast<Real>(state_.log_weight_max), uniform(words.x0));
        if (particles_.leads()) {
            state_.log_weight_max = 0.0;
            state_.log_weight_total = std::log(static_cast<double>(config_.particles));
        }
        if (learnt_ && config_.learning == Learning::always) {
            // The next move is of the particles as they now are.
            const Centre<Real> centre = centre_of(state_.posterior);
            const WeightedSums sums = particles_.survey(centre);
            if (particles_.leads()) {
                parameter_moments(sums, centre, state_.move_mean, state_.move_covariance);
            }
        }
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
