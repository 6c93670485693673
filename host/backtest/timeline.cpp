#include "host/backtest/timeline.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

#include "host/base/error.hpp"
#include "host/paper/latency.hpp"

namespace maxmin::backtest {
namespace {

using market::EventKind;
using market::MarketEvent;

/// Numbers 0 ... count-1 in the order of `key(number)`; ties keep the recording's order.
template <typename Key>
std::vector<std::uint32_t> ordered_by(std::size_t count, Key key) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::stable_sort(order.begin(), order.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return key(a) < key(b); });
    return order;
}

}  // namespace

Timeline make_timeline(const market::Recording& recording, const paper::LatencyConfig& feed,
                       std::uint64_t seed) {
    const std::vector<MarketEvent>& events = recording.events;
    Timeline timeline;
    // A trade and the book that it left carry one exchange time: the trade came first.
    timeline.by_exchange = ordered_by(events.size(), [&](std::uint32_t i) {
        return std::tuple(events[i].exchange_time, events[i].kind != EventKind::trade);
    });
    timeline.local_time.resize(events.size());
    if (feed.kind == paper::LatencyKind::recorded && feed.recorded_ms.empty()) {
        for (std::size_t i = 0; i < events.size(); ++i) {
            timeline.local_time[i] = std::max(events[i].local_time, events[i].exchange_time);
        }
    } else {
        paper::Connection connection(paper::make_latency(feed, "paper.feed", seed));
        for (const std::uint32_t i : timeline.by_exchange) {
            timeline.local_time[i] = connection.deliver(events[i].exchange_time);
        }
    }
    timeline.by_local =
        ordered_by(events.size(), [&](std::uint32_t i) { return timeline.local_time[i]; });
    return timeline;
}

std::vector<double> first_mids(const market::Recording& recording, const Timeline& timeline) {
    std::vector<double> mids(recording.instruments.size(), 0.0);
    std::size_t missing = mids.size();
    for (const std::uint32_t number : timeline.by_local) {
        const MarketEvent& event = recording.events[number];
        const auto asset = static_cast<std::size_t>(event.asset);
        if (mids[asset] > 0.0 || event.kind == EventKind::trade) {
            continue;
        }
        const bool book = event.kind == EventKind::book;
        if (book && (event.bid_levels == 0 || event.ask_levels == 0)) {
            continue;
        }
        const Ticks bid = book ? recording.bids(event)[0].price : event.bid.price;
        const Ticks ask = book ? recording.asks(event)[0].price : event.ask.price;
        if (bid <= Ticks(0) || ask <= bid) {
            continue;  // the market state will refuse it too
        }
        mids[asset] = 0.5 * (recording.instruments[asset].price_usd(bid) +
                             recording.instruments[asset].price_usd(ask));
        if (--missing == 0) {
            return mids;
        }
    }
    const auto found = std::find(mids.begin(), mids.end(), 0.0);
    throw InputError(
        {.field = recording.instruments[static_cast<std::size_t>(found - mids.begin())].symbol,
         .wrong = "no book and no best quote in the recording",
         .right = "leave the asset out or add its data"});
}

}  // namespace maxmin::backtest
