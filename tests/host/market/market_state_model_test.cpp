// MarketState under random events, good and bad, against a slow model that keeps sorted maps and
// remembers trades in a plain list.
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <random>

#include <gtest/gtest.h>

#include "host/market/market_state.hpp"
#include "tests/host/market/events.hpp"

namespace maxmin::market {
namespace {

using test::Levels;

constexpr std::size_t trades_remembered = 16;

class SlowModel {
  public:
    Verdict apply(const MarketEvent& event, const Levels& b, const Levels& a) {
        switch (event.kind) {
            case EventKind::book:
                return book(event, b, a);
            case EventKind::best:
                return best(event);
            case EventKind::trade:
                return trade(event);
        }
        return Verdict::empty;
    }

    std::map<Ticks, Lots, std::greater<>> bids;
    std::map<Ticks, Lots> asks;

  private:
    static bool broken(const BookLevel& level) {
        return level.price <= Ticks(0) || level.size <= Lots(0);
    }

    static std::optional<Verdict> side_fault(const Levels& side, int direction) {
        if (side.empty()) {
            return Verdict::empty;
        }
        std::optional<Ticks> last;
        for (const auto& level : side) {
            if (broken(level)) {
                return Verdict::empty;
            }
            if (last && (level.price.value() - last->value()) * direction <= 0) {
                return Verdict::unsorted;
            }
            last = level.price;
        }
        return std::nullopt;
    }

    void touch() {
        std::erase_if(bids, [&](const auto& l) { return l.first > touch_.bid.price; });
        std::erase_if(asks, [&](const auto& l) { return l.first < touch_.ask.price; });
        bids[touch_.bid.price] = touch_.bid.size;
        asks[touch_.ask.price] = touch_.ask.size;
        trim(bids);
        trim(asks);
    }

    template <typename Map>
    static void trim(Map& side) {
        while (side.size() > book_levels_max) {
            side.erase(std::prev(side.end()));
        }
    }

    Verdict book(const MarketEvent& event, const Levels& b, const Levels& a) {
        if (const auto fault = side_fault(b, -1)) {
            return *fault;
        }
        if (const auto fault = side_fault(a, +1)) {
            return *fault;
        }
        if (b[0].price >= a[0].price) {
            return Verdict::crossed;
        }
        if (book_time_ && event.exchange_time < *book_time_) {
            return Verdict::backward;
        }
        book_time_ = event.exchange_time;
        const auto bids_before = bids;
        const auto asks_before = asks;
        bids.clear();
        asks.clear();
        for (const auto& level : b) {
            bids[level.price] = level.size;
        }
        for (const auto& level : a) {
            asks[level.price] = level.size;
        }
        if (touch_time_ && event.exchange_time < *touch_time_) {
            touch();
            return Verdict::applied;
        }
        touch_time_ = event.exchange_time;
        return bids == bids_before && asks == asks_before ? Verdict::unchanged : Verdict::applied;
    }

    Verdict best(const MarketEvent& event) {
        if (broken(event.bid) || broken(event.ask)) {
            return Verdict::empty;
        }
        if (event.bid.price >= event.ask.price) {
            return Verdict::crossed;
        }
        if (best_time_ && event.exchange_time < *best_time_) {
            return Verdict::backward;
        }
        best_time_ = event.exchange_time;
        if (touch_time_ && event.exchange_time < *touch_time_) {
            return Verdict::unchanged;
        }
        touch_time_ = event.exchange_time;
        touch_ = event;
        const auto bids_before = bids;
        const auto asks_before = asks;
        touch();
        return bids == bids_before && asks == asks_before ? Verdict::unchanged : Verdict::applied;
    }

    Verdict trade(const MarketEvent& event) {
        if (broken(event.bid)) {
            return Verdict::empty;
        }
        for (const auto& [id, time] : trades_) {
            if (id == event.trade_id) {
                return Verdict::duplicate_trade;
            }
        }
        if (forgotten_ && event.exchange_time <= *forgotten_) {
            return Verdict::duplicate_trade;
        }
        trades_.emplace_back(event.trade_id, event.exchange_time);
        if (trades_.size() > trades_remembered) {
            forgotten_ = std::max(forgotten_.value_or(trades_[0].second), trades_[0].second);
            trades_.pop_front();
        }
        return Verdict::applied;
    }

