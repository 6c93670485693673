// The whole step, the unit of work of the product: filters, boxes and grids of all assets. `step`
// is the worst case, in which every asset has a new observation and new fill rates; `step_quiet` is
// a step in which nothing has changed; `step_on_device` is the GPU's own account of `step`, the way
// over the bus apart from the kernels.
#include <array>
#include <cmath>
#include <cstdint>
#include <iterator>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/kernels/suite.hpp"
#include "bench/latency.hpp"
#include "kernels/base/units.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::bench {
namespace {

using namespace kernels;
using particle_filter::Quantiles;
using step::Asset;
using step::Input;

constexpr int half_nodes = 100;
constexpr std::size_t input_rows = 64;  // one is used a step, over and over

/// As the runtime sets an asset up: learnt parameters, drift, three levels, a floor, fees.
Asset make_asset() {
    Asset asset;
    asset.model.log_variance_level = {log_variance_from_annual(0.6), 1.4};
    asset.model.ln_reversion = {std::log(0.0116), 0.7};
    asset.model.ln_stationary_sd = {std::log(0.7), 0.4};
    asset.model.drift = true;
    asset.model.drift_reversion_per_s = 0.0116;
    asset.model.drift_diffusion = 0.003;
    asset.model.initial_drift = {0.0, 0.02};
    asset.model.observation_variance_bps2 = 0.01;
    asset.problem.q_min = -half_nodes;
    asset.problem.q_max = half_nodes;
    asset.problem.variance_aversion = 1e-3;
    for (quote_grid::Side* side : {&asset.problem.bid, &asset.problem.ask}) {
        side->has_min_offset = true;
        side->min_offset_bps = 1.0;
        side->level_rate_ratio = 0.9;
    }
    asset.problem.levels = quote_grid::LevelModel::ladder;
    asset.problem.ladder.levels = 3;
    asset.problem.ladder.spacing_bps = 2.0;
    asset.problem.ladder.shares = {1.0, 0.54, 0.27};
    return asset;
}

/// Returns of a volatility near the prior's, and fill rates that move by about a percent.
std::vector<std::vector<Input>> make_inputs(std::size_t assets) {
    std::mt19937_64 random(11);
    std::normal_distribution<double> normal;
    std::vector<std::vector<Input>> rows(input_rows, std::vector<Input>(assets));
    for (std::vector<Input>& row : rows) {
        for (Input& input : row) {
            input.observation = {.return_bps = normal(random), .dt_s = 1.0, .present = true};
            input.bid = {.arrival_rate_per_s = 0.5 * (1.0 + 0.01 * normal(random)),
                         .depth_decay_per_bps = 0.3};
            input.ask = {.arrival_rate_per_s = 0.5 * (1.0 + 0.01 * normal(random)),
                         .depth_decay_per_bps = 0.3};
        }
    }
    return rows;
}

/// The draws are the same on both machines, so that only rounding differs until it tips an
/// ancestor: hence few steps, and room for some particles of 1,024 to have gone another way.
bool agrees_with_cpu(Backend backend, const std::vector<std::vector<Input>>& inputs) {
    const std::vector<Asset> assets(inputs.front().size(), make_asset());
    const Workers workers(1);
    const auto after_steps = [&](Backend where) {
        step::Step step({.particles = static_cast<int>(step_particles)}, assets, where, workers);
        step::Snapshot snapshot = step.make_snapshot();
        bool ok = true;
        for (std::size_t t = 0; t < 3; ++t) {
            ok = ok && step.run(inputs[t], Quantiles::yes, snapshot) == Status::ok;
        }
        return ok ? snapshot : step::Snapshot{};
    };
    const step::Snapshot here = after_steps(Backend::cpu);
    const step::Snapshot there = after_steps(backend);
    bool agrees = !here.assets.empty() && here.assets.size() == there.assets.size();
    for (int i = 0; agrees && i < static_cast<int>(here.assets.size()); ++i) {
        const auto [bid, ask] = here.offsets_at(i, 0.0);
        const auto [bid_there, ask_there] = there.offsets_at(i, 0.0);
        agrees = std::abs(bid_there / bid - 1.0) < 0.01 && std::abs(ask_there / ask - 1.0) < 0.01;
    }
    return agrees;
}

/// A step past its first observations, in which all filters resample at once.
struct Warm {
    Warm(Backend backend, std::int64_t assets, std::int64_t particles, std::int64_t threads)
        : inputs(make_inputs(static_cast<std::size_t>(assets))),
          workers(static_cast<int>(threads)),
          step({.particles = static_cast<int>(particles)},
               std::vector<Asset>(static_cast<std::size_t>(assets), make_asset()), backend,
               workers),
          snapshot(step.make_snapshot()) {
        for (const std::vector<Input>& row : inputs) {
            is_ready = step.run(row, Quantiles::yes, snapshot) == Status::ok &&
                       snapshot.assets[0].grid.status == quote_grid::GridStatus::converged;
            if (!is_ready) {
                return;
            }
        }
    }

