#include "host/paper/depth.hpp"

#include <vector>

#include <gtest/gtest.h>

#include "tests/host/paper/scene.hpp"

namespace maxmin::paper::test {
namespace {

std::vector<std::int64_t> prices(const ShownDepth& depth, Side side) {
    std::vector<std::int64_t> found;
    for (const ShownLevel& shown : depth.levels(side)) {
        found.push_back(shown.price.value());
    }
    return found;
}

TEST(Depth, BestQuoteDropsWhatLayBeforeItAndInsertsWhatIsNew) {
    ShownDepth depth;
    depth.replace(std::vector{level(100, 5), level(99, 6), level(97, 7)},
                  std::vector{level(102, 5), level(103, 6)});

    EXPECT_TRUE(depth.set_best(level(99, 8), level(101, 1)));
    EXPECT_EQ(prices(depth, Side::bid), (std::vector<std::int64_t>{99, 97}));
    EXPECT_EQ(prices(depth, Side::ask), (std::vector<std::int64_t>{101, 102, 103}));
    EXPECT_EQ(depth.size_at(Side::bid, Ticks(99)), Lots(8));
    EXPECT_TRUE(depth.set_best(level(98, 2), level(104, 3)));
    EXPECT_EQ(prices(depth, Side::bid), (std::vector<std::int64_t>{98, 97}));
    EXPECT_EQ(prices(depth, Side::ask), (std::vector<std::int64_t>{104}));
    EXPECT_EQ(depth.mid_doubled(), 202);
    EXPECT_TRUE(depth.set_best(level(0, 0), level(104, 3)));
    EXPECT_TRUE(depth.levels(Side::bid).empty());
    EXPECT_EQ(depth.mid_doubled(), 202);  // the last one known
}

TEST(Depth, FullSideKeepsItsTwentyBest) {
    std::vector<BookLevel> bids;
    for (int i = 0; i < market::book_levels_max; ++i) {
        bids.push_back(level(100 - i, 1));
    }
    ShownDepth depth;
    depth.replace(bids, std::vector{level(200, 1)});

    depth.set_best(level(101, 4), level(200, 1));

    EXPECT_EQ(depth.levels(Side::bid).size(), 20U);
    EXPECT_EQ(depth.levels(Side::bid).front().price, Ticks(101));
    EXPECT_EQ(depth.levels(Side::bid).back().price, Ticks(82));
    EXPECT_EQ(depth.total(Side::bid), Lots(23));
}

TEST(Depth, SizeIsZeroBetweenLevelsAndUnknownBeyondTheDeepest) {
    ShownDepth depth;
    depth.replace(std::vector{level(100, 5), level(97, 7)}, std::vector{level(102, 5)});

    EXPECT_EQ(depth.size_at(Side::bid, Ticks(101)), Lots(0));
    EXPECT_EQ(depth.size_at(Side::bid, Ticks(98)), Lots(0));
    EXPECT_EQ(depth.size_at(Side::bid, Ticks(96)), std::nullopt);
    EXPECT_EQ(depth.size_at(Side::ask, Ticks(103)), std::nullopt);
}

TEST(Depth, CrossedOrUnsortedBooksAreRefused) {
    ShownDepth depth;
    depth.replace(std::vector{level(100, 5)}, std::vector{level(102, 5)});

    EXPECT_FALSE(depth.replace(std::vector{level(102, 5)}, std::vector{level(102, 5)}));
    EXPECT_FALSE(
        depth.replace(std::vector{level(99, 5), level(100, 5)}, std::vector{level(102, 5)}));
    EXPECT_FALSE(depth.set_best(level(103, 5), level(102, 5)));
    EXPECT_EQ(prices(depth, Side::bid), (std::vector<std::int64_t>{100}));
}

}  // namespace
}  // namespace maxmin::paper::test
