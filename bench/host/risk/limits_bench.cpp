// What the single gate costs per request and per update of an asset.
#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/risk/limits.hpp"

namespace maxmin::risk {
namespace {

constexpr Timestamp now(1'757'073'600'000'000'000);
constexpr Exposure flat{.position = Lots(10),
                        .open_buy = Lots(100),
                        .open_sell = Lots(100),
                        .open_orders = 6,
                        .mid_usd = 100.0,
                        .book_time = now};

Guard portfolio_of(int assets) {
    Guard guard(std::vector<AssetRules>(static_cast<std::size_t>(assets),
                                        {.price_unit_usd = 0.01, .size_unit_coin = 0.01}),
                {.open_orders_max = 1'000'000});
    guard.state().on_account({.realised_usd = 1e6}, now);
    for (int asset = 0; asset < assets; ++asset) {
        guard.set_exposure(asset, flat);
    }
    return guard;
}

void guard_judge(benchmark::State& state) {
    const auto assets = static_cast<int>(state.range(0));
    Guard guard = portfolio_of(assets);
    gateway::Request request{.price = Ticks(10'000), .size = Lots(1)};
    for (auto _ : state) {
        request.asset = request.asset + 1 < assets ? request.asset + 1 : 0;
        benchmark::DoNotOptimize(guard.judge(request, now));
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(guard_judge)->ArgName("assets")->Arg(1)->Arg(1024);
BENCHMARK(guard_judge)
    ->Name("guard_judge/smallest")
    ->Arg(1)
    ->Iterations(bench::smallest_iterations);

void guard_set_exposure(benchmark::State& state) {
    const auto assets = static_cast<int>(state.range(0));
    Guard guard = portfolio_of(assets);
    int asset = 0;
    for (auto _ : state) {
        asset = asset + 1 < assets ? asset + 1 : 0;
        guard.set_exposure(asset, flat);
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(guard_set_exposure)->ArgName("assets")->Arg(1)->Arg(1024);
BENCHMARK(guard_set_exposure)
    ->Name("guard_set_exposure/smallest")
    ->Arg(1)
    ->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::risk
