// What the engine pays per mid and per fill for complete books.
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/ledger/ledger.hpp"

namespace maxmin::ledger {
namespace {

constexpr std::int64_t mids_per_fill = 10;

void ledger_mids_with_a_fill_in_ten(benchmark::State& state) {
    market::Instrument instrument;
    const std::vector<market::Instrument> instruments(static_cast<std::size_t>(state.range(0)),
                                                      instrument);
    Ledger ledger(instruments, 1e5, 1'000'000);
    gateway::Report fill;
    fill.kind = gateway::ReportKind::filled;
    fill.price = Ticks(9'990);
    fill.size = Lots(1'000);
    std::int64_t events = 0;
    for (auto _ : state) {
        const auto asset = static_cast<AssetIndex>(events % state.range(0));
        const Timestamp now(events * 10'000'000);
        ledger.on_mid(asset, now, 100.0 + static_cast<double>(events % 7));
        if (events % mids_per_fill == 0) {
            fill.asset = asset;
            fill.side = events % (2 * mids_per_fill) == 0 ? Side::bid : Side::ask;
            fill.exchange_time = now;
            ledger.on_fill(fill);
        }
        ++events;
    }
    benchmark::DoNotOptimize(ledger.equity_usd());
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(ledger_mids_with_a_fill_in_ten)->ArgName("assets")->Arg(4)->Arg(200);
BENCHMARK(ledger_mids_with_a_fill_in_ten)
    ->Name("ledger_mids_with_a_fill_in_ten/smallest")
    ->Arg(4)
    ->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::ledger
