// Particle-steps a second of the filter, beside a plain scalar version of it in the same run. Both
// see the same simulated returns, and must agree before anything is timed.
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/kernels/origin_filter.hpp"
#include "bench/kernels/plain_filter.hpp"
#include "bench/kernels/suite.hpp"
#include "bench/latency.hpp"
#include "kernels/base/normal.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::bench {
namespace {

using kernels::Backend;
using kernels::Workers;

enum class Kind : std::uint8_t { fixed, liu_west, liu_west_drift };

constexpr double dt_s = 1.0;  // at which the origin's parameters mean what ours mean
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

/// phi and sigma_eta of an interval of dt_s.
OriginParameters origin_parameters() {
    const double phi = std::exp(-0.03 * dt_s);
    return {kernels::log_variance_from_annual(0.6), phi, 0.75 * std::sqrt(1.0 - phi * phi)};
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
bool agrees_with_plain(Kind kind, Backend backend) {
    const auto steps = record(1);
    const pf::Config config = config_of(kind, plain_filter_particles);
    const std::vector<pf::Model> models{model_of(kind)};
    const Workers workers;
    pf::Filter<float> filter(config, models, backend, workers);
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

/// At one second an interval the origin's model with known parameters is ours: two filters of one
/// model on the same data, whose log-likelihoods each have an sd of about 0.1 here.
bool origin_agrees() {
    const auto steps = record(1);
    const Workers workers;
    pf::Filter<float> filter(config_of(Kind::fixed, plain_filter_particles),
                             std::vector<pf::Model>{model_of(Kind::fixed)}, Backend::cpu, workers);
    OriginFilter origin(plain_filter_particles, origin_parameters(), false);
    std::vector<pf::Posterior> posterior(1);
    for (int t = 0; t < 100; ++t) {
        const auto& seen = steps[static_cast<std::size_t>(t)];
        if (filter.step(seen, posterior) != kernels::Status::ok) {
            return false;
        }
        origin.step(seen[0].return_bps, seen[0].dt_s);
    }
    return std::abs(posterior[0].log_likelihood - origin.log_likelihood()) < 1.0;
}

void count_particle_steps(benchmark::State& state, std::int64_t assets, std::int64_t particles) {
    state.SetItemsProcessed(state.iterations() * assets * particles);
}

/// Bytes of particles that a turn reads and writes at least once.
void count_bytes(benchmark::State& state, Kind kind) {
    const std::int64_t rows = kind == Kind::fixed ? 2 : kind == Kind::liu_west ? 5 : 7;
    state.SetBytesProcessed(state.iterations() * state.range(0) * state.range(1) * rows * 2 *
                            static_cast<std::int64_t>(sizeof(float)));
}

struct FilterCase {
    Backend backend;
    Kind kind;
    pf::Quantiles quantiles;
};

void particle_filter_step(benchmark::State& state, const FilterCase& what) {
    if (!agrees_with_plain(what.kind, what.backend)) {
        state.SkipWithError("differs from the plain filter");
        return;
    }
    const auto assets = static_cast<std::size_t>(state.range(0));
    const auto steps = record(assets);
    const std::vector<pf::Model> models(assets, model_of(what.kind));
    const Workers workers(static_cast<int>(state.range(2)));
    pf::Filter<float> filter(config_of(what.kind, state.range(1)), models, what.backend, workers);
    std::vector<pf::Posterior> posteriors(assets);
    std::size_t t = 0;
    Latencies latencies;
    for (auto _ : state) {
        bool failed = false;
        latencies.time([&] {
            failed = filter.step(steps[t], posteriors, what.quantiles) != kernels::Status::ok;
        });
        if (failed) {
            state.SkipWithError("step failed");
            return;
        }
        t = (t + 1) % steps.size();
        benchmark::DoNotOptimize(posteriors.data());
    }
    latencies.report(state);
    count_particle_steps(state, state.range(0), state.range(1));
    count_bytes(state, what.kind);
}

/// Many ticks in one call: particles stay in a cache, or on chip.
void particle_filter_replay(benchmark::State& state, Backend backend) {
    constexpr std::size_t ticks = 64;
    const auto assets = static_cast<std::size_t>(state.range(0));
    const std::vector<pf::Model> models(assets, model_of(Kind::liu_west_drift));
    const Workers workers(static_cast<int>(state.range(2)));
    pf::Filter<float> filter(config_of(Kind::liu_west_drift, state.range(1)), models, backend,
                             workers);
    std::vector<pf::Posterior> posteriors(assets);
    std::vector<pf::Observation> observations;
    for (const auto& row : record(assets)) {
        observations.insert(observations.end(), row.begin(), row.end());
    }
    observations.resize(ticks * assets);
    Latencies latencies;
    for (auto _ : state) {
        bool failed = false;
        latencies.time(
            [&] { failed = filter.replay(observations, posteriors) != kernels::Status::ok; });
        if (failed) {
            state.SkipWithError("replay failed");
            return;
        }
        benchmark::DoNotOptimize(posteriors.data());
    }
    latencies.report(state);
    count_particle_steps(state, state.range(0) * static_cast<std::int64_t>(ticks), state.range(1));
    count_bytes(state, Kind::liu_west_drift);
}

void plain_filter_step(benchmark::State& state, Kind kind) {
    const auto assets = static_cast<std::size_t>(state.range(0));
    const auto steps = record(assets);
    std::vector<PlainFilter> filters(assets,
                                     PlainFilter(config_of(kind, state.range(1)), model_of(kind)));
    std::size_t t = 0;
    Latencies latencies;
    for (auto _ : state) {
        latencies.time([&] {
            for (std::size_t asset = 0; asset < assets; ++asset) {
                filters[asset].step(steps[t][asset]);
            }
        });
        t = (t + 1) % steps.size();
        benchmark::ClobberMemory();
    }
    latencies.report(state);
    count_particle_steps(state, state.range(0), state.range(1));
}

void origin_filter_step(benchmark::State& state, Kind kind) {
    if (!origin_agrees()) {
        state.SkipWithError("the origin's filter differs");
        return;
    }
    const auto steps = record(1);
    OriginFilter filter(static_cast<std::size_t>(state.range(1)), origin_parameters(),
                        kind != Kind::fixed);
    std::size_t t = 0;
    Latencies latencies;
    for (auto _ : state) {
        latencies.time([&] { filter.step(steps[t][0].return_bps, steps[t][0].dt_s); });
        t = (t + 1) % steps.size();
        benchmark::DoNotOptimize(filter.sigma());
    }
    latencies.report(state);
    count_particle_steps(state, 1, state.range(1));
}

/// One thread is timed by its own clock, which other programs on the machine do not disturb; a
/// device, or several threads, by the wall's.
void add_size(benchmark::internal::Benchmark* bench, Backend backend, std::int64_t assets,
              std::int64_t particles, std::int64_t threads) {
    bench->ArgNames({"assets", "particles", "threads"})->Args({assets, particles, threads});
    if (backend == Backend::cuda || threads > 1) {
        bench->UseRealTime();
    }
}

void register_kind(const std::string& kind_name, Kind kind) {
    for (const Backend backend : backends_here()) {
        const std::string name =
            "particle_filter_step/" + std::string(to_string(backend)) + "/" + kind_name;
        const auto add = [&](const std::string& as, pf::Quantiles quantiles, std::int64_t assets,
                             std::int64_t particles, std::int64_t threads) {
            add_size(benchmark::RegisterBenchmark(as.c_str(), particle_filter_step,
                                                  FilterCase{backend, kind, quantiles}),
                     backend, assets, particles, threads);
        };
        const std::string quantiles_name =
            "particle_filter_step/" + std::string(to_string(backend)) + "_quantiles/" + kind_name;
        add(name, pf::Quantiles::no, filter_assets_in_cache, filter_particles, 1);
        add(quantiles_name, pf::Quantiles::yes, filter_assets_in_cache, filter_particles, 1);
        if (backend == Backend::cpu) {
            add(name, pf::Quantiles::no, filter_assets_in_cache, filter_particles, 2);
            add(name, pf::Quantiles::no, 1000, filter_particles, 2);
        }
        if (kind != Kind::liu_west_drift) {
            continue;
        }
        for (const std::int64_t assets : filter_assets) {
            add(name, pf::Quantiles::no, assets, filter_particles, 1);
        }
        for (const std::int64_t particles : filter_particles_swept) {
            add(name, pf::Quantiles::no, filter_assets_of_sweep, particles, 1);
        }
        add_size(benchmark::RegisterBenchmark(
                     ("particle_filter_replay/" + std::string(to_string(backend))).c_str(),
                     particle_filter_replay, backend),
                 backend, 1000, filter_particles, 1);
    }
    benchmark::RegisterBenchmark(("particle_filter_step/plain/" + kind_name).c_str(),
                                 plain_filter_step, kind)
        ->ArgNames({"assets", "particles"})
        ->Args({plain_filter_assets, plain_filter_particles});
    if (kind != Kind::liu_west_drift) {  // the origin's filter has no drift
        benchmark::RegisterBenchmark(("particle_filter_step/origin/" + kind_name).c_str(),
                                     origin_filter_step, kind)
            ->ArgNames({"assets", "particles"})
            ->Args({1, plain_filter_particles});
    }
}

void register_smallest() {
    benchmark::RegisterBenchmark("particle_filter_step/cpu/smallest", particle_filter_step,
                                 FilterCase{Backend::cpu, Kind::liu_west, pf::Quantiles::yes})
        ->ArgNames({"assets", "particles", "threads"})
        ->Args({8, 256, 1})
        ->Iterations(1);
    benchmark::RegisterBenchmark("particle_filter_replay/cpu/smallest", particle_filter_replay,
                                 Backend::cpu)
        ->ArgNames({"assets", "particles", "threads"})
        ->Args({2, 256, 1})
        ->Iterations(1);
    benchmark::RegisterBenchmark("particle_filter_step/origin/smallest", origin_filter_step,
                                 Kind::liu_west)
        ->ArgNames({"assets", "particles"})
        ->Args({1, 256})
        ->Iterations(1);
}

}  // namespace

void register_particle_filter() {
    register_smallest();
    register_kind("fixed", Kind::fixed);
    register_kind("liu_west", Kind::liu_west);
    register_kind("liu_west_drift", Kind::liu_west_drift);
    register_absent_device("particle_filter_step");
}

}  // namespace maxmin::bench
