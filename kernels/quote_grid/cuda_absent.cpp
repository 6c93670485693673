// Stands in for the CUDA path where it is not built: callers need no #ifdef.
#include "kernels/quote_grid/backends.hpp"

namespace maxmin::kernels::quote_grid::cuda {

template <typename Real>
struct Resident {};

template <typename Real>
void ResidentDeleter<Real>::operator()(Resident<Real>* resident) const noexcept {
    delete resident;
}

template <typename Real>
Status initialise(int /*problems_max*/, int /*nodes_max*/, GridVariant /*variant*/,
                  ResidentPointer<Real>& /*out*/) noexcept {
    return Status::backend_unavailable;
}

template <typename Real>
Status solve_stationary(Resident<Real>& /*device*/, const Batch<Real>& /*batch*/,
                        std::span<std::uint8_t> /*left*/) noexcept {
    return Status::backend_unavailable;
}

template <typename Real>
Status solve_horizon(Resident<Real>& /*device*/, const Batch<Real>& /*batch*/, double /*horizon_s*/,
                     std::span<std::uint8_t> /*left*/) noexcept {
    return Status::backend_unavailable;
}

template struct ResidentDeleter<float>;
template struct ResidentDeleter<double>;
template Status initialise(int, int, GridVariant, ResidentPointer<float>&) noexcept;
template Status initialise(int, int, GridVariant, ResidentPointer<double>&) noexcept;
template Status solve_stationary(Resident<float>&, const Batch<float>&,
                                 std::span<std::uint8_t>) noexcept;
template Status solve_stationary(Resident<double>&, const Batch<double>&,
                                 std::span<std::uint8_t>) noexcept;
template Status solve_horizon(Resident<float>&, const Batch<float>&, double,
                              std::span<std::uint8_t>) noexcept;
template Status solve_horizon(Resident<double>&, const Batch<double>&, double,
                              std::span<std::uint8_t>) noexcept;

}  // namespace maxmin::kernels::quote_grid::cuda
