// One block an asset, one launch a step or a replay. Particles are brought on chip (shared memory)
// for a launch where they fit, and stay in global memory where they do not: the same numbers either
// way. The step itself is asset_step.hpp, its loops block_particles.hpp.
#include <algorithm>

#include "kernels/base/block.cuh"
#include "kernels/particle_filter/block_step.hpp"
#include "kernels/particle_filter/device.cuh"

namespace maxmin::kernels::particle_filter::cuda {
namespace {

template <typename Real>
__global__ void __launch_bounds__(block_threads) initialise_assets(Batch<Real> batch) {
    __shared__ CudaBlock::Memory memory;
    CudaBlock block(memory);
    initialise_asset(batch, static_cast<int>(blockIdx.x), block);
}

template <typename Real>
__global__ void __launch_bounds__(block_threads)
    observe_assets(Batch<Real> batch, StepViews views) {
    __shared__ CudaBlock::Memory memory;
    CudaBlock block(memory);
    const int asset = static_cast<int>(blockIdx.x);
    observe_asset(batch, views, asset, memory_in_batch(batch, asset), block);
}

template <typename Real>
__global__ void __launch_bounds__(block_threads)
    observe_assets_on_chip(Batch<Real> batch, StepViews views) {
    __shared__ CudaBlock::Memory memory;
    extern __shared__ uint4 chip[];
    CudaBlock block(memory);
    observe_asset_on_chip(batch, views, static_cast<int>(blockIdx.x), chip, block);
}

/// Bytes that observe_assets_on_chip may ask for, and 0 if it may not have as many as it needs.
template <typename Real>
std::size_t chip_bytes_if_they_fit(const Batch<Real>& batch) {
    int device = 0;
    int most = 0;
    cudaFuncAttributes kernel{};
    require_cuda(cudaGetDevice(&device), "cudaGetDevice");
    require_cuda(cudaDeviceGetAttribute(&most, cudaDevAttrMaxSharedMemoryPerBlockOptin, device),
                 "size of the shared memory");
    require_cuda(cudaFuncGetAttributes(&kernel, observe_assets_on_chip<Real>), "the filter's step");
    const std::size_t need = chip_bytes<Real>(batch.rows, batch.lanes);
    if (need + kernel.sharedSizeBytes > static_cast<std::size_t>(most)) {
        return 0;
    }
    require_cuda(cudaFuncSetAttribute(observe_assets_on_chip<Real>,
                                      cudaFuncAttributeMaxDynamicSharedMemorySize,
                                      most - static_cast<int>(kernel.sharedSizeBytes)),
                 "shared memory of the filter's step");
    return need;
}

constexpr std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

}  // namespace

template <typename Real>
struct Resident {
    explicit Resident(const Batch<Real>& host)
        : shape(host),
          chip(chip_bytes_if_they_fit(host)),
          models(assets_that_fit(host)),
          asset_ids(size(host.assets)),
          states(size(host.assets)),
          particles(size(host.assets) * asset_size()),
          scratch(size(host.assets) * size(host.lanes)),
          int_scratch(size(host.assets) * size(int_scratch_size(host.lanes))),
          observations(size(host.assets) * ticks_max),
          posteriors(size(host.assets)),
          host_observations(observations.size()),
          host_posteriors(posteriors.size()) {}

    /// Ticks of one launch; a longer replay takes several.
    static constexpr std::size_t ticks_max = 64;

    std::size_t asset_size() const { return size(shape.rows) * size(shape.lanes); }

    /// The number of assets; throws DeviceError if the device has not the memory for them.
    static std::size_t assets_that_fit(const Batch<Real>& host) {
        const std::size_t an_asset = size(host.rows + 1) * size(host.lanes) * sizeof(Real) +
                                     size(int_scratch_size(host.lanes)) * sizeof(int) +
                                     sizeof(Model) + sizeof(AssetState) +
                                     ticks_max * sizeof(Observation) + sizeof(Posterior);
        require_device_memory(size(host.assets) * an_asset,
                              "the filter of " + std::to_string(host.assets) + " assets with " +
                                  std::to_string(host.config.particles) + " particles each needs");
        return size(host.assets);
    }

    Batch<Real> batch() const {
        Batch<Real> batch = shape;
        batch.models = models.data();
        batch.asset_ids = asset_ids.data();
        batch.states = states.data();
        batch.particles = particles.data();
        batch.scratch = scratch.data();
        batch.double_scratch = nullptr;
        batch.int_scratch = int_scratch.data();
        return batch;
    }

