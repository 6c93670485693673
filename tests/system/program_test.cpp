// The maxmin binary as a user runs it: another process, files, exit codes.
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <sys/wait.h>

#include <gtest/gtest.h>

#include "host/market/readers/decompress.hpp"
#include "tests/support/json.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/system/replay.hpp"

namespace maxmin::test {
namespace {

struct Finished {
    int code = -1;
    std::string out;
    std::string err;
};

std::string text_of(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

/// Runs the program through the shell, its error output into a file of the folder.
Finished run_program(const std::string& arguments, const TemporaryFolder& folder) {
    const auto err = folder.path() / "stderr";
    const std::string command = std::string(MAXMIN_BINARY) + " " + arguments + " 2>" + err.string();
    Finished finished;
    FILE* pipe = popen(command.c_str(), "r");
    std::array<char, 65536> block{};
    for (std::size_t size = 0; (size = fread(block.data(), 1, block.size(), pipe)) > 0;) {
        finished.out.append(block.data(), size);
    }
    const int status = pclose(pipe);
    finished.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    finished.err = text_of(err);
    return finished;
}

/// The four assets' first `lines` lines, unpacked, with the config beside them. An odd number: a
/// head and pairs of rows.
std::string copy_demo(const TemporaryFolder& folder, int lines) {
    const std::filesystem::path data =
        std::filesystem::path(MAXMIN_SOURCE_DIR) / "tests/data/hyperliquid-multi-20250904";
    std::filesystem::create_directory(folder.path() / "data");
    for (const auto& entry : std::filesystem::directory_iterator(data)) {
        if (entry.path().extension() != ".gz") {
            continue;
        }
        const std::string text = market::read_decompressed(entry.path());
        std::size_t end = 0;
        for (int line = 0; line < lines && end < text.size(); ++line) {
            end = text.find('\n', end) + 1;
        }
        folder.write("data/" + entry.path().stem().string(), text.substr(0, end));
    }
    std::string config = text_of(demo_file);
    const std::string path = "../data/hyperliquid-multi-20250904";
    config.replace(config.find(path), path.size(), "data");
    return folder.write("run.toml", config).string();
}

/// Sums of some 1e5 terms below 1e4 USD, printed with all their digits: far below a cent.
void expect_parts_add_up(const Json& profit) {
    const double parts = profit["spread_usd"].number() + profit["adverse_usd"].number() +
                         profit["inventory_usd"].number() - profit["fees_usd"].number() -
                         profit["funding_usd"].number() - profit["taker_cost_usd"].number();
    EXPECT_NEAR(parts, profit["total_usd"].number(), 1e-6);
}

TEST(Program, BacktestWritesItsReport) {
    const TemporaryFolder folder;
    const auto out = folder.path() / "report";

    const Finished finished =
        run_program("backtest --config " + demo_file + " --out " + out.string(), folder);

    EXPECT_EQ(finished.code, 0) << finished.err;
    for (const char* name : {"report.html", "summary.json", "fills.csv"}) {
        EXPECT_GT(std::filesystem::file_size(out / name), 100U) << name;
    }
    EXPECT_NE(finished.out.find(out.string()), std::string::npos) << "says where the report is";
    const Json summary = Json::parse(text_of(out / "summary.json"));
    expect_parts_add_up(summary["profit"]);
    ASSERT_EQ(summary["assets"].size(), 4U);
    double total_usd = 0.0;
    for (const Json& asset : summary["assets"].array()) {
        expect_parts_add_up(asset["profit"]);
        total_usd += asset["profit"]["total_usd"].number();
    }
    EXPECT_NEAR(total_usd, summary["profit"]["total_usd"].number(), 1e-6);
}

TEST(Program, JsonOptionPrintsNothingButJson) {
    const TemporaryFolder folder;
    const std::string config = copy_demo(folder, 801);
    const Finished finished = run_program("backtest --json --config " + config, folder);
    EXPECT_EQ(finished.code, 0) << finished.err;
    const Json summary = Json::parse(finished.out);
    EXPECT_EQ(summary["assets"].size(), 4U);
}

TEST(Program, BadDataLineIsNamedAndHasItsExitCode) {
    const TemporaryFolder folder;
    const std::string config = copy_demo(folder, 801);
    const auto file = folder.path() / "data" / "trades_SOL.csv";
    std::string text = text_of(file);
    std::size_t line_300 = 0;
    for (int line = 1; line < 300; ++line) {
        line_300 = text.find('\n', line_300) + 1;
    }
    text.insert(line_300, "not a number,");
    std::ofstream(file, std::ios::binary) << text;

    const Finished finished = run_program("backtest --quiet --config " + config, folder);

    EXPECT_EQ(finished.code, 4);
    EXPECT_NE(finished.err.find("trades_SOL.csv:300"), std::string::npos) << finished.err;
    EXPECT_TRUE(finished.out.empty());
}

TEST(Program, MissingDataHasTheSameExitCode) {
    const TemporaryFolder folder;
    const std::string config = copy_demo(folder, 11);
    std::filesystem::remove_all(folder.path() / "data");
    EXPECT_EQ(run_program("backtest --config " + config, folder).code, 4);
}

}  // namespace
}  // namespace maxmin::test
