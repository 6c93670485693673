// A hand-made market of one asset before the paper exchange: prices in ticks of 0.01 USD around
// 100 USD, sizes in lots of 0.0001 coin (1,000 lots = 10 USD). Times are ms after the start, which
// lies one minute after a full hour.
#pragma once

#include <initializer_list>
#include <vector>

#include "host/market/instrument.hpp"
#include "host/paper/exchange.hpp"

namespace maxmin::paper::test {

using gateway::OrderId;
using gateway::Reason;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;
using market::BookLevel;
using market::EventKind;
using market::MarketEvent;

inline constexpr std::int64_t hour_ms = 3'600'000;
inline constexpr Timestamp start_time{1'757'001'600'000'000'000 + 60'000'000'000};

inline Timestamp at_ms(std::int64_t ms) {
    return start_time + milliseconds(ms);
}

inline BookLevel level(std::int64_t price, std::int64_t size) {
    return {.price = Ticks(price), .size = Lots(size)};
}

inline PaperConfig instant_config() {
    PaperConfig config;
    config.order.median_ms = 0.0;
    config.response.median_ms = 0.0;
    return config;
}

inline market::Instrument test_instrument() {
    return market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25);
}

inline Request order(std::uint64_t id, Side side, std::int64_t price, std::int64_t size) {
    Request request;
    request.id = OrderId(id);
    request.side = side;
    request.price = Ticks(price);
    request.size = Lots(size);
    return request;
}

class Scene {
  public:
    explicit Scene(const PaperConfig& config = instant_config(),
                   const market::Instrument& instrument = test_instrument(), int assets = 1,
                   std::uint64_t seed = 1)
        : exchange(config,
                   std::vector<market::Instrument>(static_cast<std::size_t>(assets), instrument),
                   seed) {}

    void book(std::int64_t ms, const std::vector<BookLevel>& bids,
              const std::vector<BookLevel>& asks, AssetIndex asset = 0) {
        MarketEvent event = at(ms, EventKind::book);
        event.asset = asset;
        exchange.on_market(event, bids, asks);
    }
    void best(std::int64_t ms, BookLevel bid, BookLevel ask) {
        MarketEvent event = at(ms, EventKind::best);
        event.bid = bid;
        event.ask = ask;
        exchange.on_market(event, {}, {});
    }
    void print(std::int64_t ms, Side aggressor, std::int64_t price, std::int64_t size) {
        MarketEvent event = at(ms, EventKind::trade);
        event.aggressor = aggressor;
        event.bid = level(price, size);
        exchange.on_market(event, {}, {});
    }

    void send(std::int64_t ms, Request request, RequestKind kind = RequestKind::place) {
        request.kind = kind;
        exchange.submit({&request, 1}, at_ms(ms));
    }
    void cancel(std::int64_t ms, std::uint64_t id) {
        send(ms, order(id, Side::bid, 0, 0), RequestKind::cancel);
    }

    /// Lets the clock pass and takes what has become visible.
    std::vector<Report> run_to(std::int64_t ms) {
        exchange.advance_to(at_ms(ms));
        std::vector<Report> seen;
        Report report;
        while (exchange.poll(at_ms(ms), report)) {
            seen.push_back(report);
        }
        return seen;
    }
    /// Sends and takes the answers of the same instant.
    std::vector<Report> ask(std::int64_t ms, const Request& request,
                            RequestKind kind = RequestKind::place) {
        send(ms, request, kind);
        return run_to(ms);
    }

    const Counters& counters() const { return exchange.counters(); }

    Exchange exchange;

  private:
    static MarketEvent at(std::int64_t ms, EventKind kind) {
        MarketEvent event;
        event.exchange_time = at_ms(ms);
        event.local_time = at_ms(ms);
        event.kind = kind;
        return event;
    }
};

inline Lots filled_size(const std::vector<Report>& reports) {
    Lots sum;
    for (const Report& report : reports) {
        sum += report.kind == ReportKind::filled ? report.size : Lots(0);
    }
    return sum;
}

}  // namespace maxmin::paper::test
