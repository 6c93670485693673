// Latch, instance lock, dead man: what stands when the process does not.
#include <csignal>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/live/dead_man.hpp"
#include "host/live/instance_lock.hpp"
#include "host/live/latch.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::live {
namespace {

constexpr Timestamp t0{1'757'001'600'000'000'000};  // 16:00 UTC

TEST(Latch, HoldsWhoHaltedFirstUntilItIsCleared) {
    const test::TemporaryFolder folder;
    const Latch latch(folder.path());
    EXPECT_FALSE(latch.read());

    EXPECT_TRUE(latch.set(halted_by("ada \"the first\"", t0)));
    EXPECT_TRUE(latch.set(halted_by("bob", t0 + seconds(1))));
    const auto record = Latch(folder.path()).read();
    ASSERT_TRUE(record);
    EXPECT_EQ(record->mode, risk::TradingMode::halted);
    EXPECT_EQ(record->who(), "ada \"the first\"");
    EXPECT_EQ(record->when, t0);

    EXPECT_TRUE(latch.clear());
    EXPECT_FALSE(latch.read());
    EXPECT_TRUE(latch.clear()) << "nothing to clear is cleared";
}

TEST(Latch, WhatCannotBeReadIsAHalt) {
    const test::TemporaryFolder folder;
    for (const std::string text : {"", "{", "[]", "{\"who\": 3}", "\xff\xfe"}) {
        folder.write("halted.json", text);
        const auto record = Latch(folder.path()).read();
        ASSERT_TRUE(record) << text;
        EXPECT_EQ(record->mode, risk::TradingMode::halted);
    }
}

TEST(Latch, ALossKeepsItsCause) {
    const test::TemporaryFolder folder;
    const Latch latch(folder.path());
    risk::ModeRecord record = halted_by("guard", t0);
    record.cause = risk::Cause::drawdown;
    EXPECT_TRUE(latch.set(record));
    EXPECT_EQ(latch.read()->cause, risk::Cause::drawdown);
}

TEST(Latch, AFolderThatCannotBeWrittenIsSaidSo) {
    EXPECT_FALSE(Latch("/nonexistent/folder").set(halted_by("ada", t0)));
}

TEST(InstanceLock, ASecondProcessIsRefusedAndToldBywhom) {
    const test::TemporaryFolder folder;
    const std::string account = "0xAb/../c";
    const pid_t child = [&] {
        const InstanceLock mine(folder.path(), account);
        // A second descriptor of the same file conflicts even within one process.
        try {
            const InstanceLock second(folder.path(), account);
            ADD_FAILURE() << "two at once";
        } catch (const InputError& error) {
            EXPECT_NE(std::string(error.what()).find("process " + std::to_string(getpid())),
                      std::string::npos)
                << error.what();
        }
        const InstanceLock other(folder.path(), "another account");
        const pid_t pid = fork();
        if (pid == 0) {
            try {
                const InstanceLock second(folder.path(), account);
                _exit(1);
            } catch (const InputError&) {
                _exit(0);
            }
        }
        int status = 0;
        waitpid(pid, &status, 0);
        EXPECT_EQ(WEXITSTATUS(status), 0);
        return pid;
    }();
    EXPECT_GT(child, 0);
    const InstanceLock again(folder.path(), account);
}

TEST(InstanceLock, IsGoneWithItsProcess) {
    const test::TemporaryFolder folder;
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const pid_t pid = fork();
    if (pid == 0) {
        const InstanceLock held(folder.path(), "account");
        static_cast<void>(write(ends[1], "!", 1) == 1);
        pause();
    }
    char held = 0;
    ASSERT_EQ(read(ends[0], &held, 1), 1);
    EXPECT_THROW(InstanceLock(folder.path(), "account"), InputError);

    kill(pid, SIGKILL);  // no destructor runs
    waitpid(pid, nullptr, 0);

    EXPECT_NO_THROW(InstanceLock(folder.path(), "account"));
    close(ends[0]);
    close(ends[1]);
}

/// A venue that takes every schedule, or answers nothing.
class RememberedArms final : public DeadManPort {
  public:
    void arm(Timestamp at) override { armed.push_back(at); }
    void disarm() override { ++disarmed; }
    void renew(DeadMan& dead_man, Timestamp now, bool healthy) {
        const std::size_t before = armed.size();
        dead_man.renew(now, healthy);
        if (answers && armed.size() > before) {
            dead_man.on_armed(armed.back());
        }
    }
    std::vector<Timestamp> armed;
    int disarmed = 0;
    bool answers = true;
};

TEST(DeadMan, AnUnansweredScheduleProtectsNobody) {
    RememberedArms port;
    port.answers = false;
    DeadMan dead_man({.ahead = seconds(15), .renew_every = seconds(5)}, port);
    Timestamp now = t0;
    for (int i = 0; i < 300; ++i, now = now + milliseconds(100)) {
        port.renew(dead_man, now, true);
        ASSERT_EQ(dead_man.protection(now), Protection::none);
    }
    EXPECT_EQ(port.armed.size(), 6U) << "asked again every 5 s, not more often";
    EXPECT_EQ(dead_man.firings_today(), 0) << "what the venue never took never fired";
    port.answers = true;
    port.renew(dead_man, now, true);
    EXPECT_EQ(dead_man.protection(now), Protection::venue);
}

TEST(DeadMan, IsRenewedWhileHealthyAndOnlyThen) {
    RememberedArms port;
    DeadMan dead_man({.ahead = seconds(15), .renew_every = seconds(5)}, port);
    Timestamp now = t0;
    EXPECT_EQ(dead_man.protection(now), Protection::none);
    for (int i = 0; i < 200; ++i, now = now + milliseconds(100)) {
        port.renew(dead_man, now, true);
        ASSERT_EQ(dead_man.protection(now), Protection::venue);
        ASSERT_GE(port.armed.back() - now, seconds(5)) << "the venue takes nothing nearer";
    }
    EXPECT_EQ(port.armed.size(), 4U) << "at 0, 5, 10 and 15 s";

    for (int i = 0; i < 200; ++i, now = now + milliseconds(100)) {
        port.renew(dead_man, now, false);
    }
    EXPECT_EQ(port.armed.size(), 4U);
    EXPECT_EQ(dead_man.firings_today(), 1) << "it ran out: the venue has cancelled";
    EXPECT_EQ(dead_man.protection(now), Protection::none);
    port.renew(dead_man, now, true);
    EXPECT_EQ(dead_man.protection(now), Protection::venue);
}

TEST(DeadMan, NeverFiresMoreOftenADayThanTheVenueAllows) {
    RememberedArms port;
    DeadMan dead_man({}, port);
    Timestamp now = t0;
    for (int outage = 0; outage < 30; ++outage) {
        port.renew(dead_man, now, true);
        for (int i = 0; i < 40; ++i, now = now + seconds(1)) {
            port.renew(dead_man, now, false);
        }
    }
    EXPECT_EQ(dead_man.firings_today(), 9);
    EXPECT_EQ(port.armed.size(), 9U);
    port.renew(dead_man, now, true);
    EXPECT_EQ(dead_man.protection(now), Protection::used_up);

    now = t0 + seconds(8 * 3600 + 1);  // past midnight UTC
    port.renew(dead_man, now, true);
    EXPECT_EQ(dead_man.protection(now), Protection::venue);
    EXPECT_EQ(dead_man.firings_today(), 0);
}

TEST(DeadMan, ARefusalIsShownAndTheVenueAskedAgainMuchLater) {
    RememberedArms port;
    port.answers = false;
    DeadMan dead_man({.ask_again_after = seconds(600)}, port);
    port.renew(dead_man, t0, true);
    dead_man.on_refused();
    for (int second = 1; second < 600; ++second) {
        port.renew(dead_man, t0 + seconds(second), true);
        ASSERT_EQ(dead_man.protection(t0 + seconds(second)), Protection::refused);
    }
    EXPECT_EQ(port.armed.size(), 1U);

    port.answers = true;  // by now the account has traded enough
    port.renew(dead_man, t0 + seconds(600), true);
    EXPECT_EQ(port.armed.size(), 2U);
    EXPECT_EQ(dead_man.protection(t0 + seconds(600)), Protection::venue);
    port.renew(dead_man, t0 + seconds(605), true);
    EXPECT_EQ(port.armed.size(), 3U) << "and renewed at the usual pace again";
}

TEST(DeadMan, AnOrderlyStopTakesItBack) {
    RememberedArms port;
    DeadMan dead_man({}, port);
    dead_man.disarm();
    EXPECT_EQ(port.disarmed, 0) << "nothing was asked for";
    port.renew(dead_man, t0, true);
    dead_man.disarm();
    EXPECT_EQ(port.disarmed, 1);
    EXPECT_EQ(dead_man.protection(t0), Protection::none);
}

}  // namespace
}  // namespace maxmin::live
