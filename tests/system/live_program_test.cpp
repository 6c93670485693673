// maxmin run and maxmin watchdog as a user runs them, against maxmin paper. The venue is asked
// itself what rests there: neither process is taken at its word.
#include <gtest/gtest.h>

#include "host/exchange/hyperliquid/startup.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::test {
namespace {

constexpr const char* account_key =
    "0x0123456789012345678901234567890123456789012345678901234567890123";
constexpr const char* agent_key =
    "0xe908f86dbb4d55ac876378565aafeabc187f6690f046459397b17d9b9a19688e";

std::string address_of(const char* key) {
    return to_string(wire::hyperliquid::Signer::from_text(key, "a test").address());
}

struct LiveProgramTest : ::testing::Test {
    void SetUp() override {
        ASSERT_NE(paper.port(), 0) << "maxmin paper does not serve";
        folder.write("live.toml", configuration());
    }
    /// Three assets that quote within seconds, be it good business or not.
    std::string configuration() const {
        return "[run]\ngate_interval_s = 1.0\nparticles = 256\n"
               "[exchange]\nurl = \"" +
               paper.url() +
               "\"\n"
               "[live]\ndead_man = \"off\"\n[risk]\nloss_usd_max = 50_000.0\ndrawdown_usd_max = "
               "50_000.0\n"
               "[defaults]\nsize_unit = \"usd\"\nmax_absolute_position_size = 2_000.0\n"
               "target_liquidity = 200.0\n"
               "filter = { volatility_annual = 0.5, warm_up_s = 2.0 }\n"
               "gate = { forced_open = true }\n"
               "[groups.all]\nassets = [\"BTC\", \"ETH\", \"SOL\"]\n";
    }
    /// With a folder for locks of its own: other tests trade for the same account elsewhere.
    std::unique_ptr<Program> start(std::vector<std::string> arguments) const {
        return std::make_unique<Program>(
            std::move(arguments), std::vector{std::string("MAXMIN_KEY=") + account_key,
                                              std::string("MAXMIN_WATCHDOG_KEY=") + agent_key,
                                              "TMPDIR=" + folder.path().string()});
    }
    std::unique_ptr<Program> start_run(const std::vector<std::string>& more = {}) const {
        std::vector<std::string> arguments{"run", "--config", config("live.toml"), "--status-every",
                                           "0.5"};
        arguments.insert(arguments.end(), more.begin(), more.end());
        return start(arguments);
    }
    std::string config(const char* name) const { return (folder.path() / name).string(); }

    /// How many orders the venue says are open.
    int resting() const {
        exchange::ExchangeConfig venue;
        venue.url = paper.url();
        const std::string answer = exchange::hyperliquid::ask_once(
            nullptr, venue, R"({"type":"openOrders","user":")" + address_of(account_key) + R"("})");
        int count = 0;
        for (auto at = answer.find("\"oid\""); at != answer.npos;
             at = answer.find("\"oid\"", at + 1)) {
            ++count;
        }
        return count;
    }
    bool wait_for(const std::function<bool()>& done, double limit_s = 60.0) const {
        const auto end = std::chrono::steady_clock::now() + std::chrono::duration<double>(limit_s);
        while (!done()) {
            if (std::chrono::steady_clock::now() > end) {
                return false;
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(200));
        }
        return true;
    }

    TemporaryFolder folder;
    PaperProcess paper{3};
};

TEST_F(LiveProgramTest, RunQuotesRefusesASecondAndLeavesNothing) {
    const auto run = start_run();
    ASSERT_TRUE(run->says("warming up (")) << run->said();
    ASSERT_TRUE(run->says("quoting 3 of 3", 60.0)) << run->said();
    EXPECT_TRUE(wait_for([&] { return resting() > 0; }));

    const auto same_folder = start_run();
    EXPECT_EQ(same_folder->end(), 4) << same_folder->said();
    EXPECT_TRUE(same_folder->says("one process a signer")) << same_folder->said();
    const auto other_folder = start_run({"--set", "live.state_folder=other"});
    EXPECT_EQ(other_folder->end(), 4) << other_folder->said();
    EXPECT_TRUE(other_folder->says("already trades for " + address_of(account_key)))
        << other_folder->said();

    run->signal(SIGINT);
    ASSERT_EQ(run->end(), 0) << run->said();
    EXPECT_TRUE(run->says("No order of ours is left at the venue.")) << run->said();
    EXPECT_EQ(resting(), 0);

    const auto again = start_run({"--duration", "2"});
    EXPECT_EQ(again->end(), 0) << again->said();
    EXPECT_TRUE(again->says("No order of ours is left at the venue.")) << again->said();
}

TEST_F(LiveProgramTest, TheWatchdogCancelsWhatAKilledRunLeft) {
    const auto approval = start(
        {"key", "approve", "--config", config("live.toml"), "--agent", address_of(agent_key)});
    ASSERT_EQ(approval->end(), 0) << approval->said();
    const auto watchdog =
        start({"watchdog", "--config", config("live.toml"), "--silent-after", "2"});
    const auto run = start_run();
    ASSERT_TRUE(watchdog->says("the run is well")) << watchdog->said() << run->said();
    ASSERT_TRUE(run->says("quoting 3 of 3", 60.0)) << run->said();
    ASSERT_TRUE(wait_for([&] { return resting() > 0; }));

    run->signal(SIGKILL);
    ASSERT_EQ(run->end(), -SIGKILL);

    EXPECT_TRUE(watchdog->says("the venue confirms that nothing is left")) << watchdog->said();
    EXPECT_EQ(resting(), 0) << watchdog->said();
    watchdog->signal(SIGTERM);
    EXPECT_EQ(watchdog->end(), 0) << watchdog->said();
}

}  // namespace
}  // namespace maxmin::test
