#include "kernels/quote_grid/api.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "kernels/base/device.hpp"
#include "kernels/quote_grid/backends.hpp"
#include "kernels/quote_grid/general.hpp"
#include "kernels/quote_grid/interpolate.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

/// A few shares a thread even out groups that need more sweeps; one thread needs one.
int share_count(const Workers& workers) {
    return workers.threads() > 1 ? 4 * workers.threads() : 1;
}

bool fits(const Table<const double>& table, std::size_t problems, int nodes_max) {
    return table.data != nullptr && table.assets >= static_cast<int>(problems) &&
           table.lanes >= nodes_max;
}

}  // namespace

template <typename Real>
struct GridSolver<Real>::State {
    State(int problems_count, int nodes_count, Backend which, const Workers& threads)
        : problems_max(problems_count),
          nodes_max(nodes_count),
          workers(&threads),
          work(problems_count, nodes_count, share_count(threads)) {
        const std::size_t problems = static_cast<std::size_t>(problems_max);
        const std::size_t cells = problems * static_cast<std::size_t>(nodes_max);
        constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
        for (std::vector<Real>* rows : {&value, &bid, &ask}) {
            rows->assign(cells, nan);
        }
        solved.resize(problems);
        info.resize(problems);
        warm.resize(problems);
        left.resize(problems);
        if (which == Backend::cuda) {
            const Status status = cuda::initialise(problems_max, nodes_max,
                                                   pick_variant(problems_max, nodes_max), resident);
            if (status != Status::ok) {
                throw std::runtime_error(
                    "quote grids: backend cuda: " + std::string(to_string(status)) +
                    (device_error().empty() ? "" : ": ") + std::string(device_error()));
            }
        }
    }

    Status solve_stationary(const Batch<Real>& batch) {
        if (!resident) {
            return cpu::solve_stationary(batch, work, *workers);
        }
        const Status status = cuda::solve_stationary(*resident, batch, left);
        return status == Status::ok ? cpu::solve_left(batch, left, work, *workers) : status;
    }

    Status solve_horizon(const Batch<Real>& batch, double horizon_s) {
        if (!resident) {
            return cpu::solve_horizon(batch, {}, horizon_s, work, *workers);
        }
        const Status status = cuda::solve_horizon(*resident, batch, horizon_s, left);
        return status == Status::ok ? cpu::solve_horizon(batch, left, horizon_s, work, *workers)
                                    : status;
    }

    Table<Real> table(std::vector<Real>& rows) { return {rows.data(), problems_max, nodes_max}; }

    Batch<Real> batch(std::span<const Problem> problems) {
        return {problems, table(value), table(bid), table(ask), info, warm};
    }

    /// Deeper levels are computed on demand from the value, so their problems are kept; and a slot
    /// that is given its problem again need not solve it again.
    void keep(std::span<const Problem> problems) {
        for (std::size_t p = 0; p < problems.size(); ++p) {
            warm[p].same = warm[p].q_min <= warm[p].q_max && solved[p] == problems[p];
            if (!warm[p].same) {
                solved[p] = problems[p];
            }
        }
    }

    int problems_max;
    int nodes_max;
    const Workers* workers;
    Workspace<Real> work;
    cuda::ResidentPointer<Real> resident;  // null on the CPU
    std::vector<std::uint8_t> left;        // by the device to the CPU
    std::vector<Real> value, bid, ask;
    std::vector<Problem> solved;
    std::vector<GridInfo> info;
    std::vector<WarmSlot> warm;
};

template <typename Real>
GridSolver<Real>::GridSolver(int problems_max, int nodes_max, Backend backend,
                             const Workers& workers)
    : state_(std::make_unique<State>(std::max(problems_max, 1), std::max(nodes_max, 2), backend,
                                     workers)) {}
template <typename Real>
GridSolver<Real>::GridSolver(GridSolver&&) noexcept = default;
template <typename Real>
GridSolver<Real>& GridSolver<Real>::operator=(GridSolver&&) noexcept = default;
template <typename Real>
GridSolver<Real>::~GridSolver() = default;

template <typename Real>
Status GridSolver<Real>::solve_stationary(std::span<const Problem> problems) noexcept {
    if (problems.size() > state_->solved.size()) {
        return Status::bad_shape;
    }
    state_->keep(problems);
    return state_->solve_stationary(state_->batch(problems));
}

