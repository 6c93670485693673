#include "host/app/log.hpp"

#include <fstream>
#include <iterator>
#include <regex>

#include <gtest/gtest.h>
#include <simdjson.h>
#include <spdlog/spdlog.h>

#include "host/base/error.hpp"
#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

constexpr const char* utc_microseconds = R"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z)";

TEST(Log, HumanLineStartsWithUtcTime) {
    test::Captured captured;

    make_logger(engine::LogFormat::human, captured.terminal)->warn("a {} b", 3);

    EXPECT_TRUE(std::regex_match(captured.err.str(),
                                 std::regex(std::string(utc_microseconds) + " warning a 3 b\n")))
        << captured.err.str();
}

TEST(Log, JsonLineSurvivesQuotesAndLineBreaks) {
    test::Captured captured;

    make_logger(engine::LogFormat::json, captured.terminal)->info("say \"hi\"\n\x01");

    simdjson::dom::parser parser;
    const std::string json = captured.err.str();
    EXPECT_EQ(std::count(json.begin(), json.end(), '\n'), 1);
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_EQ(std::string_view(root["message"]), "say \"hi\"\n\x01");
    EXPECT_EQ(std::string_view(root["level"]), "info");
    EXPECT_TRUE(std::regex_match(std::string(std::string_view(root["time"])),
                                 std::regex(utc_microseconds)));
}

TEST(Log, ColoursOnlyATerminal) {
    test::Captured plain;
    make_logger(engine::LogFormat::human, plain.terminal)->error("x");
    EXPECT_EQ(plain.err.str().find('\x1b'), std::string::npos);

    test::Captured terminal;
    terminal.terminal.err_is_terminal = true;
    make_logger(engine::LogFormat::human, terminal.terminal)->error("x");
    EXPECT_NE(terminal.err.str().find("\x1b[31merror\x1b[0m x"), std::string::npos);

    test::Captured json;
    json.terminal.err_is_terminal = true;
    make_logger(engine::LogFormat::json, json.terminal)->error("x");
    EXPECT_EQ(json.err.str().find('\x1b'), std::string::npos);
}

TEST(Log, WritesAFileOrSaysWhyNot) {
    const std::string path = test::write_temporary("log", "");
    make_logger(engine::LogFormat::human, std::filesystem::path(path))->warn("to file");
    std::ifstream file(path);
    const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    EXPECT_NE(text.find("warning to file\n"), std::string::npos);

    EXPECT_THROW(make_logger(engine::LogFormat::human, std::filesystem::path("/proc/no/log")),
                 InputError);
}

}  // namespace
}  // namespace maxmin::app
