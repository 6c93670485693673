#include "host/base/ring.hpp"

#include <deque>
#include <random>
#include <string>
#include <thread>

#include <gtest/gtest.h>

namespace maxmin {
namespace {

TEST(Ring, AgreesWithAQueueUnderRandomUse) {
    for (const unsigned seed : {1U, 2U, 3U}) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        std::mt19937 random(seed);
        Ring<int> ring(5);
        std::deque<int> model;
        ASSERT_EQ(ring.capacity(), 8U);
        for (int i = 0; i < 20'000; ++i) {
            if (random() % 2 == 0) {
                const bool pushed = ring.push(i);
                ASSERT_EQ(pushed, model.size() < ring.capacity());
                if (pushed) {
                    model.push_back(i);
                }
            } else {
                int item = -1;
                const bool popped = ring.pop(item);
                ASSERT_EQ(popped, !model.empty());
                if (popped) {
                    ASSERT_EQ(item, model.front());
                    model.pop_front();
                }
            }
        }
    }
}

TEST(Ring, AFrontStaysUntilItIsReleased) {
    Ring<int> ring(2);
    *ring.claim() = 1;
    EXPECT_EQ(ring.front(), nullptr) << "claimed is not committed";
    ring.commit();
    EXPECT_EQ(*ring.front(), 1);
    EXPECT_EQ(*ring.front(), 1);
    ring.release();
    EXPECT_EQ(ring.front(), nullptr);
}

TEST(Ring, TwoThreadsLoseNothingAndKeepTheOrder) {
    struct Item {
        std::uint64_t number = 0;
        std::uint64_t square = 0;
    };
    constexpr std::uint64_t items = 200'000;
    Ring<Item> ring(64);
    std::thread producer([&] {
        for (std::uint64_t i = 0; i < items;) {
            if (ring.push({i, i * i})) {
                ++i;
            } else {
                std::this_thread::yield();
            }
        }
    });
    std::uint64_t expected = 0;
    std::uint64_t torn = 0;
    while (expected < items) {
        if (Item item; ring.pop(item)) {
            torn += item.number != expected || item.square != expected * expected ? 1 : 0;
            ++expected;
        } else {
            std::this_thread::yield();
        }
    }
    producer.join();
    EXPECT_EQ(torn, 0U);
}

}  // namespace
}  // namespace maxmin
