#include "host/live/inbox.hpp"

#include <algorithm>
#include <utility>

namespace maxmin::live {

using gateway::LinkState;
using market::BookLevel;
using market::EventKind;
using market::MarketEvent;

namespace {

void write(MarketItem& item, const MarketEvent& event, std::span<const BookLevel> bids,
           std::span<const BookLevel> asks) {
    item.event = event;
    const std::size_t bid_levels = std::min<std::size_t>(bids.size(), market::book_levels_max);
    const std::size_t ask_levels = std::min<std::size_t>(asks.size(), market::book_levels_max);
    if (event.kind == EventKind::book) {
        item.event.bid_levels = static_cast<std::uint8_t>(bid_levels);
        item.event.ask_levels = static_cast<std::uint8_t>(ask_levels);
    }
    item.event.first_level = 0;
    std::copy_n(bids.begin(), bid_levels, item.levels.begin());
    std::copy_n(asks.begin(), ask_levels,
                item.levels.begin() + static_cast<std::ptrdiff_t>(bid_levels));
}

}  // namespace

void OwnedTruth::take(const gateway::Truth& other) {
    orders.assign(other.orders.begin(), other.orders.end());
    positions.assign(other.positions.begin(), other.positions.end());
    truth = other;
    truth.orders = orders;
    truth.positions = positions;
}

Inbox::Inbox(std::size_t assets, Sizes sizes, Doorbell& doorbell, std::function<void()> on_overflow)
    : market_(sizes.market),
      facts_(sizes.facts),
      free_truths_(truth_slots),
      aside_(assets),
      doorbell_(doorbell),
      on_overflow_(std::move(on_overflow)) {
    aside_order_.reserve(assets);
    for (std::uint8_t slot = 0; slot < truth_slots; ++slot) {
        static_cast<void>(free_truths_.push(slot));
    }
}

void Inbox::on_market(const MarketEvent& event, std::span<const BookLevel> bids,
                      std::span<const BookLevel> asks) {
    counters_.market_events.fetch_add(1, std::memory_order_relaxed);
    hand_over_aside();
    if (!aside_order_.empty() || !hand_over(event, bids, asks)) {
        put_aside(event, bids, asks);
    }
    doorbell_.ring();
}

bool Inbox::hand_over(const MarketEvent& event, std::span<const BookLevel> bids,
                      std::span<const BookLevel> asks) {
    MarketItem* item = market_.claim();
    if (item == nullptr) {
        return false;
    }
    write(*item, event, bids, asks);
    market_.commit();
    return true;
}

void Inbox::put_aside(const MarketEvent& event, std::span<const BookLevel> bids,
                      std::span<const BookLevel> asks) {
    if (event.kind == EventKind::trade) {
        counters_.trades_dropped.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    Aside& aside = aside_[static_cast<std::size_t>(event.asset)];
    if (!aside.has_book && !aside.has_best) {
        aside_order_.push_back(event.asset);
    }
    bool& has = event.kind == EventKind::book ? aside.has_book : aside.has_best;
    counters_.conflated.fetch_add(has ? 1 : 0, std::memory_order_relaxed);
    has = true;
    if (event.kind == EventKind::book) {
        write(aside.book, event, bids, asks);
    } else {
        aside.best = event;
    }
}

void Inbox::hand_over_aside() {
    std::size_t done = 0;
    for (; done < aside_order_.size(); ++done) {
        Aside& aside = aside_[static_cast<std::size_t>(aside_order_[done])];
        if (aside.has_book) {
            aside.has_book = !hand_over(aside.book.event, aside.book.bids(), aside.book.asks());
        }
        if (!aside.has_book && aside.has_best) {
            aside.has_best = !hand_over(aside.best, {}, {});
        }
        if (aside.has_book || aside.has_best) {
            break;
        }
    }
    aside_order_.erase(aside_order_.begin(),
                       aside_order_.begin() + static_cast<std::ptrdiff_t>(done));
}

void Inbox::on_report(const gateway::Report& report) {
    push({.kind = Fact::Kind::report, .report = report});
}

void Inbox::on_link(LinkState state, Timestamp local_time) {
    push({.kind = Fact::Kind::link, .link = state, .local_time = local_time, .report = {}});
}

void Inbox::on_truth(const gateway::Truth& truth) {
    if (!has_slot_ && !free_truths_.pop(slot_)) {
        overflow();
        return;
    }
    truths_[slot_].take(truth);
    has_slot_ = !push({.kind = Fact::Kind::truth, .truth_slot = slot_, .report = {}});
}

bool Inbox::push(const Fact& fact) {
    const bool has_room = facts_.push(fact);
    if (!has_room) {
        overflow();
    }
    doorbell_.ring();
    return has_room;
}

void Inbox::overflow() {
    counters_.overflows.fetch_add(1, std::memory_order_relaxed);
    lost_.store(true, std::memory_order_release);
    on_overflow_();
}

void Inbox::release_fact() noexcept {
    const Fact* fact = facts_.front();
    if (fact->kind == Fact::Kind::truth) {
        static_cast<void>(free_truths_.push(fact->truth_slot));  // as many places as slots
    }
    facts_.release();
}

}  // namespace maxmin::live
