#include <fstream>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/wire/hyperliquid/error_text.hpp"
#include "tests/host/venue/api_scene.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::venue::api {
namespace {

class FaultScene : public ::testing::Test {
  protected:
    HttpReply noop() { return scene.post("/exchange", scene.signed_body(1, hl::NoopAction{})); }
    void arm(FaultKind kind, const std::string& text = {}, Duration length = seconds(1)) {
        scene.faults.arm({.kind = kind, .length = length, .text = text});
    }
    Json resting(int digit) {
        return scene.ask({{"type", "openOrders"}, {"user", ApiScene::user(digit)}});
    }
    HttpReply place() {
        return scene.post("/exchange",
                          scene.signed_body(1, ApiScene::place(ApiScene::order(true, "90", "1"))));
    }
    /// The channels of the frames since the last call, garbage as "?".
    std::vector<std::string> heard() {
        std::vector<std::string> channels;
        for (const std::string& frame : std::exchange(connection.frames, {})) {
            const Json json = Json::parse(frame, nullptr, false);
            channels.push_back(json.is_discarded() ? "?" : json["channel"].get<std::string>());
        }
        return channels;
    }
    void ping() { scene.frame(connection, {{"method", "ping"}}); }
    void open() { scene.venue.open(connection, "127.0.0.1"); }

