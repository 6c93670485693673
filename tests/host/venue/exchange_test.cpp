#include <gtest/gtest.h>

#include "tests/host/venue/scene.hpp"

namespace maxmin::venue {
namespace {

TEST(VenueExchange, OrdersOfOnePriceFillInTheOrderOfTheirArrival) {
    Scene scene;
    const AccountId first = scene.open(10'000);
    const AccountId second = scene.open(10'000);
    const AccountId taker = scene.open(10'000);
    const Oid early = scene.rest(first, Scene::order(Side::bid, 100, 50));
    const Oid late = scene.rest(second, Scene::order(Side::bid, 100, 50));

    const ItemResult result = scene.place(taker, Scene::order(Side::ask, 99, 70, Tif::ioc));

    EXPECT_EQ(std::get<Filled>(result).size, Lots(70));
    EXPECT_EQ(scene.exchange.find(early), nullptr);
    ASSERT_NE(scene.exchange.find(late), nullptr);
    EXPECT_EQ(scene.exchange.find(late)->remaining, Lots(30));
    EXPECT_EQ(scene.exchange.client(taker).account.position(0), Lots(-70));
}

TEST(VenueExchange, TheFillPriceIsTheRestingOrdersPrice) {
    Scene scene;
    const AccountId maker = scene.open(10'000);
    const AccountId taker = scene.open(10'000);
    scene.rest(maker, Scene::order(Side::ask, 101, 10));
    scene.exchange.take_events();

    const ItemResult result = scene.place(taker, Scene::order(Side::bid, 105, 10, Tif::ioc));

    EXPECT_EQ(std::get<Filled>(result).value, MicroUsd(10'100'000));  // 0.1 coin at 101 USD
    const auto trades = Scene::only<Trade>(scene.exchange.take_events());
    ASSERT_EQ(trades.size(), 1U);
    EXPECT_EQ(trades[0].buyer, taker);
    EXPECT_EQ(trades[0].seller, maker);
    EXPECT_LT(trades[0].tid, std::uint64_t{1} << 50U);
}

TEST(VenueExchange, WithinABlockAloComesBeforeCancelsAndCancelsBeforeTakers) {
    Scene scene;
    const AccountId maker = scene.open(10'000);
    const AccountId taker = scene.open(10'000);
    const Oid resting = scene.rest(maker, Scene::order(Side::ask, 100, 10));

    scene.exchange.submit(taker, PlaceAction{.orders = {Scene::order(Side::bid, 100, 10)}});
    scene.exchange.submit(maker, CancelAction{.items = {{.asset = 0, .name = resting}}});
    scene.exchange.submit(maker,
                          PlaceAction{.orders = {Scene::order(Side::ask, 101, 10, Tif::alo)}});
    scene.block();
    const std::vector<Outcome> outcomes = scene.exchange.take_outcomes();

    ASSERT_EQ(outcomes.size(), 3U);
    const Oid alo = std::get<Resting>(outcomes[0].items[0]).oid;
    EXPECT_TRUE(std::holds_alternative<Accepted>(outcomes[1].items[0]));
    const Oid taken = std::get<Resting>(outcomes[2].items[0]).oid;  // its counterpart was gone
    EXPECT_LT(alo, taken);
}

TEST(VenueExchange, ASelfTradeCancelsTheRestingOrderAndGoesOn) {
    Scene scene;
    const AccountId own = scene.open(10'000);
    const AccountId other = scene.open(10'000);
    const Oid mine = scene.rest(own, Scene::order(Side::ask, 100, 10));
    scene.rest(other, Scene::order(Side::ask, 101, 10));
    scene.exchange.take_events();

    const ItemResult result = scene.place(own, Scene::order(Side::bid, 101, 10, Tif::ioc));

    EXPECT_EQ(std::get<Filled>(result).value, MicroUsd(10'100'000));
    EXPECT_EQ(scene.statuses_of(mine), std::vector{OrderStatus::self_trade_canceled});
}

TEST(VenueExchange, AnOrderFilledOnArrivalIsFirstOpenThenFilled) {
    Scene scene;
    const AccountId maker = scene.open(10'000);
    const AccountId taker = scene.open(10'000);
    scene.rest(maker, Scene::order(Side::ask, 100, 10));
    scene.exchange.take_events();

    scene.place(taker, Scene::order(Side::bid, 100, 10));
    const auto changes = Scene::only<OrderChange>(scene.exchange.take_events());

    ASSERT_EQ(changes.size(), 3U);  // the maker's end lies between
    EXPECT_EQ(changes[0].status, OrderStatus::open);
    EXPECT_EQ(changes[0].order.remaining, Lots(10));
    EXPECT_EQ(changes[1].order.account, maker);
    EXPECT_EQ(changes[2].status, OrderStatus::filled);
    EXPECT_EQ(changes[2].order.remaining, Lots(0));
}

TEST(VenueExchange, ARefusedOrderUsesAnOidUnlessItWasRefusedBeforeExecution) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    const Oid before = scene.rest(account, Scene::order(Side::bid, 90, 50));

    scene.place(account, Scene::order(Side::bid, 90, 0));  // no size: before execution
    scene.place(account, Scene::order(Side::bid, 90, 1));  // 0.90 USD: in execution
    const Oid after = scene.rest(account, Scene::order(Side::bid, 90, 50));

    EXPECT_EQ(static_cast<std::uint64_t>(after), static_cast<std::uint64_t>(before) + 2);
}

TEST(VenueExchange, OneBadOrderRefusesItsBatchBeforeExecutionButNotInIt) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    const NewOrder good = Scene::order(Side::bid, 90, 50);
    const NewOrder too_small = Scene::order(Side::bid, 90, 1);
    const NewOrder sizeless = Scene::order(Side::bid, 90, 0);

    const Outcome whole = scene.run(account, PlaceAction{.orders = {good, sizeless, good}});
    const Outcome each = scene.run(account, PlaceAction{.orders = {good, too_small, good}});

    ASSERT_EQ(whole.items.size(), 1U);
    EXPECT_EQ(Scene::refusal_of(whole.items[0]), "Order has zero size.");
    ASSERT_EQ(each.items.size(), 3U);
    EXPECT_TRUE(std::holds_alternative<Resting>(each.items[0]));
    EXPECT_EQ(Scene::refusal_of(each.items[1]), "Order must have minimum value of $10. asset=0");
    EXPECT_TRUE(std::holds_alternative<Resting>(each.items[2]));
}

TEST(VenueExchange, AModifyHasANewOidAndLosesItsPlace) {
    Scene scene;
    const AccountId first = scene.open(10'000);
    const AccountId second = scene.open(10'000);
    const AccountId taker = scene.open(10'000);
    const Oid old = scene.rest(first, Scene::order(Side::bid, 100, 50));
    const Oid other = scene.rest(second, Scene::order(Side::bid, 100, 50));

    const Outcome outcome = scene.run(
        first, ModifyAction{.items = {{.name = old, .order = Scene::order(Side::bid, 100, 50)}}});
    const Oid fresh = std::get<Resting>(outcome.items[0]).oid;
    scene.place(taker, Scene::order(Side::ask, 100, 50, Tif::ioc));

    EXPECT_GT(fresh, other);
    EXPECT_EQ(scene.exchange.find(old), nullptr);
    EXPECT_EQ(scene.exchange.find(other), nullptr);
    EXPECT_NE(scene.exchange.find(fresh), nullptr);
}

TEST(VenueExchange, AModifyWhoseNewOrderIsRefusedHasLostTheOldOne) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    const AccountId other = scene.open(10'000);
    const Oid old = scene.rest(account, Scene::order(Side::bid, 90, 50));
    scene.rest(other, Scene::order(Side::ask, 100, 50));

    const Outcome outcome = scene.run(
        account, ModifyAction{.items = {{.name = old, .order = Scene::order(Side::bid, 100, 50)}}});

    EXPECT_EQ(Scene::refusal_of(outcome.items[0]),
              "Error placing new order during modify: Post only order would have immediately "
              "matched, bbo was 60@100. asset=0");
    EXPECT_EQ(scene.exchange.find(old), nullptr);
    EXPECT_TRUE(scene.exchange.client(account).open.empty());
}

TEST(VenueExchange, AnotherAccountsOrderCannotBeCancelled) {
    Scene scene;
    const AccountId owner = scene.open(10'000);
    const AccountId stranger = scene.open(10'000);
    const Oid oid = scene.rest(owner, Scene::order(Side::bid, 90, 50));

    const Outcome outcome = scene.run(stranger, CancelAction{.items = {{.asset = 0, .name = oid}}});

    EXPECT_EQ(Scene::refusal_of(outcome.items[0]),
              "Order was never placed, already canceled, or filled. asset=0");
    EXPECT_NE(scene.exchange.find(oid), nullptr);
}

TEST(VenueExchange, MarginIsCheckedAtPlacementAndAgainWhenARestingOrderIsMatched) {
    Scene scene;
    const AccountId poor = scene.open(100);
    const AccountId taker = scene.open(100'000);
    // 100 USD at 20x carry 2,000 USD: 20 coins at 100.
    EXPECT_EQ(Scene::refusal_of(scene.place(poor, Scene::order(Side::bid, 99, 2'001))),
              "Insufficient margin to place order. asset=0");
    const Oid resting = scene.rest(poor, Scene::order(Side::bid, 99, 2'000));
    scene.exchange.client(poor).account.deposit(MicroUsd(-60'000'000));
    scene.exchange.take_events();

    scene.place(taker, Scene::order(Side::ask, 99, 2'000, Tif::ioc));

    EXPECT_EQ(scene.statuses_of(resting), std::vector{OrderStatus::margin_canceled});
    EXPECT_EQ(scene.exchange.client(poor).account.position(0), Lots(0));
}

TEST(VenueExchange, AReduceOnlyOrderNeverTakesThePositionThroughZero) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    const AccountId maker = scene.open(10'000);
    scene.rest(maker, Scene::order(Side::ask, 100, 50));
    scene.place(account, Scene::order(Side::bid, 100, 50, Tif::ioc));
    scene.rest(maker, Scene::order(Side::bid, 99, 200));
    NewOrder closing = Scene::order(Side::ask, 99, 120, Tif::ioc);
    closing.reduce_only = true;

    const ItemResult result = scene.place(account, closing);

    EXPECT_EQ(std::get<Filled>(result).size, Lots(50));
    EXPECT_EQ(scene.exchange.client(account).account.position(0), Lots(0));
    EXPECT_EQ(Scene::refusal_of(scene.place(account, closing)),
              "Reduce only order would increase position. asset=0");
}

TEST(VenueExchange, AScheduledCancelNeedsVolumeAndTakesEveryOrder) {
    VenueConfig config;
    config.schedule_cancel_volume_usd = 0.0;
    Scene scene(config);
    const AccountId account = scene.open(10'000);
    const Oid oid = scene.rest(account, Scene::order(Side::bid, 90, 50));
    scene.exchange.take_events();

    EXPECT_EQ(scene.run(account, ScheduleCancelAction{.time = scene.now + seconds(4)}).error,
              "Scheduled cancel time too early, must be at least 5 seconds from now.");
    EXPECT_FALSE(scene.run(account, ScheduleCancelAction{.time = scene.now + seconds(6)}).error);
    for (int i = 0; i < 70; ++i) {
        scene.block();
    }

    EXPECT_EQ(scene.statuses_of(oid), std::vector{OrderStatus::scheduled_cancel});

    Scene strict;
    const AccountId poor = strict.open(10'000);
    EXPECT_EQ(strict.run(poor, ScheduleCancelAction{.time = strict.now + seconds(60)}).error,
              "Cannot set scheduled cancel time until enough volume traded. Required: $1000000. "
              "Traded: $0.");
}

TEST(VenueExchange, AStopFiresOnTheMarkAndItsSiblingGoes) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    NewOrder parent = Scene::order(Side::bid, 140, 50);
    NewOrder stop = Scene::order(Side::ask, 80, 50);
    stop.reduce_only = true;
    stop.trigger = Trigger{.is_market = true, .is_take_profit = false, .price = usd(80)};
    NewOrder profit = stop;
    profit.trigger = Trigger{.is_market = true, .is_take_profit = true, .price = usd(170)};

    const Outcome outcome = scene.run(
        account, PlaceAction{.orders = {parent, stop, profit}, .grouping = Grouping::normal_tpsl});
    ASSERT_EQ(outcome.items.size(), 3U);
    EXPECT_EQ(std::get<Filled>(outcome.items[0]).size, Lots(50));
    EXPECT_EQ(std::get<Accepted>(outcome.items[1]), Accepted::waiting_for_trigger);
    scene.market.show(0, {{usd(78), Lots(1'000)}}, {{usd(79), Lots(1'000)}}, scene.next());
    scene.block();

    EXPECT_EQ(scene.exchange.client(account).account.position(0), Lots(0));
    EXPECT_TRUE(scene.exchange.client(account).open.empty());
    std::vector<OrderStatus> last;
    for (const OrderChange& change : Scene::only<OrderChange>(scene.exchange.take_events())) {
        if (change.order.trigger) {
            last.push_back(change.status);
        }
    }
    EXPECT_EQ(last, (std::vector{OrderStatus::open, OrderStatus::open, OrderStatus::triggered,
                                 OrderStatus::open, OrderStatus::sibling_filled_canceled,
                                 OrderStatus::filled}));
}

TEST(VenueExchange, AFastCancelIsNotForTriggerOrders) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    scene.place(account, Scene::order(Side::bid, 140, 50));
    NewOrder stop = Scene::order(Side::ask, 80, 50);
    stop.reduce_only = true;
    stop.trigger = Trigger{.is_market = true, .is_take_profit = false, .price = usd(80)};
    scene.place(account, stop);
    const Oid waiting = *scene.exchange.client(account).open.begin();
    const Oid resting = scene.rest(account, Scene::order(Side::bid, 90, 50));

    const Outcome fast =
        scene.run(account, CancelAction{.items = {{0, waiting}, {0, resting}}, .is_fast = true});

    EXPECT_EQ(Scene::refusal_of(fast.items[0]), "Trigger orders cannot be canceled fast.");
    EXPECT_EQ(std::get<Accepted>(fast.items[1]), Accepted::done);
    const Outcome plain = scene.run(account, CancelAction{.items = {{0, waiting}}});
    EXPECT_EQ(std::get<Accepted>(plain.items[0]), Accepted::done);
}

TEST(VenueExchange, AFiredLimitThatFillsInPartLaterTakesItsSiblingAway) {
    Scene scene;
    const AccountId account = scene.open(10'000);
    NewOrder stop = Scene::order(Side::ask, 80, 50);
    stop.reduce_only = true;
    stop.trigger = Trigger{.is_market = true, .is_take_profit = false, .price = usd(80)};
    NewOrder profit = stop;
    profit.price = usd(180);
    profit.trigger = Trigger{.is_market = false, .is_take_profit = true, .price = usd(170)};
    scene.run(account, PlaceAction{.orders = {Scene::order(Side::bid, 140, 50), stop, profit},
                                   .grouping = Grouping::normal_tpsl});
    ASSERT_EQ(scene.exchange.client(account).open.size(), 2U);
    const Oid stop_oid = *scene.exchange.client(account).open.begin();
    const Oid profit_oid = *scene.exchange.client(account).open.rbegin();

    scene.market.show(0, {{usd(172), Lots(1'000)}}, {{usd(174), Lots(1'000)}}, scene.next());
    scene.block();
    // It rests at 180; nothing has filled, so the stop goes on waiting.
    ASSERT_EQ(scene.exchange.find(profit_oid)->stage, OrderStage::resting);
    ASSERT_NE(scene.exchange.find(stop_oid), nullptr);
    scene.exchange.take_events();
    scene.market.print(0, Side::bid, {usd(181), Lots(20)}, scene.next());
    scene.block();

    EXPECT_EQ(scene.exchange.client(account).account.position(0), Lots(30));
    EXPECT_EQ(scene.exchange.find(profit_oid)->remaining, Lots(30));
    EXPECT_EQ(scene.statuses_of(stop_oid), std::vector{OrderStatus::sibling_filled_canceled});
}

TEST(VenueExchange, AnAccountBelowMaintenanceIsClosedAgainstTheBook) {
    Scene scene({}, 40);
    const AccountId account = scene.open(100);
    scene.run(account, LeverageAction{.asset = 0, .leverage = {.is_cross = true, .value = 40}});
    scene.market.show(0, {{usd(99), Lots(5'000)}}, {{usd(100), Lots(5'000)}}, scene.next());
    scene.block();
    scene.place(account, Scene::order(Side::bid, 100, 3'000, Tif::ioc));  // 3,000 USD
    scene.exchange.take_events();

    scene.market.show(0, {{usd(97), Lots(5'000)}}, {{usd(98), Lots(5'000)}}, scene.next());
    scene.block();

    const std::vector<Event> events = scene.exchange.take_events();
    const auto fills = Scene::only<Fill>(events);
    ASSERT_EQ(fills.size(), 1U);
    ASSERT_TRUE(fills[0].liquidation);
    EXPECT_FALSE(fills[0].liquidation->is_backstop);
    EXPECT_EQ(fills[0].price, usd(97));
    EXPECT_EQ(scene.exchange.client(account).account.position(0), Lots(0));
    EXPECT_EQ(Scene::only<Liquidated>(events).size(), 1U);
}

TEST(VenueExchange, FundingIsPaidEachHourOnTheOracle) {
    Scene scene;
    scene.market.set_oracle(usd(100));
    scene.market.show(0, {{usd(99), Lots(10'000)}}, {{usd(101), Lots(10'000)}}, scene.next());
    scene.block();
    const AccountId longs = scene.open(10'000);
    const AccountId shorts = scene.open(10'000);
    scene.rest(shorts, Scene::order(Side::ask, 100, 200));
    scene.place(longs, Scene::order(Side::bid, 100, 200, Tif::ioc));
    scene.exchange.take_events();

    scene.exchange.run_block(
        Timestamp((scene.now.ns() / 3'600'000'000'000 + 1) * 3'600'000'000'000));

    const auto paid = Scene::only<FundingPayment>(scene.exchange.take_events());
    ASSERT_EQ(paid.size(), 2U);
    EXPECT_EQ(paid[0].paid, MicroUsd(2'500));  // 200 USD x 0.0000125: no premium
    EXPECT_EQ(paid[1].paid, MicroUsd(-2'500));
}

}  // namespace
}  // namespace maxmin::venue
