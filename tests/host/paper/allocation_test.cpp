// After construction the exchange allocates nothing, whatever market and orders do.
#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"
#include "tests/support/allocation_counter.hpp"

namespace maxmin::paper::test {
namespace {

TEST(Allocation, NoneOnceTheExchangeStands) {
    if (!maxmin::test::allocations_are_counted()) {
        GTEST_SKIP() << "operator new belongs to the sanitizer";
    }
    PaperConfig config;
    config.queue = QueueModel::probabilistic;
    config.order.kind = LatencyKind::lognormal;
    Scene scene(config);
    const std::vector<BookLevel> bids{level(9999, 2000), level(9998, 3000)};
    const std::vector<BookLevel> asks{level(10'001, 2000), level(10'002, 3000)};
    Exchange& exchange = scene.exchange;
    const std::int64_t before = maxmin::test::allocations_of_this_thread();

    Report report;
    for (std::int64_t i = 0; i < 4000; ++i) {
        scene.book(20 * i, bids, asks);
        scene.print(20 * i + 1, i % 2 == 0 ? Side::ask : Side::bid, i % 2 == 0 ? 9998 : 10'002,
                    3000);
        exchange.advance_to(at_ms(20 * i + 10));
        while (exchange.poll(at_ms(20 * i + 10), report)) {
        }
        const auto id = static_cast<std::uint64_t>(i) + 1;
        const Side side = i % 2 == 0 ? Side::bid : Side::ask;
        scene.send(20 * i + 10, order(id, side, 10'000 - sign_of(side), 1100));
        scene.cancel(20 * i + 11, id > 10 ? id - 10 : id);
    }

    EXPECT_EQ(maxmin::test::allocations_of_this_thread(), before);
    EXPECT_GT(scene.counters().maker_fills, 1000U);
    EXPECT_GT(scene.counters().cancels_lost_to_fill, 500U);
}

}  // namespace
}  // namespace maxmin::paper::test
