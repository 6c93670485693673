// GridSolver's memory on the device and its copies. Set-up is on the host; the slopes stay on the
// device for the next warm start. What the iteration does not take or finish is left to the CPU.
#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "kernels/quote_grid/backends.hpp"
#include "kernels/quote_grid/device.cuh"
#include "kernels/quote_grid/usable.hpp"

namespace maxmin::kernels::quote_grid::cuda {

template <typename Real>
struct Resident {
    Resident(int problems_count, int nodes_count, GridVariant which)
        : problems_max(problems_count),
          nodes_max(nodes_count),
          variant(which),
          problems(static_cast<std::size_t>(problems_max)),
          horizons(static_cast<std::size_t>(problems_max)),
          results(static_cast<std::size_t>(problems_max)),
          starts(static_cast<std::size_t>(problems_max)),
          columns(columns_count(variant) * cells()),
          rows(3 * cells()),
          host_problems(static_cast<std::size_t>(problems_max)),
          host_horizons(static_cast<std::size_t>(problems_max)),
          host_results(static_cast<std::size_t>(problems_max)),
          host_rows(3 * cells()) {
        std::vector<int> multiples;
        for (int i = 0; i < problems_max; ++i) {
            multiples.push_back(i * nodes_max);
        }
        if (!to_device(starts.data(), multiples.data(), multiples.size(), stream) ||
            !stream.finish()) {
            throw DeviceError(std::string(device_error()));
        }
    }

    std::size_t cells() const {
        return static_cast<std::size_t>(problems_max) * static_cast<std::size_t>(nodes_max);
    }
    GridViews<Real, Real> views() const {
        return {problems.data(),
                results.data(),
                columns.data(),
                starts.data(),
                rows.data(),
                rows.data() + cells(),
                rows.data() + 2 * cells(),
                problems_max,
                nodes_max,
                variant};
    }

    int problems_max;
    int nodes_max;
    GridVariant variant;
    DeviceStream stream;
    DeviceBuffer<SlopeProblem<Real>> problems;
    DeviceBuffer<HorizonProblem> horizons;
    DeviceBuffer<SlopeResult> results;
    DeviceBuffer<int> starts;
    DeviceBuffer<Real> columns;
    DeviceBuffer<Real> rows;  // [value, bid, ask][problems_max][nodes_max]
    PinnedBuffer<SlopeProblem<Real>> host_problems;
    PinnedBuffer<HorizonProblem> host_horizons;
    PinnedBuffer<SlopeResult> host_results;
    PinnedBuffer<Real> host_rows;
};

template <typename Real>
void ResidentDeleter<Real>::operator()(Resident<Real>* resident) const noexcept {
    delete resident;
}

template <typename Real>
Status initialise(int problems_max, int nodes_max, GridVariant variant,
                  ResidentPointer<Real>& out) noexcept {
    if (!backend_available(Backend::cuda)) {
        return Status::backend_unavailable;
    }
    if (variant == GridVariant::warp && nodes_max > warp_nodes_max) {
        return Status::bad_parameter;
    }
    try {
        const auto problems = static_cast<std::size_t>(problems_max);
        const auto cells = problems * static_cast<std::size_t>(nodes_max);
        require_device_memory(problems * (sizeof(SlopeProblem<Real>) + sizeof(HorizonProblem) +
                                          sizeof(SlopeResult) + sizeof(int)) +
                                  (columns_count(variant) + 3) * cells * sizeof(Real),
                              std::to_string(problems_max) + " quote grids of " +
                                  std::to_string(nodes_max) + " nodes need");
        out.reset(new Resident<Real>(problems_max, nodes_max, variant));
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
        SlopeProblem<Real>& terms = device.host_problems.data()[i];
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
void set_up_horizon(Resident<Real>& device, const Batch<Real>& batch) {
    for (std::size_t i = 0; i < batch.problems.size(); ++i) {
        const Problem& problem = batch.problems[i];
        const bool takes = device.nodes_max <= horizon_nodes_max &&
                           usable(problem, device.nodes_max, false) && slopes_take(problem);
        device.host_horizons.data()[i] = takes ? horizon_problem(problem) : HorizonProblem{};
    }
}

/// Both solvers write their results and rows to the same places.
template <typename Real>
bool fetch(Resident<Real>& device, std::size_t problems) {
    return to_host(device.host_results.data(), device.results.data(), problems, device.stream) &&
           to_host(device.host_rows.data(), device.rows.data(), device.host_rows.size(),
                   device.stream) &&
           device.stream.finish();
}

template <typename Real>
bool run(Resident<Real>& device, int problems) {
    const auto count = static_cast<std::size_t>(problems);
    return to_device(device.problems.data(), device.host_problems.data(), count, device.stream) &&
           enqueue_grids(device.views(), problems, device.stream) && fetch(device, count);
}

template <typename Real>
bool run_horizon(Resident<Real>& device, int problems, double horizon_s) {
    const auto count = static_cast<std::size_t>(problems);
    const HorizonViews<Real> views{device.horizons.data(),
                                   device.results.data(),
                                   device.rows.data(),
                                   device.rows.data() + device.cells(),
                                   device.rows.data() + 2 * device.cells(),
                                   device.nodes_max};
    return to_device(device.horizons.data(), device.host_horizons.data(), count, device.stream) &&
           enqueue_horizons(views, problems, horizon_s, device.stream) && fetch(device, count);
}

template <typename Real>
void write_back(const Resident<Real>& device, const Batch<Real>& batch, std::size_t i) {
    const SlopeResult& result = device.host_results.data()[i];
    const Problem& problem = batch.problems[i];
    batch.info[i] = {GridStatus::converged, result.gain, result.sweeps, result.residual};
    const auto nodes_max = static_cast<std::size_t>(device.nodes_max);
    const auto nodes = static_cast<std::size_t>(problem.q_max - problem.q_min + 1);
    const Table<Real>* const tables[] = {&batch.value, &batch.bid_offset, &batch.ask_offset};
    for (std::size_t which = 0; which < 3; ++which) {
        const Real* const from = device.host_rows.data() + which * device.cells() + i * nodes_max;
        Real* const row = tables[which]->row(static_cast<int>(i));
        std::copy_n(from, nodes, row);
        std::fill(row + nodes, row + tables[which]->lanes, std::numeric_limits<Real>::quiet_NaN());
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
        const bool taken = device.host_problems.data()[i].edges != 0;
        const bool solved = taken && device.host_results.data()[i].converged;
        left[i] = solved ? 0 : 1;
        if (solved) {
            write_back(device, batch, i);
            batch.warm[i] = {batch.problems[i].q_min, batch.problems[i].q_max, true};
        } else if (taken) {
            batch.warm[i] = {};
        }
    }
    return Status::ok;
}

template <typename Real>
Status solve_horizon(Resident<Real>& device, const Batch<Real>& batch, double horizon_s,
                     std::span<std::uint8_t> left) noexcept {
    if (batch.problems.empty()) {
        return Status::ok;
    }
    set_up_horizon(device, batch);
    if (device.nodes_max <= horizon_nodes_max &&
        !run_horizon(device, static_cast<int>(batch.problems.size()), horizon_s)) {
        return Status::device_failed;
    }
    for (std::size_t i = 0; i < batch.problems.size(); ++i) {
        const bool solved =
            device.host_horizons.data()[i].edges != 0 && device.host_results.data()[i].converged;
        left[i] = solved ? 0 : 1;
        if (solved) {
            write_back(device, batch, i);
            batch.warm[i] = {};
        }
    }
    return Status::ok;
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
