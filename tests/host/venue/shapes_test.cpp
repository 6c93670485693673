// Every reply has the fields that client libraries cannot do without, of the types they read.
#include <gtest/gtest.h>

#include "tests/host/venue/api_scene.hpp"

namespace maxmin::venue::api {
namespace {

enum class Is : std::uint8_t { text, whole, truth, list, object, text_or_null };

using Fields = std::vector<std::pair<const char*, Is>>;

bool has_type(const Json& value, Is type) {
    switch (type) {
        case Is::text:
            return value.is_string();
        case Is::whole:
            return value.is_number_integer();
        case Is::truth:
            return value.is_boolean();
        case Is::list:
            return value.is_array();
        case Is::object:
            return value.is_object();
        case Is::text_or_null:
            return value.is_string() || value.is_null();
    }
    return false;
}

void expect_fields(const Json& json, const Fields& fields, const std::string& what) {
    for (const auto& [key, type] : fields) {
        ASSERT_TRUE(json.contains(key)) << what << " lacks " << key;
        EXPECT_TRUE(has_type(json[key], type)) << what << '.' << key << " is " << json[key];
    }
}

const Fields fill_fields{
    {"closedPnl", Is::text},     {"coin", Is::text},    {"crossed", Is::truth}, {"dir", Is::text},
    {"hash", Is::text},          {"oid", Is::whole},    {"px", Is::text},       {"side", Is::text},
    {"startPosition", Is::text}, {"sz", Is::text},      {"time", Is::whole},    {"fee", Is::text},
    {"tid", Is::whole},          {"feeToken", Is::text}};
const Fields open_order_fields{{"coin", Is::text},  {"limitPx", Is::text}, {"oid", Is::whole},
                               {"side", Is::text},  {"sz", Is::text},      {"timestamp", Is::whole},
                               {"origSz", Is::text}};
const Fields full_order_fields{{"triggerCondition", Is::text}, {"isTrigger", Is::truth},
                               {"triggerPx", Is::text},        {"isPositionTpsl", Is::truth},
                               {"reduceOnly", Is::truth},      {"orderType", Is::text},
                               {"origSz", Is::text},           {"children", Is::list},
                               {"tif", Is::text_or_null},      {"cloid", Is::text_or_null}};

class Shapes : public ::testing::Test {
  protected:
    void SetUp() override {
        scene.venue.open(connection, "127.0.0.1");
        for (const char* const type : {"orderUpdates", "userEvents", "userFills", "openOrders",
                                       "clearinghouseState", "notification"}) {
            subscribe({{"type", type}, {"user", user}});
        }
        for (const char* const type : {"l2Book", "bbo", "trades", "activeAssetCtx"}) {
            subscribe({{"type", type}, {"coin", "COIN"}});
        }
        scene.act(1, ApiScene::place(ApiScene::order(true, "98", "1")));
        scene.act(1, ApiScene::place(ApiScene::order(true, "101", "1", hl::Tif::ioc)));
    }
    void subscribe(const Json& wanted) {
        scene.frame(connection, {{"method", "subscribe"}, {"subscription", wanted}});
    }
    Json ask_user(const char* type) { return scene.ask({{"type", type}, {"user", user}}); }

