// The same operations on both machines. A batch is a view: plain pointers, host or device.
#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/base/host_device.hpp"
#include "kernels/base/parallel.hpp"
#include "kernels/base/status.hpp"
#include "kernels/base/view.hpp"
#include "kernels/particle_filter/api.hpp"

namespace maxmin::kernels::particle_filter {

/// A row is a multiple of this, so that every loop over lanes has whole vectors.
/// The lanes that only fill a row up have log-weight -infinity and never carry weight.
inline constexpr int lane_multiple = 256;

MAXMIN_HD constexpr int double_scratch_size(int lanes) {
    return lanes + 1024;
}
MAXMIN_HD constexpr int int_scratch_size(int lanes) {
    return 2 * lanes + lane_multiple;
}

template <typename Real>
struct Batch {
    Config config;
    int assets;
    int lanes;
    int rows;           // of one asset
    int drift_row;      // of the drift's mean, its variance next; 0: none
    int parameter_row;  // of the first of three; 0: none
    const Model* models;
    const std::uint32_t* asset_ids;
    AssetState* states;
    Real* particles;         // [assets][rows][lanes]: log-variance, log-weight, drift, parameters
    Real* scratch;           // [slots][lanes], a slot a thread (CPU) or an asset (GPU)
    double* double_scratch;  // [slots][double_scratch_size(lanes)]
    int* int_scratch;        // [slots][int_scratch_size(lanes)]

    MAXMIN_HD Real* row(int asset, int which) const {
        return particles + (static_cast<std::ptrdiff_t>(asset) * rows + which) * lanes;
    }
    MAXMIN_HD Real* scratch_row(int slot) const {
        return scratch + static_cast<std::ptrdiff_t>(slot) * lanes;
    }
    MAXMIN_HD int* int_scratch_row(int slot) const {
        return int_scratch + static_cast<std::ptrdiff_t>(slot) * int_scratch_size(lanes);
    }
};

/// 5 %, 50 %, 95 %.
inline constexpr int quantile_levels = 3;

inline constexpr int log_variance_row = 0;
inline constexpr int log_weight_row = 1;

/// Ticks follow one another for each asset; posteriors are those after the last, which alone may
/// have quantiles.
struct StepViews {
    const Observation* observations;  // [ticks][assets]
    Posterior* posteriors;            // [assets]
    Quantiles quantiles;
    int ticks = 1;

    MAXMIN_HD Quantiles quantiles_at(int tick) const {
        return tick == ticks - 1 ? quantiles : Quantiles::no;
    }
};

namespace cpu {
template <typename Real>
Status initialise(const Batch<Real>& batch, const Workers& workers) noexcept;
template <typename Real>
Status step(const Batch<Real>& batch, const StepViews& views, const Workers& workers) noexcept;
}  // namespace cpu

namespace cuda {
struct AssetRange {
    int first;
    int count;
};

/// Allocates, copies models and ids from `batch` and draws the prior. Errors: backend_unavailable,
/// device_failed.
template <typename Real>
Status initialise(const Batch<Real>& batch, ResidentPointer<Real>& out) noexcept;
/// `views` are on the host. Errors: device_failed; the resident assets are then lost.
template <typename Real>
Status step(const Resident<Real>& resident, const StepViews& views) noexcept;
/// Copies a range of assets. Shapes: states [count], particles [count][rows][lanes], on the host.
template <typename Real>
Status read(const Resident<Real>& resident, const AssetRange& range, AssetState* states,
            Real* particles) noexcept;
template <typename Real>
Status write(const Resident<Real>& resident, const AssetRange& range, const AssetState* states,
             const Real* particles) noexcept;
}  // namespace cuda

}  // namespace maxmin::kernels::particle_filter
