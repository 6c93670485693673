// The gateway against a venue that misbehaves.
#include "host/exchange/hyperliquid/gateway.hpp"

#include <chrono>
#include <mutex>
#include <set>
#include <thread>

#include <boost/asio/post.hpp>
#include <gtest/gtest.h>

#include "tests/host/exchange/hyperliquid/gateway_fixture.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::OrderId;
using gateway::Reason;
using gateway::ReportKind;
using gateway::RequestKind;
using test::LiveScene;
using test::ScriptedVenue;

struct GatewayTest : test::GatewayFixture {};

TEST_F(GatewayTest, StatesOfTheLinkComeInOrder) {
    const Session session = connect();
    ASSERT_TRUE(wait_up()) << scene->gateway->last_error();
    using enum gateway::LinkState;
    EXPECT_EQ(scene->ear.links, (std::vector{connecting, syncing, up}));
    ASSERT_EQ(scene->ear.truths.size(), 1u);
    EXPECT_TRUE(scene->ear.truths[0].flat.after_loss);
    EXPECT_EQ(scene->ear.truths[0].flat.equity_usd, 100.0);
    EXPECT_EQ(scene->ear.truths[0].flat.requests_limit, 10'000);
}

/// The order of handlers that once kept a stopped gateway ticking for ever: the timer runs out
/// while the stop is waiting its turn.
TEST_F(GatewayTest, AStopEndsItsLoopThoughATickIsDue) {
    const Session session = connect();
    ASSERT_TRUE(wait_up()) << scene->gateway->last_error();
    boost::asio::post(scene->io, [&] {
        boost::asio::post(scene->io, [&] { scene->gateway->stop(); });
        std::this_thread::sleep_for(std::chrono::milliseconds(30));
    });

    scene->run_for(10'000);

    EXPECT_TRUE(scene->io.stopped()) << "nothing is left to do";
}

TEST_F(GatewayTest, AnUnacknowledgedSubscriptionIsNotUp) {
    std::atomic<int> asked = 0;
    venue->on_message = [&](const std::string& message) {
        const bool swallowed = ScriptedVenue::holds(message, "orderUpdates") && asked++ == 0;
        return swallowed ? std::vector<std::string>{} : ScriptedVenue::acknowledge(message);
    };
    const Session session = connect();
    scene->run_for(200);
    EXPECT_FALSE(scene->ear.is_up());
}

/// As after a restart: another process of this address has used up the minute's messages.
TEST_F(GatewayTest, SubscriptionsTurnedAwayAreAskedForAgainAndOnlyThey) {
    std::atomic<int> asked = 0;
    std::atomic<int> taken = 0;
    std::atomic<int> repeated = 0;
    std::set<std::string> subscribed;  // the market socket's thread alone
    venue->on_message = [&](const std::string& message) -> std::vector<std::string> {
        if (!ScriptedVenue::holds(message, R"("coin":)")) {
            return ScriptedVenue::acknowledge(message);
        }
        if (asked++ < 2) {
            return {
                R"({"channel":"error","data":"Cannot send more than 2000 messages per minute."})"};
        }
        (subscribed.insert(message).second ? taken : repeated) += 1;
        return ScriptedVenue::acknowledge(message);
    };
    const Session session = connect([](ExchangeConfig& config) {
        config.messages_a_minute = 60'000;  // full again as soon as its pause is over
    });
    EXPECT_TRUE(scene->run_until([&] { return taken == 3; }));
    scene->run_for(100);
    EXPECT_TRUE(scene->ear.is_up());
    EXPECT_EQ(asked, 5) << "three streams, of which two were asked for twice";
    EXPECT_EQ(repeated, 0);
}

TEST_F(GatewayTest, NonsenseInFramesIsCountedAndSurvived) {
    venue->on_message = [](const std::string& message) {
        auto answers = ScriptedVenue::acknowledge(message);
        for (
            const char* nonsense :
            {"Websocket connection established.", "{", "[]", "\x01\x02", R"({"channel":"later"})",
             R"({"channel":"bbo","data":{"coin":"BTC","time":1,"bbo":[{"px":"x","sz":"1"},null]}})",
             R"({"channel":"orderUpdates","data":[{"order":{"coin":"BTC"},"status":"open"}]})",
             R"({"channel":"post","data":{"id":99,"response":{"type":"odd","payload":{}}}})",
             R"({"channel":"userFills","data":{"user":"0x","fills":[{"coin":"BTC"}]}})",
             R"({"channel":"error","data":"Invalid subscription"})"}) {
            answers.emplace_back(nonsense);
        }
        return answers;
    };
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    scene->run_for(50);
    EXPECT_TRUE(scene->ear.is_up());
    EXPECT_TRUE(scene->ear.reports.empty());
    EXPECT_GT(scene->gateway->counters().frames_refused, 0);
    EXPECT_GT(scene->gateway->counters().error_frames, 0);
}

TEST_F(GatewayTest, AnUnansweredOrderSaysNothingAndAQuerySettlesIt) {
    std::atomic<int> statuses = 0;
    venue->on_http = [&](const std::string&, const std::string& body) {
        if (ScriptedVenue::holds(body, "orderStatus") && ++statuses > 2) {
            return std::pair(200, std::string(R"({"status":"order","order":{"order":{"coin":"BTC",
                "side":"B","limitPx":"100000.0","sz":"0.001","oid":5,"timestamp":1,
                "triggerCondition":"N/A","isTrigger":false,"triggerPx":"0.0","children":[],
                "isPositionTpsl":false,"reduceOnly":false,"orderType":"Limit","origSz":"0.001",
                "tif":"Alo","cloid":null},"status":"open","statusTimestamp":1}})"));
        }
        return std::pair(200, ScriptedVenue::account_answer(body));
    };
    const Session session = connect([](ExchangeConfig& config) { config.request_timeout_s = 0.1; });
    ASSERT_TRUE(wait_up());
    place(1);
    ASSERT_TRUE(scene->run_until([&] { return scene->gateway->desk().unanswered == 1; }));
    EXPECT_TRUE(scene->ear.reports.empty());

    scene->submit(scene->request(RequestKind::query, OrderId{1}, 0, Side::bid, Ticks(0), Lots(0)));
    ASSERT_TRUE(scene->run_until([&] { return !scene->ear.reports.empty(); }));
    EXPECT_EQ(scene->ear.reports[0].kind, ReportKind::accepted);
    EXPECT_EQ(scene->ear.reports[0].remaining, Lots(100));
    EXPECT_EQ(scene->gateway->reader().requeries, 2);  // "unknown" was not believed twice
}

