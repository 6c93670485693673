// Fixed-order sums, aligned memory, and workers that give every running item its own slot.
#include "kernels/base/reduce.hpp"

#include <atomic>
#include <cstdint>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/base/buffer.hpp"
#include "kernels/base/parallel.hpp"

namespace maxmin::kernels {
namespace {

TEST(LaneSums, AddsRunsWithTheirScales) {
    LaneSums<2> sums;
    float first[sum_lanes];
    float second[sum_lanes];
    for (int lane = 0; lane < sum_lanes; ++lane) {
        first[lane] = static_cast<float>(lane);
        second[lane] = 1.0F;
    }

    sums.add(0, first, 1.0, 1.0);
    sums.add(0, second, 0.5, 2.0);
    sums.add(1, second, 1.0, 0.25);

    // 0.5 * (0 + 1 + ... + 15) + 2 * 16, and 16 / 4: all exact in binary.
    EXPECT_EQ(sums.total(0), 92.0);
    EXPECT_EQ(sums.total(1), 4.0);
}

TEST(LaneSums, KeepsSmallTermsThatAFloatSumWouldLose) {
    LaneSums<1> sums;
    float big[sum_lanes] = {};
    float small[sum_lanes] = {};
    big[0] = 16777216.0F;  // 2^24: adding 1 in single precision changes nothing
    small[0] = 1.0F;

    sums.add(0, big, 1.0, 1.0);
    for (int i = 0; i < 1000; ++i) {
        sums.add(0, small, 1.0, 1.0);
    }

    EXPECT_EQ(sums.total(0), 16778216.0);
}

TEST(Buffer, IsAlignedZeroedAndMovable) {
    Buffer<float> buffer(1000);
    for (std::size_t i = 0; i < buffer.size(); ++i) {
        ASSERT_EQ(buffer.data()[i], 0.0F);
    }
    EXPECT_EQ(reinterpret_cast<std::uintptr_t>(buffer.data()) % Buffer<float>::alignment_bytes, 0U);
    buffer.data()[7] = 3.0F;

    Buffer<float> moved(std::move(buffer));
    Buffer<float> assigned;
    assigned = std::move(moved);

    EXPECT_EQ(assigned.size(), 1000U);
    EXPECT_EQ(assigned.data()[7], 3.0F);
}

TEST(Workers, NoTwoRunningItemsShareASlot) {
    const Workers workers(2);
    std::vector<std::atomic<int>> in_use(static_cast<std::size_t>(workers.threads()));
    std::atomic<int> clashes = 0;
    std::atomic<int> done = 0;

    workers.for_each_slot(1000, [&](int, int slot) {
        clashes += in_use.at(static_cast<std::size_t>(slot))++ == 0 ? 0 : 1;
        ++done;
        --in_use.at(static_cast<std::size_t>(slot));
    });

    EXPECT_EQ(done.load(), 1000);
    EXPECT_EQ(clashes.load(), 0);
}

}  // namespace
}  // namespace maxmin::kernels
