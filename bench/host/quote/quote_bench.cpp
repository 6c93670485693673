// Nanoseconds for the decision of one asset, and for the decision with its reconciliation against
// working orders. Two markets alternate, so every call decides anew. What is decided is checked by
// the tests of host/quote and host/order.
#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/order/reconcile.hpp"
#include "host/quote/make_targets.hpp"

namespace maxmin::quote {
namespace {

market::Instrument ether() {
    return market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 50);
}

Inputs market_at(Ticks best_bid, const market::Instrument& instrument) {
    Inputs inputs;
    inputs.ready = true;
    inputs.gate_open = true;
    inputs.best_bid = best_bid;
    inputs.best_ask = best_bid + instrument.tick_at(best_bid);
    inputs.mid_usd =
        0.5 * (instrument.price_usd(inputs.best_bid) + instrument.price_usd(inputs.best_ask));
    inputs.spread_bps = 1.0;
    inputs.base_bid_bps = 5.5;
    inputs.base_ask_bps = 5.5;
    inputs.signal_bps = 2.0;
    inputs.excitation_multiplier[0][0] = 1.65;
    return inputs;
}

QuoteConfig config_for(int levels) {
    QuoteConfig config;
    config.enable_multi_level = levels > 1;
    config.has_inventory_skew = true;
    config.multi_level_config.max_levels = levels;
    return config;
}

/// Two markets `apart` ticks apart.
std::array<Inputs, 2> two_markets(Ticks apart, const market::Instrument& instrument) {
    return {market_at(Ticks(350'000), instrument), market_at(Ticks(350'000) + apart, instrument)};
}

void decide(benchmark::State& state) {
    const market::Instrument instrument = ether();
    const ResolvedQuoteConfig resolved =
        resolve(config_for(static_cast<int>(state.range(0))), instrument, 3'500.0);
    const std::array<Inputs, 2> inputs = two_markets(Ticks(10), instrument);
    Targets targets;
    std::size_t turn = 0;
    for (auto _ : state) {
        make_targets(inputs[turn], resolved, instrument, targets);
        turn = 1 - turn;
        benchmark::DoNotOptimize(targets);
        benchmark::ClobberMemory();
    }
    state.counters["quotes"] = targets.side[0].count + targets.side[1].count;
}
BENCHMARK(decide)->Name("quote_decide")->ArgName("levels")->Arg(1)->Arg(3)->Arg(10);
BENCHMARK(decide)->Name("quote_decide/smallest")->Arg(1)->Iterations(bench::smallest_iterations);

void accept_all(const order::Plan& plan, order::WorkingOrders& working) {
    for (const gateway::Request& request : plan.view()) {
        working.sent(request, Timestamp(1));
        working.apply({.kind = gateway::ReportKind::accepted,
                       .side = request.side,
                       .level = request.level,
                       .id = request.id,
                       .price = request.price,
                       .size = request.size,
                       .remaining = request.size,
                       .exchange_time = Timestamp(1),
                       .local_time = Timestamp(1)});
    }
}

/// The ladder of one market rests. Apart by a tick, the other market changes nothing; far apart,
/// every second decision modifies every order.
void decide_and_reconcile(benchmark::State& state) {
    const market::Instrument instrument = ether();
    const ResolvedQuoteConfig resolved =
        resolve(config_for(static_cast<int>(state.range(0))), instrument, 3'500.0);
    const std::array<Inputs, 2> inputs = two_markets(Ticks(state.range(1)), instrument);
    const order::ReconcileRules rules{.asset = 0,
                                      .reprice_bps = order::reprice_bps(resolved.config, 1.0),
                                      .size_tolerance = 0.2,
                                      .minimum_life = milliseconds(500)};
    const order::Budget budget(order::BudgetConfig{});
    order::OrderIds ids(1);
    order::WorkingOrders working;
    order::Plan plan;
    Targets targets;
    make_targets(inputs[0], resolved, instrument, targets);
    order::reconcile(targets, working, rules, budget, Timestamp(1), ids, plan);
    accept_all(plan, working);
    const Timestamp now = Timestamp(1) + seconds(10);
    std::size_t turn = 0;
    std::int64_t requests = 0;
    for (auto _ : state) {
        make_targets(inputs[turn], resolved, instrument, targets);
        order::reconcile(targets, working, rules, budget, now, ids, plan);
        requests += plan.count;
        turn = 1 - turn;
        benchmark::ClobberMemory();
    }
    state.counters["requests"] =
        benchmark::Counter(static_cast<double>(requests), benchmark::Counter::kAvgIterations);
}
BENCHMARK(decide_and_reconcile)
    ->Name("quote_decide_and_reconcile")
    ->ArgNames({"levels", "ticks_apart"})
    ->Args({1, 10})
    ->Args({1, 300})
    ->Args({3, 10})
    ->Args({3, 100})
    ->Args({10, 10});
BENCHMARK(decide_and_reconcile)
    ->Name("quote_decide_and_reconcile/smallest")
    ->Args({1, 10})
    ->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::quote
