#include <gtest/gtest.h>

#include "host/wire/hyperliquid/typed_data.hpp"
#include "tests/host/venue/api_scene.hpp"
#include "tests/support/temporary_folder.hpp"

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

/// The account's own key signs that another may act for it; the zero address takes it back.
std::string approval(ApiScene& scene, int account, const hl::Address& agent,
                     const std::string& name) {
    const std::uint64_t nonce = scene.next_nonce();
    const hl::OtherAction action{{{"type", "approveAgent"},
                                  {"hyperliquidChain", "Testnet"},
                                  {"signatureChainId", "0x66eee"},
                                  {"agentAddress", to_string(agent)},
                                  {"agentName", name},
                                  {"nonce", nonce}}};
    std::string missing;
    const auto digest = hl::typed_action_digest(*hl::find_typed_action("approveAgent"),
                                                action.value, std::nullopt, missing);
    std::string body;
    hl::append_request(body, action, {.nonce = nonce}, ApiScene::key(account).sign(*digest));
    return body;
}

TEST(VenueGate, AnAgentOfOldIsNoNewcomerToTheFaucet) {
    const test::TemporaryFolder folder;
    VenueConfig config;
    config.enforce_limits = false;
    const auto refused = [](ApiScene& scene, int agent) {
        return scene.act(agent, hl::NoopAction{}).value("response", Json()) ==
               "User or API Wallet " + ApiScene::user(agent) + " does not exist.";
    };
    const auto approve = [](ApiScene& scene, const hl::Address& agent, const std::string& name) {
        const HttpReply reply = scene.post("/exchange", approval(scene, 1, agent, name));
        EXPECT_EQ(Json::parse(reply.body), plain_success) << reply.body;
    };
    {
        ApiScene scene(config);
        scene.venue.keep_state_in(folder.path());
        scene.act(1, hl::NoopAction{});
        approve(scene, ApiScene::key(2).address(), "revoked");
        approve(scene, ApiScene::key(3).address(), "replaced");
        const std::string until = std::to_string(to_ms(scene.now) + 5000);
        approve(scene, ApiScene::key(4).address(), "expired valid_until " + until);
        for (const int agent : {2, 3, 4}) {
            EXPECT_EQ(scene.act(agent, hl::NoopAction{}), plain_success);
        }
        approve(scene, {}, "revoked");
        approve(scene, ApiScene::key(5).address(), "replaced");
        scene.now = scene.now + seconds(10);
        scene.block();
        for (const int agent : {2, 3, 4}) {
            EXPECT_TRUE(refused(scene, agent)) << agent;
        }
        EXPECT_EQ(scene.act(5, hl::NoopAction{}), plain_success);
        EXPECT_EQ(scene.venue.gate().faucet_uses(), 1);
    }
    ApiScene scene(config);
    scene.venue.keep_state_in(folder.path());
    scene.now = scene.now + seconds(20);
    scene.block();
    for (const int agent : {2, 3, 4}) {
        EXPECT_TRUE(refused(scene, agent)) << agent << " after a restart";
    }
}

TEST(VenueGate, BuilderFeesAreRefusedOrderByOrder) {
    ApiScene scene;
    hl::OrderAction action;
    action.orders = {ApiScene::order(true, "90", "1"), ApiScene::order(true, "91", "1")};
    action.builder = hl::Builder{.address = ApiScene::key(9).address(), .fee = 10};

    const Json statuses = scene.act(1, action)["response"]["data"]["statuses"];

    ASSERT_EQ(statuses.size(), 2U);
    EXPECT_EQ(statuses[1]["error"], "Builder fee has not been approved. asset=0");
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

}  // namespace
}  // namespace maxmin::venue::api
