#include <algorithm>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "kernels/base/device.hpp"
#include "kernels/quote_grid/interpolate.hpp"
#include "kernels/step/api.hpp"
#include "kernels/step/backends.hpp"
#include "kernels/step/model.hpp"
#include "kernels/step/spare.hpp"

namespace maxmin::kernels::step {
namespace {

using quote_grid::GridStatus;
using quote_grid::Problem;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

uncertainty::Box make_box(const Asset& asset, const particle_filter::Posterior& posterior) {
    return box_of(asset, posterior);
}

Problem make_problem(const Asset& asset, const uncertainty::Box& box, const Input& input) {
    return problem_of(asset, box, input);
}

struct Step::State {
    State(const particle_filter::Config& config, std::span<const Asset> assets_in, Backend wanted,
          const Workers& threads, Rehearsal rehearsed)
        : assets(assets_in.begin(), assets_in.end()),
          nodes_max(0),
          backend(wanted),
          workers(&threads),
          rehearsal(rehearsed),
          filter(config, models_of(assets_in), backend, threads),
          inputs(assets.size()),
          observations(assets.size()),
          posteriors(assets.size()),
          boxes(assets.size()) {
        for (const Asset& asset : assets) {
            problems.push_back(asset.problem);
            nodes_max = std::max(nodes_max, asset.problem.q_max - asset.problem.q_min + 1);
        }
        solver = std::make_unique<quote_grid::Solver>(static_cast<int>(assets.size()), nodes_max,
                                                      Backend::cpu, threads);
        if (backend == Backend::cuda || rehearsal.failing_run != 0) {
            spare.emplace(config, models_of(assets), threads);
        }
        if (backend == Backend::cuda) {
            left.reserve(assets.size());
            left_problems.reserve(assets.size());
            const Status status = cuda::initialise(assets, nodes_max, filter, device);
            if (status != Status::ok) {
                throw std::runtime_error("step: backend cuda: " + std::string(to_string(status)) +
                                         (device_error().empty() ? "" : ": ") +
                                         std::string(device_error()));
            }
        }
    }

    static std::vector<particle_filter::Model> models_of(std::span<const Asset> assets) {
        std::vector<particle_filter::Model> models;
        for (const Asset& asset : assets) {
            models.push_back(asset.model);
        }
        return models;
    }

    std::vector<Asset> assets;
    int nodes_max;
    Backend backend;
    const Workers* workers;
    Rehearsal rehearsal;
    particle_filter::Filter<float> filter;
    std::optional<Spare> spare;                  // while there is a device that may fail
    std::unique_ptr<quote_grid::Solver> solver;  // on the CPU; the device leaves it what it must
    cuda::ResidentPointer device;                // null on the CPU
    std::vector<std::size_t> left;               // assets whose grids the device left
    std::vector<Problem> left_problems;
    std::vector<Problem> problems;
    std::vector<Input> inputs;  // of the last run that succeeded
    std::vector<particle_filter::Observation> observations;
    std::vector<particle_filter::Posterior> posteriors;
    std::vector<uncertainty::Box> boxes;
    std::uint64_t version = 0;
    std::uint64_t runs = 0;
    bool timed = false;       // the next run
    bool last_timed = false;  // the last that succeeded

    std::span<double> row(std::vector<double>& offsets, std::size_t asset) const {
        const auto nodes = static_cast<std::size_t>(nodes_max);
        return std::span<double>(offsets).subspan(asset * nodes, nodes);
    }

    void write_info(Snapshot& out, std::size_t i, const quote_grid::GridInfo& grid) const {
        out.assets[i] = {.posterior = posteriors[i],
                         .box = boxes[i],
                         .grid = grid,
                         .q_min = assets[i].problem.q_min,
                         .q_max = assets[i].problem.q_max};
    }

    /// From row `solved` of the solver on the CPU.
    void write_from_solver(Snapshot& out, std::size_t i, std::size_t solved) const {
        const int from = static_cast<int>(solved);
        write_info(out, i, solver->info(from));
        std::copy_n(solver->bid_offset().row(from), nodes_max, row(out.bid_offset_bps, i).data());
        std::copy_n(solver->ask_offset().row(from), nodes_max, row(out.ask_offset_bps, i).data());
    }

