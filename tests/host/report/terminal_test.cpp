#include "host/report/terminal.hpp"

#include <algorithm>
#include <sstream>

#include <gtest/gtest.h>

#include "host/report/numbers.hpp"
#include "tests/support/run_result.hpp"

namespace maxmin::report {
namespace {

bool holds(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Terminal, SaysWhatARunWasAndEarned) {
    const ledger::RunResult run = test::made_up_run({});

    const std::string text = terminal_text(run, "out/run", {});

    for (const char* part : {"made up, seed 7", "2026-01-01 09:30:00 UTC", "(33 min 20 s)",
                             "seed 7", "0xfedcba9876543210", "back of the queue", "BTC", "HYPE",
                             "total", "out/run: report.html", "ACTIVE", "crossed_books: 3"}) {
        EXPECT_TRUE(holds(text, part)) << part;
    }
    EXPECT_TRUE(holds(text, signed_text(run.profit.total_usd, 2)));
    EXPECT_FALSE(holds(text, "zero latency"));
    EXPECT_FALSE(holds(text, "\x1b[")) << "colour that was not asked for";
}

TEST(Terminal, KeepsToAHundredColumns) {
    for (const int assets : {4, 60}) {
        std::istringstream lines(
            terminal_text(test::made_up_run({.assets = assets, .seconds = 300}), "out", {}));
        for (std::string line; std::getline(lines, line);) {
            EXPECT_LE(line.size(), 100U) << line;
        }
    }
}

TEST(Terminal, ZeroLatencyIsCalledUnrealistic) {
    ledger::RunResult run = test::made_up_run({.assets = 1, .seconds = 100});
    run.latency_is_zero = true;

    EXPECT_TRUE(holds(terminal_text(run, "", {}), "unrealistic: zero latency"));
    EXPECT_TRUE(holds(terminal_text(run, "", {.colour = true}), "\x1b[31m"));
}

TEST(Terminal, ManyAssetsShowBestAndWorstAndSaySo) {
    const ledger::RunResult run = test::made_up_run({.assets = 60, .seconds = 300});
    const auto by_total = [](const ledger::AssetSummary& a, const ledger::AssetSummary& b) {
        return a.profit.total_usd < b.profit.total_usd;
    };
    const auto [worst, best] = std::minmax_element(run.assets.begin(), run.assets.end(), by_total);

    const std::string text = terminal_text(run, "", {.assets_max = 10});

    EXPECT_TRUE(holds(text, "best and worst 10 of 60 assets"));
    EXPECT_TRUE(holds(text, worst->symbol + " "));
    EXPECT_TRUE(holds(text, best->symbol + " "));
}

TEST(Terminal, ShortRunSaysThatItsIntervalIsUnsure) {
    const std::string text =
        terminal_text(test::made_up_run({.assets = 1, .seconds = 200}), "", {});

    EXPECT_TRUE(holds(text, "only 3 blocks of 1 min, 20"));
}

TEST(Terminal, PartsThatDoNotAddUpAreSaid) {
    ledger::RunResult run = test::made_up_run({});
    run.profit.spread_usd += 0.01;

    EXPECT_TRUE(holds(terminal_text(run, "", {}), "miss the total"));
}

TEST(Terminal, EmptyRunHasNoNumbersToInvent) {
    const std::string text = terminal_text({}, "", {});

    EXPECT_TRUE(holds(text, "without a single fill"));
    EXPECT_FALSE(holds(text, "nan"));
}

TEST(Numbers, ForPeople) {
    EXPECT_EQ(fixed_text(-0.001, 2), "0.00");
    EXPECT_EQ(signed_text(1.5, 1), "+1.5");
    EXPECT_EQ(signed_text(-1.5, 1), "-1.5");
    EXPECT_EQ(signed_text(0.0, 1), "0.0");
    EXPECT_EQ(fixed_text(ledger::not_known, 2), "-");
    EXPECT_EQ(grouped_text(-1234567.891, 2), "-1,234,567.89");
    EXPECT_EQ(grouped_text(123.0, 0), "123");
    EXPECT_EQ(utc_text(Timestamp(1'767'225'599'123'456'789), 6), "2025-12-31 23:59:59.123456 UTC");
    EXPECT_EQ(span_text(seconds(2110)), "35 min 10 s");
    EXPECT_EQ(span_text(seconds(7500)), "2 h 05 min");
    EXPECT_EQ(span_text(milliseconds(1500)), "1.5 s");
    EXPECT_EQ(span_text(seconds(3 * 86'400 + 5 * 3'600)), "3 d 5 h");
}

}  // namespace
}  // namespace maxmin::report
