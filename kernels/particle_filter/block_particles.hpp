// The particles of one asset as the work of a block of threads: on the GPU a CUDA block, in the
// tests plain threads with a barrier, so that a missing sync() is found without a GPU. Where the
// rows lie, in the batch or on chip, makes no difference here. Every sum is in double and in an
// order that depends on counts alone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>

#include "kernels/particle_filter/asset_step.hpp"
#include "kernels/particle_filter/block_quantiles.hpp"
#include "kernels/particle_filter/block_share.hpp"

namespace maxmin::kernels::particle_filter {

/// The first index below `count` at which `ends` exceeds `offspring`; ends[count - 1] does.
MAXMIN_HD inline int first_beyond(const int* ends, int count, int offspring) {
    int low = 0;
    int high = count - 1;
    while (low < high) {
        const int middle = low + (high - low) / 2;
        if (ends[middle] > offspring) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/// Block has: thread(), threads(); sync(); any(value), whether any thread says so; sum(values),
/// which turns each value into its sum over the threads, max(values) likewise; exclusive_sum(value,
/// total) of 64-bit integers over the threads before this one; copy(to, from, count), of whole
/// rows. Every one of them is for all threads at once and orders memory like sync(); results are
/// the same in every run, totals in every thread. Shapes: scratch [lanes], ints
/// [int_scratch_size(lanes)], of this block alone.
template <typename Real, typename Block>
class BlockParticles {
  public:
    MAXMIN_HD BlockParticles(const Rows<Real>& rows, int particles, Real* scratch, int* ints,
                             Block& block)
        : rows_(rows),
          particles_(particles),
          scratch_(scratch),
          ends_(ints),
          ancestors_(ints + rows.lanes),
          block_(block) {}

    MAXMIN_HD const Rows<Real>& rows() const { return rows_; }
    MAXMIN_HD bool leads() const { return block_.thread() == 0; }
    MAXMIN_HD bool agree(bool value) const { return block_.any(leads() && value); }

    MAXMIN_HD void draw_prior(const Draws& draws, const Prior<Real>& prior) {
        for_own_fours(
            [&](int i, Real normal) {
                Parameters<Real> psi{{prior.psi_mean[0], prior.psi_mean[1], prior.psi_mean[2]}};
                if (learnt()) {
                    psi = prior_parameters<Real>(
                        prior, normals<Real>(words(draws, Stream::initial_parameters, i)));
                    set_parameters(i, psi);
                }
                rows_.log_variance[i] = prior_log_variance(prior, psi, normal);
                if (drift()) {
                    rows_.drift_mean[i] = prior.drift.mean;
                    rows_.drift_variance[i] = prior.drift.variance;
                }
            },
            draws, Stream::initial_log_variance);
        // The lanes that only fill the row up: the CPU path may take the rows over.
        for (int i = block_.thread(); i < rows_.lanes; i += block_.threads()) {
            rows_.log_weight[i] = i < particles_ ? Real(0) : -std::numeric_limits<Real>::infinity();
        }
        block_.sync();
    }

    MAXMIN_HD void move(const Draws& draws, const KernelMove<Real>& by) {
        for_own([&](int i) {
            const Normals<Real> jitter = normals<Real>(words(draws, Stream::kernel_move, i));
            set_parameters(i, move_parameters<Real>(parameters(i), by, jitter));
        });
    }

    /// New log-weights go to scratch first: if no particle keeps weight, the old ones stay.
    MAXMIN_HD WeightedSums advance(const Advance<Real>& by) {
        double top[1] = {-std::numeric_limits<double>::infinity()};
        for_own_fours(
            [&](int i, Real normal) {
                Transition<Real> law = by.known;
                if (learnt()) {
                    law = transition(rows_.psi[0][i], rows_.psi[1][i], rows_.psi[2][i],
                                     by.evidence.dt);
                }
                rows_.log_variance[i] = propagate(rows_.log_variance[i], law, normal);
                scratch_[i] =
                    (rows_.log_weight[i] - by.log_weight_shift) + weigh(i, by).log_density;
                top[0] = maximum(top[0], static_cast<double>(scratch_[i]));
            },
            by.draws, Stream::propagation);
        block_.max(top);
        const double largest = top[0];
        const bool collapsed = largest == -std::numeric_limits<double>::infinity();
        for_own([&](int i) {
            const bool weightless = scratch_[i] == -std::numeric_limits<Real>::infinity();
            if (drift()) {
                // A particle without weight moves on as if nothing had been observed.
                set_drift(
                    i, weightless ? propagate_drift(drift_of(i), by.evidence) : weigh(i, by).drift);
            }
            if (!collapsed) {
                rows_.log_weight[i] = scratch_[i];
            }
        });
        return collapsed ? WeightedSums{largest, {}} : sums(largest, by.centre);
    }

    MAXMIN_HD WeightedSums survey(const Centre<Real>& centre) {
        double top[1] = {-std::numeric_limits<double>::infinity()};
        for_own([&](int i) { top[0] = maximum(top[0], static_cast<double>(rows_.log_weight[i])); });
        block_.max(top);
        return sums(top[0], centre);
    }

    MAXMIN_HD void quantiles(Real log_weight_max, const double (&levels)[quantile_levels],
                             double (&out)[quantile_levels]) {
        for_own([&](int i) { scratch_[i] = weight(i, log_weight_max); });
        BlockQuantiles<Real, Block>(rows_.log_variance, scratch_, ancestors_, particles_, block_)
            .find(levels, out);
    }

    MAXMIN_HD void resample(Real log_weight_max, double u) {
        find_ancestors(log_weight_max, u);
        Real* const every_row[] = {rows_.log_variance, rows_.drift_mean, rows_.drift_variance,
                                   rows_.psi[0],       rows_.psi[1],     rows_.psi[2]};
        for (Real* const row : every_row) {
            if (row == nullptr) {
                continue;
            }
            for_own([&](int j) { scratch_[j] = row[ancestors_[j]]; });
            block_.sync();
            for_own([&](int j) { row[j] = scratch_[j]; });
        }
        for_own([&](int j) { rows_.log_weight[j] = Real(0); });
    }

  private:
    struct Weighed {
        Real log_density;
        Drift<Real> drift;
    };

    MAXMIN_HD bool learnt() const { return rows_.psi[0] != nullptr; }
    MAXMIN_HD bool drift() const { return rows_.drift_mean != nullptr; }

    MAXMIN_HD static PhiloxWords words(const Draws& draws, Stream stream, int index) {
        return philox({static_cast<std::uint32_t>(index), draws.step, draws.asset,
                       static_cast<std::uint32_t>(stream)},
                      draws.key);
    }

    template <typename Item>
    MAXMIN_HD void for_own(Item&& item) const {
        for_own_particles(block_, particles_, item);
    }

    /// Calls item(i, normal of particle i) for the same particles as for_own.
    template <typename Item>
    MAXMIN_HD void for_own_fours(Item&& item, const Draws& draws, Stream stream) const {
        for (int first = 4 * block_.thread(); first < particles_; first += 4 * block_.threads()) {
            const Normals<Real> n = normals<Real>(words(draws, stream, first / 4));
            const Real normal[4] = {n.z0, n.z1, n.z2, n.z3};
            for (int k = 0; k < 4 && first + k < particles_; ++k) {
                item(first + k, normal[k]);
            }
        }
    }

    MAXMIN_HD Parameters<Real> parameters(int i) const {
        return {{rows_.psi[0][i], rows_.psi[1][i], rows_.psi[2][i]}};
    }
    MAXMIN_HD void set_parameters(int i, const Parameters<Real>& p) const {
        for (int k = 0; k < 3; ++k) {
            rows_.psi[k][i] = p.psi[k];
        }
    }
    MAXMIN_HD Drift<Real> drift_of(int i) const {
        return {rows_.drift_mean[i], rows_.drift_variance[i]};
    }
    MAXMIN_HD void set_drift(int i, const Drift<Real>& value) const {
        rows_.drift_mean[i] = value.mean;
        rows_.drift_variance[i] = value.variance;
    }

    /// What the observation makes of particle i, whose log-variance has moved and drift has not.
    MAXMIN_HD Weighed weigh(int i, const Advance<Real>& by) const {
        const Real h = rows_.log_variance[i];
        if (drift()) {
            const DriftUpdate<Real> update = update_drift(propagate_drift(drift_of(i), by.evidence),
                                                          exp_in_range(Real(0.5) * h), by.evidence);
            return {update.log_density, update.drift};
        }
        if (by.noisy) {
            return {log_density_noisy(exp_in_range(Real(0.5) * h), by.evidence), {}};
        }
        const Real inverse_sigma = exp_pair_in_range(Real(0.5) * h).negative;
        return {log_density_noiseless(h, inverse_sigma, by.evidence), {}};
    }

    MAXMIN_HD Real weight(int i, Real log_weight_max) const {
        return exp_of_negative(rows_.log_weight[i] - log_weight_max);
    }

    MAXMIN_HD WeightedSums sums(double log_weight_max, const Centre<Real>& centre) {
        WeightedSums out{log_weight_max, {}};
        for_own([&](int i) {
            const auto w = static_cast<double>(weight(i, static_cast<Real>(log_weight_max)));
            const auto h = static_cast<double>(rows_.log_variance[i] - centre.h);
            const auto sigma =
                static_cast<double>(exp_in_range(Real(0.5) * rows_.log_variance[i]) - centre.sigma);
            out.of[cpu::sum_w] += w;
            out.of[cpu::sum_w_squared] += w * w;
            out.of[cpu::sum_h] += w * h;
            out.of[cpu::sum_h_squared] += w * h * h;
            out.of[cpu::sum_sigma] += w * sigma;
            out.of[cpu::sum_sigma_squared] += w * sigma * sigma;
            if (drift()) {
                const auto mean = static_cast<double>(rows_.drift_mean[i] - centre.drift);
                const auto variance = static_cast<double>(rows_.drift_variance[i]);
                out.of[cpu::sum_drift] += w * mean;
                out.of[cpu::sum_drift_squared] += w * (variance + mean * mean);
            }
            if (learnt()) {
                add_parameters(i, w, centre, out);
            }
        });
        block_.sum(out.of);
        return out;
    }

    MAXMIN_HD void add_parameters(int i, double w, const Centre<Real>& centre,
                                  WeightedSums& out) const {
        double deviation[3];
        for (int k = 0, at = 0; k < 3; ++k) {
            deviation[k] = static_cast<double>(rows_.psi[k][i] - centre.psi[k]);
            out.of[cpu::sum_psi + k] += w * deviation[k];
            for (int j = 0; j <= k; ++j, ++at) {
                out.of[cpu::sum_psi_products + at] += w * deviation[k] * deviation[j];
            }
        }
    }

    /// A weight, which is at most 1, as a whole number of 2^-38: sums of 2^24 of them fit, are
    /// exact and the same in every order, so the ends ascend from stretch to stretch whatever
    /// rounds. The weights lost, below 2^-39 of the largest, add up to less than 2^-15 of it.
    MAXMIN_HD static std::uint64_t fixed_point(Real weight) {
        return static_cast<std::uint64_t>(static_cast<double>(weight) * 0x1p38 + 0.5);
    }

    /// Each thread cumulates one stretch of particles; offspring are then found by search.
    MAXMIN_HD void find_ancestors(Real log_weight_max, double u) {
        for_own([&](int i) { scratch_[i] = weight(i, log_weight_max); });
        const int length = (particles_ + block_.threads() - 1) / block_.threads();
        const int begin = minimum(particles_, block_.thread() * length);
        const int end = minimum(particles_, begin + length);
        block_.sync();
        std::uint64_t running = 0;
        for (int i = begin; i < end; ++i) {
            running += fixed_point(scratch_[i]);
        }
        std::uint64_t total = 0;
        running = block_.exclusive_sum(running, total);
        const double count = static_cast<double>(particles_);
        const double scale = count / static_cast<double>(total);
        for (int i = begin; i < end; ++i) {
            running += fixed_point(scratch_[i]);
            ends_[i] = i == particles_ - 1
                           ? particles_
                           : offspring_end(static_cast<double>(running), scale, u, count);
        }
        block_.sync();
        for_own([&](int j) { ancestors_[j] = first_beyond(ends_, particles_, j); });
    }

    Rows<Real> rows_;
    int particles_;
    Real* scratch_;
    int* ends_;
    int* ancestors_;
    Block& block_;
};

}  // namespace maxmin::kernels::particle_filter
