// The CPU path: groups of lanes over threads, then the problems that need the general path.
#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/quote_grid/backends.hpp"
#include "kernels/quote_grid/general.hpp"
#include "kernels/quote_grid/lanes_solve.hpp"
#include "kernels/quote_grid/usable.hpp"

namespace maxmin::kernels::quote_grid {

template <typename Real>
Workspace<Real>::Workspace(int problems_max, int nodes_count, int shares_count)
    : nodes_max(nodes_count), shares(shares_count) {
    constexpr int count = Lane<Real>::count;
    const std::size_t groups = static_cast<std::size_t>((problems_max + count - 1) / count);
    slopes.resize(groups * static_cast<std::size_t>(nodes_max));
    for (int share = 0; share < shares; ++share) {
        lane_scratch.emplace_back(nodes_max);
        scratch.emplace_back(nodes_max);
    }
}

template struct Workspace<double>;
template struct Workspace<float>;

namespace cpu {

namespace {

/// Calls item(index, share) for every index; each share of the indices has its own scratch.
template <typename Real, typename Item>
void for_each_share(const Workspace<Real>& work, const Workers& workers, int count, Item&& item) {
    const int shares = std::min(work.shares, count);
    workers.for_each(shares, [&](int share) {
        for (int i = share; i < count; i += shares) {
            item(i, static_cast<std::size_t>(share));
        }
    });
}

template <typename Real>
void write_failure(const Batch<Real>& batch, int problem) {
    constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
    for (const Table<Real>* table : {&batch.value, &batch.bid_offset, &batch.ask_offset}) {
        std::fill_n(table->row(problem), table->lanes, nan);
    }
}

template <typename Real>
void write_bad_problem(const Batch<Real>& batch, int problem) {
    const std::size_t at = static_cast<std::size_t>(problem);
    batch.info[at] = {GridStatus::bad_problem, 0.0, 0, 0.0};
    batch.warm[at] = {};
    write_failure(batch, problem);
}

template <typename Real>
void write_general(const Batch<Real>& batch, int problem, Scratch& scratch) {
    const Problem& source = batch.problems[static_cast<std::size_t>(problem)];
    first_quotes(problem_terms(source), source, scratch);
    for (int i = 0; i <= source.q_max - source.q_min; ++i) {
        const std::size_t at = static_cast<std::size_t>(i);
        batch.value.at(problem, i) = static_cast<Real>(scratch.value[at]);
        batch.bid_offset.at(problem, i) = static_cast<Real>(scratch.bid[at]);
        batch.ask_offset.at(problem, i) = static_cast<Real>(scratch.ask[at]);
    }
}

template <typename Real>
void write_beyond(const Batch<Real>& batch, int problem) {
    const Problem& source = batch.problems[static_cast<std::size_t>(problem)];
    constexpr Real nan = std::numeric_limits<Real>::quiet_NaN();
    const int nodes = source.q_max - source.q_min + 1;
    for (const Table<Real>* table : {&batch.value, &batch.bid_offset, &batch.ask_offset}) {
        std::fill(table->row(problem) + nodes, table->row(problem) + table->lanes, nan);
    }
}

template <typename Real>
void solve_one_general(const Batch<Real>& batch, int problem, Scratch& scratch) {
    const std::size_t at = static_cast<std::size_t>(problem);
    const Problem& source = batch.problems[at];
    WarmSlot& warm = batch.warm[at];
    const bool reuse = !warm.lanes && warm.q_min == source.q_min && warm.q_max == source.q_max;
    for (int i = 0; reuse && i <= source.q_max - source.q_min; ++i) {
        scratch.value[static_cast<std::size_t>(i)] =
            static_cast<double>(batch.value.at(problem, i));
    }
    GridInfo info = solve_general(source, scratch, reuse);
    if (reuse && info.status != GridStatus::converged) {
        info = solve_general(source, scratch, false);
    }
    batch.info[at] = info;
    if (info.status == GridStatus::converged) {
        write_general(batch, problem, scratch);
        write_beyond(batch, problem);
        warm = {source.q_min, source.q_max, false};
    } else {
        write_failure(batch, problem);
        warm = {};
    }
}

/// The problems of one lane group, whichever way each of them goes.
template <typename Real>
void solve_group(const Batch<Real>& batch, Workspace<Real>& work, int group, std::size_t share) {
    constexpr int count = Lane<Real>::count;
    const int first_problem = group * count;
    const int problems = static_cast<int>(batch.problems.size());
    std::array<Lane<Real>, side_shapes> wanted{};
    std::array<bool, side_shapes> any{};
    Lane<Real> general{};
    for (int l = 0; l < count && first_problem + l < problems; ++l) {
        const int index = first_problem + l;
        const std::size_t at = static_cast<std::size_t>(index);
        const Problem& problem = batch.problems[at];
        if (batch.warm[at].same) {
            continue;
        }
        if (!usable(problem, work.nodes_max, true)) {
            write_bad_problem(batch, index);
        } else if (slopes_take(problem)) {
            const std::size_t shape = static_cast<std::size_t>(side_shape(problem));
            wanted[shape][l] = Real(1);
            any[shape] = true;
        } else {
            general[l] = Real(1);
        }
    }
    for (std::size_t shape = 0; shape < side_shapes; ++shape) {
        if (!any[shape]) {
            continue;
        }
        Lane<Real> converged{};
        solve_lanes<Real>({batch, work, work.lane_scratch[share], first_problem, wanted[shape],
                           static_cast<SideShape>(shape)},
                          converged);
        for (int l = 0; l < count; ++l) {
            const int index = first_problem + l;
            if (converged[l] > Real(0)) {
                write_beyond(batch, index);
            } else if (wanted[shape][l] > Real(0)) {
                batch.warm[static_cast<std::size_t>(index)] = {};
                general[l] = Real(1);
            }
        }
    }
    for (int l = 0; l < count; ++l) {
        if (general[l] > Real(0)) {
            solve_one_general(batch, first_problem + l, work.scratch[share]);
        }
    }
}

}  // namespace

template <typename Real>
Status solve_stationary(const Batch<Real>& batch, Workspace<Real>& work,
                        const Workers& workers) noexcept {
    constexpr int count = Lane<Real>::count;
    const int groups = (static_cast<int>(batch.problems.size()) + count - 1) / count;
    for_each_share(work, workers, groups,
                   [&](int group, std::size_t share) { solve_group(batch, work, group, share); });
    return Status::ok;
}

template <typename Real>
Status solve_left(const Batch<Real>& batch, std::span<const std::uint8_t> left,
                  Workspace<Real>& work, const Workers& workers) noexcept {
    const int problems = static_cast<int>(batch.problems.size());
    for_each_share(work, workers, problems, [&](int problem, std::size_t share) {
        const std::size_t at = static_cast<std::size_t>(problem);
        if (left[at] == 0) {
            return;
        }
        if (usable(batch.problems[at], work.nodes_max, true)) {
            solve_one_general(batch, problem, work.scratch[share]);
        } else {
            write_bad_problem(batch, problem);
        }
    });
    return Status::ok;
}

template <typename Real>
Status solve_horizon(const Batch<Real>& batch, std::span<const std::uint8_t> left, double horizon_s,
                     Workspace<Real>& work, const Workers& workers) noexcept {
    const int problems = static_cast<int>(batch.problems.size());
    for_each_share(work, workers, problems, [&](int problem, std::size_t share) {
        const std::size_t at = static_cast<std::size_t>(problem);
        if (!left.empty() && left[at] == 0) {
            return;
        }
        GridInfo& info = batch.info[at];
        info = {GridStatus::bad_problem, 0.0, 0, 0.0};
        batch.warm[at] = {};
        if (usable(batch.problems[at], work.nodes_max, false)) {
            info = solve_horizon_general(batch.problems[at], horizon_s, work.scratch[share]);
        }
        if (info.status == GridStatus::converged) {
            write_general(batch, problem, work.scratch[share]);
            write_beyond(batch, problem);
        } else {
            write_failure(batch, problem);
        }
    });
    return Status::ok;
}

template <typename Real>
Status evaluate_policy(const PolicyBatch& batch, Workspace<Real>& work,
                       const Workers& workers) noexcept {
    const int problems = static_cast<int>(batch.problems.size());
    for_each_share(work, workers, problems, [&](int problem, std::size_t share) {
        const std::size_t at = static_cast<std::size_t>(problem);
        batch.gains[at] = usable(batch.problems[at], work.nodes_max, true)
                              ? policy_gain(batch.problems[at], batch.bid_offset.row(problem),
                                            batch.ask_offset.row(problem), work.scratch[share])
                              : std::numeric_limits<double>::quiet_NaN();
    });
    return Status::ok;
}

template Status solve_stationary(const Batch<double>&, Workspace<double>&, const Workers&) noexcept;
template Status solve_stationary(const Batch<float>&, Workspace<float>&, const Workers&) noexcept;
template Status solve_left(const Batch<double>&, std::span<const std::uint8_t>, Workspace<double>&,
                           const Workers&) noexcept;
template Status solve_left(const Batch<float>&, std::span<const std::uint8_t>, Workspace<float>&,
                           const Workers&) noexcept;
template Status solve_horizon(const Batch<double>&, std::span<const std::uint8_t>, double,
                              Workspace<double>&, const Workers&) noexcept;
template Status solve_horizon(const Batch<float>&, std::span<const std::uint8_t>, double,
                              Workspace<float>&, const Workers&) noexcept;
template Status evaluate_policy(const PolicyBatch&, Workspace<double>&, const Workers&) noexcept;
template Status evaluate_policy(const PolicyBatch&, Workspace<float>&, const Workers&) noexcept;

}  // namespace cpu
}  // namespace maxmin::kernels::quote_grid
