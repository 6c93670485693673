#include "host/market/readers/incremental_book.hpp"

#include <array>

#include <gtest/gtest.h>

#include "tests/host/market/events.hpp"

namespace maxmin::market {
namespace {

using Outcome = IncrementalBook::Outcome;

DepthUpdate update_of(std::uint64_t first, std::uint64_t last,
                      std::optional<std::uint64_t> previous, test::Levels bids, test::Levels asks) {
    return {first, last, previous, std::move(bids), std::move(asks)};
}

test::Levels top_bids(const IncrementalBook& book, std::size_t count) {
    test::Levels levels(count);
    levels.resize(book.top_bids(levels));
    return levels;
}

const test::Levels snapshot_bids{{Ticks(100), Lots(5)}, {Ticks(99), Lots(6)}};
const test::Levels snapshot_asks{{Ticks(101), Lots(7)}};

TEST(IncrementalBook, SpotUpdatesMustFollowEachOther) {
    IncrementalBook book;
    EXPECT_EQ(book.update(update_of(8, 9, {}, {}, {})), Outcome::waiting);
    EXPECT_EQ(book.update(update_of(10, 12, {}, {{Ticks(100), Lots(0)}}, {})), Outcome::waiting);
    EXPECT_TRUE(book.load_snapshot(11, snapshot_bids, snapshot_asks));

    // The held-back update 10..12 covers 12 = 11 + 1 and was applied.
    EXPECT_TRUE(book.is_valid());
    EXPECT_TRUE(test::same_levels(top_bids(book, 5), {{Ticks(99), Lots(6)}}));
    EXPECT_EQ(book.update(update_of(13, 14, {}, {{Ticks(98), Lots(1)}}, {})), Outcome::applied);
    EXPECT_TRUE(test::same_levels(top_bids(book, 5), {{Ticks(99), Lots(6)}, {Ticks(98), Lots(1)}}));
    EXPECT_EQ(book.update(update_of(16, 17, {}, {}, {})), Outcome::gap);
    EXPECT_FALSE(book.is_valid());
}

TEST(IncrementalBook, FuturesUpdatesNameTheirPredecessor) {
    IncrementalBook book;
    EXPECT_TRUE(book.load_snapshot(100, snapshot_bids, snapshot_asks));
    EXPECT_FALSE(book.is_valid());
    EXPECT_EQ(book.update(update_of(80, 90, 79, {}, {})), Outcome::old);
    EXPECT_EQ(book.update(update_of(95, 110, 90, {{Ticks(99), Lots(1)}}, {})), Outcome::applied);
    EXPECT_TRUE(book.is_valid());
    // Futures ids skip numbers; only `pu` links.
    EXPECT_EQ(book.update(update_of(150, 160, 110, {}, {})), Outcome::applied);
    EXPECT_EQ(book.update(update_of(170, 180, 161, {}, {})), Outcome::gap);

    // A later snapshot cures it, with the update that was held back at the break.
    EXPECT_TRUE(book.load_snapshot(175, snapshot_bids, snapshot_asks));
    EXPECT_TRUE(book.is_valid());
    EXPECT_EQ(book.update(update_of(190, 200, 180, {}, {})), Outcome::applied);
    EXPECT_FALSE(book.load_snapshot(300, snapshot_bids, snapshot_asks));
}

TEST(IncrementalBook, ASnapshotOlderThanTheStreamIsAGap) {
    IncrementalBook book;
    book.load_snapshot(100, snapshot_bids, snapshot_asks);

    EXPECT_EQ(book.update(update_of(105, 110, 104, {}, {})), Outcome::gap);
    EXPECT_FALSE(book.is_valid());
}

TEST(IncrementalBook, TopIsBestFirst) {
    IncrementalBook book;
    book.load_snapshot(1, snapshot_bids, snapshot_asks);
    book.update(update_of(2, 2, {},
                          {{Ticks(97), Lots(1)}, {Ticks(100), Lots(9)}, {Ticks(55), Lots(0)}},
                          {{Ticks(103), Lots(2)}, {Ticks(102), Lots(3)}}));
    std::array<BookLevel, 2> asks;

    EXPECT_TRUE(
        test::same_levels(top_bids(book, 2), {{Ticks(100), Lots(9)}, {Ticks(99), Lots(6)}}));
    EXPECT_EQ(book.top_asks(asks), 2U);
    EXPECT_TRUE(test::same_levels(asks, {{Ticks(101), Lots(7)}, {Ticks(102), Lots(3)}}));
}

}  // namespace
}  // namespace maxmin::market
