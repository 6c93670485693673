// Stationary single and ladder problems on the device, queued in a caller's stream: for GridSolver
// and for the step's graph.
#pragma once

#include "kernels/base/device.cuh"
#include "kernels/quote_grid/slope_problem.hpp"
#include "kernels/quote_grid/variant.hpp"

namespace maxmin::kernels::quote_grid::cuda {

/// All pointers are the device's. Problems without edges are passed over.
template <typename Real, typename Out>
struct GridViews {
    const SlopeProblem<Real>* problems;
    SlopeResult* results;  // of the problems with edges
    Real* columns;         // [columns_count(variant)][problems_max][nodes_max], first the slopes
    const int* starts;     // of each problem's row in the three below
    Real* value;           // null: not wanted
    Out* bid_offset;
    Out* ask_offset;
    int problems_max;
    int nodes_max;
    GridVariant variant;
};

/// Tables that the columns of a variant take: slopes; for a thread step, alpha and beta too.
constexpr std::size_t columns_count(GridVariant variant) {
    return variant == GridVariant::warp ? 1 : 4;
}

/// Queues the solution of `problems`; rows and slopes of those that converge are written. False if
/// it could not be queued.
template <typename Real, typename Out>
bool enqueue_grids(const GridViews<Real, Out>& views, int problems,
                   const DeviceStream& stream) noexcept;

}  // namespace maxmin::kernels::quote_grid::cuda
