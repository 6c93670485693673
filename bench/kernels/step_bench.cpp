// The whole step, the unit of work of the product: filters, boxes and grids of all assets. `step`
// is the worst case, in which every asset has a new observation and new fill rates; `step_quiet` is
// a step in which nothing has changed.
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/latency.hpp"
#include "kernels/base/units.hpp"
#include "kernels/step/api.hpp"

namespace {

using namespace maxmin::kernels;
using maxmin::bench::backends_here;
using maxmin::bench::smallest_iterations;
using maxmin::bench::step_assets;
using maxmin::bench::step_particles;
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

void run_step(benchmark::State& state, Backend backend, bool quiet) {
    const auto assets = static_cast<std::size_t>(state.range(0));
    const Workers workers(static_cast<int>(state.range(2)));
    step::Step step({.particles = static_cast<int>(state.range(1))},
                    std::vector<Asset>(assets, make_asset()), backend, workers);
    step::Snapshot snapshot = step.make_snapshot();
    std::vector<std::vector<Input>> inputs = make_inputs(assets);
    // Past the first observations, in which all filters resample at once.
    for (const std::vector<Input>& row : inputs) {
        if (step.run(row, Quantiles::yes, snapshot) != Status::ok ||
            snapshot.assets[0].grid.status != quote_grid::GridStatus::converged) {
            state.SkipWithError("the step gives no grid");
            return;
        }
    }
    for (Input& input : inputs.back()) {
        input.observation.present = input.observation.present && !quiet;
    }
    maxmin::bench::Latencies latencies;
    std::size_t row = 0;
    for (auto _ : state) {
        latencies.time([&] {
            benchmark::DoNotOptimize(
                step.run(quiet ? inputs.back() : inputs[row], Quantiles::yes, snapshot));
        });
        row = (row + 1) % inputs.size();
    }
    latencies.report(state);
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

const bool registered = [] {
    for (const Backend backend : backends_here()) {
        std::string name = "/";
        name += to_string(backend);
        for (const std::int64_t assets : step_assets) {
            register_size("step" + name, backend, false, {assets, step_particles, 1});
            register_size("step_quiet" + name, backend, true, {assets, step_particles, 1});
            if (backend == Backend::cpu && assets > 1) {
                register_size("step" + name, backend, false, {assets, step_particles, 2});
            }
        }
    }
    register_size("step/cpu/smallest", Backend::cpu, false, {2, 64, 1})
        ->Iterations(smallest_iterations);
    register_size("step_quiet/cpu/smallest", Backend::cpu, true, {2, 64, 1})
        ->Iterations(smallest_iterations);
    return true;
}();

}  // namespace
