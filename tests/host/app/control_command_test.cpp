// The commands of a second terminal, through the whole program, against a live run and against
// none.
#include "host/app/control_command.hpp"

#include <gtest/gtest.h>

#include "host/live/control_server.hpp"
#include "tests/host/app/captured.hpp"
#include "tests/host/live/live_scene.hpp"
#include "tests/support/json.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::Json;
using test::run_app;
using test::TemporaryFolder;

Captured say(const std::string& command, const TemporaryFolder& folder, bool json = false) {
    Captured captured;
    std::vector<std::string> arguments{command, "--state", folder.path().string()};
    if (command != "status") {
        arguments.insert(arguments.end(), {"--who", "ada"});
    }
    if (json) {
        arguments.emplace_back("--json");
    }
    run_app(arguments, captured);
    return captured;
}

TEST(ControlCommand, ARunningProcessTellsHaltsAndResumes) {
    const TemporaryFolder folder;
    live::test::LiveScene scene(folder.path());
    scene.start();
    const auto server = std::make_unique<live::ControlServer>(*scene.runner);
    ASSERT_TRUE(scene.await_quotes());

    const Captured status = say("status", folder);
    EXPECT_EQ(status.code, 0) << status.err.str();
    for (const std::string_view part : {"ACTIVE", "Link up, reconciled", "ETH", "quoting"}) {
        EXPECT_NE(status.out.str().find(part), std::string::npos) << status.out.str();
    }
    EXPECT_EQ(status.out.str().find("STALE"), std::string::npos);
    EXPECT_EQ(status.out.str().find("Alarms"), std::string::npos) << status.out.str();

    EXPECT_EQ(say("halt", folder).code, 0);
    const Captured halted = say("status", folder, true);
    EXPECT_EQ(Json::parse(halted.out.str())["status"]["mode_by"].text(), "ada");
    const Captured resumed = say("resume", folder);
    EXPECT_EQ(resumed.code, 0);
    EXPECT_EQ(resumed.out.str(), "resume: done\n");
    const Captured flat = say("flatten", folder);
    EXPECT_EQ(flat.code, 0);
    EXPECT_EQ(flat.out.str(), "flatten: done, no order and no position is left\n");
    const Json cancelled = Json::parse(say("cancel-all", folder, true).out.str());
    EXPECT_TRUE(cancelled["ok"].boolean());
    EXPECT_EQ(cancelled["orders_left"].number(), 0.0);
    scene.stop();
}

TEST(ControlCommand, WithoutAProcessAHaltIsLatchedAndAResumeRemovesIt) {
    const TemporaryFolder folder;
    const live::Latch latch(folder.path());

    const Captured halt = say("halt", folder);
    EXPECT_EQ(halt.code, 0) << "latched: that is all a halt can do without a process";
    EXPECT_NE(halt.err.str().find("latched"), std::string::npos) << halt.err.str();
    EXPECT_EQ(latch.read()->who(), "ada");
    const Captured status = say("status", folder, true);
    EXPECT_EQ(status.code, 7);
    EXPECT_NE(Json::parse(status.out.str())["explanation"].text().find("ada"), std::string::npos);
    EXPECT_EQ(say("resume", folder).code, 0);
    EXPECT_FALSE(latch.is_set());

    const Captured flatten = say("flatten", folder);
    EXPECT_EQ(flatten.code, 7);
    EXPECT_TRUE(latch.is_set());
    EXPECT_NE(flatten.err.str().find("close the positions"), std::string::npos);
}

class RememberingEmergency final : public live::EmergencyVenue {
  public:
    live::EmergencyResult cancel_all() override {
        ++cancelled;
        return {.done = true, .explanation = "3 orders cancelled, none left"};
    }
    live::EmergencyResult flatten() override {
        ++flattened;
        return {.done = false, .positions_left = 1, .explanation = "one position is left"};
    }
    int cancelled = 0;
    int flattened = 0;
};

TEST(ControlCommand, WithoutAProcessTheSecondWayCancelsAndCloses) {
    const TemporaryFolder folder;
    RememberingEmergency venue;
    const auto run = [&](std::string_view command) {
        Captured captured;
        captured.code = static_cast<int>(
            control({.command = command, .state_folder = folder.path(), .who = "ada", .json = true},
                    &venue, captured.terminal));
        const Json answer = Json::parse(captured.out.str());
        EXPECT_EQ(captured.code, answer["ok"].boolean() ? 0 : 7);
        return answer;
    };

    const Json cancelled = run("cancel-all");
    EXPECT_TRUE(cancelled["ok"].boolean());
    EXPECT_NE(cancelled["explanation"].text().find("none left"), std::string::npos);
    EXPECT_FALSE(run("flatten")["ok"].boolean());
    run("halt");
    EXPECT_EQ(venue.cancelled, 1);
    EXPECT_EQ(venue.flattened, 1);
}

}  // namespace
}  // namespace maxmin::app
