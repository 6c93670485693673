// A block of the served exchange: the synthetic market, matching, marks, history and what a client
// that hears everything is sent. Life has a block every 70 ms.
#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/venue/api/venue.hpp"
#include "host/venue/markets/synthetic_market.hpp"

namespace {

using namespace maxmin;

constexpr Timestamp start(1'800'000'000'000'000'000);

class Listener final : public venue::api::Connection {
  public:
    void send(venue::api::Frame frame) override { bytes += frame->size(); }
    void cut(venue::api::Frame) override {}
    std::uint64_t bytes = 0;
};

void venue_block(benchmark::State& state, bool subscribed) {
    venue::SyntheticConfig synthetic;
    synthetic.assets = static_cast<int>(state.range(0));
    venue::markets::SyntheticMarket market(synthetic, start);
    venue::VenueConfig config;
    config.enforce_limits = false;
    venue::Faults faults({});
    venue::api::Venue venue(config, market, faults, wire::hyperliquid::Network::testnet);
    Listener listener;
    Timestamp now = start + milliseconds(70);
    venue.run_block(now);
    venue.open(listener, "127.0.0.1");
    if (subscribed) {
        for (const venue::Asset& asset : venue.exchange().assets()) {
            for (const char* const type : {"l2Book", "bbo", "trades"}) {
                const venue::api::Json frame{
                    {"method", "subscribe"},
                    {"subscription", {{"type", type}, {"coin", asset.instrument.symbol}}}};
                venue.on_frame(listener, frame.dump(), now);
            }
        }
    }
    for (auto _ : state) {
        now = now + milliseconds(70);
        venue.run_block(now);
    }
    state.counters["bytes_per_block"] =
        benchmark::Counter(static_cast<double>(listener.bytes), benchmark::Counter::kAvgIterations);
}

BENCHMARK_CAPTURE(venue_block, alone, false)
    ->ArgName("assets")
    ->Arg(20)
    ->Arg(1000)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(venue_block, all_subscribed, true)
    ->ArgName("assets")
    ->Arg(20)
    ->Arg(1000)
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(venue_block, smallest, true)
    ->ArgName("assets")
    ->Arg(2)
    ->Iterations(bench::smallest_iterations);

}  // namespace
