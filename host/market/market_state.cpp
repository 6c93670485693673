#include "host/market/market_state.hpp"

#include <algorithm>
#include <optional>

#include "host/base/assert.hpp"

namespace maxmin::market {
namespace {

bool is_real(const BookLevel& level) {
    return level.price.value() > 0 && level.size.value() > 0;
}

template <typename Better>
std::optional<Verdict> fault_of_side(std::span<const BookLevel> levels, Better better) {
    if (levels.empty()) {
        return Verdict::empty;
    }
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (!is_real(levels[i])) {
            return Verdict::empty;
        }
        if (i > 0 && !better(levels[i - 1].price, levels[i].price)) {
            return Verdict::unsorted;
        }
    }
    return std::nullopt;
}

std::optional<Verdict> fault_of_book(std::span<const BookLevel> bids,
                                     std::span<const BookLevel> asks) {
    if (auto fault = fault_of_side(bids, [](Ticks a, Ticks b) { return a > b; })) {
        return fault;
    }
    if (auto fault = fault_of_side(asks, [](Ticks a, Ticks b) { return a < b; })) {
        return fault;
    }
    if (bids[0].price >= asks[0].price) {
        return Verdict::crossed;
    }
    return std::nullopt;
}

bool same(const BookLevel& a, const BookLevel& b) {
    return a.price == b.price && a.size == b.size;
}

bool same(std::span<const BookLevel> a, std::span<const BookLevel> b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                      [](const BookLevel& x, const BookLevel& y) { return same(x, y); });
}

double volume(std::span<const BookLevel> side, int levels) {
    double lots = 0.0;
    for (const auto& level : side.first(std::min(side.size(), static_cast<std::size_t>(levels)))) {
        lots += level.size.as_double();
    }
    return lots;
}

}  // namespace

std::array<std::pair<std::string_view, std::uint64_t>, 13> Counters::named() const {
    return {{{"books", books},
             {"best quotes", bests},
             {"trades", trades},
             {"applied", applied},
             {"unchanged", unchanged},
             {"refused: crossed", crossed},
             {"refused: empty", empty},
             {"refused: unsorted", unsorted},
             {"refused: backward in time", backward},
             {"duplicate trades", duplicate_trades},
             {"duplicate trades by age", aged_trades},
             {"local clock went back", local_backward},
             {"outages", outages}}};
}

MarketState::MarketState(const Instrument& instrument, MarketStateSettings settings)
    : instrument_(instrument),
      settings_(settings),
      ticks_per_usd_(static_cast<double>(power_of_ten(instrument.price_decimals))),
      trades_(settings.trades_remembered) {}

Verdict MarketState::apply(const MarketEvent& event, std::span<const BookLevel> bids,
                           std::span<const BookLevel> asks) noexcept {
    watch_silence(event.local_time);
    const Verdict verdict = judge(event, bids, asks);
    count(verdict);
    return verdict;
}

void MarketState::watch_silence(Timestamp local_time) {
    if (!has_event_) {
        has_event_ = true;
        last_event_local_ = local_time;
        return;
    }
    if (local_time < last_event_local_) {
        ++counters_.local_backward;
        return;
    }
    const Duration silence = local_time - last_event_local_;
    last_event_local_ = local_time;
    counters_.silence_longest = std::max(counters_.silence_longest, silence);
    counters_.outages += silence > settings_.outage_after ? 1 : 0;
}

Verdict MarketState::judge(const MarketEvent& event, std::span<const BookLevel> bids,
                           std::span<const BookLevel> asks) {
    switch (event.kind) {
        case EventKind::book:
            ++counters_.books;
            return apply_book(event, bids, asks);
        case EventKind::best:
            ++counters_.bests;
            return apply_best(event);
        case EventKind::trade:
            ++counters_.trades;
            return apply_trade(event);
    }
    return Verdict::empty;
}