template <typename Real>
Status GridSolver<Real>::solve_horizon(std::span<const Problem> problems,
                                       double horizon_s) noexcept {
    if (problems.size() > state_->solved.size()) {
        return Status::bad_shape;
    }
    if (!(horizon_s >= 0.0) || !std::isfinite(horizon_s)) {
        return Status::bad_parameter;
    }
    state_->keep(problems);
    return state_->solve_horizon(state_->batch(problems), horizon_s);
}

template <typename Real>
Status GridSolver<Real>::evaluate_policy(std::span<const Problem> problems,
                                         Table<const double> bid_offsets,
                                         Table<const double> ask_offsets,
                                         std::span<double> gains) noexcept {
    int nodes = 0;
    for (const Problem& problem : problems) {
        nodes = std::max(nodes, problem.q_max - problem.q_min + 1);
    }
    nodes = std::min(nodes, state_->nodes_max);
    if (gains.size() < problems.size() || !fits(bid_offsets, problems.size(), nodes) ||
        !fits(ask_offsets, problems.size(), nodes)) {
        return Status::bad_shape;
    }
    return cpu::evaluate_policy({problems, bid_offsets, ask_offsets, gains}, state_->work,
                                *state_->workers);
}

template <typename Real>
Table<const Real> GridSolver<Real>::value() const noexcept {
    return {state_->value.data(), state_->problems_max, state_->nodes_max};
}
template <typename Real>
Table<const Real> GridSolver<Real>::bid_offset() const noexcept {
    return {state_->bid.data(), state_->problems_max, state_->nodes_max};
}
template <typename Real>
Table<const Real> GridSolver<Real>::ask_offset() const noexcept {
    return {state_->ask.data(), state_->problems_max, state_->nodes_max};
}
template <typename Real>
const GridInfo& GridSolver<Real>::info(int problem) const noexcept {
    return state_->info[static_cast<std::size_t>(problem)];
}

template <typename Real>
typename GridSolver<Real>::Quotes GridSolver<Real>::offsets_at(
    int problem, double inventory_lots) const noexcept {
    constexpr double nan = std::numeric_limits<double>::quiet_NaN();
    const Problem& source = state_->solved[static_cast<std::size_t>(problem)];
    if (info(problem).status != GridStatus::converged || !std::isfinite(inventory_lots)) {
        return {nan, nan};
    }
    const double position = inventory_lots - source.q_min;
    const int nodes = source.q_max - source.q_min + 1;
    const auto between = [&](const Table<const Real>& table) {
        return offset_between(table.row(problem), nodes, position);
    };
    return {between(bid_offset()), between(ask_offset())};
}

template <typename Real>
double GridSolver<Real>::level_offset(int problem, QuoteSide side, int level,
                                      int node) const noexcept {
    const Problem& source = state_->solved[static_cast<std::size_t>(problem)];
    const int nodes = source.q_max - source.q_min + 1;
    if (info(problem).status != GridStatus::converged || level < 0 || node < 0 || node >= nodes) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    const bool is_bid = side == QuoteSide::bid;
    const Table<const Real> firsts = is_bid ? bid_offset() : ask_offset();
    const double first_level = static_cast<double>(firsts.at(problem, node));
    if (level == 0) {
        return first_level;
    }
    if (source.levels == LevelModel::ladder && level < source.ladder.levels) {
        return first_level + level * source.ladder.spacing_bps;
    }
    if (source.levels == LevelModel::single || source.levels == LevelModel::ladder) {
        return std::numeric_limits<double>::infinity();
    }
    // No fill reaches beyond this window, so its ends act as the ends of the box.
    const int low = std::max(node - fill_size_max, 0);
    const int high = std::min(node + fill_size_max, nodes - 1);
    std::array<double, 2 * fill_size_max + 1> window{};
    for (int i = low; i <= high; ++i) {
        window[static_cast<std::size_t>(i - low)] = static_cast<double>(value().at(problem, i));
    }
    return level_quote(problem_terms(source), source.q_min + low,
                       {window.data(), static_cast<std::size_t>(high - low + 1)},
                       {is_bid, level, node - low});
}

template <typename Real>
void GridSolver<Real>::forget(int problem) noexcept {
    state_->warm[static_cast<std::size_t>(problem)] = {};
}

template <typename Real>
void GridSolver<Real>::continue_on_cpu() noexcept {
    state_->resident.reset();
    std::fill(state_->warm.begin(), state_->warm.end(), WarmSlot{});
}

template class GridSolver<double>;
template class GridSolver<float>;

}  // namespace maxmin::kernels::quote_grid
