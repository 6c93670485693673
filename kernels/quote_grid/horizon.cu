// The kernel of finite-horizon grids, horizon_warp.hpp a warp, and its launch.
#include "kernels/base/warp.cuh"
#include "kernels/quote_grid/device.cuh"
#include "kernels/quote_grid/horizon_warp.hpp"

namespace maxmin::kernels::quote_grid::cuda {
namespace {

/// One warp a block: few problems spread over more multiprocessors.
constexpr int threads = 32;

template <int Rows, typename Out>
__global__ void __launch_bounds__(threads)
    step_to_horizon(HorizonViews<Out> views, double horizon_s) {
    __shared__ double stages[warp_stages_size(Rows)];
    __shared__ HorizonProblem own;  // shared: the steps leave no register for it
    const int problem = static_cast<int>(blockIdx.x);
    const CudaWarp warp;
    if (warp.lane() == 0) {
        own = views.problems[problem];
    }
    __syncwarp();
    if (own.edges == 0) {
        return;
    }
    WarpHorizon<Rows, CudaWarp> steps(own, warp, stages);
    const SlopeResult result = steps.solve(horizon_s);
    if (result.converged) {
        const std::ptrdiff_t row = static_cast<std::ptrdiff_t>(problem) * views.nodes_max;
        steps.write(views.value + row, views.bid_offset + row, views.ask_offset + row);
    }
    if (warp.lane() == 0) {
        views.results[problem] = result;
    }
}

}  // namespace

template <typename Out>
bool enqueue_horizons(const HorizonViews<Out>& views, int problems, double horizon_s,
                      const DeviceStream& stream) noexcept {
    if (problems == 0) {
        return true;
    }
    if (views.nodes_max <= warp_horizon_nodes_max(3)) {
        step_to_horizon<3><<<problems, threads, 0, stream.get()>>>(views, horizon_s);
    } else if (views.nodes_max <= warp_horizon_nodes_max(7)) {
        step_to_horizon<7><<<problems, threads, 0, stream.get()>>>(views, horizon_s);
    } else {
        static_assert(horizon_nodes_max == warp_horizon_nodes_max(14));
        step_to_horizon<14><<<problems, threads, 0, stream.get()>>>(views, horizon_s);
    }
    return cuda_ok(cudaGetLastError(), "launch of the horizon grids");
}

template bool enqueue_horizons(const HorizonViews<float>&, int, double,
                               const DeviceStream&) noexcept;
template bool enqueue_horizons(const HorizonViews<double>&, int, double,
                               const DeviceStream&) noexcept;

}  // namespace maxmin::kernels::quote_grid::cuda
