#include "kernels/quote_grid/lanes_solve.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "kernels/quote_grid/slope_problem.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

template <typename Real>
void set_lane(LaneGroup<Real>& group, int lane, const Problem& problem, bool fresh) {
    const SlopeProblem<Real> from = slope_problem<Real>(problem, group.shape, fresh);
    group.bid.set(lane, from.bid);
    group.ask.set(lane, from.ask);
    group.stiffness[lane] = from.stiffness;
    group.drift[lane] = from.drift;
    group.halfwidth[lane] = from.halfwidth;
    group.curvature[lane] = from.curvature;
    group.q_min[lane] = from.q_min;
    group.edges[lane] = static_cast<Real>(from.edges);
    group.split[lane] = static_cast<Real>(from.split);
    group.fresh[lane] = from.fresh ? Real(1) : Real(0);
    group.peak[lane] = from.peak;
    group.reward_peak[lane] = from.reward_peak;
    group.half_over_scale[lane] = from.half_over_scale;
    group.two_over_decay[lane] = from.two_over_decay;
    group.tilt[lane] = from.tilt;
}

template <typename Real>
LaneGroup<Real> make_group(const LaneRun<Real>& run) {
    LaneGroup<Real> group{};
    group.shape = run.shape;
    constexpr int count = Lane<Real>::count;
    const int index = run.first_problem / count;
    group.base = run.work.slopes.data() + static_cast<std::ptrdiff_t>(index) *
                                              static_cast<std::ptrdiff_t>(run.work.nodes_max);
    group.step = run.scratch.rows.data();
    group.alpha = group.step + run.scratch.nodes;
    group.beta = group.alpha + run.scratch.nodes;
    for (int l = 0; l < count; ++l) {
        if (run.wanted[l] > Real(0)) {
            const int index_of_lane = run.first_problem + l;
            const std::size_t at = static_cast<std::size_t>(index_of_lane);
            const Problem& problem = run.batch.problems[at];
            const WarmSlot& warm = run.batch.warm[at];
            const bool reuse =
                warm.lanes && warm.q_min == problem.q_min && warm.q_max == problem.q_max;
            set_lane(group, l, problem, !reuse);
            group.edges_max = std::max(group.edges_max, problem.q_max - problem.q_min);
        }
    }
    group.split_min = group.edges_max;
    for (int l = 0; l < count; ++l) {
        if (run.wanted[l] > Real(0)) {
            group.split_min = std::min(group.split_min, static_cast<int>(group.split[l]));
            group.split_max = std::max(group.split_max, static_cast<int>(group.split[l]));
        }
    }
    return group;
}

/// Where each lane of a group stands.
enum class LaneState : std::uint8_t { empty, running, converged, failed };

template <typename Real>
struct Progress {
    std::array<LaneState, static_cast<std::size_t>(Lane<Real>::count)> state{};
    Lane<Real> best{};  // residual of the accepted point
    std::array<int, static_cast<std::size_t>(Lane<Real>::count)> halvings{};

    bool any_running() const {
        return std::find(state.begin(), state.end(), LaneState::running) != state.end();
    }
};

/// Judges every running lane's trial: accept it, halve the step, or stop.
template <typename Real>
void judge(LaneGroup<Real>& group, Progress<Real>& progress, bool first_sweep) {
    for (int l = 0; l < Lane<Real>::count; ++l) {
        const std::size_t at = static_cast<std::size_t>(l);
        group.take[l] = Real(0);
        group.fresh[l] = Real(0);
        if (progress.state[at] != LaneState::running) {
            continue;
        }
        const Real gain = group.gain[l] + group.fraction[l] * group.gain_step[l];
        const bool sound = std::isfinite(group.found[l]) && std::isfinite(group.residual[l]);
        if (sound && group.residual[l] <= Tolerance<Real>::residual * (Real(1) + std::fabs(gain))) {
            progress.state[at] = LaneState::converged;
        } else if (sound && (first_sweep || group.residual[l] <= progress.best[l])) {
            progress.best[l] = group.residual[l];
            progress.halvings[at] = 0;
            group.take[l] = group.fraction[l];
            group.fresh[l] = Real(1);
            group.gain[l] = gain;
            group.gain_step[l] = group.found[l];
            group.fraction[l] = Real(1);
        } else if (first_sweep || ++progress.halvings[at] > slope_halvings_max) {
            progress.state[at] = LaneState::failed;
        } else {
            group.fraction[l] *= Real(0.5);
        }
    }
}

