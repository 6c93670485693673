// The order table against a slow venue that knows everything: whatever order its answers, updates
// and fills arrive in, twice or not at all, the engine's own bookkeeping ends where the venue is.
#include "host/exchange/hyperliquid/order_table.hpp"

#include <deque>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "host/base/random.hpp"
#include "host/order/working_orders.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::OrderId;
using gateway::Reason;
using gateway::Report;
using gateway::ReportKind;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;
using wire::hyperliquid::CloidPrefix;
using wire::hyperliquid::OrderFate;

constexpr CloidPrefix prefix(0x6d61786d696e0001);
constexpr OrderId our_id{77};
const Request query_of_ours{
    .kind = RequestKind::query, .id = our_id, .price = Ticks(0), .size = Lots(0)};

struct Scene {
    std::vector<Report> reports;
    OrderTable table{prefix, [this](const Report& report) { reports.push_back(report); }};
    Timestamp now{1'000};

    Request place(Lots size = Lots(10), TimeInForce tif = TimeInForce::post_only) {
        Request request{.id = our_id, .price = Ticks(100), .size = size};
        request.time_in_force = tif;
        table.sent(request, now);
        return request;
    }
    Request ask(RequestKind kind, Ticks price = Ticks(0), Lots size = Lots(0)) {
        const Request request{.kind = kind, .id = our_id, .price = price, .size = size};
        table.sent(request, now);
        return request;
    }
    void answer(const Request& request, ItemKind kind, std::uint64_t oid, Lots filled = Lots(0),
                std::string_view error = {}) {
        ReplyItem item;
        item.kind = kind;
        item.oid = oid;
        item.error = error;
        item.reason = error.empty() ? Reason::none : Reason::other;
        table.on_answer(request, item, filled, now);
    }
    static OrderUpdate fact(std::uint64_t oid, OrderFate fate, Lots size, Lots remaining) {
        OrderUpdate update;
        update.order.price = Ticks(100);
        update.order.remaining = remaining;
        update.order.original = size;
        update.order.oid = oid;
        update.order.cloid = prefix.of(our_id);
        update.fate = fate;
        return update;
    }
    void update(std::uint64_t oid, OrderFate fate, Lots remaining, Lots size = Lots(10)) {
        table.on_update(fact(oid, fate, size, remaining), now);
    }
    static Fill fill_of(std::uint64_t oid, std::uint64_t trade, Lots size) {
        Fill fill;
        fill.price = Ticks(100);
        fill.size = size;
        fill.oid = oid;
        fill.trade_id = trade;
        fill.cloid = prefix.of(our_id);
        return fill;
    }
    void fill(std::uint64_t oid, std::uint64_t trade, Lots size) {
        table.on_fill(fill_of(oid, trade, size), now);
    }
    std::string told() const {
        std::string text;
        for (const Report& report : reports) {
            text += std::string(to_string(report.kind)) + " " +
                    std::to_string(report.remaining.value()) + "; ";
        }
        return text;
    }
};

TEST(OrderTable, AnswerAndUpdateAreOneAcceptance) {
    Scene scene;
    const Request place = scene.place();
    scene.update(500, OrderFate::live, Lots(10));
    scene.answer(place, ItemKind::resting, 500);
    EXPECT_EQ(scene.told(), "accepted 10; ");
}

TEST(OrderTable, AModifysCancelledHalfIsNotTheEnd) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    const Request modify = scene.ask(RequestKind::modify, Ticks(101), Lots(7));
    scene.update(500, OrderFate::cancelled, Lots(10));
    scene.update(510, OrderFate::live, Lots(7), Lots(7));
    scene.answer(modify, ItemKind::resting, 510);
    EXPECT_EQ(scene.told(), "accepted 10; modified 7; ");
}

TEST(OrderTable, ALateFillOfTheOldHalfLeavesTheNewOneAsItIs) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.answer(scene.ask(RequestKind::modify, Ticks(101), Lots(7)), ItemKind::resting, 510);
    scene.fill(500, 1, Lots(3));
    EXPECT_EQ(scene.told(), "accepted 10; modified 7; filled 7; ");
}

