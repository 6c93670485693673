// The threads together: a short life of a run, a second one after it, and the same decisions again
// from what was recorded.
#include "host/live/runner.hpp"

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/live/control_client.hpp"
#include "host/live/control_server.hpp"
#include "host/market/readers/decompress.hpp"
#include "tests/host/live/live_scene.hpp"
#include "tests/support/json.hpp"

namespace maxmin::live::test {
namespace {

using maxmin::test::Json;
using maxmin::test::TemporaryFolder;

std::filesystem::path input_file(const std::filesystem::path& folder) {
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().filename().string().starts_with("inputs-")) {
            return entry.path();
        }
    }
    return {};
}

TEST(Runner, QuotesHaltsResumesAndLeavesNothingBehind) {
    const TemporaryFolder folder;
    LiveScene scene(folder.path());
    scene.start();
    ASSERT_TRUE(scene.await_quotes());

    const Timestamp spoken = scene.runner->clock().now();
    EXPECT_EQ(scene.runner->say(Word::halt, "ada"), WordResult::done);
    EXPECT_TRUE(Latch(folder.path()).is_set()) << "on the disk before it is confirmed";
    Timestamp gone;
    while (gone == Timestamp()) {
        scene.at_venue(
            [&](ScriptedVenue& venue) { gone = venue.orders.empty() ? venue.now : Timestamp(); });
        ASSERT_LT(scene.runner->clock().now() - spoken, seconds(10));
    }
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
    // 100 ms for the cancels to leave; the venue takes up to 3 ms, the test's turns a few more. Its
    // own answers may take as long again.
    EXPECT_LT(gone - spoken, milliseconds(150));
#endif
    EXPECT_TRUE(scene.await([](const Status& status) { return status.open_orders() == 0; }));
    EXPECT_EQ(scene.runner->status().mode.who(), "ada");

    EXPECT_EQ(scene.runner->say(Word::resume, "ada"), WordResult::done);
    EXPECT_FALSE(Latch(folder.path()).is_set());
    EXPECT_TRUE(scene.await_quotes());
    EXPECT_EQ(scene.stop(), 0);
    scene.runner.reset();
}

TEST(Runner, AHaltAndAPositionOutliveTheProcess) {
    const TemporaryFolder folder;
    LiveScene scene(folder.path());
    scene.start();
    ASSERT_TRUE(scene.await_quotes());
    Lots held;
    scene.at_venue([&](ScriptedVenue& venue) {
        venue.fill_some();
        held = venue.positions[0] + venue.positions[1];
    });
    ASSERT_TRUE(scene.await([](const Status& status) { return status.orders.fills == 1; }));
    EXPECT_EQ(scene.runner->say(Word::halt, "ada"), WordResult::done);
    scene.stop();
    scene.runner.reset();

    scene.start();
    EXPECT_EQ(scene.runner->past().last_fill > Timestamp(), true);
    ASSERT_TRUE(scene.await([](const Status& status) { return status.link.may_trade(); }));
    const Status status = scene.runner->status();
    EXPECT_EQ(status.mode.mode, risk::TradingMode::halted);
    EXPECT_EQ(status.mode.who(), "ada");
    EXPECT_EQ(status.assets[0].position + status.assets[1].position, held);
    EXPECT_EQ(status.link.position_mismatches, 0);
    EXPECT_EQ(status.orders.fills, 0U) << "told again, counted once";
    EXPECT_EQ(scene.stop(), 0);
}

