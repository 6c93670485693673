// Loading a recording, and market events a second through MarketState.
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/market/market_state.hpp"
#include "host/market/reader.hpp"

namespace maxmin::market {
namespace {

ReadRequest four_coins() {
    ReadRequest request;
    request.format = "hyperliquid_csv";
    request.path = MAXMIN_SOURCE_DIR "/tests/data/hyperliquid-multi-20250904";
    return request;
}

/// Items are events: four coins, books of 20 levels, best quotes and trades.
void read_recording(benchmark::State& bench) {
    const ReadRequest request = four_coins();
    std::int64_t events = 0;
    for (auto _ : bench) {
        ReadReport report;
        const Recording recording = read(request, report);
        events += static_cast<std::int64_t>(recording.events.size());
        benchmark::DoNotOptimize(recording.content_hash);
    }
    bench.SetItemsProcessed(events);
}
BENCHMARK(read_recording)->Unit(benchmark::kMillisecond);
BENCHMARK(read_recording)
    ->Name("read_recording/smallest")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

void apply_events(benchmark::State& bench) {
    ReadReport report;
    const Recording recording = read(four_coins(), report);
    std::int64_t events = 0;
    for (auto _ : bench) {
        std::vector<MarketState> states(recording.instruments.begin(), recording.instruments.end());
        for (const auto& event : recording.events) {
            const auto asset = static_cast<std::size_t>(event.asset);
            benchmark::DoNotOptimize(
                states[asset].apply(event, recording.bids(event), recording.asks(event)));
        }
        events += static_cast<std::int64_t>(recording.events.size());
    }
    bench.SetItemsProcessed(events);
}
BENCHMARK(apply_events)->Unit(benchmark::kMillisecond);
BENCHMARK(apply_events)
    ->Name("apply_events/smallest")
    ->Unit(benchmark::kMillisecond)
    ->Iterations(1);

void round_prices(benchmark::State& bench) {
    const Instrument btc = hyperliquid_instrument("BTC", 5, AssetType::perp, 40);
    double price_usd = 109'755.3;
    for (auto _ : bench) {
        benchmark::DoNotOptimize(btc.floor_price(price_usd));
        benchmark::DoNotOptimize(btc.ceil_price(price_usd));
        price_usd += 0.37;
    }
    bench.SetItemsProcessed(bench.iterations() * 2);
}
BENCHMARK(round_prices);
BENCHMARK(round_prices)->Name("round_prices/smallest")->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::market
