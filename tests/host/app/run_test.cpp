#include "host/app/run.hpp"

#include <algorithm>

#include <gtest/gtest.h>

#include "host/app/commands.hpp"
#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::run_app;

TEST(Run, WithoutACommandIsAUsageError) {
    Captured captured;

    run_app({}, captured);

    EXPECT_EQ(captured.code, 2);
    EXPECT_NE(captured.err.str().find("subcommand is required"), std::string::npos);
    EXPECT_TRUE(captured.out.str().empty());
}

TEST(Run, UnknownOptionIsAUsageError) {
    Captured captured;

    run_app({"config", "show", "--config", "x.toml", "--sed", "3"}, captured);

    EXPECT_EQ(captured.code, 2);
    EXPECT_NE(captured.err.str().find("--sed"), std::string::npos);
}

TEST(Run, HelpListsCommandsAndExitCodes) {
    Captured captured;

    run_app({"--help"}, captured);

    EXPECT_EQ(captured.code, 0);
    for (const Command& command : commands()) {
        EXPECT_NE(captured.out.str().find(command.name), std::string::npos);
    }
    for (const ExitMeaning& entry : exit_meanings) {
        EXPECT_NE(captured.out.str().find(entry.meaning), std::string::npos);
    }
}

TEST(Run, HelpOfEachCommandFitsAPageAndShowsAnExample) {
    const std::vector<std::vector<std::string>> all{{"backtest"},
                                                    {"explain"},
                                                    {"grid"},
                                                    {"config", "show"},
                                                    {"config", "validate"},
                                                    {"config", "reference"},
                                                    {"bench"},
                                                    {"run"},
                                                    {"watchdog"},
                                                    {"paper"},
                                                    {"key", "new"},
                                                    {"key", "address"},
                                                    {"key", "approve"},
                                                    {"doctor"},
                                                    {"status"},
                                                    {"halt"},
                                                    {"resume"},
                                                    {"flatten"},
                                                    {"cancel-all"}};
    for (std::vector<std::string> arguments : all) {
        Captured captured;
        arguments.emplace_back("--help");

        run_app(arguments, captured);

        const std::string text = captured.out.str();
        EXPECT_EQ(captured.code, 0);
        EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 40);
        EXPECT_NE(text.find("Example: maxmin " + arguments.front()), std::string::npos) << text;
    }
}

TEST(Run, VersionNamesBuildAndInstructionSet) {
    Captured captured;

    run_app({"--version"}, captured);

    EXPECT_EQ(captured.code, 0);
    for (const char* part : {"maxmin 0.", "commit", "build type", "instruction set", "CUDA"}) {
        EXPECT_NE(captured.out.str().find(part), std::string::npos) << part;
    }
}

TEST(Run, BadConfigurationAndMissingFileHaveTheirCode) {
    Captured missing;
    run_app({"config", "validate", "--config", "no/such.toml"}, missing);
    EXPECT_EQ(missing.code, 3);
    EXPECT_EQ(missing.err.str().find("no/such.toml: cannot be read"), 0U);
    EXPECT_TRUE(missing.out.str().empty());

    const std::string file =
        test::write_temporary("c.toml", "assets = [\"BTC\"]\n[run]\nsed = 1\n");
    Captured bad;
    run_app({"config", "show", "--config", file}, bad);
    EXPECT_EQ(bad.code, 3);
    EXPECT_EQ(bad.err.str(), file + ":3: run.sed: unknown key; did you mean 'run.seed'?\n");
}

// Through the process: exit code, standard output and standard error of the real binary.
struct Process {
    int code;
    std::string output;
};

Process run_binary(const std::string& arguments) {
    const std::string command = std::string(MAXMIN_BINARY) + " " + arguments + " 2>&1";
    std::FILE* pipe = popen(command.c_str(), "r");
    std::string output;
    for (int letter = std::fgetc(pipe); letter != EOF; letter = std::fgetc(pipe)) {
        output += static_cast<char>(letter);
    }
    return {.code = WEXITSTATUS(pclose(pipe)), .output = output};
}

TEST(Binary, ReturnsTheExitCodeToTheShell) {
    EXPECT_EQ(run_binary("--version").code, 0);
    EXPECT_EQ(run_binary("nonsense").code, 2);
    EXPECT_EQ(run_binary("config validate --config no/such.toml").code, 3);
}

TEST(Binary, ShowsAConfigurationGivenByOptions) {
    const std::string file = test::write_temporary("c.toml", "assets = [\"BTC\"]\n");

    const Process shown = run_binary("config show --config " + file +
                                     " --set defaults.half_spread=8 --set run.threads=3 --seed 11");

    EXPECT_EQ(shown.code, 0);
    EXPECT_NE(shown.output.find("half_spread = 8.0  # bps; command line [defaults]\n"),
              std::string::npos);
    EXPECT_NE(shown.output.find("threads = 3  # threads; command line\n"), std::string::npos);
    EXPECT_NE(shown.output.find("seed = 11  # command line\n"), std::string::npos);
    EXPECT_EQ(shown.output.find('\x1b'), std::string::npos);
}

}  // namespace
}  // namespace maxmin::app
