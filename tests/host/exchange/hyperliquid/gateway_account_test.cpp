// What the gateway makes of readings of the account: they complete what its sockets lost.
#include <atomic>
#include <chrono>
#include <thread>

#include <gtest/gtest.h>

#include "tests/host/exchange/hyperliquid/gateway_fixture.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::OrderId;
using test::LiveScene;
using test::ScriptedVenue;

struct GatewayAccountTest : test::GatewayFixture {};

TEST_F(GatewayAccountTest, AFailingServerIsAskedAgain) {
    std::atomic<int> asked = 0;
    venue->on_http = [&](const std::string&, const std::string& body) {
        return asked++ < 2 ? std::pair(502, std::string("<html>bad gateway</html>"))
                           : std::pair(200, ScriptedVenue::account_answer(body));
    };
    const Session session = connect();
    EXPECT_TRUE(wait_up());
}

TEST_F(GatewayAccountTest, AFillThatTheSocketLostIsReadAlthoughItToldANewerOne) {
    const auto fill = [](std::int64_t time_ms, int trade) {
        return R"({"coin":"BTC","px":"100000.0","sz":"0.0004","side":"B","time":)" +
               std::to_string(time_ms) + R"(,"startPosition":"0.0","dir":"Open Long",)" +
               R"("closedPnl":"0.0","hash":"0x00","oid":5,"crossed":false,"fee":"0.01","tid":)" +
               std::to_string(trade) + R"(,"cloid":")" +
               to_string(LiveScene::prefix.of(OrderId{1})) + R"(","feeToken":"USDC"})";
    };
    const std::int64_t now_ms = test::wall_clock().ns() / 1'000'000 + 1'000;
    const std::string newer = fill(now_ms + 500, 2);
    std::string both = "[";
    both.append(fill(now_ms, 1)).append(",").append(newer).append("]");
    std::atomic<bool> traded = false;
    venue->on_message = [&](const std::string& message) {
        if (!ScriptedVenue::holds(message, R"("method":"post")")) {
            return ScriptedVenue::acknowledge(message);
        }
        traded = true;
        return std::vector{R"({"channel":"userFills","data":{"user":"0x","fills":[)" + newer +
                           "]}}"};
    };
    venue->on_http = [&](const std::string&, const std::string& body) {
        const auto start = body.find("startTime");
        const bool tells_both =
            start != body.npos && traded && std::stoll(body.substr(start + 11)) <= now_ms;
        return std::pair(200, tells_both ? both : ScriptedVenue::account_answer(body));
    };
    bool placed = false;
    const Session session = connect([](ExchangeConfig& config) { config.check_interval_s = 0.1; });
    ASSERT_TRUE(scene->run_until([&] {
        if (scene->ear.is_up() && !placed) {
            place(1);
            placed = true;
        }
        return scene->ear.trades.size() == 2;
    }));
    EXPECT_EQ(scene->ear.position[0], 80);
}

TEST_F(GatewayAccountTest, TradingGoesOnWhileTheAccountIsRead) {
    std::atomic<int> placed = 0;
    venue->on_http = [&](const std::string&, const std::string& body) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return std::pair(200, ScriptedVenue::account_answer(body));
    };
    venue->on_message = [&](const std::string& message) {
        if (!ScriptedVenue::holds(message, R"("method":"post")")) {
            return ScriptedVenue::acknowledge(message);
        }
        const std::string oid = std::to_string(++placed);
        return std::vector{ScriptedVenue::post_reply(
            message, R"({"type":"action","payload":{"status":"ok","response":{"type":"order",)"
                     R"("data":{"statuses":[{"resting":{"oid":)" +
                         oid + "}}]}}}}")};
    };
    const Session session = connect([](ExchangeConfig& config) { config.check_interval_s = 0.2; });
    ASSERT_TRUE(wait_up());
    std::uint64_t id = 0;
    ASSERT_TRUE(scene->run_until([&] {
        place(++id);  // never a quiet moment
        return scene->ear.truths.size() >= 4;
    })) << "the account is told all the same";
    const gateway::Truth& truth = scene->ear.truths.back().flat;
    EXPECT_FALSE(truth.after_loss);
    EXPECT_LT(truth.orders_asked, truth.positions_asked);
    EXPECT_LT(truth.positions_asked, truth.local_time);
    EXPECT_GT(scene->latencies.round_trip.count(), 0);
}

TEST_F(GatewayAccountTest, ALiquidationThatOnlyAReadingTellsIsTakenOnce) {
    const std::string now_ms = std::to_string(test::wall_clock().ns() / 1'000'000 + 1'000);
    std::string fills = R"([{"coin":"BTC","px":"100000.0","sz":"0.0004","side":"A","time":)";
    fills.append(now_ms).append(R"(,"startPosition":"0.0","dir":"Close Long","closedPnl":"0.0",)");
    fills.append(R"("hash":"0x00","oid":5,"crossed":true,"fee":"0.01","tid":7,"feeToken":"USDC",)");
    fills.append(R"("liquidation":{"liquidatedUser":"0x","markPx":"99000.0","method":"market"}}])");
    venue->on_http = [&](const std::string&, const std::string& body) {
        return std::pair(200, ScriptedVenue::holds(body, "userFillsByTime")
                                  ? fills
                                  : ScriptedVenue::account_answer(body));
    };
    const Session session = connect([](ExchangeConfig& config) { config.check_interval_s = 0.1; });
    ASSERT_TRUE(scene->run_until([&] { return scene->ear.truths.size() >= 3; }));
    EXPECT_EQ(scene->liquidations, 1) << "told by six readings, none of the socket";
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
