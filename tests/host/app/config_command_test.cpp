#include <gtest/gtest.h>
#include <simdjson.h>

#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::run_app;
using test::write_temporary;

constexpr const char* ladder = R"([defaults]
enable_multi_level = true
multi_level_config.total_size_per_side = 8
[groups.majors]
assets = ["BTC", "ETH"]
)";

TEST(ConfigCommand, ValidateCountsAssetsAndPrintsWarnings) {
    const std::string file = write_temporary("c.toml", ladder);
    Captured captured;

    run_app({"config", "validate", "--config", file}, captured);

    EXPECT_EQ(captured.code, 0);
    EXPECT_EQ(captured.out.str().find(file + ": valid, 2 assets, 1 warnings, hash "), 0U);
    EXPECT_EQ(captured.err.str(),
              "warning: " + file +
                  ":3: defaults.multi_level_config.total_size_per_side: 8 coin is above "
                  "inventory_risk_limit x max_absolute_position_size = 7 coin (BTC, ETH); sizes "
                  "will be cut to the limit\n");
}

TEST(ConfigCommand, QuietValidateSaysOnlyWhatIsWrong) {
    const std::string file = write_temporary("c.toml", "assets = [\"BTC\"]\n");
    Captured captured;

    run_app({"config", "validate", "--config", file, "--quiet"}, captured);

    EXPECT_EQ(captured.code, 0);
    EXPECT_EQ(captured.out.str() + captured.err.str(), "");
}

TEST(ConfigCommand, ValidateJsonCarriesEachFault) {
    const std::string file =
        write_temporary("c.toml", "assets = [\"BTC\"]\n[run]\nseed = -1\nthreads = 0\n");
    Captured captured;

    run_app({"config", "validate", "--config", file, "--json"}, captured);

    EXPECT_EQ(captured.code, 3);
    simdjson::dom::parser parser;
    const std::string json = captured.out.str();
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_FALSE(bool(root["valid"]));
    ASSERT_EQ(root["faults"].get_array().size(), 2U);
    EXPECT_EQ(std::int64_t(root["faults"].at(1)["line"]), 4);
    EXPECT_EQ(std::string_view(root["faults"].at(1)["key"]), "run.threads");
}

TEST(ConfigCommand, ValidateJsonOfAGoodFileCarriesWarnings) {
    const std::string file = write_temporary("c.toml", ladder);
    Captured captured;

    run_app({"config", "validate", "--config", file, "--json"}, captured);

    EXPECT_EQ(captured.code, 0);
    simdjson::dom::parser parser;
    const std::string json = captured.out.str();
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_TRUE(bool(root["valid"]));
    EXPECT_EQ(root["warnings"].get_array().size(), 1U);
}

TEST(ConfigCommand, ShowSelectsAssetsFromTheCommandLine) {
    const std::string file = write_temporary("c.toml", ladder);
    Captured captured;

    run_app({"config", "show", "--config", file, "--set", R"(assets=["ETH"])", "--json"}, captured);

    EXPECT_EQ(captured.code, 0);
    simdjson::dom::parser parser;
    const std::string json = captured.out.str();
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_EQ(root["assets"].get_array().size(), 1U);
    EXPECT_EQ(std::string_view(root["assets"].at(0)["group"]), "majors");
}

TEST(ConfigCommand, ShowOfAnUnknownAssetIsAUsageError) {
    const std::string file = write_temporary("c.toml", "assets = [\"BTC\"]\n");
    Captured captured;

    run_app({"config", "show", "--config", file, "--asset", "ETH"}, captured);

    EXPECT_EQ(captured.code, 2);
    EXPECT_EQ(captured.err.str(), "--asset ETH: the configuration has no such asset\n");
}

TEST(ConfigCommand, BackendAndThreadsAreCheckedLikeTheFile) {
    const std::string file = write_temporary("c.toml", "assets = [\"BTC\"]\n");
    Captured captured;

    run_app({"config", "validate", "--config", file, "--backend", "gpu", "--threads", "0"},
            captured);

    EXPECT_EQ(captured.code, 3);
    EXPECT_EQ(captured.err.str(),
              "command line: run.threads: found 0; expected a whole number (threads) in [1, 1024]\n"
              "command line: run.backend: found the text 'gpu'; expected one of 'auto', 'cpu', "
              "'cuda'\n");
}

TEST(ConfigCommand, ReferencePrintsTheTable) {
    Captured captured;

    run_app({"config", "reference"}, captured);

    EXPECT_EQ(captured.code, 0);
    EXPECT_EQ(captured.out.str().find("# Configuration reference\n"), 0U);
}

}  // namespace
}  // namespace maxmin::app
