// Stochastic-volatility particle filters, one an asset, stepped together. Log-variance is an exact
// Ornstein-Uhlenbeck process; the drift, if any, is integrated out per particle (Schon, Gustafsson,
// Nordlund 2005); unknown parameters are learnt after Liu and West (2001).
// An asset's numbers depend on its id, its seed and its accepted observations, and on nothing else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/base/buffer.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/status.hpp"

namespace maxmin::kernels::particle_filter {

enum class Learning : std::uint8_t {
    fixed,        // the prior means are the parameters; their sds are not used
    on_resample,  // one kernel move after each resampling
    always,       // one kernel move at every step
};

struct Normal {
    double mean = 0.0;
    double sd = 0.0;
};

/// One asset. h = ln(variance rate in bps^2/s) reverts to its level at a speed in 1/s.
struct Model {
    Normal log_variance_level{};  // each is a parameter's prior; ln of 1/s, ln of a number
    Normal ln_reversion{};
    Normal ln_stationary_sd{};
    bool has_initial_log_variance = false;  // else stationary, each particle with its parameters
    Normal initial_log_variance{};
    bool drift = false;
    double drift_reversion_per_s = 0.0;  // 0: random walk
    double drift_diffusion = 0.0;        // bps / s^1.5
    double drift_mean_bps_per_s = 0.0;
    Normal initial_drift{};
    double observation_variance_bps2 = 0.0;
};

struct Config {
    int particles = 4096;
    std::uint64_t seed = 42;
    double ess_threshold = 0.5;  // of the particles; resample strictly below
    Learning learning = Learning::on_resample;
    double discount = 0.98;  // of the Liu-West kernel, in (0.9, 1)
};

struct Observation {
    double return_bps = 0.0;
    double dt_s = 0.0;
    bool present = false;  // false: the asset is left untouched
};

enum class Outcome : std::uint8_t {
    absent,
    accepted,
    rejected,    // return not finite, or dt not finite and positive: nothing was touched
    collapsed,   // no particle explains it: taken as missing, particles propagated, weights kept
    degenerate,  // accepted, with fewer than max(8, 1 %) effective particles
};

/// After the last accepted observation, before any resampling; the prior if there was none.
struct Posterior {
    Outcome outcome = Outcome::absent;
    bool resampled = false;
    bool kernel_move_skipped = false;  // covariance not positive definite
    double h_mean = 0.0;
    double h_sd = 0.0;
    double sigma_mean = 0.0;  // bps / sqrt(s)
    double sigma_sd = 0.0;
    double sigma_q05 = 0.0;  // NaN in a step that was not asked for quantiles
    double sigma_q50 = 0.0;
    double sigma_q95 = 0.0;
    double drift_mean = 0.0;  // bps / s; 0 without drift
    double drift_sd = 0.0;
    double psi_mean[3] = {};        // log-variance level, ln reversion, ln stationary sd
    double psi_covariance[6] = {};  // lower triangle by rows
    double log_likelihood_increment = 0.0;
    double log_likelihood = 0.0;
    double effective_sample_size = 0.0;
    std::uint64_t accepted_steps = 0;
    std::uint64_t rejected = 0;
    std::uint64_t collapsed = 0;
    std::uint64_t degenerate = 0;
};

/// What one asset carries from step to step beside its particles.
struct AssetState {
    Posterior posterior;
    std::uint32_t step = 0;     // accepted observations: the Philox step
    bool move_pending = false;  // a kernel move opens the next step, with these moments:
    double move_mean[3] = {};
    double move_covariance[6] = {};
    double log_weight_max = 0.0;    // of the stored log-weights, which are not normalised
    double log_weight_total = 0.0;  // ln of the sum of their exponentials
};

/// One asset, to be carried to another filter of the same precision; it resumes bit for bit.
template <typename Real>
struct Snapshot {
    AssetState state;
    std::vector<Real> particles;  // one row after another, each Config::particles long
};

enum class Quantiles : bool { no, yes };

template <typename Real>
struct Batch;

namespace cuda {
/// All assets on the device; only the CUDA build knows what is in it.
template <typename Real>
struct Resident;
template <typename Real>
struct ResidentDeleter {
    void operator()(Resident<Real>* resident) const noexcept;
};
template <typename Real>
using ResidentPointer = std::unique_ptr<Resident<Real>, ResidentDeleter<Real>>;
}  // namespace cuda

/// Owns the particles of all assets. Real is float (the product) or double (the slow, exact path).
template <typename Real>
class Filter {
  public:
    /// `workers` must outlive the filter. Without `asset_ids`, asset i draws as id i.
    /// Throws std::invalid_argument naming the field, std::runtime_error without the backend.
    Filter(const Config& config, std::span<const Model> models, Backend backend,
           const Workers& workers, std::span<const std::uint32_t> asset_ids = {});

