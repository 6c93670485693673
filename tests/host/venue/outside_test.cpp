#include <gtest/gtest.h>

#include "tests/host/venue/scene.hpp"

namespace maxmin::venue {
namespace {

class Outside : public ::testing::Test {
  protected:
    void quotes(double bid_usd, std::int64_t bid_lots, double ask_usd, std::int64_t ask_lots) {
        scene.market.show(0, {{usd(bid_usd), Lots(bid_lots)}}, {{usd(ask_usd), Lots(ask_lots)}},
                          scene.next());
        scene.block();
    }
    void sold(double price_usd, std::int64_t lots) {
        scene.market.print(0, Side::ask, {usd(price_usd), Lots(lots)}, scene.next());
        scene.block();
    }
    Lots position(AccountId of) { return scene.exchange.client(of).account.position(0); }

    Scene scene;
    AccountId account = scene.open(100'000);
};

TEST_F(Outside, AClientQueuesBehindWhatIsShown) {
    quotes(99, 1'000, 101, 1'000);
    scene.rest(account, Scene::order(Side::bid, 99, 100));

    sold(99, 900);
    EXPECT_EQ(position(account), Lots(0));
    sold(99, 150);
    EXPECT_EQ(position(account), Lots(50));
    sold(99, 50);
    EXPECT_EQ(position(account), Lots(100));
}

TEST_F(Outside, ATouchFillsNothingATradeThroughDoes) {
    quotes(99, 1'000, 101, 1'000);
    scene.rest(account, Scene::order(Side::bid, 100, 100));

    quotes(99, 1'000, 100, 1'000);
    EXPECT_EQ(position(account), Lots(0));
    quotes(98, 1'000, 99, 30);
    EXPECT_EQ(position(account), Lots(30));
}

TEST_F(Outside, ThePublishedBookIsNeverLockedByAClient) {
    quotes(99, 1'000, 101, 1'000);
    scene.rest(account, Scene::order(Side::bid, 100, 100));
    scene.market.show(0, {{usd(99), Lots(10)}}, {{usd(100), Lots(500)}, {usd(102), Lots(700)}},
                      scene.next());
    scene.block();

    const auto bid = scene.exchange.book(0).best(Side::bid);
    const auto ask = scene.exchange.book(0).best(Side::ask);
    EXPECT_EQ(bid->price, usd(100));
    EXPECT_EQ(ask->price, usd(102));
    EXPECT_EQ(ask->size, Lots(700));
}

TEST_F(Outside, PublishedSizesAreClientsAndOthersTogether) {
    quotes(99, 1'000, 101, 1'000);
    scene.rest(account, Scene::order(Side::bid, 99, 100));

    const auto levels = scene.exchange.book(0).published(Side::bid, 20);

    ASSERT_EQ(levels.size(), 1U);
    EXPECT_EQ(levels[0], (PublishedLevel{.price = usd(99), .size = Lots(1'100), .orders = 2}));
}

TEST_F(Outside, OnePrintIsSharedByTheClientsInItsWay) {
    quotes(99, 100, 101, 1'000);
    const AccountId better = scene.open(100'000);
    const AccountId behind = scene.open(100'000);
    scene.rest(better, Scene::order(Side::bid, 100, 50));
    scene.rest(account, Scene::order(Side::bid, 99, 50));
    scene.rest(behind, Scene::order(Side::bid, 99, 50));
    scene.exchange.take_events();

    sold(99, 210);  // 50 at 100, then 100 of others, 50, and 10 of the last

    EXPECT_EQ(position(better), Lots(50));
    EXPECT_EQ(position(account), Lots(50));
    EXPECT_EQ(position(behind), Lots(10));
    Lots traded;
    for (const Trade& trade : Scene::only<Trade>(scene.exchange.take_events())) {
        traded += trade.size;
    }
    EXPECT_EQ(traded, Lots(210));
}

TEST_F(Outside, ATakerEatsWhatStandsAheadOfAClientFirst) {
    quotes(99, 1'000, 101, 1'000);
    const AccountId taker = scene.open(1'000'000);
    scene.rest(account, Scene::order(Side::ask, 101, 100));

    scene.place(taker, Scene::order(Side::bid, 101, 1'000, Tif::ioc));
    EXPECT_EQ(position(account), Lots(0));
    ASSERT_EQ(scene.market.taken().size(), 1U);
    EXPECT_EQ(scene.market.taken()[0].size, Lots(1'000));
    scene.place(taker, Scene::order(Side::bid, 101, 60, Tif::ioc));
    EXPECT_EQ(position(account), Lots(-60));
}

TEST_F(Outside, WhatWasTakenIsGoneUntilTheNextBook) {
    quotes(99, 1'000, 101, 100);
    const AccountId taker = scene.open(100'000);
    scene.place(taker, Scene::order(Side::bid, 101, 100, Tif::ioc));

    EXPECT_FALSE(scene.exchange.book(0).best(Side::ask));
    quotes(99, 1'000, 101, 100);
    EXPECT_EQ(scene.exchange.book(0).best(Side::ask)->size, Lots(100));
}

TEST_F(Outside, TheMarkIsTheMedianOfBestQuotesAndLastTrade) {
    quotes(99, 1'000, 101, 1'000);
    EXPECT_EQ(scene.exchange.assets()[0].mark, usd(100));
    sold(99, 10);
    EXPECT_EQ(scene.exchange.assets()[0].mark, usd(99));
    quotes(99.5, 1'000, 101, 1'000);
    EXPECT_EQ(scene.exchange.assets()[0].mark, usd(99.5));
}

}  // namespace
}  // namespace maxmin::venue