Verdict MarketState::apply_book(const MarketEvent& event, std::span<const BookLevel> bids,
                                std::span<const BookLevel> asks) {
    if (const auto fault = fault_of_book(bids, asks)) {
        return *fault;
    }
    if (has_book_ && event.exchange_time < book_exchange_) {
        return Verdict::backward;
    }
    const bool is_touch = !has_quote_ || event.exchange_time >= touch_exchange_;
    const bool is_same = is_touch && same(bids, this->bids()) && same(asks, this->asks());
    last_book_local_ = std::max(last_book_local_, event.local_time);
    book_exchange_ = event.exchange_time;
    has_book_ = true;
    has_quote_ = true;
    if (is_touch) {
        touch_exchange_ = event.exchange_time;
    }
    if (is_same) {
        return Verdict::unchanged;
    }
    book_.bids.assign(bids);
    book_.asks.assign(asks);
    if (!is_touch) {
        book_.set_best(touch_bid_, touch_ask_);
    }
    return Verdict::applied;
}

Verdict MarketState::apply_best(const MarketEvent& event) {
    if (!is_real(event.bid) || !is_real(event.ask)) {
        return Verdict::empty;
    }
    if (event.bid.price >= event.ask.price) {
        return Verdict::crossed;
    }
    if (has_best_ && event.exchange_time < best_exchange_) {
        return Verdict::backward;
    }
    last_best_local_ = std::max(last_best_local_, event.local_time);
    best_exchange_ = event.exchange_time;
    has_best_ = true;
    if (has_quote_ && event.exchange_time < touch_exchange_) {
        return Verdict::unchanged;
    }
    touch_exchange_ = event.exchange_time;
    touch_bid_ = event.bid;
    touch_ask_ = event.ask;
    if (has_quote_ && same(event.bid, book_.bids.best()) && same(event.ask, book_.asks.best())) {
        return Verdict::unchanged;
    }
    book_.set_best(event.bid, event.ask);
    has_quote_ = true;
    return Verdict::applied;
}

Verdict MarketState::apply_trade(const MarketEvent& event) {
    if (!is_real(event.bid)) {
        return Verdict::empty;
    }
    const TradeNovelty novelty = trades_.admit(event.trade_id, event.exchange_time);
    if (novelty != TradeNovelty::novel) {
        counters_.aged_trades += novelty == TradeNovelty::aged ? 1 : 0;
        return Verdict::duplicate_trade;
    }
    last_trade_local_ = std::max(last_trade_local_, event.local_time);
    return Verdict::applied;
}

void MarketState::count(Verdict verdict) {
    switch (verdict) {
        case Verdict::applied:
            ++counters_.applied;
            return;
        case Verdict::unchanged:
            ++counters_.unchanged;
            return;
        case Verdict::crossed:
            ++counters_.crossed;
            return;
        case Verdict::empty:
            ++counters_.empty;
            return;
        case Verdict::unsorted:
            ++counters_.unsorted;
            return;
        case Verdict::backward:
            ++counters_.backward;
            return;
        case Verdict::duplicate_trade:
            ++counters_.duplicate_trades;
            return;
    }
}

double MarketState::mid_usd() const {
    MAXMIN_DEBUG_ASSERT(has_quote_, "a mid needs a quote");
    return 0.5 * (best_bid().as_double() + best_ask().as_double()) / ticks_per_usd_;
}

double MarketState::spread_bps() const {
    MAXMIN_DEBUG_ASSERT(has_quote_, "a spread needs a quote");
    const double bid = best_bid().as_double();
    const double ask = best_ask().as_double();
    return (ask - bid) / (0.5 * (ask + bid)) * 1e4;
}

double MarketState::imbalance(int levels) const {
    MAXMIN_DEBUG_ASSERT(levels > 0, "imbalance is asked over at least one level");
    if (!has_quote_) {
        return 0.5;
    }
    const double bid_lots = volume(bids(), levels);
    return bid_lots / (bid_lots + volume(asks(), levels));
}

Freshness MarketState::freshness(Timestamp now, Duration stale_after) const {
    if (!has_quote_) {
        return Freshness::no_data;
    }
    const Timestamp newest = std::max(last_book_local_, last_best_local_);
    return now - newest > stale_after ? Freshness::stale : Freshness::fresh;
}

}  // namespace maxmin::market
