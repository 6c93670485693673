// The two grid kernels: slopes.hpp a thread, slopes_warp.hpp a warp, and their launch.
#include "kernels/base/warp.cuh"
#include "kernels/quote_grid/device.cuh"
#include "kernels/quote_grid/slopes.hpp"
#include "kernels/quote_grid/slopes_warp.hpp"

namespace maxmin::kernels::quote_grid::cuda {
namespace {

/// One warp a block either way: few problems spread over more multiprocessors.
constexpr int threads = warp_lanes;

template <typename Real, typename Out, typename Iteration>
__device__ void write(const GridViews<Real, Out>& views, int problem, const Iteration& iteration) {
    const int start = views.starts[problem];
    if (views.value != nullptr) {
        iteration.write_value(views.value + start);
    }
    iteration.write_offsets(views.bid_offset + start, views.ask_offset + start);
    iteration.keep();
}

/// Columns are interleaved, so that a warp reads whole lines.
template <typename Real, typename Out>
__device__ Column<Real> interleaved(const GridViews<Real, Out>& views, int which, int problem) {
    const auto table = static_cast<std::ptrdiff_t>(views.nodes_max) * views.problems_max;
    return {views.columns + which * table + problem, views.problems_max};
}

template <typename Real, typename Out>
__global__ void __launch_bounds__(threads)
    solve_by_thread(GridViews<Real, Out> views, int problems) {
    const int problem = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (problem >= problems || views.problems[problem].edges == 0) {
        return;
    }
    const SlopeProblem<Real> own = views.problems[problem];
    SlopeIteration<Real> iteration(
        own, {interleaved(views, 0, problem), interleaved(views, 1, problem),
              interleaved(views, 2, problem), interleaved(views, 3, problem)});
    const SlopeResult result = iteration.solve();
    if (result.converged) {
        write(views, problem, iteration);
    }
    views.results[problem] = result;
}

template <int Rows, typename Real, typename Out>
__global__ void __launch_bounds__(threads) solve_by_warp(GridViews<Real, Out> views) {
    const int problem = static_cast<int>(blockIdx.x);
    const SlopeProblem<Real> own = views.problems[problem];
    if (own.edges == 0) {
        return;
    }
    const CudaWarp warp;
    const Column<Real> slopes{
        views.columns + static_cast<std::ptrdiff_t>(problem) * views.nodes_max, 1};
    WarpSlopes<Real, Rows, CudaWarp> iteration(own, warp, slopes);
    const SlopeResult result = iteration.solve();
    if (result.converged) {
        write(views, problem, iteration);
    }
    if (warp.lane() == 0) {
        views.results[problem] = result;
    }
}

template <typename Real, typename Out>
void launch(const GridViews<Real, Out>& views, int problems, cudaStream_t stream) {
    if (views.variant == GridVariant::thread) {
        const int blocks = (problems + threads - 1) / threads;
        solve_by_thread<<<blocks, threads, 0, stream>>>(views, problems);
    } else if (views.nodes_max <= warp_edges_max(3) + 1) {
        solve_by_warp<3><<<problems, threads, 0, stream>>>(views);
    } else if (views.nodes_max <= warp_edges_max(7) + 1) {
        solve_by_warp<7><<<problems, threads, 0, stream>>>(views);
    } else {
        solve_by_warp<warp_rows_max><<<problems, threads, 0, stream>>>(views);
    }
}
static_assert(warp_nodes_max == warp_edges_max(warp_rows_max) + 1);

}  // namespace

template <typename Real, typename Out>
bool enqueue_grids(const GridViews<Real, Out>& views, int problems,
                   const DeviceStream& stream) noexcept {
    if (problems == 0) {
        return true;
    }
    launch(views, problems, stream.get());
    return cuda_ok(cudaGetLastError(), "launch of the quote grids");
}

template bool enqueue_grids(const GridViews<float, float>&, int, const DeviceStream&) noexcept;
template bool enqueue_grids(const GridViews<double, double>&, int, const DeviceStream&) noexcept;
template bool enqueue_grids(const GridViews<double, float>&, int, const DeviceStream&) noexcept;

}  // namespace maxmin::kernels::quote_grid::cuda