    Status run_on_cpu(std::span<const Input> now, particle_filter::Quantiles quantiles,
                      Snapshot& out) {
        const Status status = filter.step(observations, posteriors, quantiles);
        if (status != Status::ok || runs == rehearsal.failing_run) {
            return status == Status::ok ? Status::device_failed : status;
        }
        for (std::size_t i = 0; i < assets.size(); ++i) {
            if (version == 0 || moves_box(posteriors[i].outcome)) {
                boxes[i] = make_box(assets[i], posteriors[i]);
            }
            problems[i] = make_problem(assets[i], boxes[i], now[i]);
        }
        const Status solved = solver->solve_stationary(problems);
        for (std::size_t i = 0; solved == Status::ok && i < assets.size(); ++i) {
            write_from_solver(out, i, i);
        }
        return solved;
    }

    void write_from_device(const cuda::Results& results, Snapshot& out, std::size_t i) const {
        const quote_grid::SlopeResult& grid = results.grids[i];
        write_info(out, i, {GridStatus::converged, grid.gain, grid.sweeps, grid.residual});
        const int nodes = assets[i].problem.q_max - assets[i].problem.q_min + 1;
        const auto widen = [&](const float* offsets, std::span<double> to) {
            std::copy_n(offsets + results.starts[i], nodes, to.begin());
            std::fill(to.begin() + nodes, to.end(), nan);
        };
        widen(results.bid_offset_bps, row(out.bid_offset_bps, i));
        widen(results.ask_offset_bps, row(out.ask_offset_bps, i));
    }

    Status run_on_device(std::span<const Input> now, particle_filter::Quantiles quantiles,
                         Snapshot& out) {
        const Status status = cuda::run(*device, now, quantiles, timed);
        if (status != Status::ok || runs == rehearsal.failing_run) {
            return Status::device_failed;
        }
        const cuda::Results results = cuda::results(*device);
        left.clear();
        left_problems.clear();
        for (std::size_t i = 0; i < assets.size(); ++i) {
            posteriors[i] = results.posteriors[i];
            boxes[i] = results.boxes[i].box;
            if (!results.grids[i].converged) {
                left.push_back(i);
                left_problems.push_back(make_problem(assets[i], boxes[i], now[i]));
            }
        }
        if (const Status solved = solver->solve_stationary(left_problems); solved != Status::ok) {
            return solved;
        }
        workers->for_each(static_cast<int>(assets.size()), [&](int asset) {
            const auto i = static_cast<std::size_t>(asset);
            if (results.grids[i].converged) {
                write_from_device(results, out, i);
            }
        });
        for (std::size_t k = 0; k < left.size(); ++k) {
            write_from_solver(out, left[k], k);
        }
        return Status::ok;
    }

