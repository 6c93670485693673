// A compact journal tells what the long one told, wherever its making was cut short.
#include <csignal>
#include <fstream>
#include <iterator>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include "host/base/random.hpp"
#include "host/live/journal.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::live {
namespace {

constexpr Timestamp t0{1'757'001'600'000'000'000};

std::vector<market::Instrument> two_instruments() {
    return {market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25),
            market::hyperliquid_instrument("SOL", 2, market::AssetType::perp, 20)};
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// One of everything, in random order, some of it told twice.
std::string random_journal(RandomStream& random, int records) {
    const auto instruments = two_instruments();
    std::string bytes;
    write_run(bytes, 7, t0, instruments);
    for (int i = 0; i < records; ++i) {
        const double luck = random.uniform();
        JournalEntry entry{.kind = luck < 0.7   ? JournalKind::fill
                                   : luck < 0.8 ? JournalKind::funding
                                   : luck < 0.9 ? JournalKind::marks
                                                : JournalKind::position};
        entry.asset = entry.report.asset = random.uniform() < 0.5 ? 0 : 1;
        entry.report.trade_id = static_cast<std::uint64_t>(random.uniform() * records);
        entry.report.side = random.uniform() < 0.5 ? Side::bid : Side::ask;
        entry.report.price = Ticks(400'000 + i);
        entry.report.size = entry.position = Lots(1 + i % 17);
        entry.report.fee_usd = random.uniform();
        entry.report.exchange_time = t0 + milliseconds(i);
        entry.marks = {.utc_day = i, .equity_usd = random.uniform(), .peak_usd = 2.0};
        write_entry(bytes, entry);
    }
    return bytes;
}

/// Everything but where the bytes end.
void expect_same(const Past& one, const Past& other) {
    EXPECT_EQ(one.last_run, other.last_run);
    EXPECT_EQ(one.stopped, other.stopped);
    EXPECT_EQ(one.repeats, other.repeats);
    EXPECT_EQ(one.last_fill, other.last_fill);
    ASSERT_EQ(one.marks.has_value(), other.marks.has_value());
    if (one.marks) {
        EXPECT_EQ(one.marks->utc_day, other.marks->utc_day);
        EXPECT_EQ(one.marks->equity_usd, other.marks->equity_usd);
        EXPECT_EQ(one.marks->day_start_usd, other.marks->day_start_usd);
        EXPECT_EQ(one.marks->peak_usd, other.marks->peak_usd);
    }
    ASSERT_EQ(one.assets.size(), other.assets.size());
    for (const auto& [symbol, asset] : one.assets) {
        const AssetPast& same = other.assets.at(symbol);
        EXPECT_EQ(asset.position, same.position);
        EXPECT_EQ(asset.fills, same.fills);
        EXPECT_EQ(asset.volume_usd, same.volume_usd);
        EXPECT_EQ(asset.fees_usd, same.fees_usd);
        EXPECT_EQ(asset.funding_usd, same.funding_usd);
    }
    ASSERT_EQ(one.fills.size(), other.fills.size());
    for (std::size_t i = 0; i < one.fills.size(); ++i) {
        EXPECT_EQ(one.fills[i].first, other.fills[i].first);
        EXPECT_EQ(one.fills[i].second.trade_id, other.fills[i].second.trade_id);
        EXPECT_EQ(one.fills[i].second.exchange_time, other.fills[i].second.exchange_time);
    }
}

TEST(CompactJournal, TellsTheSameAndGoesOnAlike) {
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        SCOPED_TRACE(seed);
        RandomStream random(seed);
        const std::string bytes = random_journal(random, 6'000);
        const Past past = read_journal(bytes);
        std::string compact;
        ASSERT_TRUE(write_past(compact, past));
        EXPECT_LT(compact.size(), bytes.size());
        expect_same(read_journal(compact), past);

        // What comes afterwards means the same, a fill told again above all.
        std::string after;
        write_run(after, 8, t0, two_instruments());
        JournalEntry again{.kind = JournalKind::fill};
        again.report.asset = past.fills.back().first == "ETH" ? 0 : 1;
        again.report.trade_id = past.fills.back().second.trade_id;
        again.report.size = Lots(5);
        write_entry(after, again);
        again.report.trade_id = 1'000'000;
        write_entry(after, again);
        expect_same(read_journal(compact + after), read_journal(bytes + after));
        EXPECT_EQ(read_journal(compact + after).repeats, past.repeats + 1);
    }
}

TEST(CompactJournal, OnlyALongFileIsReplacedAndTheLongOneKept) {
    const test::TemporaryFolder folder;
    RandomStream random(1);
    const std::string bytes = random_journal(random, 1'000);
    const auto file = folder.write("journal", bytes);
    const auto old = folder.path() / "journal.old";
    { const Journal journal(file, two_instruments(), t0, bytes.size() + 1); }
    EXPECT_FALSE(std::filesystem::exists(old));
    const std::string longer = bytes_of(file);
    {
        const Journal journal(file, two_instruments(), t0, longer.size());
        expect_same(journal.past(), read_journal(longer));
    }
    EXPECT_EQ(bytes_of(old), longer);
    EXPECT_LT(bytes_of(file).size(), longer.size());
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "journal.new"));
}

/// What lies in the folder when the process dies in the midst of it.
TEST(CompactJournal, CutAnywhereInEveryStepItTellsTheSame) {
    RandomStream random(2);
    const std::string bytes = random_journal(random, 20);
    const Past past = read_journal(bytes);
    std::string compact;
    ASSERT_TRUE(write_past(compact, past));
    std::string begun = compact;
    write_run(begun, 8, t0, two_instruments());
    const auto start_over = [&](const test::TemporaryFolder& folder, const std::string& what) {
        SCOPED_TRACE(what);
        {
            const Journal journal(folder.path() / "journal", two_instruments(), t0, 1);
            expect_same(journal.past(), past);
        }
        const Journal next(folder.path() / "journal", two_instruments(), t0, 1);
        EXPECT_EQ(next.past().assets.at("ETH").position, past.assets.at("ETH").position);
        EXPECT_GT(next.run(), next.past().last_run);
    };
    // Its bytes are never read: a few lengths will do.
    for (std::size_t cut = 0; cut <= compact.size(); cut += compact.size() / 4) {
        const test::TemporaryFolder folder;
        folder.write("journal", bytes);
        folder.write("journal.new", compact.substr(0, cut));
        start_over(folder, "the new file up to " + std::to_string(cut));
    }
    {
        const test::TemporaryFolder folder;
        folder.write("journal", bytes);
        folder.write("journal.new", compact);
        std::filesystem::create_hard_link(folder.path() / "journal", folder.path() / "journal.old");
        start_over(folder, "two names for the old file");
    }
    for (std::size_t cut = compact.size(); cut < begun.size(); ++cut) {
        const test::TemporaryFolder folder;
        folder.write("journal", begun.substr(0, cut));
        folder.write("journal.old", bytes);
        start_over(folder, "the new run's record up to " + std::to_string(cut));
    }
}

TEST(CompactJournal, AProcessKilledAtAnyMomentLosesNothing) {
    const test::TemporaryFolder folder;
    RandomStream random(3);
    const std::string bytes = random_journal(random, 2'000);
    const auto file = folder.write("journal", bytes);
    const Past past = read_journal(bytes);
    std::uint64_t last_run = past.last_run;
    for (int round = 0; round < 100; ++round) {
        const pid_t child = fork();
        if (child == 0) {
            for (;;) {
                const Journal journal(file, two_instruments(), t0, 1);
            }
        }
        const double longest_us = 5'000.0 * (1 + round / 10);  // slow machines begin late
        usleep(static_cast<useconds_t>(random.uniform() * longest_us));
        kill(child, SIGKILL);
        waitpid(child, nullptr, 0);
        const Past now = read_journal(bytes_of(file));
        ASSERT_EQ(now.assets.at("ETH").position, past.assets.at("ETH").position) << round;
        ASSERT_EQ(now.assets.at("SOL").fills, past.assets.at("SOL").fills) << round;
        ASSERT_EQ(now.fills.size(), past.fills.size()) << round;
        ASSERT_GE(now.last_run, last_run) << round;
        last_run = now.last_run;
    }
    EXPECT_GT(last_run, past.last_run) << "some were alive long enough to begin a run";
}

TEST(CompactJournal, ADiskThatCannotKeepTheOldOneLeavesItAsItIs) {
    const test::TemporaryFolder folder;
    RandomStream random(4);
    const std::string bytes = random_journal(random, 100);
    const auto file = folder.write("journal", bytes);
    // No file may take these names.
    std::filesystem::create_directory(folder.path() / "journal.old");
    folder.write("journal.old/in_the_way", "");
    {
        Journal journal(file, two_instruments(), t0, 1);
        expect_same(journal.past(), read_journal(bytes));
    }
    EXPECT_EQ(bytes_of(file).substr(0, bytes.size()), bytes);
    EXPECT_GT(read_journal(bytes_of(file)).last_run, 7U) << "and the run is in it";
}

}  // namespace
}  // namespace maxmin::live
