// maxmin record against maxmin paper, as a user runs them: what it leaves is data for a backtest,
// whatever becomes of the process.
#include <array>

#include <gtest/gtest.h>

#include "host/market/reader.hpp"
#include "tests/support/program.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::test {
namespace {

// SYN20 is no coin of the venue's: a reader must be told its size decimals.
std::string configuration(const std::string& url) {
    return "[exchange]\nurl = \"" + url +
           "\"\n[defaults]\nsize_unit = \"usd\"\nmax_absolute_position_size = "
           "2000.0\ntarget_liquidity = 200.0\n"
           "filter = { warm_up_s = 1.0 }\n"
           "[groups.all]\nassets = [\"BTC\", \"SYN20\"]\n";
}

TEST(RecordCommand, IsKilledGoesOnAndIsReplayed) {
    const TemporaryFolder folder;
    PaperProcess paper(21);
    ASSERT_NE(paper.port(), 0);
    const std::string config = configuration(paper.url());
    const std::vector<std::string> record{"record",
                                          "--config",
                                          folder.write("run.toml", config).string(),
                                          "--out",
                                          (folder.path() / "frames").string(),
                                          "--status-every",
                                          "2"};
    {
        Program killed(record);
        ASSERT_TRUE(killed.says("frames/s")) << killed.said();
        Program second(record);
        EXPECT_EQ(second.end(), 4) << second.said();
        EXPECT_TRUE(second.says("another process is writing it")) << second.said();
        killed.signal(SIGKILL);
        ASSERT_EQ(killed.end(), -SIGKILL);
    }
    std::filesystem::path file;
    for (const auto& entry : std::filesystem::directory_iterator(folder.path() / "frames")) {
        file = entry.path();
    }
    const std::size_t bytes_first = std::filesystem::file_size(file);
    EXPECT_GT(bytes_first, 0U) << "two seconds lived, at most one is lost";

    std::vector<std::string> again = record;
    again.insert(again.end(), {"--duration", "3"});
    Program recording(again);
    ASSERT_EQ(recording.end(), 0) << recording.said();
    EXPECT_GT(std::filesystem::file_size(file), bytes_first);

    // What it says is taken at its word.
    const std::string said = recording.said();
    const std::size_t lines = said.find("[data]");
    ASSERT_NE(lines, std::string::npos) << said;
    const auto replay = folder.write("replay.toml", config + said.substr(lines));
    Program backtest({"backtest", "--config", replay.string(), "--json"});
    ASSERT_EQ(backtest.end(60.0), 0) << backtest.said();
    const std::string key = "SYN20.sz_decimals = ";
    ASSERT_NE(said.find(key), std::string::npos) << said;
    const int decimals = std::stoi(said.substr(said.find(key) + key.size()));
    market::ReadReport report;
    const market::Recording read =
        market::read({.format = "hyperliquid_ws",
                      .path = file,
                      .symbols = {"BTC", "SYN20"},
                      .instruments = {market::hyperliquid_instrument("SYN20", decimals,
                                                                     market::AssetType::perp, 3)},
                      .progress = {}},
                     report);
    std::array<std::array<int, 3>, 2> events{};
    for (const market::MarketEvent& event : read.events) {
        ++events[static_cast<std::size_t>(event.asset)][static_cast<std::size_t>(event.kind)];
    }
    for (const auto& of_asset : events) {
        EXPECT_GT(of_asset[static_cast<std::size_t>(market::EventKind::book)], 0);
        EXPECT_GT(of_asset[static_cast<std::size_t>(market::EventKind::best)], 0);
    }
    EXPECT_GT(read.events.back().local_time - read.events.front().local_time, seconds(3))
        << "of both recordings";
}

TEST(RecordCommand, SaysWhatKeepsItFromRecording) {
    const TemporaryFolder folder;
    PaperProcess paper(2);
    ASSERT_NE(paper.port(), 0);
    const auto fails_with = [&](const std::string& config, const std::filesystem::path& out,
                                const std::string& reason) {
        Program program({"record", "--config", folder.write("run.toml", config).string(), "--out",
                         out.string(), "--duration", "1"});
        EXPECT_EQ(program.end(), 4) << reason << '\n' << program.said();
        EXPECT_TRUE(program.says(reason)) << program.said();
    };
    const std::string config = configuration(paper.url());
    fails_with(config, folder.path(), "SYN20: the venue lists no such perp");
    const std::string two = config.substr(0, config.find(", \"SYN20\"")) + "]\n";
    fails_with(two, folder.path() / "run.toml" / "frames", "cannot be made: Not a directory");
    fails_with(configuration("http://localhost:1"), folder.path(), "does not answer");
    EXPECT_FALSE(std::filesystem::exists(folder.path() / "frames"));
}

}  // namespace
}  // namespace maxmin::test
