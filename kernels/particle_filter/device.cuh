// A filter's step queued in a caller's stream, beside other work on the same device: no copy, no
// wait, no allocation, so it can be recorded in a graph.
#pragma once

#include "kernels/base/device.cuh"
#include "kernels/particle_filter/backends.hpp"

namespace maxmin::kernels::particle_filter::cuda {

/// The filter's own device arrays, [assets] each, as views of one tick. They are as old as the
/// filter and never move; a step or replay of the host writes to them too.
template <typename Real>
StepViews device_views(const Resident<Real>& filter, Quantiles quantiles) noexcept;

/// Queues one launch in `stream`: `views` points to device memory, the filter's or the caller's,
/// for any number of ticks. False if it could not be queued. Two streams must not work on one
/// filter at once: step(), read() and write() use the filter's own, so `stream` is to be finished
/// before them.
template <typename Real>
bool enqueue_step(const Resident<Real>& filter, const StepViews& views,
                  const DeviceStream& stream) noexcept;

}  // namespace maxmin::kernels::particle_filter::cuda