TEST(OrderTable, AFillOfTheNewHalfTellsOfTheModifyFirst) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    const Request modify = scene.ask(RequestKind::modify, Ticks(101), Lots(7));
    scene.fill(510, 1, Lots(2));
    scene.answer(modify, ItemKind::resting, 510);
    EXPECT_EQ(scene.told(), "accepted 10; modified 7; filled 5; ");
}

TEST(OrderTable, AModifyThatLostItsOrderEndsIt) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.answer(scene.ask(RequestKind::modify, Ticks(101), Lots(7)), ItemKind::refused, 0, Lots(0),
                 "Error placing new order during modify: Post only order would have immediately "
                 "matched, bbo was 100@101. asset=0");
    EXPECT_EQ(scene.told(), "accepted 10; modify_rejected 0; ");
}

TEST(OrderTable, AModifyRefusedForItsFormLeavesTheOldOrder) {
    Scene scene;
    scene.answer(scene.place(), ItemKind::resting, 500);
    scene.answer(scene.ask(RequestKind::modify, Ticks(101), Lots(7)), ItemKind::refused, 0, Lots(0),
                 "Order has invalid price.");
    EXPECT_EQ(scene.told(), "accepted 10; modify_rejected 10; ");
}

TEST(OrderTable, ACancelThatFindsNothingWhileThePlaceIsOpenDoesNotEndIt) {
    Scene scene;
    const Request place = scene.place();
    const Request cancel = scene.ask(RequestKind::cancel);
    scene.answer(cancel, ItemKind::refused, 0, Lots(0),
                 "Order was never placed, already canceled, or filled. asset=0");
    scene.answer(place, ItemKind::resting, 500);
    EXPECT_EQ(scene.told(), "cancel_rejected 10; accepted 10; ");
}

TEST(OrderTable, AnImmediateOrderPartlyFilledIsOverAndItsFillsCountOnce) {
    Scene scene;
    const Request place = scene.place(Lots(10), TimeInForce::immediate_or_cancel);
    scene.answer(place, ItemKind::filled, 500, Lots(4));
    scene.fill(500, 1, Lots(4));
    scene.fill(500, 1, Lots(4));
    EXPECT_EQ(scene.told(), "cancelled 0; filled 0; ");
    EXPECT_EQ(scene.table.counters().fills_repeated, 1);
}

TEST(OrderTable, AFilledAnswerOfLessThanAskedRests) {
    Scene scene;
    const Request place = scene.place(Lots(10), TimeInForce::good_til_cancel);
    scene.fill(500, 1, Lots(4));
    scene.answer(place, ItemKind::filled, 500, Lots(4));
    EXPECT_EQ(scene.reports.back().remaining, Lots(6));
}

TEST(OrderTable, AForeignFillIsCountedAndNotReported) {
    Scene scene;
    Fill fill = Scene::fill_of(900, 5, Lots(1));
    fill.cloid.reset();
    scene.table.on_fill(fill, scene.now);
    EXPECT_TRUE(scene.reports.empty());
    EXPECT_EQ(scene.table.counters().fills_foreign, 1);
}

TEST(OrderTable, AnOrderOfAnEarlierRunIsAdopted) {
    Scene scene;
    const OrderView open = Scene::fact(400, OrderFate::live, Lots(10), Lots(6)).order;
    scene.table.adopt({&open, 1}, scene.now);
    scene.fill(400, 1, Lots(2));
    scene.answer(scene.ask(RequestKind::cancel), ItemKind::success, 0);
    EXPECT_EQ(scene.told(), "filled 4; cancelled 0; ");
}

