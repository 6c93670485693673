// Stationary single and ladder problems, one thread each: slopes.hpp, whose columns are interleaved
// so that a warp reads whole lines. Set-up is on the host; the slopes stay on the device for the
// next warm start. What the iteration does not take or finish is left to the CPU.
#include <vector>

#include "kernels/base/device.cuh"
#include "kernels/quote_grid/backends.hpp"
#include "kernels/quote_grid/lanes_solve.hpp"
#include "kernels/quote_grid/slopes.hpp"

namespace maxmin::kernels::quote_grid::cuda {
namespace {

/// One warp: a thousand problems are few, and so they spread over more multiprocessors.
constexpr int threads = 32;

template <typename Real>
struct DeviceView {
    const SlopeProblem<Real>* problems;
    SlopeResult* results;
    Real* columns;  // [base, step, alpha, beta][nodes_max][problems_max]
    Real* rows;     // [value, bid, ask][problems_max][nodes_max]
    int problems_max;
    int nodes_max;

    __device__ Column<Real> column(int which, int problem) const {
        const auto table = static_cast<std::ptrdiff_t>(nodes_max) * problems_max;
        return {columns + which * table + problem, problems_max};
    }
    __device__ Real* row(int which, int problem) const {
        return rows + (static_cast<std::ptrdiff_t>(which) * problems_max + problem) * nodes_max;
    }
};

template <typename Real>
__global__ void __launch_bounds__(threads) solve_slopes(DeviceView<Real> view, int problems) {
    const int problem = static_cast<int>(blockIdx.x * blockDim.x + threadIdx.x);
    if (problem >= problems || view.problems[problem].edges == 0) {
        return;
    }
    SlopeIteration<Real> iteration(view.problems[problem],
                                   {view.column(0, problem), view.column(1, problem),
                                    view.column(2, problem), view.column(3, problem)});
    const SlopeResult result = iteration.solve();
    if (result.converged) {
        iteration.write(
            {view.row(0, problem), view.row(1, problem), view.row(2, problem), view.nodes_max});
    }
    view.results[problem] = result;
}

}  // namespace

template <typename Real>
struct Resident {
    Resident(int problems_count, int nodes_count)
        : problems_max(problems_count),
          nodes_max(nodes_count),
          problems(static_cast<std::size_t>(problems_max)),
          results(static_cast<std::size_t>(problems_max)),
          columns(4 * cells()),
          rows(3 * cells()),
          host_problems(static_cast<std::size_t>(problems_max)),
          host_results(static_cast<std::size_t>(problems_max)),
          host_rows(3 * cells()) {}

    std::size_t cells() const {
        return static_cast<std::size_t>(problems_max) * static_cast<std::size_t>(nodes_max);
    }
    DeviceView<Real> view() const {
        return {problems.data(), results.data(), columns.data(),
                rows.data(),     problems_max,   nodes_max};
    }

    int problems_max;
    int nodes_max;
    DeviceStream stream;
    DeviceBuffer<SlopeProblem<Real>> problems;
    DeviceBuffer<SlopeResult> results;
    DeviceBuffer<Real> columns;
    DeviceBuffer<Real> rows;
    std::vector<SlopeProblem<Real>> host_problems;
    std::vector<SlopeResult> host_results;
    std::vector<Real> host_rows;
};

template <typename Real>
void ResidentDeleter<Real>::operator()(Resident<Real>* resident) const noexcept {
    delete resident;
}

template <typename Real>
Status initialise(int problems_max, int nodes_max, ResidentPointer<Real>& out) noexcept {
    if (!backend_available(Backend::cuda)) {
        return Status::backend_unavailable;
    }
    try {
        out.reset(new Resident<Real>(problems_max, nodes_max));
    } catch (const std::exception&) {
        return Status::device_failed;
    }
    return Status::ok;
}

namespace {

template <typename Real>
void set_up(Resident<Real>& device, const Batch<Real>& batch) {
    for (std::size_t i = 0; i < batch.problems.size(); ++i) {
        const Problem& problem = batch.problems[i];
        SlopeProblem<Real>& terms = device.host_problems[i];
        terms = {};
        if (usable(problem, device.nodes_max, true) && slopes_take(problem)) {
            const WarmSlot& warm = batch.warm[i];
            const bool reuse =
                warm.lanes && warm.q_min == problem.q_min && warm.q_max == problem.q_max;
            terms = slope_problem<Real>(problem, side_shape(problem), !reuse);
        }
    }
}

template <typename Real>
bool run(Resident<Real>& device, int problems) {
    const auto count = static_cast<std::size_t>(problems);
    if (!to_device(device.problems.data(), device.host_problems.data(), count, device.stream)) {
        return false;
    }
    const int blocks = (problems + threads - 1) / threads;
    solve_slopes<<<blocks, threads, 0, device.stream.get()>>>(device.view(), problems);
    return cuda_ok(cudaGetLastError(), "launch of the quote grids") &&
           to_host(device.host_results.data(), device.results.data(), count, device.stream) &&
           to_host(device.host_rows.data(), device.rows.data(), device.host_rows.size(),
                   device.stream) &&
           device.stream.finish();
}

template <typename Real>
void write_back(const Resident<Real>& device, const Batch<Real>& batch, std::size_t i) {
    const SlopeResult& result = device.host_results[i];
    batch.info[i] = {GridStatus::converged, result.gain, result.sweeps, result.residual};
    batch.warm[i] = {batch.problems[i].q_min, batch.problems[i].q_max, true};
    const auto nodes = static_cast<std::size_t>(device.nodes_max);
    const Table<Real>* const tables[] = {&batch.value, &batch.bid_offset, &batch.ask_offset};
    for (std::size_t which = 0; which < 3; ++which) {
        const Real* const row = device.host_rows.data() + which * device.cells() + i * nodes;
        std::copy_n(row, nodes, tables[which]->row(static_cast<int>(i)));
    }
}

}  // namespace

template <typename Real>
Status solve_stationary(Resident<Real>& device, const Batch<Real>& batch,
                        std::span<std::uint8_t> left) noexcept {
    if (batch.problems.empty()) {
        return Status::ok;
    }
    set_up(device, batch);
    if (!run(device, static_cast<int>(batch.problems.size()))) {
        return Status::device_failed;
    }
    for (std::size_t i = 0; i < batch.problems.size(); ++i) {
        const bool taken = device.host_problems[i].edges != 0;
        const bool solved = taken && device.host_results[i].converged;
        left[i] = solved ? 0 : 1;
        if (solved) {
            write_back(device, batch, i);
        } else if (taken) {
            batch.warm[i] = {};
        }
    }
    return Status::ok;
}

template struct ResidentDeleter<float>;
template struct ResidentDeleter<double>;
template Status initialise(int, int, ResidentPointer<float>&) noexcept;
template Status initialise(int, int, ResidentPointer<double>&) noexcept;
template Status solve_stationary(Resident<float>&, const Batch<float>&,
                                 std::span<std::uint8_t>) noexcept;
template Status solve_stationary(Resident<double>&, const Batch<double>&,
                                 std::span<std::uint8_t>) noexcept;

}  // namespace maxmin::kernels::quote_grid::cuda
