// Particle-steps a second of the filter, beside a plain scalar version of it in the same run. Both
// see the same simulated returns, and must agree before anything is timed.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/kernels/plain_filter.hpp"
#include "kernels/base/normal.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::bench {
namespace {

using kernels::Backend;
using kernels::Workers;

enum class Kind : std::uint8_t { fixed, liu_west, liu_west_drift };

constexpr double dt_s = 1.0;
constexpr int recorded_steps = 512;

pf::Model model_of(Kind kind) {
    pf::Model model;
    model.log_variance_level = {kernels::log_variance_from_annual(0.6), 1.0};
    model.ln_reversion = {std::log(0.03), 0.7};
    model.ln_stationary_sd = {std::log(0.75), 0.5};
    model.drift = kind == Kind::liu_west_drift;
    model.drift_reversion_per_s = 0.05;
    model.drift_diffusion = 0.06;
    model.initial_drift = {0.0, 0.19};
    return model;
}

pf::Config config_of(Kind kind, std::int64_t particles) {
    pf::Config config;
    config.particles = static_cast<int>(particles);
    config.learning = kind == Kind::fixed ? pf::Learning::fixed : pf::Learning::on_resample;
    return config;
}

/// Simulated from the model at its prior means: [step][asset].
std::vector<std::vector<pf::Observation>> record(std::size_t assets) {
    const kernels::PhiloxKey key = kernels::philox_key(7);
    const double level = kernels::log_variance_from_annual(0.6);
    const double phi = std::exp(-0.03 * dt_s);
    std::vector<double> h(assets, level);
    std::vector<std::vector<pf::Observation>> steps;
    for (std::uint32_t t = 0; t < recorded_steps; ++t) {
        std::vector<pf::Observation> row(assets);
        for (std::size_t asset = 0; asset < assets; ++asset) {
            const auto n = kernels::normals<double>(
                kernels::philox({0, t, static_cast<std::uint32_t>(asset), 9}, key));
            h[asset] = level + phi * (h[asset] - level) + 0.75 * std::sqrt(1.0 - phi * phi) * n.z0;
            row[asset] = {std::exp(0.5 * h[asset]) * std::sqrt(dt_s) * n.z1, dt_s, true};
        }
        steps.push_back(row);
    }
    return steps;
}

/// The draws are the same, so only rounding differs, until it tips an ancestor or a resampling:
/// hence few steps, and room for a few particles to have gone another way.
bool agrees_with_plain(Kind kind) {
    const auto steps = record(1);
    const pf::Config config = config_of(kind, plain_filter_particles);
    const std::vector<pf::Model> models{model_of(kind)};
    const Workers workers;
    pf::Filter<float> filter(config, models, Backend::cpu, workers);
    PlainFilter plain(config, models[0]);
    std::vector<pf::Posterior> posterior(1);
    for (int t = 0; t < 40; ++t) {
        const auto& seen = steps[static_cast<std::size_t>(t)];
        if (filter.step(seen, posterior) != kernels::Status::ok) {
            return false;
        }
        plain.step(seen[0]);
    }
    return std::abs(posterior[0].log_likelihood - plain.log_likelihood()) < 0.01 &&
           std::abs(posterior[0].sigma_mean / plain.sigma_mean() - 1.0) < 0.01;
}

void count_particle_steps(benchmark::State& state, std::int64_t assets, std::int64_t particles) {
    state.SetItemsProcessed(state.iterations() * assets * particles);
}

void particle_filter_step(benchmark::State& state, Kind kind, pf::Quantiles quantiles) {
    if (!agrees_with_plain(kind)) {
        state.SkipWithError("differs from the plain filter");
        return;
    }
    const auto assets = static_cast<std::size_t>(state.range(0));
    const auto steps = record(assets);
    const std::vector<pf::Model> models(assets, model_of(kind));
    const Workers workers(static_cast<int>(state.range(2)));
    pf::Filter<float> filter(config_of(kind, state.range(1)), models, Backend::cpu, workers);
    std::vector<pf::Posterior> posteriors(assets);
    std::size_t t = 0;
    for (auto _ : state) {
        if (filter.step(steps[t], posteriors, quantiles) != kernels::Status::ok) {
            state.SkipWithError("step failed");
            return;
        }
        t = (t + 1) % steps.size();
        benchmark::DoNotOptimize(posteriors.data());
    }
    count_particle_steps(state, state.range(0), state.range(1));
}

void plain_filter_step(benchmark::State& state, Kind kind) {
    const auto assets = static_cast<std::size_t>(state.range(0));
    const auto steps = record(assets);
    std::vector<PlainFilter> filters(assets,
                                     PlainFilter(config_of(kind, state.range(1)), model_of(kind)));
    std::size_t t = 0;
    for (auto _ : state) {
        for (std::size_t asset = 0; asset < assets; ++asset) {
            filters[asset].step(steps[t][asset]);
        }
        t = (t + 1) % steps.size();
        benchmark::ClobberMemory();
    }
    count_particle_steps(state, state.range(0), state.range(1));
}

void register_kind(const std::string& name, Kind kind) {
    benchmark::RegisterBenchmark(("particle_filter_step/cpu/" + name).c_str(), particle_filter_step,
                                 kind, pf::Quantiles::no)
        ->ArgNames({"assets", "particles", "threads"})
        ->ArgsProduct({filter_assets, filter_particles, filter_threads})
        ->UseRealTime();
    benchmark::RegisterBenchmark(("particle_filter_step/cpu_quantiles/" + name).c_str(),
                                 particle_filter_step, kind, pf::Quantiles::yes)
        ->ArgNames({"assets", "particles", "threads"})
        ->Args({filter_assets.front(), filter_particles.back(), 1});
    benchmark::RegisterBenchmark(("particle_filter_step/plain/" + name).c_str(), plain_filter_step,
                                 kind)
        ->ArgNames({"assets", "particles"})
        ->Args({plain_filter_assets, plain_filter_particles})
        ->UseRealTime();
}

void register_smallest() {
    benchmark::RegisterBenchmark("particle_filter_step/cpu/smallest", particle_filter_step,
                                 Kind::liu_west, pf::Quantiles::yes)
        ->Args({filter_assets.front(), filter_particles.front(), filter_threads.front()})
        ->Iterations(1);
}

const bool registered = [] {
    register_smallest();
    register_kind("fixed", Kind::fixed);
    register_kind("liu_west", Kind::liu_west);
    register_kind("liu_west_drift", Kind::liu_west_drift);
    return true;
}();

}  // namespace
}  // namespace maxmin::bench
