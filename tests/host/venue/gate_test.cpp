#include <gtest/gtest.h>

#include "tests/host/venue/api_scene.hpp"

namespace maxmin::venue::api {
namespace {

const Json plain_success = Json::parse(R"({"status":"ok","response":{"type":"default"}})");

TEST(VenueGate, AnUnknownAddressIsFundedOnceByTheFaucet) {
    ApiScene scene;

    EXPECT_EQ(scene.act(1, hl::NoopAction{}), plain_success);
    EXPECT_EQ(scene.act(1, hl::NoopAction{}), plain_success);

    EXPECT_EQ(scene.venue.gate().faucet_uses(), 1);
    const Json state = scene.ask({{"type", "clearinghouseState"}, {"user", ApiScene::user(1)}});
    EXPECT_EQ(state["withdrawable"], "100000.0");
}

TEST(VenueGate, WithoutFaucetAnUnknownSignerDoesNotExist) {
    VenueConfig config;
    config.faucet_usd = 0.0;
    ApiScene scene(config);

    EXPECT_EQ(scene.act(1, hl::NoopAction{})["response"],
              "User or API Wallet " + ApiScene::user(1) + " does not exist.");
}

TEST(VenueGate, ASignatureOverOtherBytesBelongsToAnotherAddress) {
    VenueConfig config;
    config.faucet_usd = 0.0;
    ApiScene scene(config);
    std::string body = scene.signed_body(1, hl::UpdateLeverageAction{.leverage = 5});
    body.replace(body.find("\"leverage\":5"), 12, "\"leverage\":6");

    const Json answer = Json::parse(scene.post("/exchange", body).body);

    EXPECT_EQ(answer["status"], "err");
    EXPECT_NE(answer["response"], "User or API Wallet " + ApiScene::user(1) + " does not exist.");
}

TEST(VenueGate, ANonceIsTakenOnce) {
    ApiScene scene;
    const std::uint64_t nonce = scene.next_nonce();
    const std::string body = scene.signed_body(1, hl::NoopAction{}, {.nonce = nonce});

    scene.post("/exchange", body);
    const Json again = Json::parse(scene.post("/exchange", body).body);

    EXPECT_EQ(again["response"], "Invalid nonce: duplicate nonce " + std::to_string(nonce));
}

TEST(VenueGate, OfAHundredNoncesTheLowestIsTheFloor) {
    NonceWindow window;
    const std::int64_t now_ms = 1'800'000'000'000;
    const auto base = static_cast<std::uint64_t>(now_ms);
    for (std::uint64_t i = 0; i < 100; ++i) {
        EXPECT_FALSE(window.use(base + 2 * i, now_ms));
    }

    EXPECT_EQ(
        window.use(base - 1, now_ms),
        "Invalid nonce: nonce too low " + std::to_string(base - 1) + " < " + std::to_string(base));
    EXPECT_FALSE(window.use(base + 1, now_ms));  // above the lowest, unused: out of order is legal
    EXPECT_TRUE(window.use(base, now_ms));       // fell out of the hundred
    EXPECT_TRUE(window.use(base + 2 * 86'400'000, now_ms));
}

TEST(VenueGate, AnExpiredActionCostsFiveTimes) {
    ApiScene scene;
    scene.act(1, hl::NoopAction{});
    const auto past = static_cast<std::uint64_t>(to_ms(scene.now)) - 1;

    const Json answer = scene.act(1, hl::NoopAction{}, {.expires_after_ms = past});

    EXPECT_EQ(answer["response"], "Action already expired");
    const Json limit = scene.ask({{"type", "userRateLimit"}, {"user", ApiScene::user(1)}});
    EXPECT_EQ(limit["nRequestsUsed"], 6);
}

TEST(VenueGate, AnActionThatWaitsForItsBlockTooLongIsNotExecuted) {
    ApiScene scene;
    scene.act(1, hl::NoopAction{});
    const hl::Action bid = ApiScene::place(ApiScene::order(true, "90", "1"));
    const auto now_ms = static_cast<std::uint64_t>(to_ms(scene.now));

    // The next block comes 100 ms later.
    const Json late = scene.act(1, bid, {.expires_after_ms = now_ms + 99});
    EXPECT_EQ(late["response"], "Action already expired");
    const Json resting = scene.ask({{"type", "openOrders"}, {"user", ApiScene::user(1)}});
    EXPECT_EQ(resting.size(), 0U);

    const auto later_ms = static_cast<std::uint64_t>(to_ms(scene.now));
    EXPECT_EQ(scene.act(1, bid, {.expires_after_ms = later_ms + 100})["status"], "ok");
}

TEST(VenueGate, AVaultNobodyRegisteredIsRefused) {
    ApiScene scene;
    const hl::Address vault = ApiScene::key(9).address();

    EXPECT_EQ(scene.act(1, hl::NoopAction{}, {.vault = vault})["response"],
              "Vault not registered: " + to_string(vault));
}

TEST(VenueGate, TheAllowanceOfAnAddressEndsAndCancelsHaveMore) {
    VenueConfig config;
    config.request_allowance = 2;
    ApiScene scene(config);
    const hl::Action bid = ApiScene::place(ApiScene::order(true, "90", "1"));
    scene.act(1, bid);
    scene.act(1, bid);
    scene.act(1, bid);  // one passes every ten seconds

    const Json refused = scene.act(1, bid);
    const Json cancelled = scene.act(1, hl::CancelAction{.cancels = {{hl::AssetId{0}, 1}}});

    EXPECT_EQ(refused["response"],
              "Too many cumulative requests sent (4 > 2) for cumulative volume traded $0.0. Place "
              "taker orders to free up 1 request per USDC traded.");
    EXPECT_EQ(cancelled["status"], "err");  // 5 > min(2 + 100000, 2 x 2)
}

TEST(VenueGate, ABodyOfTheWrongShapeIs422InPlainText) {
    ApiScene scene;
    for (const char* const body :
         {"[]", "{}", R"({"action":{"type":"order","orders":[{"a":0}],"grouping":"na"}})"}) {
        const HttpReply answer = scene.post("/exchange", body);

        EXPECT_EQ(answer.status, 422) << body;
        EXPECT_TRUE(
            answer.body.starts_with("Failed to deserialize the JSON body into the target type"))
            << answer.body;
    }
    EXPECT_EQ(scene.post("/info", R"({"type":"nothing"})").status, 422);
    EXPECT_EQ(scene.post("/info", R"({"type":"meta","dex":"xyz"})").status, 500);
    EXPECT_EQ(scene.post("/elsewhere", "{}").status, 404);
}

TEST(VenueGate, TheWeightOfAnAddressIsSpentAndComesBack) {
    ApiScene scene;
    int passed = 0;
    while (scene.post("/info", R"({"type":"meta"})").status == 200) {
        ++passed;
    }
    EXPECT_EQ(passed, 60);  // 1200 a minute, 20 each
    EXPECT_EQ(scene.post("/info", R"({"type":"meta"})").body, "null");
    for (int i = 0; i < 10; ++i) {
        scene.block();
    }
    EXPECT_EQ(scene.post("/info", R"({"type":"meta"})").status, 200);
}

TEST(VenueGate, ALimitOfFortyItemsIsOneWeight) {
    ApiScene scene;
    hl::OrderAction many;
    for (int i = 0; i < 16; ++i) {
        many.orders.push_back(ApiScene::order(true, "90", "1", hl::Tif::alo));
    }

    const Json answer = scene.act(1, many);

    EXPECT_EQ(answer["response"]["data"]["statuses"].size(), 16U);
}

}  // namespace
}  // namespace maxmin::venue::api