    std::vector<std::vector<Input>> inputs;
    Workers workers;
    step::Step step;
    step::Snapshot snapshot;
    bool is_ready = false;
};

void run_step(benchmark::State& state, Backend backend, bool quiet) {
    if (backend != Backend::cpu && !agrees_with_cpu(backend, make_inputs(8))) {
        state.SkipWithError("quotes differ from the CPU's");
        return;
    }
    Warm warm(backend, state.range(0), state.range(1), state.range(2));
    if (!warm.is_ready) {
        state.SkipWithError("the step gives no grid");
        return;
    }
    for (Input& input : warm.inputs.back()) {
        input.observation.present = input.observation.present && !quiet;
    }
    Latencies latencies;
    std::size_t row = 0;
    for (auto _ : state) {
        latencies.time([&] {
            benchmark::DoNotOptimize(warm.step.run(quiet ? warm.inputs.back() : warm.inputs[row],
                                                   Quantiles::yes, warm.snapshot));
        });
        row = (row + 1) % warm.inputs.size();
    }
    latencies.report(state);
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// Manual time: the kernels, by the device's events. Counters: quantiles of each part.
void run_on_device(benchmark::State& state) {
    Warm warm(Backend::cuda, state.range(0), state.range(1), 1);
    if (!warm.is_ready) {
        state.SkipWithError("the step gives no grid");
        return;
    }
    warm.step.time_device(true);
    constexpr std::pair<const char*, double step::DeviceTimes::*> parts[]{
        {"in_", &step::DeviceTimes::in_us},
        {"filter_", &step::DeviceTimes::filter_us},
        {"set_up_", &step::DeviceTimes::set_up_us},
        {"grids_", &step::DeviceTimes::grids_us},
        {"out_", &step::DeviceTimes::out_us}};
    std::array<Latencies, std::size(parts)> latencies;
    Latencies kernels_together;
    std::size_t row = 0;
    for (auto _ : state) {
        const Status status = warm.step.run(warm.inputs[row], Quantiles::yes, warm.snapshot);
        row = (row + 1) % warm.inputs.size();
        const auto times = warm.step.device_times();
        if (status != Status::ok || !times) {
            state.SkipWithError("the device told no times");
            return;
        }
        for (std::size_t i = 0; i < std::size(parts); ++i) {
            latencies[i].add_us((*times).*parts[i].second);
        }
        const double kernels_us = times->filter_us + times->set_up_us + times->grids_us;
        kernels_together.add_us(kernels_us);
        state.SetIterationTime(1e-6 * kernels_us);
    }
    for (std::size_t i = 0; i < std::size(parts); ++i) {
        latencies[i].report(state, parts[i].first);
    }
    kernels_together.report(state);
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// One thread is timed by its own clock, which other programs on the machine do not disturb.
benchmark::internal::Benchmark* register_size(const std::string& name, Backend backend, bool quiet,
                                              const std::vector<std::int64_t>& size) {
    benchmark::internal::Benchmark* const bench =
        benchmark::RegisterBenchmark(name.c_str(), run_step, backend, quiet)
            ->ArgNames({"assets", "particles", "threads"})
            ->Args(size)
            ->Unit(benchmark::kMicrosecond);
    return size[2] > 1 || backend == Backend::cuda ? bench->UseRealTime() : bench;
}

void register_sizes(Backend backend) {
    std::string name = "/";
    name += to_string(backend);
    for (const std::int64_t assets : step_assets) {
        for (const bool quiet : {false, true}) {
            register_size((quiet ? "step_quiet" : "step") + name, backend, quiet,
                          {assets, step_particles, 1})
                ->Iterations(step_turns(assets));
        }
        if (backend == Backend::cpu && assets > 1) {
            register_size("step" + name, backend, false, {assets, step_particles, 2});
        }
        if (backend == Backend::cuda) {
            benchmark::RegisterBenchmark("step_on_device/cuda", run_on_device)
                ->ArgNames({"assets", "particles"})
                ->Args({assets, step_particles})
                ->Iterations(step_turns(assets))
                ->UseManualTime()
                ->Unit(benchmark::kMicrosecond);
        }
    }
}

}  // namespace

void register_step() {
    for (const Backend backend : backends_here()) {
        register_sizes(backend);
    }
    register_size("step/cpu/smallest", Backend::cpu, false, {2, 64, 1})
        ->Iterations(smallest_iterations);
    register_size("step_quiet/cpu/smallest", Backend::cpu, true, {2, 64, 1})
        ->Iterations(smallest_iterations);
    register_absent_device("step");
    register_absent_device("step_on_device");
}

}  // namespace maxmin::bench