    ApiScene scene;
    HeardConnection connection;
    std::string user = ApiScene::user(1);
};

TEST_F(Shapes, Metadata) {
    const Json meta = scene.ask({{"type", "meta"}});
    expect_fields(meta["universe"][0],
                  {{"name", Is::text}, {"szDecimals", Is::whole}, {"maxLeverage", Is::whole}},
                  "universe");
    const Json spot = scene.ask({{"type", "spotMeta"}});
    expect_fields(spot["tokens"][0],
                  {{"name", Is::text},
                   {"szDecimals", Is::whole},
                   {"weiDecimals", Is::whole},
                   {"index", Is::whole},
                   {"tokenId", Is::text},
                   {"isCanonical", Is::truth}},
                  "token");
    EXPECT_EQ(spot["tokens"][0]["tokenId"].get<std::string>().size(), 34U);
    EXPECT_TRUE(spot["universe"].is_array());
    const Json contexts = scene.ask({{"type", "metaAndAssetCtxs"}});
    expect_fields(contexts[1][0],
                  {{"funding", Is::text},
                   {"openInterest", Is::text},
                   {"prevDayPx", Is::text},
                   {"dayNtlVlm", Is::text},
                   {"premium", Is::text_or_null},
                   {"oraclePx", Is::text},
                   {"markPx", Is::text},
                   {"midPx", Is::text_or_null}},
                  "context");
}

TEST_F(Shapes, Account) {
    const Json state = ask_user("clearinghouseState");
    for (const char* const summary : {"marginSummary", "crossMarginSummary"}) {
        expect_fields(state[summary],
                      {{"accountValue", Is::text},
                       {"totalMarginUsed", Is::text},
                       {"totalNtlPos", Is::text},
                       {"totalRawUsd", Is::text}},
                      summary);
    }
    EXPECT_TRUE(state["withdrawable"].is_string());
    const Json& position = state["assetPositions"][0]["position"];
    expect_fields(position,
                  {{"coin", Is::text},
                   {"szi", Is::text},
                   {"leverage", Is::object},
                   {"marginUsed", Is::text},
                   {"positionValue", Is::text},
                   {"returnOnEquity", Is::text},
                   {"unrealizedPnl", Is::text},
                   {"maxLeverage", Is::whole},
                   {"cumFunding", Is::object},
                   {"entryPx", Is::text_or_null},
                   {"liquidationPx", Is::text_or_null}},
                  "position");
    expect_fields(position["leverage"], {{"type", Is::text}, {"value", Is::whole}}, "leverage");
    expect_fields(position["cumFunding"],
                  {{"allTime", Is::text}, {"sinceOpen", Is::text}, {"sinceChange", Is::text}},
                  "cumFunding");
    const Json fees = ask_user("userFees");
    expect_fields(fees,
                  {{"activeReferralDiscount", Is::text},
                   {"dailyUserVlm", Is::list},
                   {"feeSchedule", Is::object},
                   {"userAddRate", Is::text},
                   {"userCrossRate", Is::text}},
                  "userFees");
    expect_fields(fees["feeSchedule"],
                  {{"add", Is::text},
                   {"cross", Is::text},
                   {"referralDiscount", Is::text},
                   {"tiers", Is::object}},
                  "feeSchedule");
    expect_fields(fees["feeSchedule"]["tiers"], {{"mm", Is::list}, {"vip", Is::list}}, "tiers");
}

TEST_F(Shapes, OrdersAndFills) {
    expect_fields(ask_user("openOrders")[0], open_order_fields, "openOrders");
    const Json full = ask_user("frontendOpenOrders")[0];
    expect_fields(full, open_order_fields, "frontendOpenOrders");
    expect_fields(full, full_order_fields, "frontendOpenOrders");
    const Json status = scene.ask({{"type", "orderStatus"}, {"user", user}, {"oid", full["oid"]}});
    EXPECT_EQ(status["status"], "order");
    expect_fields(status["order"]["order"], full_order_fields, "orderStatus");
    expect_fields(status["order"], {{"status", Is::text}, {"statusTimestamp", Is::whole}},
                  "orderStatus");
    expect_fields(ask_user("userFills")[0], fill_fields, "userFills");
    const Json by_time = scene.ask({{"type", "userFillsByTime"}, {"user", user}, {"startTime", 0}});
    expect_fields(by_time[0], fill_fields, "userFillsByTime");
}

TEST_F(Shapes, Channels) {
    const Json updates = connection.data_of("orderUpdates").at(0);
    expect_fields(updates[0], {{"status", Is::text}, {"statusTimestamp", Is::whole}},
                  "orderUpdates");
    expect_fields(updates[0]["order"], open_order_fields, "orderUpdates");
    expect_fields(connection.data_of("user").at(0)["fills"][0], fill_fields, "userEvents");
    EXPECT_EQ(connection.data_of("userFills").at(0)["isSnapshot"], true);
    expect_fields(connection.data_of("userFills").at(1)["fills"][0], fill_fields, "userFills");
    const Json trade = connection.data_of("trades").at(0)[0];
    expect_fields(trade,
                  {{"coin", Is::text},
                   {"side", Is::text},
                   {"px", Is::text},
                   {"sz", Is::text},
                   {"time", Is::whole},
                   {"hash", Is::text},
                   {"tid", Is::whole},
                   {"users", Is::list}},
                  "trades");
    EXPECT_EQ(trade["users"][0], user);
    const Json book = connection.data_of("l2Book").at(0);
    expect_fields(book, {{"coin", Is::text}, {"time", Is::whole}, {"levels", Is::list}}, "l2Book");
    expect_fields(book["levels"][0][0], {{"px", Is::text}, {"sz", Is::text}, {"n", Is::whole}},
                  "level");
    EXPECT_EQ(connection.data_of("notification").at(0)["notification"],
              "Order filled: Bought 1 COIN at $101");
    const Json open = connection.data_of("openOrders").back();
    EXPECT_EQ(open["dex"], "");
    expect_fields(open["orders"][0], full_order_fields, "openOrders channel");
}

TEST_F(Shapes, AcknowledgementsAreNormalised) {
    std::vector<Json> normals;
    for (const Json& each : connection.data_of("subscriptionResponse")) {
        EXPECT_EQ(each["method"], "subscribe");
        normals.push_back(each["subscription"]);
    }
    EXPECT_EQ(normals[6].dump(),
              R"({"type":"l2Book","coin":"COIN","nSigFigs":null,"mantissa":null})");
    EXPECT_EQ(normals[3].dump(), R"({"type":"openOrders","user":")" + user + R"(","dex":""})");
}

TEST_F(Shapes, SocketErrorsAreTheVenues) {
    subscribe({{"type", "trades"}, {"coin", "COIN"}});
    subscribe({{"type", "l2Book"}, {"coin", "NOPE"}});
    scene.frame(connection,
                {{"method", "unsubscribe"}, {"subscription", {{"type", "bbo"}, {"coin", "COIN"}}}});
    scene.frame(connection,
                {{"method", "unsubscribe"}, {"subscription", {{"type", "bbo"}, {"coin", "COIN"}}}});
    scene.frame(connection, {{"method", "subscribe"}, {"xsubscription", {{"type", "bbo"}}}});

    const std::vector<Json> errors = connection.data_of("error");

    ASSERT_EQ(errors.size(), 4U);
    EXPECT_EQ(errors[0], R"(Already subscribed: {"type":"trades","coin":"COIN"})");
    EXPECT_EQ(errors[1], R"(Invalid subscription {"type":"l2Book","coin":"NOPE",)"
                         R"("nSigFigs":null,"mantissa":null})");
    EXPECT_EQ(errors[2], R"(Already unsubscribed: {"type":"bbo","coin":"COIN"})");
    EXPECT_EQ(errors[3],
              "Error parsing JSON into valid websocket request: "
              R"({"method":"subscribe","xsubscription":{"type":"bbo"}})");
}

TEST_F(Shapes, PostsAreAnsweredWithTheirId) {
    connection.frames.clear();
    const std::string body =
        scene.signed_body(1, ApiScene::place(ApiScene::order(true, "97", "1")));
    scene.frame(connection, {{"method", "post"},
                             {"id", 256},
                             {"request", {{"type", "action"}, {"payload", Json::parse(body)}}}});
    scene.frame(connection,
                {{"method", "post"},
                 {"id", 7},
                 {"request", {{"type", "info"}, {"payload", {{"type", "exchangeStatus"}}}}}});
    scene.frame(connection, {{"method", "post"},
                             {"id", 8},
                             {"request", {{"type", "info"}, {"payload", {{"type", "no"}}}}}});
    scene.block();

    const std::vector<Json> posts = connection.data_of("post");

    ASSERT_EQ(posts.size(), 3U);
    EXPECT_EQ(posts[0]["id"], 7);
    EXPECT_EQ(posts[0]["response"]["payload"]["type"], "exchangeStatus");
    EXPECT_EQ(posts[1]["response"]["type"], "error");
    EXPECT_EQ(posts[2]["id"], 256);
    EXPECT_TRUE(
        posts[2]["response"]["payload"]["response"]["data"]["statuses"][0].contains("resting"));
}

TEST_F(Shapes, PricesAreWrittenAsTheVenueWritesThem) {
    EXPECT_EQ(reply_decimal(1'000'000, 4), "100.0");
    EXPECT_EQ(reply_decimal(5'605'700, 7), "0.56057");
    EXPECT_EQ(reply_decimal(0, 6), "0.0");
    EXPECT_EQ(reply_decimal(-130'000, 6), "-0.13");
    EXPECT_EQ(reply_number(0.0000125), "0.0000125");
    EXPECT_EQ(reply_number(-0.0), "0.0");
    const Json coarse =
        scene.ask({{"type", "l2Book"}, {"coin", "COIN"}, {"nSigFigs", 2}, {"mantissa", nullptr}});
    EXPECT_EQ(coarse["levels"][0][0]["px"], "99.0");
    EXPECT_EQ(coarse["levels"][1][0]["px"], "110.0");  // up to the bucket's edge: 101 in tens
    EXPECT_TRUE(coarse.contains("spread"));
}

}  // namespace
}  // namespace maxmin::venue::api
