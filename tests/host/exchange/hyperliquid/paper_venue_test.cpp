// End to end: the gateway trades at the served paper exchange, in another process, over sockets; a
// relay between them cuts the connections when it is told to.
#include <atomic>
#include <cstdio>
#include <signal.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/exchange/hyperliquid/emergency.hpp"
#include "tests/host/exchange/hyperliquid/live_scene.hpp"
#include "tests/host/exchange/transport/scripted_server.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

using gateway::OrderId;
using gateway::ReportKind;
using gateway::RequestKind;
using test::LiveScene;

constexpr const char* key = "0x0123456789012345678901234567890123456789012345678901234567890123";
constexpr const char* other_key =
    "0xe908f86dbb4d55ac876378565aafeabc187f6690f046459397b17d9b9a19688e";

/// `maxmin paper` on a port of its own choosing.
class PaperVenue {
  public:
    PaperVenue() {
        int ends[2];
        if (pipe(ends) != 0) {
            return;
        }
        child_ = fork();
        if (child_ == 0) {
            dup2(ends[1], STDOUT_FILENO);
            dup2(ends[1], STDERR_FILENO);
            close(ends[0]);
            execl(MAXMIN_BINARY, "maxmin", "paper", "--synthetic", "4", "--port", "0", nullptr);
            _exit(127);
        }
        close(ends[1]);
        FILE* said = fdopen(ends[0], "r");
        char line[512];
        while (fgets(line, sizeof line, said) != nullptr) {
            const std::string text = line;
            const auto at = text.find("http://127.0.0.1:");
            if (at != text.npos) {
                port_ = std::stoi(text.substr(at + 17));
                break;
            }
        }
        drain_ = std::thread([said] {
            char rest[512];
            while (fgets(rest, sizeof rest, said) != nullptr) {
            }
            fclose(said);
        });
    }
    PaperVenue(const PaperVenue&) = delete;
    PaperVenue& operator=(const PaperVenue&) = delete;
    ~PaperVenue() {
        if (child_ > 0) {
            kill(child_, SIGTERM);
            waitpid(child_, nullptr, 0);
        }
        if (drain_.joinable()) {
            drain_.join();
        }
    }
    int port() const { return port_; }
    std::string url() const {
        return std::string("http://localhost:").append(std::to_string(port_));
    }

  private:
    pid_t child_ = -1;
    int port_ = 0;
    std::thread drain_;
};

/// Passes bytes on until it is told to cut everything that is open.
class Relay {
  public:
    explicit Relay(int port) : port_(port) {}

    std::string url() const { return server_.url("http", ""); }
    void cut() { ++cuts_; }