    /// Shapes: both [assets]. Errors: bad_shape, device_failed. Allocates nothing.
    Status step(std::span<const Observation> observations, std::span<Posterior> posteriors,
                Quantiles quantiles = Quantiles::no) noexcept;

    /// Several ticks of every asset, one asset after the other, so that its particles stay where
    /// they are fast (a cache, a GPU's shared memory); the same numbers as that many steps. Shapes:
    /// observations [ticks][assets], posteriors [assets], those after the last tick; quantiles are
    /// taken at the last tick, and NaN if it brings no observation. Errors: bad_shape,
    /// device_failed. Allocates nothing.
    Status replay(std::span<const Observation> observations, std::span<Posterior> posteriors,
                  Quantiles quantiles = Quantiles::no) noexcept;

    int assets() const { return static_cast<int>(models_.size()); }
    int particles() const { return config_.particles; }

    // Particles where they are, on the CPU only: with Backend::cuda these are empty (and the
    // log-weight NaN), export_asset() brings them over.
    std::span<const Real> log_variance(int asset) const { return row(asset, 0); }
    /// Normalised: the exponentials add to one.
    double log_weight(int asset, int particle) const;
    /// Empty without drift.
    std::span<const Real> drift_mean(int asset) const;
    std::span<const Real> drift_variance(int asset) const;
    /// Parameter 0, 1 or 2 of Posterior::psi_mean; empty when they are fixed.
    std::span<const Real> parameter(int asset, int which) const;

    /// Throws std::runtime_error if the device does not answer.
    Snapshot<Real> export_asset(int asset) const;
    /// Errors: bad_shape if the snapshot has other rows or another number of particles,
    /// device_failed.
    Status import_asset(int asset, const Snapshot<Real>& snapshot);
    /// Makes every asset of `to`, which runs on the CPU and was made alike, what it is here; if
    /// the device does not answer, part of `to` may be overwritten. Allocates nothing.
    /// Errors: bad_shape, device_failed.
    Status copy_to(Filter& to) const noexcept;

    /// What the device holds, for work queued beside it (device.cuh); null on the CPU.
    const cuda::Resident<Real>* resident() const { return resident_.get(); }

  private:
    Status initialise_on_cpu();
    Batch<Real> batch() const;
    std::span<const Real> row(int asset, int which) const;
    bool has_drift(int asset) const { return models_[static_cast<std::size_t>(asset)].drift; }

    Config config_;
    std::vector<Model> models_;
    std::vector<std::uint32_t> asset_ids_;
    Backend backend_;
    const Workers* workers_;
    int lanes_ = 0;  // particles, rounded up to whole runs of lanes
    int drift_row_ = 0;
    int parameter_row_ = 0;
    int rows_ = 0;
    Buffer<Real> particles_;
    Buffer<Real> scratch_;
    Buffer<double> double_scratch_;
    Buffer<int> int_scratch_;
    Buffer<AssetState> states_;
    cuda::ResidentPointer<Real> resident_;  // instead of the buffers
};

}  // namespace maxmin::kernels::particle_filter