TEST_F(GatewayTest, AnUnknownOrderIsBelievedOnlyWhenItCanNoLongerBeExecuted) {
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    const Timestamp before = test::wall_clock();
    place(1);
    scene->submit(scene->request(RequestKind::query, OrderId{1}, 0, Side::bid, Ticks(0), Lots(0)));
    ASSERT_TRUE(scene->run_until([&] { return !scene->ear.reports.empty(); }));
    EXPECT_EQ(scene->ear.reports[0].kind, ReportKind::cancelled);
    EXPECT_EQ(scene->ear.reports[0].reason, Reason::unknown_order);
    EXPECT_GE((test::wall_clock() - before).value(), milliseconds(1'200).value());
}

TEST_F(GatewayTest, WhatTheVenueTurnedAwayIsRefusedForSure) {
    struct Case {
        const char* response;
        Reason reason;
    };
    for (const Case& one :
         {Case{R"({"type":"error","payload":"429 Too Many Requests"})", Reason::too_many_requests},
          Case{R"({"type":"action","payload":{"status":"err","response":
                  "Too many cumulative requests sent (2 > 1) for cumulative volume traded $0."}})",
               Reason::too_many_requests},
          Case{R"({"type":"action","payload":{"status":"ok","response":{"type":"order","data":
                  {"statuses":[{"error":"Insufficient margin to place order. asset=0"}]}}}})",
               Reason::insufficient_margin}}) {
        venue->on_message = [&](const std::string& message) {
            return ScriptedVenue::holds(message, R"("method":"post")")
                       ? std::vector{ScriptedVenue::post_reply(message, one.response)}
                       : ScriptedVenue::acknowledge(message);
        };
        const Session session = connect();
        ASSERT_TRUE(wait_up());
        place(1);
        ASSERT_TRUE(scene->run_until([&] { return !scene->ear.reports.empty(); }));
        EXPECT_EQ(scene->ear.reports[0].kind, ReportKind::rejected);
        EXPECT_EQ(scene->ear.reports[0].reason, one.reason) << one.response;
    }
}

