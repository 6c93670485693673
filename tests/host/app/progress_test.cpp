#include "host/app/progress.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

TEST(Progress, IsSilentWhereNobodyLooks) {
    test::Captured captured;
    {
        double now_s = 0.0;
        Progress progress(captured.terminal, "replay", 1000, [&] { return now_s += 1.0; });
        for (std::uint64_t done = 0; done < 1000; ++done) {
            progress.update(done);
        }
    }

    EXPECT_EQ(captured.err.str(), "");
}

TEST(Progress, DrawsAtMostTenTimesASecondAndCleansUp) {
    test::Captured captured;
    captured.terminal.err_is_terminal = true;
    {
        double now_s = 0.0;
        Progress progress(captured.terminal, "replay", 1'000'000, [&] { return now_s; });
        for (std::uint64_t done = 0; done < 1'000'000; ++done) {
            now_s = 1e-6 * static_cast<double>(done);  // one second in all
            progress.update(done);
        }
    }

    const std::string text = captured.err.str();
    const auto draws = std::count(text.begin(), text.end(), '\r');
    EXPECT_GE(draws, 9);
    EXPECT_LE(draws, 11);
    EXPECT_TRUE(text.ends_with("\r\x1b[K"));
}

TEST(Progress, TellsShareRateAndTimeLeft) {
    test::Captured captured;
    captured.terminal.err_is_terminal = true;
    double now_s = 0.0;
    Progress progress(captured.terminal, "replay", 4'000'000, [&] { return now_s; });

    now_s = 2.0;
    progress.update(3'000'000);

    EXPECT_EQ(captured.err.str(), "\r\x1b[Kreplay  75 %  3000000 / 4000000  1.5 M/s  1 s left");
}

}  // namespace
}  // namespace maxmin::app
