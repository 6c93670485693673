// What crosses from the gateway's thread to the engine's, and what is given up when there is no
// room.
#include "host/live/inbox.hpp"

#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "host/live/latest.hpp"
#include "host/live/outbox.hpp"
#include "host/live/record_ring.hpp"

namespace maxmin::live {
namespace {

using market::BookLevel;
using market::EventKind;
using market::MarketEvent;

MarketEvent event_of(EventKind kind, AssetIndex asset, std::int64_t number) {
    MarketEvent event;
    event.kind = kind;
    event.asset = asset;
    event.exchange_time = Timestamp(number);
    event.bid = {Ticks(number), Lots(1)};
    return event;
}

struct Post {
    explicit Post(std::size_t market_room, std::size_t facts_room = 16)
        : inbox(3, {.market = market_room, .facts = facts_room}, doorbell, [this] { ++anew; }) {}

    void book(AssetIndex asset, std::int64_t number) {
        MarketEvent event = event_of(EventKind::book, asset, number);
        event.bid_levels = 1;
        event.ask_levels = 1;
        inbox.on_market(event, std::array{BookLevel{Ticks(number), Lots(1)}},
                        std::array{BookLevel{Ticks(number + 1), Lots(2)}});
    }
    std::vector<std::pair<AssetIndex, std::int64_t>> drain() {
        std::vector<std::pair<AssetIndex, std::int64_t>> got;
        while (const MarketItem* item = inbox.next_market()) {
            got.emplace_back(item->event.asset, item->event.exchange_time.ns());
            inbox.release_market();
        }
        return got;
    }

