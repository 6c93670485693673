#include "host/exchange/transport/frame_queue.hpp"

#include <deque>

#include <gtest/gtest.h>

#include "host/base/random.hpp"

namespace maxmin::exchange::transport {
namespace {

TEST(FrameQueue, BehavesAsABoundedDeque) {
    const std::uint64_t seed = 20;
    RandomStream random(seed);
    FrameQueue queue(7, 100);
    std::deque<std::string> slow;
    std::size_t bytes = 0;
    for (int i = 0; i < 20'000; ++i) {
        if (random.uniform() < 0.6) {
            const std::string text(static_cast<std::size_t>(random.uniform() * 40), 'a');
            const bool fits = slow.size() < 7 && bytes + text.size() <= 100;
            ASSERT_EQ(queue.push(text), fits) << "seed " << seed;
            if (fits) {
                slow.push_back(text);
                bytes += text.size();
            }
        } else if (!slow.empty()) {
            ASSERT_EQ(queue.front(), slow.front()) << "seed " << seed;
            bytes -= slow.front().size();
            queue.pop();
            slow.pop_front();
        }
        ASSERT_EQ(queue.size(), slow.size()) << "seed " << seed;
    }
}

}  // namespace
}  // namespace maxmin::exchange::transport