    Batch<Real> shape;  // sizes only; its pointers are the host's
    std::size_t chip;   // shared memory of a block; 0: particles stay in global memory
    DeviceStream stream;
    DeviceBuffer<Model> models;
    DeviceBuffer<std::uint32_t> asset_ids;
    DeviceBuffer<AssetState> states;
    DeviceBuffer<Real> particles;
    DeviceBuffer<Real> scratch;
    DeviceBuffer<int> int_scratch;
    DeviceBuffer<Observation> observations;
    DeviceBuffer<Posterior> posteriors;
    PinnedBuffer<Observation> host_observations;
    PinnedBuffer<Posterior> host_posteriors;
};

template <typename Real>
void ResidentDeleter<Real>::operator()(Resident<Real>* resident) const noexcept {
    delete resident;
}

template <typename Real>
Status initialise(const Batch<Real>& host, ResidentPointer<Real>& out) noexcept {
    if (!backend_available(Backend::cuda)) {
        return Status::backend_unavailable;
    }
    try {
        out.reset(new Resident<Real>(host));
    } catch (const std::exception&) {
        return Status::device_failed;
    }
    const Resident<Real>& device = *out;
    if (host.assets == 0) {
        return Status::ok;
    }
    if (!to_device(device.models.data(), host.models, device.models.size(), device.stream) ||
        !to_device(device.asset_ids.data(), host.asset_ids, device.asset_ids.size(),
                   device.stream)) {
        return Status::device_failed;
    }
    initialise_assets<<<host.assets, block_threads, 0, device.stream.get()>>>(device.batch());
    return status_of(cuda_ok(cudaGetLastError(), "launch of the filter's start") &&
                     device.stream.finish());
}

template <typename Real>
StepViews device_views(const Resident<Real>& device, Quantiles quantiles) noexcept {
    return {device.observations.data(), device.posteriors.data(), quantiles};
}

template <typename Real>
bool enqueue_step(const Resident<Real>& device, const StepViews& views,
                  const DeviceStream& stream) noexcept {
    if (device.shape.assets == 0) {
        return true;
    }
    if (device.chip != 0) {
        observe_assets_on_chip<<<device.shape.assets, block_threads, device.chip, stream.get()>>>(
            device.batch(), views);
    } else {
        observe_assets<<<device.shape.assets, block_threads, 0, stream.get()>>>(device.batch(),
                                                                                views);
    }
    return cuda_ok(cudaGetLastError(), "launch of the filter's step");
}

namespace {

/// One launch and the copies before and after it. `ticks` is at most ticks_max.
template <typename Real>
bool run_ticks(const Resident<Real>& device, int ticks, Quantiles quantiles) noexcept {
    const std::size_t assets = device.posteriors.size();
    StepViews views = device_views(device, quantiles);
    views.ticks = ticks;
    return to_device(device.observations.data(), device.host_observations.data(),
                     assets * size(ticks), device.stream) &&
           enqueue_step(device, views, device.stream) &&
           to_host(device.host_posteriors.data(), device.posteriors.data(), assets,
                   device.stream) &&
           device.stream.finish();
}

}  // namespace

template <typename Real>
Status step(const Resident<Real>& device, const StepViews& host) noexcept {
    const std::size_t assets = device.posteriors.size();
    constexpr int most = static_cast<int>(Resident<Real>::ticks_max);
    for (int first = 0; assets != 0 && first < host.ticks; first += most) {
        const int ticks = std::min(most, host.ticks - first);
        const Quantiles quantiles = host.quantiles_at(first + ticks - 1);
        std::copy_n(host.observations + size(first) * assets, size(ticks) * assets,
                    device.host_observations.data());
        if (!run_ticks(device, ticks, quantiles)) {
            return Status::device_failed;
        }
    }
    std::copy_n(device.host_posteriors.data(), assets, host.posteriors);
    return Status::ok;
}

template <typename Real>
Status read(const Resident<Real>& device, const AssetRange& range, AssetState* states,
            Real* particles) noexcept {
    const std::size_t per_asset = device.asset_size();
    return status_of(
        to_host(states, device.states.data() + range.first, size(range.count), device.stream) &&
        to_host(particles, device.particles.data() + size(range.first) * per_asset,
                size(range.count) * per_asset, device.stream) &&
        device.stream.finish());
}

template <typename Real>
Status write(const Resident<Real>& device, const AssetRange& range, const AssetState* states,
             const Real* particles) noexcept {
    const std::size_t per_asset = device.asset_size();
    return status_of(
        to_device(device.states.data() + range.first, states, size(range.count), device.stream) &&
        to_device(device.particles.data() + size(range.first) * per_asset, particles,
                  size(range.count) * per_asset, device.stream) &&
        device.stream.finish());
}

template struct ResidentDeleter<float>;
template Status initialise(const Batch<float>&, ResidentPointer<float>&) noexcept;
template Status step(const Resident<float>&, const StepViews&) noexcept;
template Status read(const Resident<float>&, const AssetRange&, AssetState*, float*) noexcept;
template Status write(const Resident<float>&, const AssetRange&, const AssetState*,
                      const float*) noexcept;
template StepViews device_views(const Resident<float>&, Quantiles) noexcept;
template bool enqueue_step(const Resident<float>&, const StepViews&, const DeviceStream&) noexcept;
template struct ResidentDeleter<double>;
template Status initialise(const Batch<double>&, ResidentPointer<double>&) noexcept;
template Status step(const Resident<double>&, const StepViews&) noexcept;
template Status read(const Resident<double>&, const AssetRange&, AssetState*, double*) noexcept;
template Status write(const Resident<double>&, const AssetRange&, const AssetState*,
                      const double*) noexcept;
template StepViews device_views(const Resident<double>&, Quantiles) noexcept;
template bool enqueue_step(const Resident<double>&, const StepViews&, const DeviceStream&) noexcept;

}  // namespace maxmin::kernels::particle_filter::cuda
