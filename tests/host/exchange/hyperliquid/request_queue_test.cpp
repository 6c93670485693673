#include "host/exchange/hyperliquid/request_queue.hpp"

#include <gtest/gtest.h>

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::OrderId;
using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;

Request request(RequestKind kind, std::uint64_t id) {
    Request made;
    made.kind = kind;
    made.id = OrderId{id};
    return made;
}

struct RequestQueueTest : ::testing::Test {
    void add(const Request& made, double mispricing = 0.0, std::int64_t at_ns = 0) {
        queue.add({made, mispricing, Timestamp(at_ns)}, dropped);
    }
    std::vector<std::uint64_t> drain(std::size_t most = 40) {
        std::vector<std::uint64_t> ids;
        std::vector<Request> batch;
        while (!queue.empty()) {
            queue.take(most, batch);
            for (const Request& taken : batch) {
                ids.push_back(static_cast<std::uint64_t>(taken.id));
            }
        }
        return ids;
    }
    RequestQueue queue;
    std::vector<Request> dropped;
};

TEST_F(RequestQueueTest, CancelsThenRiskThenTheMostMispricedThenPlaces) {
    Request taker = request(RequestKind::place, 2);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    taker.reduce_only = true;
    add(request(RequestKind::place, 7));
    add(request(RequestKind::modify, 6), -0.0001);
    add(request(RequestKind::modify, 5), -0.01);
    add(request(RequestKind::modify, 4), 0.0002);  // gives money away: before any that does not
    add(request(RequestKind::modify, 3), 0.003);
    add(taker);
    add(request(RequestKind::cancel, 1));
    EXPECT_EQ(drain(1), (std::vector<std::uint64_t>{1, 2, 3, 4, 5, 6, 7}));
}

TEST_F(RequestQueueTest, ABatchIsOfOneKindAndNoLargerThanAllowed) {
    Request taker = request(RequestKind::place, 9);
    taker.time_in_force = TimeInForce::immediate_or_cancel;
    for (std::uint64_t id = 1; id <= 5; ++id) {
        add(request(RequestKind::place, id));
    }
    add(taker);
    std::vector<Request> batch;
    queue.take(3, batch);  // the taker goes alone: post-only orders are another action
    ASSERT_EQ(batch.size(), 1u);
    EXPECT_EQ(batch[0].id, OrderId{9});
    queue.take(3, batch);
    EXPECT_EQ(batch.size(), 3u);
    queue.take(3, batch);
    EXPECT_EQ(batch.size(), 2u);
}

TEST_F(RequestQueueTest, ACancelOfWhatHasNotLeftTakesBothAway) {
    add(request(RequestKind::place, 1));
    add(request(RequestKind::cancel, 1));
    EXPECT_TRUE(queue.empty());
    EXPECT_EQ(dropped.size(), 2u);
}

TEST_F(RequestQueueTest, ANewerRequestReplacesAWaitingModify) {
    add(request(RequestKind::modify, 1));
    add(request(RequestKind::modify, 1));
    add(request(RequestKind::cancel, 1));
    ASSERT_EQ(queue.size(), 1u);
    EXPECT_EQ(queue.front()->request.kind, RequestKind::cancel);
    EXPECT_EQ(dropped.size(), 2u);
}

TEST_F(RequestQueueTest, AWaitingCancelSwallowsItsLike) {
    add(request(RequestKind::cancel, 1), 0.0, 100);
    add(request(RequestKind::cancel, 1), 0.0, 200);
    EXPECT_TRUE(dropped.empty());
    std::vector<Request> batch;
    EXPECT_EQ(queue.take(9, batch), Timestamp(100)) << "since when the first one waits";
    EXPECT_EQ(batch.size(), 1u);
}

TEST_F(RequestQueueTest, WaitingHasAnEndExceptForCancels) {
    add(request(RequestKind::place, 1), 0.0, 100);
    add(request(RequestKind::cancel, 2), 0.0, 100);
    add(request(RequestKind::place, 3), 0.0, 300);
    std::vector<Request> given_up;
    queue.give_up(Timestamp(200), given_up);
    ASSERT_EQ(given_up.size(), 1u);
    EXPECT_EQ(given_up[0].id, OrderId{1});
    EXPECT_EQ(queue.size(), 2u);
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
