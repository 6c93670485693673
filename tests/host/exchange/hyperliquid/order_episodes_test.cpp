// The order table against a slow venue that knows everything: whatever order its answers, updates
// and fills arrive in, twice or not at all, the engine's own bookkeeping ends where the venue is.
#include <map>

#include <gtest/gtest.h>

#include "host/exchange/hyperliquid/order_table.hpp"
#include "host/order/working_orders.hpp"
#include "tests/host/exchange/hyperliquid/slow_venue.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;
using test::our_id;
using test::our_prefix;
using test::SlowVenue;
using wire::hyperliquid::OrderFate;

const Request query_of_ours{
    .kind = RequestKind::query, .id = our_id, .price = Ticks(0), .size = Lots(0)};

class Episode {
  public:
    Episode(std::uint64_t seed, bool loses) : random_(seed), loses_(loses) {}

    void run() {
        const bool ioc = random_.uniform() < 0.2;
        send(RequestKind::place, ioc ? TimeInForce::immediate_or_cancel : TimeInForce::post_only);
        for (int step = 0; step < 40; ++step) {
            act();
            deliver_some();
        }
        settle();
    }
    const SlowVenue& venue() const { return venue_; }
    const order::WorkingOrders& engine() const { return engine_; }
    const std::map<std::uint64_t, Lots>& told_fills() const { return told_; }
    const std::vector<std::uint64_t>& twice() const { return twice_; }
    Lots last_left() const { return last_left_; }

  private:
    void send(RequestKind kind, TimeInForce tif = TimeInForce::post_only) {
        const auto lots = 1 + static_cast<std::int64_t>(random_.uniform() * 20);
        Request request{.kind = kind, .id = our_id, .price = Ticks(100), .size = Lots(lots)};
        request.time_in_force = tif;
        if (!engine_.sent(request, now_)) {
            return;
        }
        table_.sent(request, now_);
        if (loses_ && random_.uniform() < 0.2) {
            return;  // never arrives
        }
        switch (kind) {
            case RequestKind::place:
                return venue_.place(request, random_);
            case RequestKind::modify:
                return venue_.modify(request, random_);
            default:
                return venue_.cancel(request);
        }
    }
    void act() {
        now_ = now_ + seconds(1);
        const order::WorkingOrder* mine = engine_.find(our_id);
        const double luck = random_.uniform();
        if (luck < 0.3) {
            venue_.fill(Lots(1 + static_cast<std::int64_t>(random_.uniform() * 6)), false);
        } else if (luck < 0.33) {
            venue_.end(OrderFate::cancelled);
        } else if (mine != nullptr && mine->state == order::OrderState::open && luck < 0.8) {
            send(RequestKind::modify);
        } else if (mine != nullptr && luck > 0.95 && mine->state != order::OrderState::placing &&
                   mine->state != order::OrderState::cancelling) {
            send(RequestKind::cancel);
        }
        if (loses_ && luck < 0.5) {
            engine_.time_out(now_, seconds(8));
            query();
        }
    }
    void query() {
        const order::WorkingOrder* mine = engine_.find(our_id);
        if (mine == nullptr || mine->state != order::OrderState::unknown) {
            return;
        }
        for (const Fill& fill : venue_.all_fills) {  // what is read since the order was sent
            table_.on_fill(fill, now_);
        }
        venue_.fills.clear();
        // An unanswered request is asked about only when it can no longer be executed.
        venue_.answers.clear();
        table_.on_status(query_of_ours, venue_.status(), now_, now_);
    }
    void deliver_one() {
        const auto kind = static_cast<int>(random_.uniform() * 3);
        const bool lost = loses_ && random_.uniform() < 0.15;
        const bool twice = random_.uniform() < 0.2;
        if (kind == 0 && !venue_.answers.empty()) {
            const auto which = static_cast<std::size_t>(random_.uniform() *
                                                        static_cast<double>(venue_.answers.size()));
            const auto answer = venue_.answers[which];
            venue_.answers.erase(venue_.answers.begin() + static_cast<std::ptrdiff_t>(which));
            if (!lost) {
                table_.on_answer(answer.request, answer.item, answer.filled, now_);
            }
        } else if (kind == 1 && !venue_.updates.empty()) {
            seen_updates_.push_back(venue_.updates.front());
            venue_.updates.pop_front();
            if (!lost) {
                table_.on_update(seen_updates_.back(), now_);
            }
            if (twice) {  // an old one again
                table_.on_update(
                    seen_updates_[static_cast<std::size_t>(
                        random_.uniform() * static_cast<double>(seen_updates_.size()))],
                    now_);
            }
        } else if (kind == 2 && !venue_.fills.empty()) {
            const Fill fill = venue_.fills.front();
            venue_.fills.pop_front();
            if (!lost) {
                table_.on_fill(fill, now_);
            }
            if (twice) {
                table_.on_fill(fill, now_);
            }
        }
    }
    void deliver_some() {
        for (auto n = static_cast<int>(random_.uniform() * 6); n > 0; --n) {
            deliver_one();
        }
    }
    void settle() {
        while (!venue_.answers.empty() || !venue_.updates.empty() || !venue_.fills.empty()) {
            deliver_one();
        }
        if (loses_) {
            for (const Fill& fill : venue_.all_fills) {
                table_.on_fill(fill, now_);
            }
            now_ = now_ + seconds(60);
            engine_.time_out(now_, seconds(8));
            // A periodic look at the venue's list asks about whatever differs.
            table_.on_status(query_of_ours, venue_.status(), now_, now_);
        }
    }

    RandomStream random_;
    bool loses_;
    Timestamp now_{1'000'000};
    SlowVenue venue_;
    order::WorkingOrders engine_;
    std::vector<OrderUpdate> seen_updates_;
    std::map<std::uint64_t, Lots> told_;
    std::vector<std::uint64_t> twice_;
    Lots last_left_;
    OrderTable table_{our_prefix, seconds(5), [this](const Report& report) {
                          if (report.kind == ReportKind::filled &&
                              !told_.emplace(report.trade_id, report.size).second) {
                              twice_.push_back(report.trade_id);
                          }
                          last_left_ = report.remaining;
                          engine_.apply(report);
                      }};
};

void expect_agreement(const Episode& episode, std::uint64_t seed) {
    SCOPED_TRACE(std::string("seed ").append(std::to_string(seed)));
    const SlowVenue& venue = episode.venue();
    const order::WorkingOrder* mine = episode.engine().find(our_id);
    EXPECT_TRUE(episode.twice().empty());
    ASSERT_EQ(episode.told_fills().size(), venue.all_fills.size());
    for (const Fill& fill : venue.all_fills) {
        EXPECT_EQ(episode.told_fills().at(fill.trade_id), fill.size);
    }
    ASSERT_EQ(mine != nullptr, venue.rests);
    if (venue.rests) {
        EXPECT_EQ(mine->state, order::OrderState::open);
        // Not the engine's own count: it takes a late fill of a modified order off the new one.
        EXPECT_EQ(episode.last_left(), venue.left);
    }
}

TEST(OrderTable, EveryInterleavingAndRepetitionEndsWhereTheVenueIs) {
    for (std::uint64_t seed = 1; seed <= 20'000 && !::testing::Test::HasFailure(); ++seed) {
        Episode episode(seed, false);
        episode.run();
        expect_agreement(episode, seed);
    }
}

TEST(OrderTable, LossesAreSettledByFillsAndAQuery) {
    for (std::uint64_t seed = 1; seed <= 20'000 && !::testing::Test::HasFailure(); ++seed) {
        Episode episode(seed, true);
        episode.run();
        expect_agreement(episode, seed);
    }
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