/// Ends the iteration of the lanes whose last step leaves no imbalance worth another sweep.
template <typename Real>
void foresee(LaneGroup<Real>& group, Progress<Real>& progress) {
    for (int l = 0; l < Lane<Real>::count; ++l) {
        const std::size_t at = static_cast<std::size_t>(l);
        if (progress.state[at] == LaneState::running && group.fresh[l] > Real(0)) {
            const Real left =
                imbalance_left(group.step_max[l], group.slope_max[l], group.stiffness[l]);
            const Real gain = group.gain[l] + group.gain_step[l];
            if (left <= Tolerance<Real>::residual * (Real(1) + std::fabs(gain))) {
                group.residual[l] = left;
                progress.state[at] = LaneState::converged;
            }
        }
    }
}

template <typename Real>
void write_rows(const LaneRun<Real>& run, const LaneGroup<Real>& group,
                const Progress<Real>& progress) {
    const Table<Real>& value = run.batch.value;
    const Table<Real>& bid = run.batch.bid_offset;
    const Table<Real>& ask = run.batch.ask_offset;
    for (int l = 0; l < Lane<Real>::count; ++l) {
        if (progress.state[static_cast<std::size_t>(l)] != LaneState::converged) {
            continue;
        }
        const int problem = run.first_problem + l;
        const int nodes = static_cast<int>(group.edges[l]) + 1;
        Real* const value_row = value.row(problem);
        Real* const bid_row = bid.row(problem);
        Real* const ask_row = ask.row(problem);
        for (int i = 0; i < nodes; ++i) {
            value_row[i] = group.alpha[i][l];
            bid_row[i] = group.beta[i][l];
            ask_row[i] = group.step[i][l];
        }
    }
}

}  // namespace

template <typename Real>
void LaneSide<Real>::set(int lane, const SideTerms<Real>& terms) {
    rate[lane] = terms.rate;
    decay_hi[lane] = terms.decay_hi;
    decay_lo[lane] = terms.decay_lo;
    cost[lane] = terms.cost;
    margin_hi[lane] = terms.margin_hi;
    margin_lo[lane] = terms.margin_lo;
    floor[lane] = terms.floor;
    aversion[lane] = terms.aversion;
    jump[lane] = terms.jump;
    log_scale[lane] = terms.log_scale;
}

template <typename Real>
void solve_lanes(const LaneRun<Real>& run, Lane<Real>& converged) {
    LaneGroup<Real> group = make_group(run);
    Progress<Real> progress;
    for (int l = 0; l < Lane<Real>::count; ++l) {
        if (run.wanted[l] > Real(0)) {
            progress.state[static_cast<std::size_t>(l)] = LaneState::running;
        }
    }
    const bool any_cold = std::any_of(group.fresh.v, group.fresh.v + Lane<Real>::count,
                                      [](Real fresh) { return fresh > Real(0); });
    if (any_cold) {
        start_lanes(group);
    }
    std::fill_n(group.step, group.edges_max, Lane<Real>{});
    std::array<int, static_cast<std::size_t>(Lane<Real>::count)> sweeps{};
    for (int sweep = 0; sweep < slope_sweeps_max && progress.any_running(); ++sweep) {
        for (std::size_t l = 0; l < sweeps.size(); ++l) {
            sweeps[l] += progress.state[l] == LaneState::running ? 1 : 0;
        }
        sweep_lanes(group);
        judge(group, progress, sweep == 0);
        if (!progress.any_running()) {
            break;
        }
        update_lanes(group);
        foresee(group, progress);
    }
    for (int l = 0; l < Lane<Real>::count; ++l) {
        const std::size_t at = static_cast<std::size_t>(l);
        const bool done = progress.state[at] == LaneState::converged;
        group.take[l] = done ? Real(1) : Real(0);
        converged[l] = group.take[l];
        if (done) {
            const std::size_t problem = static_cast<std::size_t>(run.first_problem) + at;
            run.batch.info[problem] = {
                GridStatus::converged,
                static_cast<double>(group.gain[l] + group.fraction[l] * group.gain_step[l]),
                sweeps[at], static_cast<double>(group.residual[l])};
            run.batch.warm[problem] = {run.batch.problems[problem].q_min,
                                       run.batch.problems[problem].q_max, true};
        }
    }
    finish_lanes(group);
    write_rows(run, group, progress);
}

template void solve_lanes(const LaneRun<double>& run, Lane<double>& converged);
template void solve_lanes(const LaneRun<float>& run, Lane<float>& converged);

}  // namespace maxmin::kernels::quote_grid