    std::optional<Timestamp> book_time_;
    std::optional<Timestamp> best_time_;
    std::optional<Timestamp> touch_time_;
    std::optional<Timestamp> forgotten_;
    MarketEvent touch_;
    std::deque<std::pair<std::uint64_t, Timestamp>> trades_;
};

class RandomEvents {
  public:
    explicit RandomEvents(unsigned seed) : random_(seed) {}

    MarketEvent next(Levels& bids, Levels& asks) {
        now_ms_ += below(3);
        mid_ += below(5) - 2;
        bids = side(mid_ - 1 - below(3), -1);
        asks = side(mid_ + below(3), +1);
        // Now and then a late event; often the same time again.
        const std::int64_t time_ms = below(8) == 0 ? now_ms_ - below(6) : now_ms_;
        spoil(bids, asks);
        switch (below(3)) {
            case 0:
                return test::book_event(time_ms);
            case 1:
                return test::best_event(time_ms, bids.empty() ? BookLevel{} : bids[0],
                                        asks.empty() ? BookLevel{} : asks[0]);
            default:
                return test::trade_event(time_ms,
                                         static_cast<std::uint64_t>(now_ms_ / 4 + below(9)));
        }
    }

  private:
    std::int64_t below(std::int64_t limit) {
        return std::uniform_int_distribution<std::int64_t>(0, limit - 1)(random_);
    }

    Levels side(std::int64_t price, int direction) {
        Levels levels;
        const std::int64_t count = below(4) == 0 ? book_levels_max : 1 + below(book_levels_max);
        for (std::int64_t i = 0; i < count; ++i) {
            levels.push_back({Ticks(price), Lots(1 + below(3))});
            price += direction * (1 + below(2));
        }
        return levels;
    }

    void spoil(Levels& bids, Levels& asks) {
        switch (below(30)) {
            case 0:
                bids.clear();
                return;
            case 1:
                std::swap(bids, asks);
                return;
            case 2:
                std::reverse(asks.begin(), asks.end());
                return;
            case 3:
                bids.back().size = Lots(0);
                return;
            case 4:
                asks.push_back(asks.back());
                asks.resize(std::min<std::size_t>(asks.size(), book_levels_max));
                return;
            default:
                return;
        }
    }

    std::mt19937_64 random_;
    std::int64_t now_ms_ = 1'000'000;
    std::int64_t mid_ = 10'000;
};

template <typename Map>
Levels levels_of(const Map& side) {
    Levels levels;
    for (const auto& [price, size] : side) {
        levels.push_back({price, size});
    }
    return levels;
}

TEST(MarketState, AgreesWithASlowModel) {
    std::map<Verdict, int> seen;
    for (unsigned seed = 1; seed <= 10; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomEvents events(seed);
        MarketState state(hyperliquid_instrument("X", 2, AssetType::perp, 3),
                          {.trades_remembered = trades_remembered});
        SlowModel model;
        Levels bids;
        Levels asks;
        for (int step = 0; step < 5000; ++step) {
            const MarketEvent event = events.next(bids, asks);
            const Verdict expected = model.apply(event, bids, asks);

            ASSERT_EQ(state.apply(event, bids, asks), expected) << "step " << step;
            ASSERT_TRUE(test::same_levels(state.bids(), levels_of(model.bids))) << "step " << step;
            ASSERT_TRUE(test::same_levels(state.asks(), levels_of(model.asks))) << "step " << step;
            ASSERT_EQ(state.has_quote(), !model.bids.empty());
            if (state.has_quote()) {
                ASSERT_LT(state.best_bid(), state.best_ask());
            }
            ++seen[expected];
        }
        const Counters& counters = state.counters();
        EXPECT_EQ(counters.books + counters.bests + counters.trades, 5000U);
        EXPECT_EQ(
            counters.applied + counters.unchanged + counters.refused() + counters.duplicate_trades,
            5000U);
    }
    // The random events reach every verdict, or the comparison above would be empty words.
    EXPECT_EQ(seen.size(), 7U);
    for (const auto& [verdict, count] : seen) {
        EXPECT_GT(count, 100) << static_cast<int>(verdict);
    }
}

}  // namespace
}  // namespace maxmin::market
