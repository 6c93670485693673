// One block an asset, one launch a step. Plain for now: particles stay in global memory and every
// pass goes over them again. The step itself is asset_step.hpp, its loops block_particles.hpp.
#include "kernels/base/block.cuh"
#include "kernels/base/device.cuh"
#include "kernels/particle_filter/block_particles.hpp"

namespace maxmin::kernels::particle_filter::cuda {
namespace {

template <typename Real>
__global__ void __launch_bounds__(block_threads) initialise_assets(Batch<Real> batch) {
    __shared__ double memory[CudaBlock::memory_size];
    CudaBlock block(memory);
    initialise_asset(batch, static_cast<int>(blockIdx.x), block);
}

template <typename Real>
__global__ void __launch_bounds__(block_threads)
    observe_assets(Batch<Real> batch, StepViews views) {
    __shared__ double memory[CudaBlock::memory_size];
    CudaBlock block(memory);
    observe_asset(batch, views, static_cast<int>(blockIdx.x), block);
}

constexpr std::size_t size(int count) {
    return static_cast<std::size_t>(count);
}

}  // namespace

template <typename Real>
struct Resident {
    explicit Resident(const Batch<Real>& host)
        : shape(host),
          models(size(host.assets)),
          asset_ids(size(host.assets)),
          states(size(host.assets)),
          particles(size(host.assets) * asset_size()),
          scratch(size(host.assets) * size(host.lanes)),
          int_scratch(size(host.assets) * size(int_scratch_size(host.lanes))),
          observations(size(host.assets)),
          posteriors(size(host.assets)) {}

    std::size_t asset_size() const { return size(shape.rows) * size(shape.lanes); }

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
    DeviceStream stream;
    DeviceBuffer<Model> models;
    DeviceBuffer<std::uint32_t> asset_ids;
    DeviceBuffer<AssetState> states;
    DeviceBuffer<Real> particles;
    DeviceBuffer<Real> scratch;
    DeviceBuffer<int> int_scratch;
    DeviceBuffer<Observation> observations;
    DeviceBuffer<Posterior> posteriors;
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
Status step(const Resident<Real>& device, const StepViews& host) noexcept {
    const std::size_t assets = device.observations.size();
    if (assets == 0) {
        return Status::ok;
    }
    if (!to_device(device.observations.data(), host.observations, assets, device.stream)) {
        return Status::device_failed;
    }
    observe_assets<<<device.shape.assets, block_threads, 0, device.stream.get()>>>(
        device.batch(),
        StepViews{device.observations.data(), device.posteriors.data(), host.quantiles});
    return status_of(cuda_ok(cudaGetLastError(), "launch of the filter's step") &&
                     to_host(host.posteriors, device.posteriors.data(), assets, device.stream) &&
                     device.stream.finish());
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
template struct ResidentDeleter<double>;
template Status initialise(const Batch<double>&, ResidentPointer<double>&) noexcept;
template Status step(const Resident<double>&, const StepViews&) noexcept;
template Status read(const Resident<double>&, const AssetRange&, AssetState*, double*) noexcept;
template Status write(const Resident<double>&, const AssetRange&, const AssetState*,
                      const double*) noexcept;

}  // namespace maxmin::kernels::particle_filter::cuda
