// Time of one decision of one asset: a market message in, requests out, as the engine does it
// between two steps of filter and grid. The integration guide states about 50 microseconds for one
// level and 200 for three. The port accepts every order at once, outside the timed part; each time
// holds two clock readings, about 50 ns.
#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "host/backtest/synthetic.hpp"
#include "host/engine/engine.hpp"

namespace maxmin::engine {
namespace {

using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;

/// Keeps what was sent, and answers that all of it was done.
class WillingPort final : public gateway::Port {
  public:
    void submit(std::span<const Request> requests, Timestamp) override {
        sent_.insert(sent_.end(), requests.begin(), requests.end());
    }

    void answer(Engine& engine, Timestamp now) {
        for (const Request& request : sent_) {
            const bool gone = request.kind == RequestKind::cancel;
            engine.on_report({.kind = gone                                  ? ReportKind::cancelled
                                      : request.kind == RequestKind::modify ? ReportKind::modified
                                                                            : ReportKind::accepted,
                              .side = request.side,
                              .level = request.level,
                              .asset = request.asset,
                              .id = request.id,
                              .price = request.price,
                              .size = request.size,
                              .remaining = gone ? Lots(0) : request.size,
                              .exchange_time = now,
                              .local_time = now});
        }
        requests_ += static_cast<std::int64_t>(sent_.size());
        sent_.clear();
    }

    std::int64_t requests() const { return requests_; }

  private:
    std::vector<Request> sent_;
    std::int64_t requests_ = 0;
};

Config config_of(int levels) {
    Config config;
    config.run.particles = 256;
    config.budget.requests_at_start = 1e12;
    AssetConfig asset;
    asset.symbol = "SIM0";
    asset.filter.warm_up_s = 1.0;
    asset.quote.enable_multi_level = levels > 1;
    asset.quote.enable_robust_control = true;
    asset.quote.half_spread = 2.0;  // with it the distance at which one level is moved
    asset.quote.multi_level_config.max_levels = levels;
    config.assets.push_back(asset);
    return config;
}

struct Pass {
    std::vector<std::int64_t> decision_ns;
    std::int64_t requests = 0;
    bool quoting = true;  // at the end of every replay
};

/// One replay; only what happens while the asset quotes is timed.
void replay(const Config& config, const market::Recording& recording, Pass& pass) {
    using Clock = std::chrono::steady_clock;
    const Timestamp start = recording.events.front().local_time;
    const double mid_usd = 100.0;
    WillingPort port;
    Engine engine(config, recording.instruments, port,
                  {.time = start,
                   .expected_end = recording.events.back().local_time,
                   .mid_usd = {&mid_usd, 1},
                   .balance_usd = 1e5});
    for (const market::MarketEvent& event : recording.events) {
        const Timestamp now = event.local_time;
        const bool book = event.kind == market::EventKind::book;
        const auto bids = book ? recording.bids(event) : std::span<const market::BookLevel>();
        const auto asks = book ? recording.asks(event) : std::span<const market::BookLevel>();
        engine.on_timer(now);
        const bool was_quoting = engine.assets()[0].state == QuoteState::quoting;
        const Clock::time_point begin = Clock::now();
        engine.on_market(event, now, bids, asks);
        engine.decide(now);
        const Clock::time_point end = Clock::now();
        if (was_quoting && event.kind != market::EventKind::trade) {
            pass.decision_ns.push_back(
                std::chrono::duration_cast<std::chrono::nanoseconds>(end - begin).count());
        }
        port.answer(engine, now);
        engine.log().drain([](const LogRecord&) {});
    }
    pass.requests += port.requests();
    pass.quoting = pass.quoting && engine.assets()[0].state == QuoteState::quoting;
}

double quantile(std::vector<std::int64_t>& values, double share) {
    const auto rank = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + rank, values.end());
    return static_cast<double>(values[static_cast<std::size_t>(rank)]);
}

void decide_one_asset(benchmark::State& bench, double market_s) {
    const Config config = config_of(static_cast<int>(bench.range(0)));
    const market::Recording recording = backtest::make_synthetic_market(
        {.duration_s = market_s}, std::vector<std::string>{config.assets[0].symbol});
    Pass all;
    for (auto _ : bench) {
        const std::size_t before = all.decision_ns.size();
        replay(config, recording, all);
        std::int64_t sum_ns = 0;
        for (std::size_t i = before; i < all.decision_ns.size(); ++i) {
            sum_ns += all.decision_ns[i];
        }
        bench.SetIterationTime(static_cast<double>(sum_ns) * 1e-9);
    }
    if (!all.quoting) {
        bench.SkipWithError("the engine stopped quoting: these are no decisions");
        return;
    }
    const auto decisions = static_cast<double>(all.decision_ns.size());
    bench.SetItemsProcessed(static_cast<std::int64_t>(decisions));
    bench.counters["p50_ns"] = quantile(all.decision_ns, 0.50);
    bench.counters["p99_ns"] = quantile(all.decision_ns, 0.99);
    bench.counters["requests_per_decision"] = static_cast<double>(all.requests) / decisions;
}
BENCHMARK_CAPTURE(decide_one_asset, market_120_s, 120.0)
    ->ArgName("levels")
    ->Arg(1)
    ->Arg(3)
    ->Iterations(10)
    ->UseManualTime();
BENCHMARK_CAPTURE(decide_one_asset, smallest, 40.0)
    ->ArgName("levels")
    ->Arg(3)
    ->Iterations(1)
    ->UseManualTime();

}  // namespace
}  // namespace maxmin::engine
