// The pool against a sorted list and a map, under random additions and removals.
#include "host/paper/order_pool.hpp"

#include <algorithm>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace maxmin::paper {
namespace {

struct Listed {
    std::uint64_t id;
    std::int64_t price;
};

std::vector<std::uint64_t> walk(const OrderPool& pool, AssetIndex asset, Side side) {
    std::vector<std::uint64_t> ids;
    for (int slot = pool.first(asset, side); slot != OrderPool::none; slot = pool.next(slot)) {
        ids.push_back(static_cast<std::uint64_t>(pool.at(slot).id));
    }
    return ids;
}

TEST(OrderPool, KeepsPriceTimePriorityAndFindsEveryId) {
    constexpr unsigned seed = 20'250'904;
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    OrderPool pool(64, 2);
    std::vector<Listed> listed[2][2];  // in time order
    std::uint64_t last_id = 0;

    for (int round = 0; round < 20'000; ++round) {
        const auto asset = static_cast<AssetIndex>(random() % 2);
        const Side side = random() % 2 == 0 ? Side::bid : Side::ask;
        auto& list = listed[asset][index_of(side)];
        if (random() % 2 == 0 && pool.count() < pool.capacity()) {
            RestingOrder order;
            // Ids with gaps, so that probing chains form and break.
            last_id += 1 + random() % 40;
            order.id = gateway::OrderId(last_id);
            order.asset = asset;
            order.side = side;
            order.price = Ticks(static_cast<std::int64_t>(random() % 6));
            pool.add(order);
            list.push_back({.id = last_id, .price = order.price.value()});
        } else if (!list.empty()) {
            const auto place = random() % list.size();
            pool.remove(pool.find(gateway::OrderId(list[place].id)));
            list.erase(list.begin() + static_cast<std::ptrdiff_t>(place));
        }

        std::vector<Listed> sorted = list;
        std::stable_sort(sorted.begin(), sorted.end(), [side](const Listed& a, const Listed& b) {
            return side == Side::bid ? a.price > b.price : a.price < b.price;
        });
        std::vector<std::uint64_t> expected;
        for (const Listed& order : sorted) {
            expected.push_back(order.id);
            ASSERT_NE(pool.find(gateway::OrderId(order.id)), OrderPool::none);
        }
        ASSERT_EQ(walk(pool, asset, side), expected) << "round " << round;
        ASSERT_EQ(pool.find(gateway::OrderId(last_id + 1)), OrderPool::none);
    }
}

}  // namespace
}  // namespace maxmin::paper