    Doorbell doorbell;
    int anew = 0;
    Inbox inbox;
};

TEST(Inbox, BooksKeepTheirLevels) {
    Post post(4);
    post.book(1, 100);
    const MarketItem* item = post.inbox.next_market();
    ASSERT_NE(item, nullptr);
    ASSERT_EQ(item->bids().size(), 1U);
    ASSERT_EQ(item->asks().size(), 1U);
    EXPECT_EQ(item->bids()[0].price, Ticks(100));
    EXPECT_EQ(item->asks()[0].price, Ticks(101));
}

TEST(Inbox, WithoutRoomTheNewestBookOfEachAssetWins) {
    Post post(2);
    post.book(0, 1);
    post.book(0, 2);  // full
    post.book(1, 3);
    post.book(0, 4);
    post.book(1, 5);
    post.inbox.on_market(event_of(EventKind::best, 1, 6), {}, {});
    post.inbox.on_market(event_of(EventKind::trade, 1, 7), {}, {});
    EXPECT_EQ(post.drain(), (std::vector<std::pair<AssetIndex, std::int64_t>>{{0, 1}, {0, 2}}));

    post.book(2, 8);  // hands over what was kept, as far as there is room
    EXPECT_EQ(post.drain(), (std::vector<std::pair<AssetIndex, std::int64_t>>{{1, 5}, {1, 6}}));
    post.book(2, 9);
    EXPECT_EQ(post.drain(), (std::vector<std::pair<AssetIndex, std::int64_t>>{{0, 4}, {2, 8}}));
    EXPECT_EQ(post.inbox.counters().conflated, 1) << "3 by 5";
    EXPECT_EQ(post.inbox.counters().trades_dropped, 1);
    EXPECT_EQ(post.anew, 0) << "market data may be lost";
}

TEST(Inbox, FactsAreNotLostInSilence) {
    Post post(4, 2);
    gateway::Report report;
    for (std::uint64_t i = 1; i <= 3; ++i) {
        report.trade_id = i;
        post.inbox.on_report(report);
    }
    EXPECT_EQ(post.anew, 1) << "the gateway connects anew";
    EXPECT_TRUE(post.inbox.lost_sight()) << "the engine stops quoting";
    EXPECT_FALSE(post.inbox.lost_sight());
    EXPECT_EQ(post.inbox.next_fact()->report.trade_id, 1U);
}

TEST(Inbox, ATruthWithoutRoomKeepsItsPlaceForTheNext) {
    Post post(4, 2);
    post.inbox.on_report({});
    post.inbox.on_report({});
    for (int i = 0; i < 20; ++i) {
        post.inbox.on_truth({});
    }
    post.inbox.release_fact();
    post.inbox.release_fact();
    post.inbox.on_truth({});
    ASSERT_NE(post.inbox.next_fact(), nullptr);
    EXPECT_EQ(post.inbox.next_fact()->kind, Fact::Kind::truth);
}

TEST(Inbox, ATruthOutlivesTheCallAndItsPlaceIsUsedAgain) {
    Post post(4);
    for (int round = 0; round < 30; ++round) {
        {
            std::vector<gateway::OpenOrder> orders(static_cast<std::size_t>(round % 5));
            std::vector<gateway::HeldPosition> positions{{.asset = 1, .lots = Lots(round)}};
            post.inbox.on_truth({.local_time = {},
                                 .orders_asked = {},
                                 .positions_asked = {},
                                 .orders = orders,
                                 .positions = positions,
                                 .equity_usd = 5.0});
        }
        const Fact* fact = post.inbox.next_fact();
        ASSERT_NE(fact, nullptr);
        const gateway::Truth& truth = post.inbox.truth_of(*fact);
        EXPECT_EQ(truth.orders.size(), static_cast<std::size_t>(round % 5));
        EXPECT_EQ(truth.positions[0].lots, Lots(round));
        post.inbox.release_fact();
    }
    EXPECT_EQ(post.anew, 0);
}

class RememberingVenue final : public gateway::Port {
  public:
    void submit(std::span<const gateway::Request> requests, Timestamp /*now*/) override {
        batches.push_back(requests.size());
    }
    std::vector<std::size_t> batches;
};

TEST(Outbox, DeliversBatchesAsTheyWereSubmitted) {
    int woken = 0;
    Outbox outbox(8, [&] { ++woken; });
    std::vector<gateway::Request> requests(3);
    outbox.submit(requests, Timestamp(1));
    requests.resize(1);
    outbox.submit(requests, Timestamp(2));
    RememberingVenue venue;
    outbox.deliver(venue);
    EXPECT_EQ(venue.batches, (std::vector<std::size_t>{3, 1}));
    EXPECT_EQ(woken, 2);

    requests.resize(9);
    outbox.submit(requests, Timestamp(3));
    EXPECT_EQ(outbox.lost(), 1);
    outbox.deliver(venue);
    EXPECT_EQ(venue.batches.back(), 8U) << "what fits is sent";
}

TEST(RecordRing, KeepsRecordsWholeInOrderUnderRandomSizes) {
    const std::string letters(90, 'x');
    for (const unsigned seed : {1U, 2U}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        RecordRing ring(256);
        std::vector<std::string> model;
        std::string record;
        std::int64_t refused = 0;
        for (int i = 0; i < 20'000; ++i) {
            if (random() % 2 == 0) {
                const std::string made = std::to_string(i) + letters.substr(0, random() % 90);
                ring.push(made) ? model.push_back(made) : static_cast<void>(++refused);
            } else {
                ASSERT_EQ(ring.pop(record), !model.empty());
                if (!model.empty()) {
                    ASSERT_EQ(record, model.front());
                    model.erase(model.begin());
                }
            }
        }
        EXPECT_EQ(ring.refused(), refused);
        EXPECT_GT(refused, 0);
    }
}

TEST(Latest, ReaderSeesWholeValuesThatNeverGoBack) {
    struct Pair {
        std::uint64_t number = 0;
        std::uint64_t square = 0;
    };
    constexpr std::uint64_t last = 100'000;
    Latest<Pair> latest(Pair{});
    std::thread writer([&] {
        for (std::uint64_t i = 1; i <= last; ++i) {
            latest.writable() = {i, i * i};
            latest.publish();
        }
    });
    std::uint64_t seen = 0;
    while (seen < last) {
        const Pair& pair = latest.read();
        ASSERT_EQ(pair.square, pair.number * pair.number);
        ASSERT_GE(pair.number, seen);
        seen = pair.number;
    }
    writer.join();
}

}  // namespace
}  // namespace maxmin::live