  private:
    static bool pass(test::Tcp::socket& from, test::Tcp::socket& to) {
        char bytes[16'384];
        boost::system::error_code error;
        const std::size_t size = from.read_some(boost::asio::buffer(bytes), error);
        if (error == boost::asio::error::would_block) {
            return true;
        }
        if (!error) {
            to.non_blocking(false);
            boost::asio::write(to, boost::asio::buffer(bytes, size), error);
            to.non_blocking(true);
        }
        return !error;
    }
    void play(test::Tcp::socket& client) {
        const int cuts = cuts_;
        boost::asio::io_context io;
        test::Tcp::socket venue(io);
        venue.connect(
            {boost::asio::ip::make_address("127.0.0.1"), static_cast<unsigned short>(port_)});
        client.non_blocking(true);
        venue.non_blocking(true);
        while (cuts_ == cuts && !server_.ending() && pass(client, venue) && pass(venue, client)) {
            std::this_thread::sleep_for(std::chrono::microseconds(300));
        }
        venue.close();
    }

    int port_;
    std::atomic<int> cuts_ = 0;
    test::ScriptedServer server_{[this](test::Tcp::socket& client, int) { play(client); }};
};

struct PaperVenueTest : ::testing::Test {
    void SetUp() override {
        ASSERT_NE(venue.port(), 0) << MAXMIN_BINARY << " paper does not say where it listens";
    }
    ExchangeConfig config(const std::string& url) const {
        ExchangeConfig made;
        made.url = url;
        made.reconnect_first_s = 0.05;
        made.check_interval_s = 1.0;
        made.expires_after_s = 3.0;
        return made;
    }
    std::unique_ptr<LiveScene> scene_at(const std::string& url, const char* with = key) const {
        const auto signer = wire::hyperliquid::Signer::from_text(with, "a test");
        const auto facts = ask_venue(nullptr, config(url), signer, {{"BTC"}, {"ETH"}, {"SOL"}}, {});
        return std::make_unique<LiveScene>(config(url), facts.markets, with);
    }
    /// A legal price `share` away from the asset's mid.
    static Ticks price_at(const LiveScene& scene, const Markets& markets, AssetIndex asset,
                          double share) {
        const auto& best = scene.ear.best.at(asset);
        const auto& rules = markets.instruments[static_cast<std::size_t>(asset)];
        const double mid =
            0.5 * (rules.price_usd(best.bid.price) + rules.price_usd(best.ask.price));
        return rules.floor_price(mid * (1.0 + share));
    }
    Markets markets_at(const std::string& url) const {
        const auto signer = wire::hyperliquid::Signer::from_text(key, "a test");
        return ask_venue(nullptr, config(url), signer, {{"BTC"}, {"ETH"}, {"SOL"}}, {}).markets;
    }
    PaperVenue venue;
};

TEST_F(PaperVenueTest, PlacesModifiesFillsAndCancels) {
    const auto scene = scene_at(venue.url());
    const Markets markets = markets_at(venue.url());
    auto& ear = scene->ear;
    scene->gateway->start();
    ASSERT_TRUE(scene->run_until([&] { return ear.is_up() && ear.best.size() == 3; }))
        << scene->gateway->last_error();

    const OrderId resting{1};
    auto order = scene->request(RequestKind::place, resting, 1, Side::bid,
                                price_at(*scene, markets, 1, -0.02), Lots(1'000));
    scene->submit(order);
    ASSERT_TRUE(scene->run_until([&] { return ear.heard(resting, ReportKind::accepted); }));

    order.kind = RequestKind::modify;
    order.price = price_at(*scene, markets, 1, -0.03);
    order.size = Lots(500);
    scene->submit(order);
    ASSERT_TRUE(scene->run_until([&] { return ear.heard(resting, ReportKind::modified); }));
    EXPECT_EQ(ear.last_of(resting)->remaining, Lots(500));

    order.kind = RequestKind::query;
    scene->submit(order);
    ASSERT_TRUE(
        scene->run_until([&] { return ear.last_of(resting)->kind == ReportKind::accepted; }));
    EXPECT_EQ(ear.last_of(resting)->remaining, Lots(500));

    const OrderId taker{2};
    auto take = scene->request(RequestKind::place, taker, 1, Side::bid,
                               price_at(*scene, markets, 1, 0.02), Lots(100));
    take.time_in_force = gateway::TimeInForce::immediate_or_cancel;
    scene->submit(take);
    ASSERT_TRUE(scene->run_until([&] { return ear.heard(taker, ReportKind::filled); }));

    order.kind = RequestKind::cancel;
    scene->submit(order);
    ASSERT_TRUE(scene->run_until([&] { return ear.heard(resting, ReportKind::cancelled); }));

    // The next look at the account agrees with what was reported.
    const auto truths = ear.truths.size();
    ASSERT_TRUE(scene->run_until([&] { return ear.truths.size() > truths; }));
    EXPECT_TRUE(ear.truths.back().orders.empty());
    ASSERT_EQ(ear.truths.back().positions.size(), 1u);
    EXPECT_EQ(ear.truths.back().positions[0].lots.value(), ear.position[1]);
    EXPECT_FALSE(ear.truths.back().flat.after_loss);
    EXPECT_GT(ear.books, 0);
}

TEST_F(PaperVenueTest, RefusalsComeBackWithTheirReason) {
    const auto scene = scene_at(venue.url());
    const Markets markets = markets_at(venue.url());
    auto& ear = scene->ear;
    scene->gateway->start();
    ASSERT_TRUE(scene->run_until([&] { return ear.is_up() && ear.best.size() == 3; }));

    const auto crossing = scene->request(RequestKind::place, OrderId{1}, 0, Side::bid,
                                         price_at(*scene, markets, 0, 0.02), Lots(1'000));
    scene->submit(crossing);
    const auto tiny = scene->request(RequestKind::place, OrderId{2}, 0, Side::bid,
                                     price_at(*scene, markets, 0, -0.02), Lots(1));
    scene->submit(tiny);
    const auto nothing =
        scene->request(RequestKind::query, OrderId{3}, 0, Side::bid, Ticks(0), Lots(0));
    scene->submit(nothing);
    ASSERT_TRUE(scene->run_until([&] {
        return ear.last_of(OrderId{1}) && ear.last_of(OrderId{2}) && ear.last_of(OrderId{3});
    }));
    EXPECT_EQ(ear.last_of(OrderId{1})->reason, gateway::Reason::post_only_would_cross);
    EXPECT_EQ(ear.last_of(OrderId{2})->reason, gateway::Reason::below_minimum_value);
    EXPECT_EQ(ear.last_of(OrderId{3})->kind, ReportKind::cancelled);
    EXPECT_EQ(ear.last_of(OrderId{3})->reason, gateway::Reason::unknown_order);
}

TEST_F(PaperVenueTest, ACutInTheMiddleOfTradingEndsInTheVenuesTruth) {
    Relay relay(venue.port());
    const auto scene = scene_at(relay.url());
    const Markets markets = markets_at(venue.url());
    auto& ear = scene->ear;
    scene->gateway->start();
    ASSERT_TRUE(scene->run_until([&] { return ear.is_up() && ear.best.size() == 3; }));

    std::uint64_t id = 0;
    for (int round = 0; round < 5; ++round) {
        for (AssetIndex asset = 0; asset < 3; ++asset) {
            for (const double share : {-0.02, -0.01, 0.02}) {  // the last one takes
                const auto& rules = markets.instruments[static_cast<std::size_t>(asset)];
                const Ticks price = price_at(*scene, markets, asset, share);
                auto order = scene->request(RequestKind::place, OrderId{++id}, asset, Side::bid,
                                            price, rules.floor_size(50.0 / rules.price_usd(price)));
                if (share > 0.0) {
                    order.time_in_force = gateway::TimeInForce::immediate_or_cancel;
                }
                scene->submit(order);
            }
        }
        scene->run_for(round * 15);  // answers in all stages are lost
        const auto truths = ear.truths.size();
        relay.cut();
        ASSERT_TRUE(scene->run_until([&] { return ear.links.back() != gateway::LinkState::up; }));
        ASSERT_TRUE(scene->run_until([&] {
            return ear.is_up() && ear.truths.size() > truths && ear.truths.back().flat.after_loss;
        })) << scene->gateway->last_error();
        for (const gateway::HeldPosition& held : ear.truths.back().positions) {
            EXPECT_EQ(held.lots.value(), ear.position[held.asset]) << "round " << round;
        }
    }
    for (const auto& [trade, times] : ear.trades) {
        EXPECT_EQ(times, 1) << "trade " << trade / 2;
    }

    // The same account, asked by somebody who was never cut.
    const auto witness = scene_at(venue.url());
    witness->gateway->start();
    ASSERT_TRUE(witness->run_until([&] { return witness->ear.is_up(); }));
    const auto& seen = ear.truths.back();
    const auto& theirs = witness->ear.truths.back();
    EXPECT_EQ(seen.orders.size(), theirs.orders.size());
    EXPECT_EQ(seen.positions.size(), theirs.positions.size());
    for (const gateway::OpenOrder& order : seen.orders) {
        EXPECT_NE(order.id, OrderId{});
    }
}

TEST_F(PaperVenueTest, ManyOrdersLeaveAsFewActions) {
    const auto scene = scene_at(venue.url(), other_key);
    const Markets markets = markets_at(venue.url());
    auto& ear = scene->ear;
    scene->gateway->start();
    ASSERT_TRUE(scene->run_until([&] { return ear.is_up() && ear.best.size() == 3; }));

    std::vector<gateway::Request> batch;
    for (std::uint64_t id = 1; id <= 60; ++id) {
        const auto asset = static_cast<AssetIndex>(id % 3);
        const auto& rules = markets.instruments[static_cast<std::size_t>(asset)];
        const Ticks price =
            price_at(*scene, markets, asset, -0.01 - 0.0005 * static_cast<double>(id));
        batch.push_back(scene->request(RequestKind::place, OrderId{id}, asset, Side::bid, price,
                                       rules.floor_size(20.0 / rules.price_usd(price))));
    }
    scene->gateway->submit(batch, test::wall_clock());
    ASSERT_TRUE(scene->run_until([&] { return ear.reports.size() >= 60; }));
    EXPECT_EQ(scene->gateway->desk().actions, 2);  // 40 + 20
    for (const gateway::Report& report : ear.reports) {
        EXPECT_EQ(report.kind, ReportKind::accepted);
    }
    for (gateway::Request& request : batch) {
        request.kind = RequestKind::cancel;
    }
    scene->gateway->submit(batch, test::wall_clock());
    ASSERT_TRUE(scene->run_until([&] { return ear.reports.size() >= 120; }));
    EXPECT_EQ(scene->gateway->desk().actions, 4);
    const BudgetsLeft left = scene->gateway->budgets();
    EXPECT_EQ(left.posts_in_flight, 0u);
    EXPECT_GE(left.actions_used, 120);  // every item counts, however batched
    EXPECT_LT(left.messages, 2'000.0);
}

TEST_F(PaperVenueTest, TheDeadMansSwitchSaysWhatTheVenueSays) {
    const auto scene = scene_at(venue.url());
    scene->gateway->start();
    ASSERT_TRUE(scene->run_until([&] { return scene->ear.is_up(); }));
    const auto arm = [&](Duration ahead) {
        std::optional<ArmResult> got;
        scene->gateway->arm(test::wall_clock() + ahead,
                            [&](const ArmResult& result) { got = result; });
        EXPECT_TRUE(scene->run_until([&] { return got.has_value(); }));
        return got.value_or(ArmResult{});
    };
    const ArmResult in_time = arm(seconds(20));
    EXPECT_EQ(in_time.kind, ArmResult::Kind::needs_volume);  // a new account has traded nothing
    EXPECT_NE(in_time.text.find("Required: $"), std::string::npos) << in_time.text;
    EXPECT_NE(arm(seconds(1)).kind, ArmResult::Kind::armed) << "five seconds ahead at least";
}

TEST_F(PaperVenueTest, ASecondProcessCancelsAndFlattens) {
    const auto scene = scene_at(venue.url());
    const Markets markets = markets_at(venue.url());
    auto& ear = scene->ear;
    scene->gateway->start();
    ASSERT_TRUE(scene->run_until([&] { return ear.is_up() && ear.best.size() == 3; }));
    for (AssetIndex asset = 0; asset < 3; ++asset) {
        const auto& rules = markets.instruments[static_cast<std::size_t>(asset)];
        const auto id = static_cast<std::uint64_t>(asset) * 2 + 1;
        const Ticks low = price_at(*scene, markets, asset, -0.02);
        scene->submit(scene->request(RequestKind::place, OrderId{id}, asset, Side::bid, low,
                                     rules.floor_size(50.0 / rules.price_usd(low))));
        const Ticks high = price_at(*scene, markets, asset, 0.02);
        auto take = scene->request(RequestKind::place, OrderId{id + 1}, asset, Side::bid, high,
                                   rules.floor_size(50.0 / rules.price_usd(high)));
        take.time_in_force = gateway::TimeInForce::immediate_or_cancel;
        scene->submit(take);
    }
    ASSERT_TRUE(scene->run_until([&] { return ear.reports.size() >= 6; }));
    scene->gateway->stop();

    const test::TemporaryFolder folder;
    wire::hyperliquid::NonceSource nonces(folder.path() / "nonces");
    const auto signer = wire::hyperliquid::Signer::from_text(key, "a test");
    EmergencyVenue emergency({.tls = nullptr,
                              .config = config(venue.url()),
                              .account = signer.address(),
                              .vault = {},
                              .signer = signer,
                              .nonces = nonces,
                              .only = LiveScene::prefix});
    const EmergencyResult cancelled = emergency.cancel_all();
    EXPECT_TRUE(cancelled.done) << cancelled.trouble;
    EXPECT_EQ(cancelled.sent, 3);
    const EmergencyResult flat = emergency.flatten(0.05);
    EXPECT_TRUE(flat.done) << flat.trouble;
    EXPECT_GE(flat.sent, 3);
    EXPECT_TRUE(emergency.cancel_all().done);
    EXPECT_EQ(emergency.flatten(0.05).sent, 0);
}

TEST_F(PaperVenueTest, ContradictionsStopTheStart) {
    const auto signer = wire::hyperliquid::Signer::from_text(key, "a test");
    const ExchangeConfig settings = config(venue.url());
    EXPECT_THROW(ask_venue(nullptr, settings, signer, {{"NOCOIN"}}, {}), InputError);
    EXPECT_THROW(ask_venue(nullptr, settings, signer, {{"BTC", 3}}, {}), InputError);
    EXPECT_THROW(ask_venue(nullptr, settings, signer, {{"BTC", 5, 1'000}}, {}), InputError);
    EXPECT_THROW(ask_venue(nullptr, settings, signer, {{"BTC"}}, {.maker = 0.01, .taker = {}}),
                 InputError);
    ExchangeConfig agent = settings;
    agent.account = "0xcd49bbac6e85fdeb167eb7ca41a945d2b8758f6f";
    EXPECT_THROW(ask_venue(nullptr, agent, signer, {{"BTC"}}, {}), InputError);
    EXPECT_NO_THROW(ask_venue(nullptr, settings, signer, {{"BTC", 5, 40}}, {}));
}

}  // namespace
}  // namespace maxmin::exchange::hyperliquid
