#include "host/venue/markets/recorded_market.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

#include "host/base/error.hpp"

namespace maxmin::venue::markets {

using market::EventKind;
using market::MarketEvent;

RecordedMarket::RecordedMarket(market::Recording recording, Timestamp start)
    : recording_(std::move(recording)), order_(recording_.events.size()) {
    if (recording_.events.empty()) {
        throw InputError({.field = "data.path",
                          .wrong = "a recording without events",
                          .right = "one with books and trades"});
    }
    std::iota(order_.begin(), order_.end(), 0U);
    std::stable_sort(order_.begin(), order_.end(), [&](std::uint32_t a, std::uint32_t b) {
        const MarketEvent& first = recording_.events[a];
        const MarketEvent& second = recording_.events[b];
        return first.exchange_time != second.exchange_time
                   ? first.exchange_time < second.exchange_time
                   : first.kind == EventKind::trade && second.kind != EventKind::trade;
    });
    // Trades replayed at a connect are older than the recording: it begins with its first book.
    const auto book = std::find_if(order_.begin(), order_.end(), [&](std::uint32_t place) {
        return recording_.events[place].kind != EventKind::trade;
    });
    next_ = static_cast<std::size_t>(book == order_.end() ? 0 : book - order_.begin());
    begin_at(start);
}

void RecordedMarket::begin_at(Timestamp time) {
    shift_ = time - recording_.events[order_[next_]].exchange_time;
}

void RecordedMarket::advance(Timestamp until, MarketSink& sink) {
    for (; next_ < order_.size(); ++next_) {
        MarketEvent event = recording_.events[order_[next_]];
        event.exchange_time = event.exchange_time + shift_;
        if (event.exchange_time > until) {
            return;
        }
        const bool is_book = event.kind == EventKind::book;
        sink.on_market(event,
                       is_book ? recording_.bids(event) : std::span<const market::BookLevel>{},
                       is_book ? recording_.asks(event) : std::span<const market::BookLevel>{});
    }
}

Duration RecordedMarket::length() const {
    return recording_.events[order_.back()].exchange_time -
           recording_.events[order_.front()].exchange_time;
}

}  // namespace maxmin::venue::markets
