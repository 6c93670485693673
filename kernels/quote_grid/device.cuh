// Single and ladder problems on the device, queued in a caller's stream: stationary ones for
// GridSolver and for the step's graph, those with a horizon for GridSolver.
#pragma once

#include "kernels/base/device.cuh"
#include "kernels/quote_grid/horizon_problem.hpp"
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

/// Likewise, [problems] of one horizon; rows are nodes_max apart.
template <typename Out>
struct HorizonViews {
    const HorizonProblem* problems;
    SlopeResult* results;
    Out* value;
    Out* bid_offset;
    Out* ask_offset;
    int nodes_max;  // at most horizon_nodes_max
};
inline constexpr int horizon_nodes_max = 448;

/// Queues the solution of `problems`, a warp each; rows of those that arrive are written. False if
/// it could not be queued.
template <typename Out>
bool enqueue_horizons(const HorizonViews<Out>& views, int problems, double horizon_s,
                      const DeviceStream& stream) noexcept;

}  // namespace maxmin::kernels::quote_grid::cuda