TEST(OrderTable, WhatIsNotListedIsOverUnlessItWasSentAfterwards) {
    Scene scene;
    scene.place();
    scene.table.adopt({}, Timestamp(1'000));  // asked at the instant of sending: too early to say
    scene.answer(scene.ask(RequestKind::cancel), ItemKind::success, 0);
    EXPECT_EQ(scene.told(), "cancelled 0; ");

    Scene later;
    later.place();
    later.table.adopt({}, Timestamp(2'000));
    later.answer(later.ask(RequestKind::cancel), ItemKind::success, 0);
    EXPECT_EQ(later.told(), "");
}

/// One order at a venue, executed at once; what it says about it waits in channels.
class SlowVenue {
  public:
    struct Answer {
        Request request;
        ReplyItem item;
        Lots filled;
    };
    std::deque<Answer> answers;
    std::deque<OrderUpdate> updates;
    std::deque<Fill> fills;
    std::vector<Fill> all_fills;

    std::uint64_t oid = 100;  // of the order that rests
    Lots size, left;
    bool rests = false;
    bool known = false;

    void place(const Request& request, RandomStream& random) {
        size = left = request.size;
        known = true;
        if (random.uniform() < 0.1) {
            say(++oid, OrderFate::rejected);
            answer(request, ItemKind::refused, "Post only order would have immediately matched");
            return;
        }
        rests = true;
        say(++oid, OrderFate::live);
        const bool ioc = request.time_in_force == TimeInForce::immediate_or_cancel;
        if (ioc) {
            fill(Lots(1 + static_cast<std::int64_t>(random.uniform() * 10)), true);
            answer(request, ItemKind::filled, {}, size - left);
            if (rests) {
                rests = false;
                say(oid, OrderFate::cancelled);
            }
            return;
        }
        answer(request, ItemKind::resting);
    }
    void modify(const Request& request, RandomStream& random) {
        const double luck = random.uniform();
        if (luck < 0.05) {
            answer(request, ItemKind::refused, "Order has invalid price.");
        } else if (!rests) {
            answer(request, ItemKind::refused, "Cannot modify canceled or filled order");
        } else {
            say(oid, OrderFate::cancelled);
            size = left = request.size;
            ++oid;
            rests = luck > 0.15;
            say(oid, rests ? OrderFate::live : OrderFate::rejected);
            answer(request, rests ? ItemKind::resting : ItemKind::refused,
                   rests ? "" : "Error placing new order during modify: Post only order would");
        }
    }
    void cancel(const Request& request) {
        answer(request, rests ? ItemKind::success : ItemKind::refused,
               rests ? "" : "Order was never placed, already canceled, or filled. asset=0");
        end(OrderFate::cancelled);
    }
    void end(OrderFate fate) {
        if (rests) {
            rests = false;
            say(oid, fate);
        }
    }
    void fill(Lots most, bool taker) {
        if (!rests) {
            return;
        }
        const Lots taken = std::min(most, left);
        left -= taken;
        Fill made = Scene::fill_of(oid, all_fills.size() + 1, taken);
        made.liquidity = taker ? gateway::Liquidity::taker : gateway::Liquidity::maker;
        all_fills.push_back(made);
        fills.push_back(made);
        if (left == Lots(0)) {
            end(OrderFate::filled);
        }
    }
    std::optional<OrderUpdate> status() const {
        if (!known) {
            return std::nullopt;
        }
        const auto over = left == Lots(0) ? OrderFate::filled : OrderFate::cancelled;
        return Scene::fact(oid, rests ? OrderFate::live : over, size, left);
    }

  private:
    void say(std::uint64_t which, OrderFate fate) {
        updates.push_back(Scene::fact(which, fate, size, left));
    }
    void answer(const Request& request, ItemKind kind, std::string_view error = {},
                Lots filled = Lots(0)) {
        ReplyItem item;
        item.kind = kind;
        item.error = error;
        item.oid = kind == ItemKind::resting || kind == ItemKind::filled ? oid : 0;
        item.reason = kind == ItemKind::refused ? Reason::other : Reason::none;
        answers.push_back({request, item, filled});
    }
};

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
        table_.on_status(query_of_ours, venue_.status(), now_);
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
            table_.on_status(query_of_ours, venue_.status(), now_);
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
    OrderTable table_{prefix, [this](const Report& report) {
                          if (report.kind == ReportKind::filled &&
                              !told_.emplace(report.trade_id, report.size).second) {
                              twice_.push_back(report.trade_id);
                          }
                          last_left_ = report.remaining;
                          engine_.apply(report);
                      }};
};

void expect_agreement(const Episode& episode, std::uint64_t seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
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
