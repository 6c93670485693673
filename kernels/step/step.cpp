#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "kernels/quote_grid/interpolate.hpp"
#include "kernels/step/api.hpp"
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
          const Workers& workers, Rehearsal rehearsed)
        : assets(assets_in.begin(), assets_in.end()),
          nodes_max(0),
          backend(wanted),
          rehearsal(rehearsed),
          filter(config, models_of(assets_in), backend, workers),
          observations(assets.size()),
          posteriors(assets.size()),
          boxes(assets.size()) {
        for (const Asset& asset : assets) {
            problems.push_back(asset.problem);
            nodes_max = std::max(nodes_max, asset.problem.q_max - asset.problem.q_min + 1);
        }
        solver = std::make_unique<quote_grid::Solver>(static_cast<int>(assets.size()), nodes_max,
                                                      backend, workers);
        if (backend == Backend::cuda || rehearsal.failing_run != 0) {
            spare.emplace(config, models_of(assets), workers);
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
    Rehearsal rehearsal;
    particle_filter::Filter<float> filter;
    std::optional<Spare> spare;  // while there is a device that may fail
    std::unique_ptr<quote_grid::Solver> solver;
    std::vector<Problem> problems;
    std::vector<particle_filter::Observation> observations;
    std::vector<particle_filter::Posterior> posteriors;
    std::vector<uncertainty::Box> boxes;
    std::uint64_t version = 0;
    std::uint64_t runs = 0;

    Status step_filter(particle_filter::Quantiles quantiles) {
        ++runs;
        if (spare) {
            if (const Status status = spare->prepare(filter); status != Status::ok) {
                return status;
            }
        }
        const Status status = filter.step(observations, posteriors, quantiles);
        return runs == rehearsal.failing_run ? Status::device_failed : status;
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
    for (std::size_t i = 0; i < assets; ++i) {
        state.observations[i] = inputs[i].observation;
    }
    if (const Status status = state.step_filter(quantiles); status != Status::ok) {
        return status;
    }
    for (std::size_t i = 0; i < assets; ++i) {
        if (state.version == 0 || moves_box(state.posteriors[i].outcome)) {
            state.boxes[i] = make_box(state.assets[i], state.posteriors[i]);
        }
        state.problems[i] = make_problem(state.assets[i], state.boxes[i], inputs[i]);
    }
    if (const Status status = state.solver->solve_stationary(state.problems);
        status != Status::ok) {
        return status;
    }
    for (std::size_t i = 0; i < assets; ++i) {
        const int asset = static_cast<int>(i);
        out.assets[i] = {
            .posterior = state.posteriors[i],
            .box = state.boxes[i],
            .grid = state.solver->info(asset),
            .q_min = state.problems[i].q_min,
            .q_max = state.problems[i].q_max,
        };
        const std::size_t at = i * static_cast<std::size_t>(state.nodes_max);
        std::copy_n(state.solver->bid_offset().row(asset), state.nodes_max,
                    out.bid_offset_bps.begin() + static_cast<std::ptrdiff_t>(at));
        std::copy_n(state.solver->ask_offset().row(asset), state.nodes_max,
                    out.ask_offset_bps.begin() + static_cast<std::ptrdiff_t>(at));
    }
    if (state.spare) {
        state.spare->remember(state.observations);
    }
    out.version = ++state.version;
    return Status::ok;
}

bool Step::continue_on_cpu() noexcept {
    State& state = *state_;
    if (!state.spare) {
        return false;
    }
    state.filter = state.spare->take_over();
    state.spare.reset();
    state.solver->continue_on_cpu();
    state.backend = Backend::cpu;
    return true;
}

Backend Step::backend() const noexcept {
    return state_->backend;
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
    return state.solver->evaluate_policy(state.problems,
                                         {bid_offset_bps.data(), assets, state.nodes_max},
                                         {ask_offset_bps.data(), assets, state.nodes_max}, gains);
}

const quote_grid::Problem& Step::problem(int asset) const {
    return state_->problems[static_cast<std::size_t>(asset)];
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
