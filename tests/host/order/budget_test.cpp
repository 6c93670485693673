#include "host/order/budget.hpp"

#include <gtest/gtest.h>

namespace maxmin::order {
namespace {

using gateway::RequestKind;

TEST(Budget, EveryUsdTradedAllowsOneRequestMore) {
    Budget budget({.requests_at_start = 10.0, .cancel_reserve = 2.0});
    budget.spent(RequestKind::place);
    budget.spent(RequestKind::modify);
    budget.spent(RequestKind::cancel);
    budget.traded(4.5);

    EXPECT_EQ(budget.used(), 3);
    EXPECT_EQ(budget.used(RequestKind::modify), 1);
    EXPECT_EQ(budget.allowed(), 14.5);
    EXPECT_EQ(budget.left(), 11.5);
}

TEST(Budget, TheReserveIsForCancelsOnly) {
    Budget budget({.requests_at_start = 10.0, .cancel_reserve = 2.0});

    EXPECT_TRUE(budget.permits(RequestKind::place, 7));
    EXPECT_FALSE(budget.permits(RequestKind::place, 8));
    EXPECT_FALSE(budget.permits(RequestKind::modify, 8));
    EXPECT_TRUE(budget.permits(RequestKind::cancel, 9));
    EXPECT_FALSE(budget.permits(RequestKind::cancel, 10));
    EXPECT_FALSE(budget.is_exhausted());
    for (int i = 0; i < 8; ++i) {
        budget.spent(RequestKind::place);
    }
    EXPECT_TRUE(budget.is_exhausted());
    budget.traded(1.0);
    EXPECT_FALSE(budget.is_exhausted());
}

}  // namespace
}  // namespace maxmin::order
