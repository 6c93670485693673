// The seam between Step and the device: a whole step there, from inputs to what a snapshot needs.
// On the CPU step.cpp calls filter, box and grids one after the other.
#pragma once

#include <memory>
#include <span>

#include "kernels/base/status.hpp"
#include "kernels/step/api.hpp"
#include "kernels/step/asset_grid.hpp"

namespace maxmin::kernels::step::cuda {

/// Memory and graphs of the step; only the CUDA build knows them.
struct Resident;
struct ResidentDeleter {
    void operator()(Resident* resident) const noexcept;
};
using ResidentPointer = std::unique_ptr<Resident, ResidentDeleter>;

/// Of the last run, on the host. An asset's offsets start at starts[asset], one a node; they are
/// set where its grid converged.
struct Results {
    const particle_filter::Posterior* posteriors = nullptr;
    const HeldBox* boxes = nullptr;
    const quote_grid::SlopeResult* grids = nullptr;
    const int* starts = nullptr;
    const float* bid_offset_bps = nullptr;
    const float* ask_offset_bps = nullptr;
};

/// Allocates everything and records the graphs. `filter` is on the device and must outlive the
/// resident. Errors: backend_unavailable, device_failed (device_error() says what).
Status initialise(std::span<const Asset> assets, int nodes_max,
                  const particle_filter::Filter<float>& filter, ResidentPointer& out) noexcept;
/// Steps the filter too. Errors: device_failed; the filter is then lost.
Status run(const Resident& resident, std::span<const Input> inputs,
           particle_filter::Quantiles quantiles, bool timed) noexcept;
Results results(const Resident& resident) noexcept;
/// Of the last run, which was timed.
DeviceTimes times(const Resident& resident) noexcept;

}  // namespace maxmin::kernels::step::cuda