    ApiScene scene;
    HeardConnection connection;
};

using Channels = std::vector<std::string>;

TEST_F(FaultScene, UnavailableHasNotExecutedAndUnavailableExecutedHas) {
    noop();
    arm(FaultKind::unavailable);
    EXPECT_EQ(place().status, 502);
    EXPECT_EQ(resting(1).size(), 0U);

    arm(FaultKind::unavailable_executed);
    EXPECT_EQ(place().status, 502);
    EXPECT_EQ(resting(1).size(), 1U);
}

TEST_F(FaultScene, NoAnswerHasExecutedALostRequestHasNot) {
    noop();
    arm(FaultKind::lost_request);
    EXPECT_EQ(place().status, no_answer);
    EXPECT_EQ(resting(1).size(), 0U);

    arm(FaultKind::no_answer);
    EXPECT_EQ(place().status, no_answer);
    EXPECT_EQ(resting(1).size(), 1U);
}

TEST_F(FaultScene, TooManyRequestsIsTheLiteralNull) {
    arm(FaultKind::too_many_requests);
    const HttpReply answer = noop();
    EXPECT_EQ(answer.status, 429);
    EXPECT_EQ(answer.body, "null");
}

TEST_F(FaultScene, ASlowAnswerComesAfterItsTime) {
    arm(FaultKind::slow_answer, "", milliseconds(350));
    int answers = 0;
    scene.venue.post("/exchange", scene.signed_body(1, hl::NoopAction{}), "127.0.0.1", scene.now,
                     [&](const HttpReply&) { ++answers; });
    for (int i = 0; i < 4; ++i) {
        scene.block();
    }
    EXPECT_EQ(answers, 0);
    scene.block();
    EXPECT_EQ(answers, 1);
}

/// What a refused action is told, once for each of its items.
std::vector<std::string> told(const Json& answer, const std::string& type) {
    if (answer["status"] == "err") {
        return {answer["response"].get<std::string>()};
    }
    EXPECT_EQ(answer["response"]["type"], type);
    std::vector<std::string> texts;
    for (const Json& status : answer["response"]["data"]["statuses"]) {
        texts.push_back(status["error"].get<std::string>());
    }
    return texts;
}

TEST_F(FaultScene, RefusalsFitTheActionAndAreWhole) {
    hl::OrderAction quotes;
    quotes.orders = {ApiScene::order(true, "90", "1", hl::Tif::alo),
                     ApiScene::order(true, "91", "1", hl::Tif::alo)};
    const hl::Modify modify{.oid = 7ULL, .order = quotes.orders.front()};
    struct Kind {
        hl::Action action;
        const char* type;
        std::size_t refusals;  // at least so many
    };
    for (const Kind& kind :
         {Kind{quotes, "order", 15}, Kind{hl::CancelAction{.cancels = {{{}, 7}}}, "cancel", 5},
          Kind{hl::BatchModifyAction{.modifies = {modify}}, "order", 6},
          Kind{hl::ModifyAction{.modify = modify}, "none", 5},
          Kind{hl::UpdateLeverageAction{.leverage = 5}, "none", 5},
          Kind{hl::NoopAction{}, "none", 5}}) {
        std::set<hl::Refusal> seen;
        for (int i = 0; i < 60; ++i) {
            arm(FaultKind::refuse);
            for (const std::string& text : told(scene.act(1, kind.action), kind.type)) {
                const hl::Refusal refusal = hl::classify_refusal(text);
                EXPECT_NE(refusal, hl::Refusal::other) << text;
                const bool in_execution = hl::text_of(refusal).status.has_value() &&
                                          refusal != hl::Refusal::post_only_after_upgrade;
                EXPECT_EQ(text.find(" asset=0") != std::string::npos,
                          in_execution || refusal == hl::Refusal::never_placed)
                    << text;
                EXPECT_NE(text.back(), ' ') << text;
                seen.insert(refusal);
            }
            scene.block();
        }
        EXPECT_GE(seen.size(), kind.refusals) << kind.type;
        EXPECT_FALSE(seen.contains(hl::Refusal::not_matched));  // no order here takes
    }
    EXPECT_EQ(scene.venue.counters().actions, 0U);  // nothing of it was executed
}

TEST_F(FaultScene, RefusalsNameWhatTheVenueNames) {
    std::set<std::string> texts;
    for (int i = 0; i < 60; ++i) {
        arm(FaultKind::refuse);
        const hl::Order quote = ApiScene::order(true, "90", "1", hl::Tif::alo);
        for (const std::string& text : told(scene.act(1, ApiScene::place(quote)), "order")) {
            texts.insert(text);
        }
        scene.block();
    }
    EXPECT_TRUE(texts.contains("User or API Wallet " + ApiScene::user(1) + " does not exist."));
    EXPECT_TRUE(
        texts.contains("Post only order would have immediately matched, bbo was "
                       "99@101. asset=0"));
    arm(FaultKind::refuse, "Quite another text");
    EXPECT_EQ(Json::parse(noop().body)["response"], "Quite another text");
}

TEST_F(FaultScene, FramesAreDroppedDoubledHeldBackAndSpoilt) {
    open();
    arm(FaultKind::drop);
    ping();
    EXPECT_EQ(heard(), Channels{});
    arm(FaultKind::duplicate);
    ping();
    EXPECT_EQ(heard(), (Channels{"pong", "pong"}));
    arm(FaultKind::garbage);
    ping();
    EXPECT_EQ(heard(), (Channels{"?", "pong"}));
    arm(FaultKind::reorder);
    ping();
    EXPECT_EQ(heard(), Channels{});
    scene.frame(connection, {{"method", "nonsense"}});
    EXPECT_EQ(heard(), (Channels{"error", "pong"}));
    arm(FaultKind::delay, "", milliseconds(150));
    ping();
    scene.block();
    EXPECT_EQ(heard(), Channels{});
    scene.block();
    EXPECT_EQ(heard(), Channels{"pong"});
}

TEST_F(FaultScene, AConnectionIsCutOrFallsSilent) {
    open();
    arm(FaultKind::silence, "", milliseconds(250));
    ping();
    ping();
    EXPECT_EQ(heard(), Channels{});
    for (int i = 0; i < 3; ++i) {
        scene.block();
    }
    ping();
    EXPECT_EQ(heard(), Channels{"pong"});
    arm(FaultKind::partial);
    ping();
    EXPECT_TRUE(connection.is_cut);
    EXPECT_EQ(connection.torn_text, R"({"channel":"pong"})");
}

TEST_F(FaultScene, BooksAreCrossedOrStale) {
    open();
    for (const char* const type : {"l2Book", "bbo"}) {
        scene.frame(connection, {{"method", "subscribe"},
                                 {"subscription", {{"type", type}, {"coin", "COIN"}}}});
    }
    heard();
    arm(FaultKind::crossed_book);
    for (int i = 0; i < 5; ++i) {
        scene.block();
    }
    const Json book = connection.data_of("l2Book").at(0);
    EXPECT_EQ(book["levels"][0][0]["px"], "101.0");
    EXPECT_EQ(book["levels"][1][0]["px"], "99.0");
    heard();

    arm(FaultKind::stale_book, "", milliseconds(2000));
    scene.block();
    for (int i = 0; i < 10; ++i) {
        scene.show(90 + i, 120 + i);
        scene.block();
    }
    EXPECT_EQ(heard(), Channels{});
}

TEST_F(FaultScene, AnOutageStopsBlocksAndGets502AndTheClockGoesOn) {
    noop();
    arm(FaultKind::outage, "", milliseconds(500));
    scene.block();
    const Timestamp stopped = scene.venue.exchange().time();
    EXPECT_EQ(noop().status, 502);
    for (int i = 0; i < 6; ++i) {
        scene.block();
    }
    EXPECT_GT(scene.venue.exchange().time() - stopped, milliseconds(500));
    EXPECT_EQ(noop().status, 200);
}

TEST_F(FaultScene, TheClockLeapsAndThePostOnlyPeriodRefuses) {
    noop();
    const Timestamp before = scene.venue.exchange().time();
    arm(FaultKind::clock_jump, "", seconds(30));
    scene.block();
    EXPECT_EQ(scene.venue.exchange().time() - before, seconds(30) + milliseconds(100));

    arm(FaultKind::post_only, "", seconds(5));
    scene.block();
    const Json answer = scene.act(1, ApiScene::place(ApiScene::order(true, "90", "1")));
    EXPECT_EQ(answer["response"]["data"]["statuses"][0]["error"],
              "Only post-only orders allowed immediately after a network upgrade");
}

TEST_F(FaultScene, ControlInjectsAdvancesAndTellsTheState) {
    EXPECT_EQ(scene.post("/paper/inject", R"({"kind":"too_many_requests"})").status, 200);
    EXPECT_EQ(noop().status, 429);
    const Timestamp before = scene.venue.exchange().time();
    EXPECT_EQ(scene.post("/paper/advance", R"({"ms":1000})").status, 200);
    EXPECT_EQ(scene.venue.exchange().time() - before, seconds(1));
    const Json state = Json::parse(scene.post("/paper/state", "").body);
    EXPECT_EQ(state["counters"]["faults"]["too_many_requests"], 1);
    EXPECT_EQ(scene.post("/paper/inject", R"({"kind":"nothing"})").status, 422);
}

TEST_F(FaultScene, AFaultOfOneChannelWaitsForItAndMayBeTakenBack) {
    open();
    scene.post("/paper/inject", R"({"kind":"drop","channel":"subscriptionResponse"})");
    ping();
    EXPECT_EQ(heard(), Channels{"pong"});
    scene.frame(connection, {{"method", "subscribe"}, {"subscription", {{"type", "allMids"}}}});
    EXPECT_EQ(heard(), Channels{"allMids"});

    scene.post("/paper/inject", R"({"kind":"drop"})");
    EXPECT_EQ(Json::parse(scene.post("/paper/disarm", "").body)["disarmed"], 1);
    ping();
    EXPECT_EQ(heard(), Channels{"pong"});
}

TEST(Faults, TheSameSeedAndMessagesMisbehaveAlike) {
    const auto run = [](std::uint64_t seed) {
        FaultPlan plan;
        plan.seed = seed;
        plan.rates[static_cast<std::size_t>(FaultKind::drop)] = 0.2;
        plan.rates[static_cast<std::size_t>(FaultKind::duplicate)] = 0.1;
        Faults faults(plan);
        std::vector<int> kinds;
        for (int i = 0; i < 1000; ++i) {
            const auto fault = faults.on_frame("bbo");
            kinds.push_back(fault ? static_cast<int>(fault->kind) : -1);
        }
        return kinds;
    };
    EXPECT_EQ(run(3), run(3));
    EXPECT_NE(run(3), run(4));
    const std::vector<int> kinds = run(3);
    const auto drops = std::count(kinds.begin(), kinds.end(), static_cast<int>(FaultKind::drop));
    EXPECT_NEAR(static_cast<double>(drops), 200.0, 5 * 12.7);  // five standard deviations
}

TEST(Faults, APlanIsReadAndItsFaultsNamed) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "faults.toml";
    std::ofstream(file) << "seed = 7\n[rates]\ndrop = 0.5\n[lengths_ms]\ndelay = 20\n"
                           "[[script]]\nat_s = 1.5\nkind = \"outage\"\nms = 300\n";
    const FaultPlan plan = read_fault_plan(file);
    EXPECT_EQ(plan.seed, 7U);
    EXPECT_EQ(plan.rates[static_cast<std::size_t>(FaultKind::drop)], 0.5);
    EXPECT_EQ(plan.shapes[static_cast<std::size_t>(FaultKind::delay)].length, milliseconds(20));
    ASSERT_EQ(plan.script.size(), 1U);
    EXPECT_EQ(plan.script[0].at, milliseconds(1500));
    EXPECT_EQ(plan.script[0].fault.kind, FaultKind::outage);

    std::ofstream(file) << "seed = 7\n[rates]\ndropp = 0.5\n";
    try {
        read_fault_plan(file);
        FAIL() << "read a plan with a word that is no fault";
    } catch (const InputError& error) {
        EXPECT_EQ(error.fault().line, 3);
        EXPECT_NE(std::string(error.what()).find("dropp"), std::string::npos);
    }
}

TEST(Faults, AScriptBeginsAtItsTime) {
    FaultPlan plan;
    plan.script.push_back(
        {.at = seconds(2), .fault = {.kind = FaultKind::outage, .length = seconds(1)}});
    Faults faults(plan);
    const Timestamp start(1'000'000'000);
    faults.on_block(start);
    faults.on_block(start + milliseconds(1999));
    EXPECT_FALSE(faults.is_out(start + milliseconds(1999)));
    faults.on_block(start + seconds(2));
    EXPECT_TRUE(faults.is_out(start + milliseconds(2500)));
    EXPECT_FALSE(faults.is_out(start + seconds(3)));
}

}  // namespace
}  // namespace maxmin::venue::api
