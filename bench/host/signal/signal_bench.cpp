// What the engine thread pays per event for the signals of one asset.
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/signal/adverse_selection.hpp"
#include "host/signal/fill_model.hpp"
#include "host/signal/fill_rates.hpp"
#include "host/signal/hawkes_process.hpp"

namespace maxmin::signal {
namespace {

constexpr Timestamp start(1'757'015'216'872'000'000);

/// Fills 0.2 s apart: some fifty lie inside the window, and one leaves with every one that comes.
void hawkes_fill_event(benchmark::State& state) {
    HawkesFillModel model(3, {});
    Timestamp now = start;
    for (auto _ : state) {
        now = now + milliseconds(200);
        model.record_fill(0, Side::bid, now);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hawkes_fill_event)->Name("hawkes_fill_event");
BENCHMARK(hawkes_fill_event)
    ->Name("hawkes_fill_event/smallest")
    ->Iterations(bench::smallest_iterations);

void hawkes_query(benchmark::State& state) {
    HawkesFillModel model(3, {});
    for (int k = 0; k < 50; ++k) {
        model.record_fill(k % 3, Side::bid, start + milliseconds(100 * k));
    }
    Timestamp now = start + seconds(5);
    for (auto _ : state) {
        now = now + nanoseconds(1);
        benchmark::DoNotOptimize(model.excitation_multiplier(0, Side::bid, now));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hawkes_query)->Name("hawkes_query");
BENCHMARK(hawkes_query)->Name("hawkes_query/smallest")->Iterations(bench::smallest_iterations);

void hawkes_arrival_rate_ahead(benchmark::State& state) {
    HawkesFillModel model(3, {});
    for (int k = 0; k < 50; ++k) {
        model.record_fill(k % 3, Side::bid, start + milliseconds(100 * k));
    }
    for (auto _ : state) {
        benchmark::DoNotOptimize(
            model.arrival_rate_ahead(Side::bid, {.offset_bps = 4.0}, start + seconds(5)));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hawkes_arrival_rate_ahead)->Name("hawkes_arrival_rate_ahead/levels:3");
BENCHMARK(hawkes_arrival_rate_ahead)
    ->Name("hawkes_arrival_rate_ahead/smallest")
    ->Iterations(bench::smallest_iterations);

void hawkes_process_event(benchmark::State& state) {
    const auto size = static_cast<std::size_t>(state.range(0));
    HawkesProcess process(
        {.components = static_cast<int>(size),
         .baseline = std::vector<double>(size, 1.0),
         .jump = std::vector<double>(size * size, 0.5 / static_cast<double>(size)),
         .decay = std::vector<double>(size * size, 1.0)});
    double now_s = 0.0;
    int component = 0;
    for (auto _ : state) {
        now_s += 0.1;
        component = component + 1 < static_cast<int>(size) ? component + 1 : 0;
        benchmark::DoNotOptimize(process.record(component, now_s));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(hawkes_process_event)->ArgName("components")->Arg(2)->Arg(6);
BENCHMARK(hawkes_process_event)
    ->Name("hawkes_process_event/smallest")
    ->Arg(2)
    ->Iterations(bench::smallest_iterations);

/// One trade a window's tenth apart: every tenth call closes a window and fits both sides.
void fill_rates_trade(benchmark::State& state) {
    FillRateEstimator estimator({}, {.fill_rate_memory_s = 300.0});
    Timestamp now = start;
    int k = 0;
    for (auto _ : state) {
        now = now + milliseconds(100);
        k = (k + 1) % 16;
        estimator.on_trade(now, k % 2 == 0 ? Side::bid : Side::ask,
                           100.0 * (1.0 + (k % 2 == 0 ? 1e-4 : -1e-4) * k), 100.0);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(fill_rates_trade)->Name("fill_rates_trade");
BENCHMARK(fill_rates_trade)
    ->Name("fill_rates_trade/smallest")
    ->Iterations(bench::smallest_iterations);

void adverse_selection_observe(benchmark::State& state) {
    AdverseSelection model{SignalConfig{}};
    Timestamp now = start;
    int k = 0;
    for (auto _ : state) {
        now = now + milliseconds(100);
        k = (k + 1) % 64;
        model.observe(now, {.flow = 0.01 * k, .spread_bps = 1.0 + 0.1 * k, .volatility = 0.5},
                      100.0 + 0.001 * k);
        benchmark::DoNotOptimize(model.estimate_bps());
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(adverse_selection_observe)->Name("adverse_selection_observe");
BENCHMARK(adverse_selection_observe)
    ->Name("adverse_selection_observe/smallest")
    ->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::signal