TEST_F(GatewayTest, AServersFailureSaysNothing) {
    venue->on_message = [&](const std::string& message) {
        return ScriptedVenue::holds(message, R"("method":"post")")
                   ? std::vector{ScriptedVenue::post_reply(
                         message, R"({"type":"error","payload":"502 Bad Gateway"})")}
                   : ScriptedVenue::acknowledge(message);
    };
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    place(1);
    ASSERT_TRUE(scene->run_until([&] { return scene->gateway->desk().unanswered == 1; }));
    EXPECT_TRUE(scene->ear.reports.empty());
}

TEST_F(GatewayTest, WithoutASocketCancelsGoOverHttpAndPlacesAreRefused) {
    const Session session = connect();  // and never up: nothing has been run yet
    place(1);
    ASSERT_EQ(scene->ear.reports.size(), 1u);
    EXPECT_EQ(scene->ear.reports[0].kind, ReportKind::rejected);
    scene->submit(scene->request(RequestKind::cancel, OrderId{2}, 0, Side::bid, Ticks(0), Lots(0)));
    ASSERT_TRUE(scene->run_until([&] { return venue->actions_over_http == 1; }));
}

TEST_F(GatewayTest, ACancelThatFindsNoRoomWaitsAndNobodyIsTold) {
    std::atomic<bool> full = true;
    std::atomic<int> cancels = 0;
    std::vector<std::chrono::steady_clock::time_point> at;  // the server's thread
    venue->on_message = [&](const std::string& message) {
        if (!ScriptedVenue::holds(message, R"("method":"post")")) {
            return ScriptedVenue::acknowledge(message);
        }
        at.push_back(std::chrono::steady_clock::now());
        ++cancels;
        return std::vector{ScriptedVenue::post_reply(
            message, full ? R"({"type":"error","payload":"429 Too Many Requests"})"
                          : R"({"type":"action","payload":{"status":"ok","response":
                                {"type":"cancel","data":{"statuses":["success"]}}}})")};
    };
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    scene->submit(scene->request(RequestKind::cancel, OrderId{1}, 0, Side::bid, Ticks(0), Lots(0)));
    ASSERT_TRUE(scene->run_until([&] { return cancels == 2; }));
    EXPECT_TRUE(scene->ear.reports.empty());
    EXPECT_GE(scene->gateway->desk().too_many, 1);
    full = false;
    ASSERT_TRUE(scene->run_until([&] { return !scene->ear.reports.empty(); }));
    EXPECT_EQ(scene->ear.reports[0].kind, ReportKind::cancelled);
    for (std::size_t i = 1; i < at.size(); ++i) {
        // Half a second from an answer to the next attempt, whatever the machine is busy with.
        EXPECT_GE(at[i] - at[i - 1], std::chrono::milliseconds(500));
    }
}

TEST_F(GatewayTest, PlacesExpireAndCancelsDoNot) {
    std::mutex mutex;
    std::vector<std::string> posts;
    venue->on_message = [&](const std::string& message) {
        if (!ScriptedVenue::holds(message, R"("method":"post")")) {
            return ScriptedVenue::acknowledge(message);
        }
        const std::lock_guard<std::mutex> guard(mutex);
        posts.push_back(message);
        return std::vector<std::string>{};
    };
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    place(1);
    scene->submit(scene->request(RequestKind::cancel, OrderId{2}, 0, Side::bid, Ticks(0), Lots(0)));
    ASSERT_TRUE(scene->run_until([&] {
        const std::lock_guard<std::mutex> guard(mutex);
        return posts.size() == 2;
    }));
    EXPECT_TRUE(ScriptedVenue::holds(posts[0], R"("expiresAfter":)")) << posts[0];
    EXPECT_FALSE(ScriptedVenue::holds(posts[1], R"("expiresAfter":1)"))
        << "it must be executed though our clock were slow: " << posts[1];
}

