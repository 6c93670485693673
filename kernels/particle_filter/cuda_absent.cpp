// The CUDA entry points of a build without CUDA.
#include "kernels/particle_filter/backends.hpp"

namespace maxmin::kernels::particle_filter::cuda {

template <typename Real>
struct Resident {};

template <typename Real>
void ResidentDeleter<Real>::operator()(Resident<Real>* resident) const noexcept {
    delete resident;
}

template <typename Real>
Status initialise(const Batch<Real>& /*batch*/, ResidentPointer<Real>& /*out*/) noexcept {
    return Status::backend_unavailable;
}

template <typename Real>
Status step(const Resident<Real>& /*resident*/, const StepViews& /*views*/) noexcept {
    return Status::backend_unavailable;
}

template <typename Real>
Status read(const Resident<Real>& /*resident*/, const AssetRange& /*range*/, AssetState* /*states*/,
            Real* /*particles*/) noexcept {
    return Status::backend_unavailable;
}

template <typename Real>
Status write(const Resident<Real>& /*resident*/, const AssetRange& /*range*/,
             const AssetState* /*states*/, const Real* /*particles*/) noexcept {
    return Status::backend_unavailable;
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
