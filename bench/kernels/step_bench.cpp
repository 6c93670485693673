// The whole step, the unit of work of the product: filters, boxes and grids of all assets. `step`
// is the worst case, in which every asset has a new observation and new fill rates; `step_quiet` is
// a step in which nothing has changed.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "kernels/base/units.hpp"
#include "kernels/step/api.hpp"

namespace {

using namespace maxmin::kernels;
using maxmin::bench::smallest_iterations;
using particle_filter::Quantiles;
using step::Asset;
using step::Input;

constexpr int half_nodes = 100;
constexpr std::size_t input_rows = 64;  // one is used a step, over and over
constexpr std::size_t latencies_max = 100'000;

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

void report_percentiles(benchmark::State& state, std::vector<double>& latencies_us) {
    std::sort(latencies_us.begin(), latencies_us.end());
    const auto at = [&](double share) {
        const double last = static_cast<double>(latencies_us.size()) - 1.0;
        return latencies_us[static_cast<std::size_t>(share * last)];
    };
    state.counters["p50_us"] = at(0.5);
    state.counters["p99_us"] = at(0.99);
    state.counters["p99.9_us"] = at(0.999);
}

void run_step(benchmark::State& state, bool quiet) {
    using Clock = std::chrono::steady_clock;
    const auto assets = static_cast<std::size_t>(state.range(0));
    const Workers workers(static_cast<int>(state.range(2)));
    step::Step step({.particles = static_cast<int>(state.range(1))},
                    std::vector<Asset>(assets, make_asset()), Backend::cpu, workers);
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
    std::vector<double> latencies_us;
    latencies_us.reserve(latencies_max);
    std::size_t row = 0;
    for (auto _ : state) {
        const auto begin = Clock::now();
        benchmark::DoNotOptimize(
            step.run(quiet ? inputs.back() : inputs[row], Quantiles::yes, snapshot));
        if (latencies_us.size() < latencies_max) {
            latencies_us.push_back(
                std::chrono::duration<double, std::micro>(Clock::now() - begin).count());
        }
        row = (row + 1) % inputs.size();
    }
    report_percentiles(state, latencies_us);
    state.SetItemsProcessed(state.iterations() * state.range(0));
}

/// One thread is timed by its own clock, which other programs on the machine do not disturb.
benchmark::internal::Benchmark* register_size(const std::string& name, bool quiet,
                                              const std::vector<std::int64_t>& size) {
    benchmark::internal::Benchmark* const bench =
        benchmark::RegisterBenchmark(name.c_str(), run_step, quiet)
            ->ArgNames({"assets", "particles", "threads"})
            ->Args(size)
            ->Unit(benchmark::kMicrosecond);
    return size[2] > 1 ? bench->UseRealTime() : bench;
}

const bool registered = [] {
    for (const std::int64_t assets : {1, 50, 200, 500, 1000}) {
        for (const std::int64_t threads : {1, 2}) {
            register_size("step/cpu", false, {assets, 1024, threads});
        }
        register_size("step_quiet/cpu", true, {assets, 1024, 1});
    }
    register_size("step/cpu/smallest", false, {2, 64, 1})->Iterations(smallest_iterations);
    register_size("step_quiet/cpu/smallest", true, {2, 64, 1})->Iterations(smallest_iterations);
    return true;
}();

}  // namespace
