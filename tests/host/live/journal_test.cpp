// What a journal remembers, wherever the file was cut.
#include "host/live/journal.hpp"

#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::live {
namespace {

constexpr Timestamp t0{1'757'001'600'000'000'000};
constexpr std::uint64_t run_of_t0 = 1'757'001'600;

std::vector<market::Instrument> two_instruments() {
    return {market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25),
            market::hyperliquid_instrument("SOL", 2, market::AssetType::perp, 20)};
}

JournalEntry fill(AssetIndex asset, std::uint64_t trade, Side side, std::int64_t lots) {
    JournalEntry entry{.kind = JournalKind::fill};
    entry.report.kind = gateway::ReportKind::filled;
    entry.report.asset = asset;
    entry.report.trade_id = trade;
    entry.report.side = side;
    entry.report.price = Ticks(400'000);
    entry.report.size = Lots(lots);
    entry.report.fee_usd = 0.25;
    entry.report.exchange_time = t0 + seconds(static_cast<std::int64_t>(trade));
    return entry;
}

JournalEntry marks(double equity_usd) {
    return {.kind = JournalKind::marks,
            .marks = {.utc_day = 20'000,
                      .equity_usd = equity_usd,
                      .day_start_usd = 1000.0,
                      .peak_usd = 1100.0}};
}

std::string bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

TEST(Journal, RemembersPositionsFillsLossesAndRuns) {
    const test::TemporaryFolder folder;
    const auto file = folder.path() / "journal";
    const auto instruments = two_instruments();
    {
        Journal journal(file, instruments, t0);
        EXPECT_EQ(journal.past().last_run, 0U);
        EXPECT_EQ(journal.run(), run_of_t0) << "the seconds since 1970";
        EXPECT_EQ(restored_from(journal.past(), journal.run(), instruments).first_order_id,
                  (run_of_t0 << 32U) + 1);
        journal.add(fill(0, 1, Side::bid, 50));
        journal.add(fill(0, 2, Side::ask, 20));
        journal.add(fill(0, 2, Side::ask, 20));  // told twice
        journal.add(fill(1, 3, Side::ask, 7));
        journal.add(marks(990.0));
        EXPECT_TRUE(journal.commit());
    }
    {
        Journal journal(file, instruments, t0);
        const Past& past = journal.past();
        EXPECT_EQ(past.last_run, run_of_t0);
        EXPECT_EQ(past.repeats, 1U);
        EXPECT_FALSE(past.stopped);
        EXPECT_EQ(past.last_fill, t0 + seconds(3));
        EXPECT_EQ(past.assets.at("ETH").fills, 2);
        EXPECT_DOUBLE_EQ(past.assets.at("ETH").fees_usd, 0.5);
        EXPECT_DOUBLE_EQ(past.assets.at("ETH").volume_usd, 4000.0 * 0.0070);
        const engine::Restored restored = restored_from(past, journal.run(), instruments);
        EXPECT_EQ(restored.positions, (std::vector{Lots(30), Lots(-7)}));
        EXPECT_EQ(restored.fills.size(), 3U);
        EXPECT_EQ(restored.marks->peak_usd, 1100.0);
        EXPECT_EQ(restored.first_order_id, ((run_of_t0 + 1) << 32U) + 1)
            << "never an id twice, though the clock stood still";
        JournalEntry adopted{.kind = JournalKind::position, .asset = 1, .position = Lots(9)};
        journal.add(adopted);
        journal.add({.kind = JournalKind::stop, .time = t0});
    }
    // Assets in another order, one new, one gone for now.
    const std::vector<market::Instrument> others{
        instruments[1], market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 40)};
    const Journal journal(file, others, t0);
    EXPECT_TRUE(journal.past().stopped);
    EXPECT_EQ(restored_from(journal.past(), 9, others).positions, (std::vector{Lots(9), Lots(0)}));
    EXPECT_EQ(restored_from(journal.past(), 9, instruments).positions,
              (std::vector{Lots(30), Lots(9)}));
}

TEST(Journal, CutAtEveryByteItTellsWhatWasWholeAndNeverMore) {
    const auto instruments = two_instruments();
    std::string bytes;
    std::vector<std::size_t> ends;  // of each record
    std::vector<std::int64_t> positions;
    write_run(bytes, 1, t0, instruments);
    ends.push_back(bytes.size());
    positions.push_back(0);
    for (int i = 0; i < 6; ++i) {
        write_entry(bytes, fill(0, static_cast<std::uint64_t>(i) + 1, Side::bid, 10 + i));
        ends.push_back(bytes.size());
        positions.push_back(positions.back() + 10 + i);
    }
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const Past past = read_journal(std::string_view(bytes).substr(0, cut));
        std::size_t whole = 0;
        while (whole < ends.size() && ends[whole] <= cut) {
            ++whole;
        }
        ASSERT_EQ(past.sound_bytes, whole == 0 ? 0 : ends[whole - 1]) << "cut at " << cut;
        ASSERT_EQ(past.last_run, whole == 0 ? 0U : 1U);
        const std::int64_t held =
            past.assets.contains("ETH") ? past.assets.at("ETH").position.value() : 0;
        ASSERT_EQ(held, whole == 0 ? 0 : positions[whole - 1]) << "cut at " << cut;
    }
}

TEST(Journal, ARestartAfterACutGoesOnFromWhatIsWhole) {
    const auto instruments = two_instruments();
    const test::TemporaryFolder folder;
    std::string whole;
    write_run(whole, 1, t0, instruments);
    write_entry(whole, fill(0, 1, Side::bid, 10));
    std::string bytes = whole;
    write_entry(bytes, fill(0, 2, Side::bid, 5));
    for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
        const auto file = folder.write("journal", bytes.substr(0, cut));
        std::filesystem::remove(file.string() + ".torn");
        std::uint64_t run = 0;
        {
            Journal journal(file, instruments, t0);
            run = journal.run();
            journal.add(fill(1, 3, Side::ask, 4));
            // The venue tells again what was lost, and what was not.
            journal.add(fill(0, 1, Side::bid, 10));
            journal.add(fill(0, 2, Side::bid, 5));
        }
        const Past past = read_journal(bytes_of(file));
        ASSERT_EQ(past.sound_bytes, bytes_of(file).size()) << "cut at " << cut;
        ASSERT_EQ(past.assets.at("ETH").position, Lots(15)) << "cut at " << cut;
        ASSERT_EQ(past.assets.at("SOL").position, Lots(-4)) << "cut at " << cut;
        ASSERT_EQ(past.last_run, run);
        ASSERT_GT(run, 1U);
        const bool is_torn = cut != 0 && cut != bytes.size() && cut != whole.size();
        if (is_torn && std::filesystem::exists(file.string() + ".torn")) {
            ASSERT_FALSE(bytes_of(file.string() + ".torn").empty());
        }
    }
}

TEST(Journal, AFlippedBitEndsWhatIsBelieved) {
    const auto instruments = two_instruments();
    std::string bytes;
    write_run(bytes, 1, t0, instruments);
    const std::size_t run_bytes = bytes.size();
    write_entry(bytes, fill(0, 1, Side::bid, 10));
    for (std::size_t at = run_bytes; at < bytes.size(); ++at) {
        for (int bit = 0; bit < 8; ++bit) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << bit));
            ASSERT_EQ(read_journal(damaged).sound_bytes, run_bytes) << at << '.' << bit;
        }
    }
}

TEST(Journal, AFolderThatIsNotThereIsSaidSo) {
    EXPECT_THROW(Journal("/nonexistent/folder/journal", two_instruments(), t0), InputError);
}

}  // namespace
}  // namespace maxmin::live
