// One turn of the engine's thread in a live run of many assets, between two steps: a book of one
// asset in the inbox, its requests in the outbox. What a frame costs from its decoding to the
// request's way out, less the two wake-ups of sleeping threads, which are the machine's.
#include <array>
#include <memory>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "bench/latency.hpp"
#include "host/config/load.hpp"
#include "host/engine/engine.hpp"
#include "host/live/inbox.hpp"
#include "host/live/outbox.hpp"

namespace maxmin::live {
namespace {

constexpr Timestamp start_time(1'757'001'600'000'000'000);

engine::Config config_of(std::int64_t assets) {
    std::string text = "assets = [";
    for (std::int64_t i = 0; i < assets; ++i) {
        text += (i == 0 ? "\"A" : ", \"A") + std::to_string(i) + "\"";
    }
    text += R"(]
[run]
particles = 64
[risk]
open_orders_max = 100000
[budget]
requests_at_start = 1e12
[defaults]
sz_decimals = 4
max_absolute_position_size = 10.0
enable_multi_level = true
enable_robust_control = true
filter = { warm_up_s = 1.0 }
grid = { nodes_max = 21 }
gate = { forced_open = true }
)";
    return config::load_text(text, "bench.toml", {}).config;
}

/// Accepts whatever it is asked for.
class WillingVenue final : public gateway::Port {
  public:
    explicit WillingVenue(engine::Engine& engine) : engine_(engine) {}
    void submit(std::span<const gateway::Request> requests, Timestamp now) override {
        using gateway::ReportKind;
        using gateway::RequestKind;
        for (const gateway::Request& request : requests) {
            gateway::Report report;
            report.kind = request.kind == RequestKind::place    ? ReportKind::accepted
                          : request.kind == RequestKind::modify ? ReportKind::modified
                                                                : ReportKind::cancelled;
            report.side = request.side;
            report.level = request.level;
            report.asset = request.asset;
            report.id = request.id;
            report.price = request.price;
            report.size = request.size;
            report.remaining = request.kind == RequestKind::cancel ? Lots(0) : request.size;
            report.exchange_time = now;
            report.local_time = now;
            engine_.on_report(report);
        }
        requests_ += static_cast<std::int64_t>(requests.size());
    }
    std::int64_t requests() const { return requests_; }

  private:
    engine::Engine& engine_;
    std::int64_t requests_ = 0;
};

class Desk {
  public:
    explicit Desk(std::int64_t assets)
        : config_(config_of(assets)),
          instruments_(static_cast<std::size_t>(assets),
                       market::hyperliquid_instrument("A", 4, market::AssetType::perp, 25)),
          mids_(static_cast<std::size_t>(assets), 4000.0),
          inbox_(static_cast<std::size_t>(assets), {}, doorbell_, [] {}),
          outbox_(1U << 15U, [] {}),
          engine_(config_, instruments_, outbox_,
                  {.time = start_time,
                   .expected_end = start_time,
                   .mid_usd = mids_,
                   .balance_usd = 1e8}),
          venue_(engine_) {
        for (int turn = 0; turn < 40; ++turn) {
            now_ = now_ + milliseconds(100);
            for (AssetIndex asset = 0; asset < assets; ++asset) {
                hear(asset, 10 * (turn % 3));
            }
            engine_.on_timer(now_);
            this->turn();
            rest();
        }
    }

    /// Time goes on, a book of one asset comes in; nothing of it is timed.
    void prepare() {
        now_ = now_ + milliseconds(1);
        engine_.on_timer(now_);
        engine_.decide(now_);
        rest();
        asset_ = static_cast<AssetIndex>((asset_ + 1) % std::ssize(mids_));
        hear(asset_, 10 * (++count_ * 7 % 41));
    }
    void turn() {
        while (const MarketItem* item = inbox_.next_market()) {
            engine_.on_market(item->event, now_, item->bids(), item->asks());
            inbox_.release_market();
        }
        engine_.decide(now_);
    }
    void rest() {
        outbox_.deliver(venue_);
        engine_.log().drain([](const engine::LogRecord&) {});
    }
    std::int64_t requests() const { return venue_.requests(); }
    bool quotes() const { return engine_.assets()[0].state == engine::QuoteState::quoting; }

  private:
    void hear(AssetIndex asset, std::int64_t shift) {
        std::array<market::BookLevel, market::book_levels_max> bids;
        std::array<market::BookLevel, market::book_levels_max> asks;
        for (int level = 0; level < market::book_levels_max; ++level) {
            const auto i = static_cast<std::size_t>(level);
            bids[i] = {Ticks(400'000 + shift - 10 * (level + 1)), Lots(50'000)};
            asks[i] = {Ticks(400'000 + shift + 10 * (level + 1)), Lots(50'000)};
        }
        market::MarketEvent event;
        event.exchange_time = now_ - milliseconds(20);
        event.local_time = now_;
        event.asset = asset;
        event.kind = market::EventKind::book;
        event.bid_levels = market::book_levels_max;
        event.ask_levels = market::book_levels_max;
        inbox_.on_market(event, bids, asks);
    }

    engine::Config config_;
    std::vector<market::Instrument> instruments_;
    std::vector<double> mids_;
    Doorbell doorbell_;
    Inbox inbox_;
    Outbox outbox_;
    engine::Engine engine_;
    WillingVenue venue_;
    Timestamp now_ = start_time;
    AssetIndex asset_ = 0;
    std::int64_t count_ = 0;
};

void live_turn(benchmark::State& state) {
    Desk desk(state.range(0));
    if (!desk.quotes()) {
        state.SkipWithError("the engine does not quote: these are no decisions");
        return;
    }
    const std::int64_t before = desk.requests();
    bench::Latencies latencies;
    for (auto _ : state) {
        state.PauseTiming();
        desk.prepare();
        state.ResumeTiming();
        latencies.time([&] { desk.turn(); });
    }
    desk.rest();
    latencies.report(state);
    state.counters["requests_per_turn"] =
        static_cast<double>(desk.requests() - before) / static_cast<double>(state.iterations());
}
BENCHMARK(live_turn)->ArgName("assets")->Arg(1)->Arg(50)->Arg(200)->Iterations(50'000);
BENCHMARK(live_turn)
    ->Name("live_turn/smallest")
    ->ArgName("assets")
    ->Arg(2)
    ->Iterations(bench::smallest_iterations);

}  // namespace
}  // namespace maxmin::live