TEST(Runner, ARecordedSessionReplaysToTheSameDecisions) {
    const TemporaryFolder folder;
    LiveScene scene(folder.path(), 7);
    scene.start();
    ASSERT_TRUE(scene.await_quotes());
    for (int i = 0; i < 8; ++i) {
        scene.at_venue([&](ScriptedVenue& venue) {
            venue.faults.answer_lost = 0.1;
            venue.fill_some();
            if (i == 4) {
                venue.break_link();
            }
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(60));
    }
    scene.runner->say(Word::halt, "ada");
    scene.runner->say(Word::resume, "ada");
    scene.stop(milliseconds(500));
    const Status last = scene.runner->status();
    scene.runner.reset();
    ASSERT_GT(last.steps, 20);

    const std::string bytes = market::read_decompressed(input_file(folder.path()));
    std::string_view log(bytes);
    RecordedStart start = read_start(log);
    const Replayed replayed = replay(scene.config, 77, start, log);

    EXPECT_TRUE(replayed.is_the_same()) << replayed.records << " records, sound "
                                        << replayed.is_sound << ", gaps " << replayed.gaps;
    EXPECT_GT(replayed.requests, 12);
    EXPECT_EQ(replayed.decision_hash, last.decision_hash);

    // It can tell a difference: one record less is another session.
    std::string_view cut(bytes);
    RecordedStart again = read_start(cut);
    cut.remove_prefix(4 + static_cast<unsigned char>(cut[0]));
    engine::Config other = scene.config;
    other.assets[0].quote.multi_level_config.level_spacing_bps += 1.0;
    EXPECT_FALSE(replay(other, 77, again, cut).is_the_same());
    EXPECT_THROW(static_cast<void>(replay(scene.config, 78, again, cut)), InputError);
}

TEST(Runner, ALatchSetByAnotherHandHaltsIt) {
    const TemporaryFolder folder;
    LiveScene scene(folder.path());
    scene.start();
    ASSERT_TRUE(scene.await_quotes());

    EXPECT_TRUE(Latch(folder.path()).set(halted_by("command line", scene.runner->clock().now())));

    EXPECT_TRUE(scene.await([](const Status& status) {
        return status.mode.mode == risk::TradingMode::halted && status.open_orders() == 0;
    }));
    EXPECT_EQ(scene.stop(), 0);
}

TEST(Runner, ASecondOneOfTheSameAccountIsRefused) {
    const TemporaryFolder folder;
    const TemporaryFolder other;
    LiveScene scene(folder.path());
    scene.start();
    LiveScene second(other.path());
    RunnerSetup setup = second.setup();
    setup.lock_folder = folder.path();
    EXPECT_THROW(Runner{std::move(setup)}, InputError);
    scene.stop(Duration());
}

TEST(Runner, AnUnansweringVenueIsToldApartFromAnOrderlyEnd) {
    const TemporaryFolder folder;
    LiveScene scene(folder.path());
    scene.start();
    ASSERT_TRUE(scene.await_quotes());
    scene.at_venue([](ScriptedVenue& venue) { venue.faults.answer_lost = 1.0; });
    EXPECT_GT(scene.stop(milliseconds(300)), 0) << "orders may be left: the exit must not be 0";
}

TEST(Control, ASecondTerminalAsksHaltsResumesAndFlattens) {
    const TemporaryFolder folder;
    EXPECT_FALSE(ask(folder.path(), "status", "ada", seconds(1))) << "nobody there";
    LiveScene scene(folder.path());
    scene.start();
    const auto server = std::make_unique<ControlServer>(*scene.runner);
    ASSERT_TRUE(scene.await_quotes());
    const auto result_of = [&](std::string_view command) {
        const auto answer = ask(folder.path(), command, "ada \"a\"", seconds(10));
        return answer ? Json::parse(*answer)["result"].text() : "no answer";
    };
    const auto permissions = std::filesystem::status(control_socket(folder.path())).permissions();
    EXPECT_EQ(permissions,
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);

    const Json status = Json::parse(*ask(folder.path(), "status", "ada", seconds(10)))["status"];
    EXPECT_EQ(status["mode"].text(), "ACTIVE");
    EXPECT_EQ(status["link"]["state"].text(), "up");
    EXPECT_EQ(status["assets"][0]["symbol"].text(), "ETH");
    EXPECT_EQ(status["assets"][0]["state"].text(), "quoting");

    EXPECT_EQ(result_of("halt"), "done");
    EXPECT_EQ(scene.runner->status().mode.who(), "ada \"a\"");
    EXPECT_EQ(result_of("resume"), "done");
    EXPECT_TRUE(scene.await_quotes());
    scene.at_venue([](ScriptedVenue& venue) { venue.fill_some(); });
    ASSERT_TRUE(scene.await([](const Status& now) { return now.orders.fills > 0; }));
    EXPECT_EQ(result_of("flatten"), "done");
    EXPECT_TRUE(scene.await([](const Status& now) {
        return now.assets[0].position == Lots(0) && now.assets[1].position == Lots(0) &&
               now.open_orders() == 0 && !now.closing;
    }));
    EXPECT_EQ(result_of("cancel-all"), "done");
    EXPECT_EQ(result_of("dance"), "not_understood");
    EXPECT_EQ(answer_to(*scene.runner, "{").find("{\"ok\": false"), 0U);
    EXPECT_EQ(scene.stop(), 0);
}

}  // namespace
}  // namespace maxmin::live::test