    /// A device keeps no problems; they follow from what is kept.
    const Problem& problem(std::size_t i) {
        if (device && version != 0) {
            problems[i] = make_problem(assets[i], boxes[i], inputs[i]);
        }
        return problems[i];
    }
    void refresh_problems() {
        for (std::size_t i = 0; i < assets.size(); ++i) {
            static_cast<void>(problem(i));
        }
    }
};

Step::Step(const particle_filter::Config& config, std::span<const Asset> assets, Backend backend,
           const Workers& workers, Rehearsal rehearsal)
    : state_(std::make_unique<State>(config, assets, backend, workers, rehearsal)) {}
Step::Step(Step&&) noexcept = default;
Step& Step::operator=(Step&&) noexcept = default;
Step::~Step() = default;

Snapshot Step::make_snapshot() const {
    Snapshot snapshot;
    snapshot.assets.resize(state_->assets.size());
    snapshot.nodes_max = state_->nodes_max;
    const std::size_t offsets = state_->assets.size() * static_cast<std::size_t>(state_->nodes_max);
    snapshot.bid_offset_bps.assign(offsets, nan);
    snapshot.ask_offset_bps.assign(offsets, nan);
    return snapshot;
}

Status Step::run(std::span<const Input> inputs, particle_filter::Quantiles quantiles,
                 Snapshot& out) noexcept {
    State& state = *state_;
    const std::size_t assets = state.assets.size();
    const std::size_t offsets = assets * static_cast<std::size_t>(state.nodes_max);
    if (inputs.size() != assets || out.assets.size() != assets ||
        out.bid_offset_bps.size() != offsets || out.ask_offset_bps.size() != offsets) {
        return Status::bad_shape;
    }
    ++state.runs;
    if (state.spare) {
        if (const Status status = state.spare->prepare(state.filter); status != Status::ok) {
            return status;
        }
    }
    for (std::size_t i = 0; i < assets; ++i) {
        state.observations[i] = inputs[i].observation;
    }
    const Status status = state.device ? state.run_on_device(inputs, quantiles, out)
                                       : state.run_on_cpu(inputs, quantiles, out);
    if (status != Status::ok) {
        return status;
    }
    if (state.spare) {
        state.spare->remember(state.observations);
    }
    std::copy(inputs.begin(), inputs.end(), state.inputs.begin());
    state.last_timed = state.timed;
    out.version = ++state.version;
    return Status::ok;
}

bool Step::continue_on_cpu() noexcept {
    State& state = *state_;
    if (!state.spare) {
        return false;
    }
    state.refresh_problems();
    state.device.reset();  // its graphs point into the filter
    state.filter = state.spare->take_over();
    state.spare.reset();
    state.solver->continue_on_cpu();
    state.backend = Backend::cpu;
    return true;
}

Backend Step::backend() const noexcept {
    return state_->backend;
}

void Step::time_device(bool on) noexcept {
    state_->timed = on;
}

std::optional<DeviceTimes> Step::device_times() const noexcept {
    if (!state_->device || !state_->last_timed) {
        return std::nullopt;
    }
    return cuda::times(*state_->device);
}

Status Step::evaluate_policy(std::span<const double> bid_offset_bps,
                             std::span<const double> ask_offset_bps,
                             std::span<double> gains) noexcept {
    State& state = *state_;
    const int assets = static_cast<int>(state.assets.size());
    const std::size_t offsets = state.assets.size() * static_cast<std::size_t>(state.nodes_max);
    if (bid_offset_bps.size() != offsets || ask_offset_bps.size() != offsets ||
        gains.size() != state.assets.size()) {
        return Status::bad_shape;
    }
    state.refresh_problems();
    return state.solver->evaluate_policy(state.problems,
                                         {bid_offset_bps.data(), assets, state.nodes_max},
                                         {ask_offset_bps.data(), assets, state.nodes_max}, gains);
}

const quote_grid::Problem& Step::problem(int asset) const {
    return state_->problem(static_cast<std::size_t>(asset));
}

std::span<const double> Snapshot::bid_row(int asset) const {
    const AssetResult& result = assets[static_cast<std::size_t>(asset)];
    return {bid_offset_bps.data() + static_cast<std::ptrdiff_t>(asset) * nodes_max,
            static_cast<std::size_t>(result.q_max - result.q_min + 1)};
}

std::span<const double> Snapshot::ask_row(int asset) const {
    const AssetResult& result = assets[static_cast<std::size_t>(asset)];
    return {ask_offset_bps.data() + static_cast<std::ptrdiff_t>(asset) * nodes_max,
            static_cast<std::size_t>(result.q_max - result.q_min + 1)};
}

Snapshot::Quotes Snapshot::offsets_at(int asset, double inventory_lots) const noexcept {
    const double position = inventory_lots - assets[static_cast<std::size_t>(asset)].q_min;
    const auto between = [position](std::span<const double> row) {
        return quote_grid::offset_between(row.data(), static_cast<int>(row.size()), position);
    };
    return {between(bid_row(asset)), between(ask_row(asset))};
}

}  // namespace maxmin::kernels::step
