// Market events a second and core through the whole product: the bundled four coins of the demo,
// matched, filtered, decided, without the report.
#include <benchmark/benchmark.h>

#include "host/backtest/backtest.hpp"
#include "host/config/load.hpp"
#include "host/market/reader.hpp"

namespace maxmin::backtest {
namespace {

/// Items are market events.
void replay_four_coins(benchmark::State& bench, double span_s) {
    const config::Loaded loaded =
        config::load_file(MAXMIN_SOURCE_DIR "/scripts/demo.toml", {"run.threads=1"});
    market::ReadReport report;
    const market::Recording recording = market::read({.format = loaded.config.data.format,
                                                      .path = config::data_path(loaded),
                                                      .symbols = {"BTC", "ETH", "SOL", "WLFI"},
                                                      .instruments = {},
                                                      .progress = {}},
                                                     report);
    std::int64_t events = 0;
    double simulated_s = 0.0;
    for (auto _ : bench) {
        Backtest run(loaded.config, recording);
        run.run_until(run.start() + from_seconds(span_s));
        events += run.market_events();
        simulated_s += span_s;
        benchmark::DoNotOptimize(run.engine().decision_hash());
    }
    bench.SetItemsProcessed(events);
    bench.counters["simulated_s_per_s"] =
        benchmark::Counter(simulated_s, benchmark::Counter::kIsRate);
}
BENCHMARK_CAPTURE(replay_four_coins, whole_recording, 2100.0)
    ->Unit(benchmark::kMillisecond)
    ->Iterations(3);
BENCHMARK_CAPTURE(replay_four_coins, smallest, 5.0)->Unit(benchmark::kMillisecond)->Iterations(1);

}  // namespace
}  // namespace maxmin::backtest
