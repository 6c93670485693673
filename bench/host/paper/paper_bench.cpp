// Market events a second through the exchange with 24 orders resting (12 a side), latencies drawn.
#include <array>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/defaults.hpp"
#include "host/market/instrument.hpp"
#include "host/paper/exchange.hpp"

namespace {

using maxmin::AssetIndex;
using maxmin::Lots;
using maxmin::Side;
using maxmin::Ticks;
using maxmin::Timestamp;
using maxmin::market::BookLevel;
using maxmin::market::EventKind;
using maxmin::market::MarketEvent;

constexpr std::int64_t mid = 100'000;
constexpr int levels = 20;
constexpr int orders_a_side = 12;

std::array<std::vector<BookLevel>, 2> make_book() {
    std::array<std::vector<BookLevel>, 2> book;
    for (int i = 0; i < levels; ++i) {
        book[0].push_back({.price = Ticks(mid - 10 - 10 * i), .size = Lots(500 + 13 * i)});
        book[1].push_back({.price = Ticks(mid + 10 + 10 * i), .size = Lots(500 + 17 * i)});
    }
    return book;
}

void submit_orders(maxmin::paper::Exchange& exchange, Timestamp now) {
    std::vector<maxmin::gateway::Request> requests;
    for (int i = 0; i < 2 * orders_a_side; ++i) {
        const Side side = i % 2 == 0 ? Side::bid : Side::ask;
        maxmin::gateway::Request request;
        request.id = maxmin::gateway::OrderId(static_cast<std::uint64_t>(i) + 1);
        request.side = side;
        request.price = Ticks(mid - sign_of(side) * (10 + 10 * (i / 2)));
        request.size = Lots(1'000'000'000);
        requests.push_back(request);
    }
    exchange.submit(requests, now);
}

/// Seven prints and best quotes to a book, as in the four-coin recording.
void paper_exchange_event(benchmark::State& state) {
    maxmin::market::Instrument instrument =
        maxmin::market::hyperliquid_instrument("ETH", 4, maxmin::market::AssetType::perp, 25);
    maxmin::paper::PaperConfig config;
    config.start_balance_usd = 1e12;
    config.order.kind = maxmin::paper::LatencyKind::lognormal;
    config.response.kind = maxmin::paper::LatencyKind::lognormal;
    maxmin::paper::Exchange exchange(config, {&instrument, 1}, 7);
    const auto book = make_book();
    Timestamp now(1'757'000'000'000'000'000);
    MarketEvent event;
    event.exchange_time = now;
    event.kind = EventKind::book;
    exchange.on_market(event, book[0], book[1]);
    submit_orders(exchange, now);
    exchange.advance_to(now + maxmin::seconds(10));
    now = now + maxmin::seconds(10);

    std::int64_t count = 0;
    maxmin::gateway::Report report;
    for (auto _ : state) {
        now = now + maxmin::milliseconds(70);
        event.exchange_time = now;
        const std::int64_t turn = count++ % 8;
        event.kind = turn == 0       ? EventKind::book
                     : turn % 2 == 0 ? EventKind::best
                                     : EventKind::trade;
        event.aggressor = turn % 4 == 1 ? Side::bid : Side::ask;
        event.bid = {.price = Ticks(mid - 10), .size = Lots(20)};
        event.ask = {.price = Ticks(mid + 10), .size = Lots(20)};
        if (event.kind == EventKind::trade && event.aggressor == Side::bid) {
            event.bid.price = event.ask.price;
        }
        exchange.on_market(event, book[0], book[1]);
        while (exchange.poll(now, report)) {
            benchmark::DoNotOptimize(report);
        }
    }
    state.SetItemsProcessed(state.iterations());
    state.counters["resting"] = exchange.orders().count();
    state.counters["fills"] =
        static_cast<double>(exchange.counters().maker_fills) / static_cast<double>(count);
}
BENCHMARK(paper_exchange_event);
BENCHMARK(paper_exchange_event)
    ->Name("paper_exchange_event/smallest")
    ->Iterations(maxmin::bench::smallest_iterations);

}  // namespace
