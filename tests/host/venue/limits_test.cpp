// What the exchange refuses for coming too often: HTTP weight and WebSocket limits by IP address,
// the allowance of an account's address.
#include <gtest/gtest.h>

#include "tests/host/venue/api_scene.hpp"

namespace maxmin::venue::api {
namespace {

/// Requests of weight 1 until one is refused. Malformed ones are answered at once, so the clock
/// stands still and nothing comes back meanwhile.
int weight_left(ApiScene& scene) {
    int left = 0;
    while (scene.post("/exchange", "[]").status == 422) {
        ++left;
    }
    return left;
}

Json info_post(int id, const char* type) {
    return {{"method", "post"},
            {"id", id},
            {"request", {{"type", "info"}, {"payload", {{"type", type}}}}}};
}

TEST(VenueLimits, TheWeightOfAnAddressIsSpentAndComesBack) {
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

TEST(VenueLimits, AnActionWeighsOneAndOneMoreForEveryFortyItems) {
    for (const auto& [items, weight] : {std::pair{1, 1}, std::pair{39, 1}, std::pair{40, 2},
                                        std::pair{79, 2}, std::pair{80, 3}}) {
        hl::OrderAction orders;
        hl::CancelAction cancels;
        hl::BatchModifyAction modifies;
        for (int i = 0; i < items; ++i) {
            orders.orders.push_back(ApiScene::order(true, "90", "1", hl::Tif::alo));
            cancels.cancels.push_back({hl::AssetId{0}, 7});
            modifies.modifies.push_back({.oid = 7ULL, .order = orders.orders.back()});
        }
        for (const hl::Action& action :
             {hl::Action(orders), hl::Action(cancels), hl::Action(modifies)}) {
            ApiScene scene;
            scene.venue.post("/exchange", scene.signed_body(1, action), "127.0.0.1", scene.now,
                             [](const HttpReply&) {});
            EXPECT_EQ(weight_left(scene), 1200 - weight) << items << " items";
        }
    }
}

TEST(VenueLimits, PostsOnASocketCostNoWeightAndPassWhenItIsSpent) {
    ApiScene scene;
    HeardConnection connection;
    scene.venue.open(connection);
    for (int id = 0; id < 70; ++id) {  // as HTTP requests they would weigh 1400
        scene.frame(connection, info_post(id, "meta"));
    }
    for (const Json& data : connection.data_of("post")) {
        ASSERT_EQ(data["response"]["type"], "info") << data;
    }
    EXPECT_EQ(weight_left(scene), 1200);

    const Json cancel =
        Json::parse(scene.signed_body(1, hl::CancelAction{.cancels = {{hl::AssetId{0}, 7}}}));
    scene.frame(
        connection,
        {{"method", "post"}, {"id", 100}, {"request", {{"type", "action"}, {"payload", cancel}}}});
    scene.block();

    const Json answer = connection.data_of("post").back();
    EXPECT_EQ(answer["id"], 100);
    EXPECT_EQ(answer["response"]["payload"]["status"], "ok") << answer;
}

TEST(VenueLimits, TheAllowanceOfAnAddressEndsAndCancelsHaveMore) {
    VenueConfig config;
    config.request_allowance = 3;
    ApiScene scene(config);
    const hl::Action bid = ApiScene::place(ApiScene::order(true, "90", "1"));
    const hl::Action cancel = hl::CancelAction{.cancels = {{hl::AssetId{0}, 1}}};
    for (int i = 0; i < 4; ++i) {  // the fourth is over: one passes every ten seconds
        EXPECT_EQ(scene.act(1, bid)["status"], "ok");
    }

    EXPECT_EQ(scene.act(1, bid)["response"],
              "Too many cumulative requests sent (5 > 3) for cumulative volume traded $0.0. Place "
              "taker orders to free up 1 request per USDC traded.");
    // min(3 + 100000, 2 x 3) requests leave room for one cancel.
    EXPECT_EQ(scene.act(1, cancel)["response"]["data"]["statuses"][0], "success");
    EXPECT_EQ(scene.act(1, cancel)["status"], "err");
}

}  // namespace
}  // namespace maxmin::venue::api
