// What the exchange refuses for coming too often: HTTP weight and WebSocket limits by IP address,
// the allowance of an account's address.
#include <deque>

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
    scene.venue.open(connection, "127.0.0.1");
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

/// Connections of one IP address.
class Household {
  public:
    Household(ApiScene& scene, std::string ip, std::size_t size)
        : scene_(scene), connections(size) {
        for (HeardConnection& connection : connections) {
            scene.venue.open(connection, ip);
        }
    }
    Household(const Household&) = delete;
    Household& operator=(const Household&) = delete;
    ~Household() {
        for (HeardConnection& connection : connections) {
            scene_.venue.close(connection);
        }
    }
    void subscribe(std::size_t by, const Json& wanted) {
        scene_.frame(connections[by], {{"method", "subscribe"}, {"subscription", wanted}});
    }
    std::size_t heard(const std::string& channel) const {
        std::size_t count = 0;
        for (const HeardConnection& connection : connections) {
            count += connection.data_of(channel).size();
        }
        return count;
    }

  private:
    ApiScene& scene_;

  public:
    std::deque<HeardConnection> connections;
};

TEST(VenueLimits, SubscriptionsAndUsersCountForAllConnectionsOfAnAddress) {
    ApiScene scene;
    Household many(scene, "10.0.0.1", 1001);
    Household others(scene, "10.0.0.2", 1);
    for (std::size_t i = 0; i < 1001; ++i) {
        many.subscribe(i, {{"type", "bbo"}, {"coin", "COIN"}});
    }
    EXPECT_EQ(many.heard("subscriptionResponse"), 1000U);
    EXPECT_EQ(many.connections.back().data_of("error").at(0),
              "Cannot subscribe to more than 1000 channels.");
    others.subscribe(0, {{"type", "bbo"}, {"coin", "COIN"}});
    EXPECT_EQ(others.heard("subscriptionResponse"), 1U);

    Household few(scene, "10.0.0.3", 12);
    const auto follow = [&](std::size_t by, int user) {
        few.subscribe(by, {{"type", "orderUpdates"}, {"user", ApiScene::user(user)}});
    };
    for (std::size_t i = 0; i < 9; ++i) {
        follow(i, static_cast<int>(i) + 1);
    }
    few.subscribe(9, {{"type", "orderUpdates"}, {"user", "0x" + std::string(40, '7')}});
    few.subscribe(10, {{"type", "orderUpdates"}, {"user", "0x" + std::string(40, '8')}});
    follow(11, 1);  // one that is followed already
    EXPECT_EQ(few.connections[10].data_of("error").at(0), "Cannot track more than 10 total users.");
    EXPECT_EQ(few.heard("error"), 1U);
    scene.venue.close(few.connections[9]);
    few.subscribe(10, {{"type", "orderUpdates"}, {"user", "0x" + std::string(40, '8')}});
    EXPECT_EQ(few.heard("error"), 1U);
}

TEST(VenueLimits, MessagesAndPostsCountForAllConnectionsOfAnAddress) {
    ApiScene scene;
    Household talkers(scene, "10.0.0.1", 2);
    for (std::size_t i = 0; i < 2001; ++i) {
        scene.frame(talkers.connections[i % 2], {{"method", "ping"}});
    }
    EXPECT_EQ(talkers.heard("pong"), 2000U);
    EXPECT_EQ(talkers.heard("error"), 1U);

    Household posters(scene, "10.0.0.2", 2);
    const auto post = [&](std::size_t by) {
        const Json payload = Json::parse(scene.signed_body(1, hl::NoopAction{}));
        scene.frame(posters.connections[by],
                    {{"method", "post"},
                     {"id", 7},
                     {"request", {{"type", "action"}, {"payload", payload}}}});
    };
    for (std::size_t i = 0; i < 101; ++i) {
        post(i % 2);
    }
    EXPECT_EQ(posters.connections[0].data_of("error").at(0), "too many pending post requests id=7");
    EXPECT_EQ(posters.heard("error"), 1U);
    scene.venue.close(posters.connections[1]);  // its answers, heard by nobody, count as given
    scene.block();
    for (std::size_t i = 0; i < 100; ++i) {
        post(0);
    }
    EXPECT_EQ(posters.heard("error"), 1U);
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
