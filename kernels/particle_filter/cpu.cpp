#include <algorithm>
#include <limits>

#include "kernels/particle_filter/asset_step.hpp"
#include "kernels/particle_filter/backends.hpp"
#include "kernels/particle_filter/lanes.hpp"
#include "kernels/particle_filter/model.hpp"
#include "kernels/particle_filter/quantile.hpp"
#include "kernels/particle_filter/resampling.hpp"

namespace maxmin::kernels::particle_filter::cpu {
namespace {

/// The particles of one asset as loops over vector lanes. The loops themselves are in lanes.cpp and
/// advance.cpp.
template <typename Real>
class LaneParticles {
  public:
    LaneParticles(const Batch<Real>& batch, int asset, int slot)
        : particles_(batch.config.particles),
          doubles_(batch.double_scratch +
                   static_cast<std::ptrdiff_t>(slot) * double_scratch_size(batch.lanes)),
          ends_(batch.int_scratch_row(slot)),
          ancestors_(ends_ + batch.lanes),
          scratch_(batch.scratch_row(slot)),
          rows_(rows_of(batch, asset, batch.row(asset, 0))) {}

    const Rows<Real>& rows() const { return rows_; }
    static constexpr bool leads() { return true; }
    static constexpr bool agree(bool value) { return value; }

    void draw_prior(const Draws& draws, const Prior<Real>& prior) {
        cpu::draw_prior(rows_, draws, prior);
        std::fill_n(rows_.log_weight, particles_, Real(0));
        std::fill(rows_.log_weight + particles_, rows_.log_weight + rows_.lanes,
                  -std::numeric_limits<Real>::infinity());
    }

    void move(const Draws& draws, const KernelMove<Real>& by) { move_kernel(rows_, draws, by); }

    WeightedSums advance(const Advance<Real>& by) { return cpu::advance(rows_, by, doubles_); }

    WeightedSums survey(const Centre<Real>& centre) { return cpu::survey(rows_, centre); }

    void quantiles(Real log_weight_max, const double (&levels)[quantile_levels],
                   double (&out)[quantile_levels]) {
        weights(rows_, log_weight_max, scratch_);
        weighted_quantiles(rows_.log_variance, scratch_, particles_, levels, out, ends_);
    }

    void resample(Real log_weight_max, double u) {
        weights(rows_, log_weight_max, scratch_);
        systematic_ancestors(scratch_, rows_.lanes, particles_, u, doubles_, ends_, ancestors_);
        Real* const every_row[] = {rows_.log_variance, rows_.drift_mean, rows_.drift_variance,
                                   rows_.psi[0],       rows_.psi[1],     rows_.psi[2]};
        for (Real* const row : every_row) {
            if (row != nullptr) {
                gather(row, scratch_, ancestors_, particles_);
            }
        }
        std::fill_n(rows_.log_weight, particles_, Real(0));
    }

  private:
    int particles_;
    double* doubles_;  // prefix sums
    int* ends_;        // with the ancestors behind it, scratch of the quantiles
    int* ancestors_;
    Real* scratch_;  // weights, or a row on its way to its ancestors
    Rows<Real> rows_;
};

}  // namespace

template <typename Real>
Status initialise(const Batch<Real>& batch, const Workers& workers) noexcept {
    workers.for_each_slot(batch.assets, [&](int asset, int slot) {
        LaneParticles<Real> particles(batch, asset, slot);
        AssetStep<Real, LaneParticles<Real>>(batch, asset, batch.states[asset], particles)
            .initialise();
    });
    return Status::ok;
}

template <typename Real>
Status step(const Batch<Real>& batch, const StepViews& views, const Workers& workers) noexcept {
    workers.for_each_slot(batch.assets, [&](int asset, int slot) {
        LaneParticles<Real> particles(batch, asset, slot);
        AssetStep<Real, LaneParticles<Real>> step(batch, asset, batch.states[asset], particles);
        for (int tick = 0; tick < views.ticks; ++tick) {
            step.observe(
                views.observations[static_cast<std::ptrdiff_t>(tick) * batch.assets + asset],
                views.quantiles_at(tick));
        }
        views.posteriors[asset] = batch.states[asset].posterior;
    });
    return Status::ok;
}

template Status initialise(const Batch<float>&, const Workers&) noexcept;
template Status initialise(const Batch<double>&, const Workers&) noexcept;
template Status step(const Batch<float>&, const StepViews&, const Workers&) noexcept;
template Status step(const Batch<double>&, const StepViews&, const Workers&) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
