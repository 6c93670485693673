// Random targets, fills, delays and repeated reports against a venue kept in a map: whatever
// happened, once the dust settles both sides agree and the working orders are the wanted ones.
#include <cmath>

#include <gtest/gtest.h>

#include "tests/host/order/order_fixture.hpp"

namespace maxmin::order {
namespace {

using test::Desk;

/// A ladder of random depth, gaps and sizes around a wandering centre; sometimes a side is off.
quote::Targets random_targets(std::mt19937_64& random, std::int64_t centre) {
    const auto below = [&](std::uint64_t bound) {
        return static_cast<std::int64_t>(random() % bound);
    };
    quote::Targets targets;
    for (const Side side : {Side::bid, Side::ask}) {
        std::int64_t offset = 1 + below(30);
        for (int level = 0; level < quote::levels_max && below(12) != 0; ++level) {
            if (below(5) != 0) {
                test::add(targets, side,
                          test::target(centre - sign_of(side) * offset, 10 + below(90), level));
            }
            offset += 1 + below(25);
        }
        targets.side[static_cast<std::size_t>(index_of(side))].capacity += Lots(below(60));
    }
    return targets;
}

void expect_same_orders(const Desk& desk) {
    ASSERT_EQ(desk.working.orders().size(), desk.venue.orders.size());
    for (const WorkingOrder& order : desk.working.orders()) {
        const auto it = desk.venue.orders.find(order.id);
        ASSERT_NE(it, desk.venue.orders.end());
        EXPECT_EQ(order.state, OrderState::open);
        EXPECT_EQ(order.resting.price, it->second.price);
        EXPECT_EQ(order.resting.size, it->second.size);
        EXPECT_EQ(order.pending.size, Lots(0));
    }
    EXPECT_EQ(desk.position, desk.venue.position);
}

/// The rules, written the slow way: every target has exactly one order near enough to it, every
/// order has a target, the sides fit their capacity and do not meet.
void expect_wanted(const Desk& desk, const quote::Targets& targets) {
    for (const Side side : {Side::bid, Side::ask}) {
        const quote::SideTargets& wanted = targets.side[static_cast<std::size_t>(index_of(side))];
        int orders = 0;
        Lots total;
        for (const WorkingOrder& order : desk.working.orders()) {
            orders += order.side == side ? 1 : 0;
            total += order.side == side ? order.resting.size : Lots(0);
        }
        EXPECT_EQ(orders, wanted.count);
        EXPECT_LE(total, wanted.capacity);
        for (const quote::Target& target : wanted.view()) {
            const WorkingOrder& order = desk.order_at(side, target.level);
            ASSERT_EQ(order.state, OrderState::open);
            const double price = target.price.as_double();
            EXPECT_LE(std::abs(order.resting.price.as_double() - price) / price * 1e4,
                      desk.rules.reprice_bps * (1.0 + 1e-12));  // the same quotient, other order
            EXPECT_LE(order.resting.size.as_double(), 1.2 * target.size.as_double() + 1e-9);
            if (order.filled == Lots(0)) {
                EXPECT_GE(order.resting.size.as_double(), 0.8 * target.size.as_double() - 1e-9);
            }
        }
    }
    for (const WorkingOrder& bid : desk.working.orders()) {
        for (const WorkingOrder& ask : desk.working.orders()) {
            if (bid.side == Side::bid && ask.side == Side::ask) {
                EXPECT_LT(bid.resting.price, ask.resting.price);
            }
        }
    }
}

void disturb(Desk& desk, std::mt19937_64& random, const quote::Targets& targets) {
    switch (random() % 6) {
        case 0:
        case 1:
            desk.reconcile_once(targets);
            break;
        case 2:
            desk.venue.handle(static_cast<int>(random() % 6));
            break;
        case 3:
            desk.venue.fill_some(random);
            break;
        case 4:
            if (random() % 4 == 0) {
                desk.venue.repeat_last_fill();
            }
            break;
        default:
            desk.position += desk.venue.deliver(static_cast<int>(random() % 6));
            break;
    }
    desk.now = desk.now + milliseconds(static_cast<std::int64_t>(random() % 400));
}

TEST(ReconcileRandom, AfterTheDustSettlesTheWorkingOrdersAreTheWantedOnes) {
    constexpr std::uint64_t seed = 9'151;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    Desk desk;
    desk.budget = Budget({.requests_at_start = 1e9, .cancel_reserve = 500.0});
    std::int64_t centre = 100'000;
    for (int round = 0; round < 2'000 && !testing::Test::HasFailure(); ++round) {
        SCOPED_TRACE(round);
        for (int i = 0; i < 20; ++i) {
            centre += static_cast<std::int64_t>(random() % 61) - 30;
            disturb(desk, random, random_targets(random, centre));
        }
        const quote::Targets targets = random_targets(random, centre);

        const int rounds = desk.settle(targets);

        EXPECT_LE(rounds, 4);  // out of the way, capacity free, across, done
        ASSERT_TRUE(desk.venue.is_quiet());
        expect_same_orders(desk);
        expect_wanted(desk, targets);
        EXPECT_EQ(desk.reconcile_once(targets).count, 0);
    }
    EXPECT_EQ(desk.working.counters().illegal, 0U);
    EXPECT_EQ(desk.working.counters().adopted, 0U);
    EXPECT_GT(desk.working.counters().fills_repeated, 100U);
    EXPECT_GT(desk.working.counters().late, 0U);
    EXPECT_EQ(desk.budget.used(), desk.venue.submitted);
}

TEST(ReconcileRandom, TheBudgetIsNeverExceededAndItsEndLeavesNoStaleQuote) {
    constexpr std::uint64_t seed = 9'152;
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    for (int run = 0; run < 50 && !testing::Test::HasFailure(); ++run) {
        SCOPED_TRACE(run);
        Desk desk;
        desk.budget = Budget({.requests_at_start = 150.0, .cancel_reserve = 60.0});
        for (int i = 0; i < 800; ++i) {
            disturb(desk, random, random_targets(random, 100'000));
            ASSERT_LE(static_cast<double>(desk.budget.used()), desk.budget.allowed());
        }
        const quote::Targets targets = random_targets(random, 100'000);
        desk.settle(targets);
        ASSERT_LE(static_cast<double>(desk.budget.used()), desk.budget.allowed());
        ASSERT_TRUE(desk.budget.is_exhausted());
        EXPECT_EQ(desk.reconcile_once(targets).kept,
                  static_cast<int>(desk.working.orders().size()));
    }
}

}  // namespace
}  // namespace maxmin::order