TEST_F(GatewayTest, TroublesTakeTurnsAndAreStillToldOnce) {
    std::atomic<int> posts = 0;
    venue->on_message = [&](const std::string& message) {
        if (!ScriptedVenue::holds(message, R"("method":"post")")) {
            return ScriptedVenue::acknowledge(message);
        }
        const bool odd = ++posts % 2 == 1;
        return std::vector{ScriptedVenue::post_reply(
            message, odd ? R"({"type":"action","payload":{"status":"err","response":"one"}})"
                         : R"({"type":"action","payload":{"status":"err","response":"other"}})")};
    };
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    for (std::uint64_t id = 1; id <= 6; ++id) {
        place(id);
        ASSERT_TRUE(scene->run_until([&] { return scene->ear.reports.size() == id; }));
    }
    EXPECT_EQ(scene->troubles, (std::vector<std::string>{"one", "other"}));
}

TEST_F(GatewayTest, WhatIsRefusedAsAWholeIsTold) {
    venue->on_message = [&](const std::string& message) {
        return ScriptedVenue::holds(message, R"("method":"post")")
                   ? std::vector{ScriptedVenue::post_reply(
                         message, R"({"type":"action","payload":{"status":"err","response":
                                      "User or API Wallet 0xab does not exist."}})")}
                   : ScriptedVenue::acknowledge(message);
    };
    const Session session = connect();
    ASSERT_TRUE(wait_up());
    for (std::uint64_t id = 1; id <= 3; ++id) {
        place(id);
        ASSERT_TRUE(scene->run_until([&] { return scene->ear.reports.size() == id; }));
    }
    ASSERT_EQ(scene->troubles.size(), 1u) << "the same words once, not at every attempt";
    EXPECT_TRUE(ScriptedVenue::holds(scene->troubles[0], "does not exist"));
    ASSERT_TRUE(scene->run_until([&] { return scene->wire.refused_actions == 3; }));
}

TEST_F(GatewayTest, ASilentSocketIsReplaced) {
    std::atomic<bool> silent = false;
    venue->on_message = [&](const std::string& message) {
        return silent ? std::vector<std::string>{} : ScriptedVenue::acknowledge(message);
    };
    const Session session = connect([](ExchangeConfig& config) {
        config.ping_after_s = 0.05;
        config.silence_limit_s = 0.3;
    });
    ASSERT_TRUE(wait_up());
    silent = true;
    ASSERT_TRUE(scene->run_until(
        [&] { return scene->ear.links.back() == gateway::LinkState::connecting; }));
    EXPECT_TRUE(ScriptedVenue::holds(scene->gateway->last_error(), "silent"));
    silent = false;
    EXPECT_TRUE(wait_up());
}

TEST_F(GatewayTest, WhatFindsNoRoomInTheBudgetComesBackInTime) {
    venue->on_message = [](const std::string& message) {  // no post is ever answered
        return ScriptedVenue::acknowledge(message);
    };
    const Session session = connect([](ExchangeConfig& config) {
        config.posts_in_flight = 1;
        config.request_patience_s = 0.1;
        config.request_timeout_s = 30.0;
    });
    ASSERT_TRUE(wait_up());
    place(1);  // takes the only place in flight
    place(2);
    ASSERT_TRUE(scene->run_until([&] { return !scene->ear.reports.empty(); }));
    EXPECT_EQ(scene->ear.reports[0].id, OrderId{2});
    EXPECT_EQ(scene->ear.reports[0].reason, Reason::too_many_requests);
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
