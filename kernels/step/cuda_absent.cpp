// Stands in for the CUDA path where it is not built: callers need no #ifdef.
#include "kernels/step/backends.hpp"

namespace maxmin::kernels::step::cuda {

struct Resident {};

void ResidentDeleter::operator()(Resident* resident) const noexcept {
    delete resident;
}

Status initialise(std::span<const Asset> /*assets*/, int /*nodes_max*/,
                  const particle_filter::Filter<float>& /*filter*/,
                  ResidentPointer& /*out*/) noexcept {
    return Status::backend_unavailable;
}

Status run(const Resident& /*resident*/, std::span<const Input> /*inputs*/,
           particle_filter::Quantiles /*quantiles*/, bool /*timed*/) noexcept {
    return Status::backend_unavailable;
}

Results results(const Resident& /*resident*/) noexcept {
    return {};
}

DeviceTimes times(const Resident& /*resident*/) noexcept {
    return {};
}

}  // namespace maxmin::kernels::step::cuda
