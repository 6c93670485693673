// The seam between GridSolver and the machines that do the work: same signatures in cpu and cuda.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "kernels/base/parallel.hpp"
#include "kernels/base/status.hpp"
#include "kernels/base/view.hpp"
#include "kernels/quote_grid/lanes.hpp"
#include "kernels/quote_grid/problem.hpp"
#include "kernels/quote_grid/scratch.hpp"
#include "kernels/quote_grid/variant.hpp"

namespace maxmin::kernels::quote_grid {

/// What a slot's last stationary solution may be reused for. q_min > q_max: nothing.
struct WarmSlot {
    int q_min = 1;
    int q_max = 0;
    bool lanes = false;  // the solution lies in the lane rows, else in the value table
    bool same = false;   // it solves the present problem too: nothing is left to do
};

template <typename Real>
struct Batch {
    std::span<const Problem> problems;
    Table<Real> value;
    Table<Real> bid_offset;
    Table<Real> ask_offset;
    std::span<GridInfo> info;
    std::span<WarmSlot> warm;
};

struct PolicyBatch {
    std::span<const Problem> problems;
    Table<const double> bid_offset;
    Table<const double> ask_offset;
    std::span<double> gains;
};

/// Memory of the CPU path: lane rows that survive between solves, scratch of each thread's share.
template <typename Real>
struct Workspace {
    Workspace(int problems_max, int nodes_max, int shares_count);

    std::vector<Lane<Real>> slopes;  // [group][nodes_max]
    std::vector<LaneScratch<Real>> lane_scratch;
    std::vector<Scratch> scratch;
    int nodes_max;
    int shares;
};

namespace cpu {
template <typename Real>
Status solve_stationary(const Batch<Real>& batch, Workspace<Real>& work,
                        const Workers& workers) noexcept;
/// Only the problems whose `left` is 1, by the general path: another machine had the others.
template <typename Real>
Status solve_left(const Batch<Real>& batch, std::span<const std::uint8_t> left,
                  Workspace<Real>& work, const Workers& workers) noexcept;
/// Only the problems whose `left` is 1; all if it is empty.
template <typename Real>
Status solve_horizon(const Batch<Real>& batch, std::span<const std::uint8_t> left, double horizon_s,
                     Workspace<Real>& work, const Workers& workers) noexcept;
template <typename Real>
Status evaluate_policy(const PolicyBatch& batch, Workspace<Real>& work,
                       const Workers& workers) noexcept;
}  // namespace cpu

namespace cuda {
/// Slopes, working rows and results of all slots on the device; only the CUDA build knows it.
template <typename Real>
struct Resident;
template <typename Real>
struct ResidentDeleter {
    void operator()(Resident<Real>* resident) const noexcept;
};
template <typename Real>
using ResidentPointer = std::unique_ptr<Resident<Real>, ResidentDeleter<Real>>;

/// Errors: backend_unavailable, device_failed; bad_parameter where nodes_max exceeds a warp's.
template <typename Real>
Status initialise(int problems_max, int nodes_max, GridVariant variant,
                  ResidentPointer<Real>& out) noexcept;
/// Solves the problems that the lanes would take; left[i] is 1 where the CPU has to. Errors:
/// device_failed; the batch is then as it was and the warm starts are void.
template <typename Real>
Status solve_stationary(Resident<Real>& device, const Batch<Real>& batch,
                        std::span<std::uint8_t> left) noexcept;
/// Likewise with horizon_s to go.
template <typename Real>
Status solve_horizon(Resident<Real>& device, const Batch<Real>& batch, double horizon_s,
                     std::span<std::uint8_t> left) noexcept;
}  // namespace cuda

}  // namespace maxmin::kernels::quote_grid
