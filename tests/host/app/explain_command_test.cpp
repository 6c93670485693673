// On recorded data, through the whole program: the page must add up as it is shown.
#include <cmath>
#include <set>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/host/app/captured.hpp"
#include "tests/support/json.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::Json;
using test::run_app;

const std::string demo = MAXMIN_SOURCE_DIR "/scripts/demo.toml";

std::vector<std::string> command(const std::string& asset, const std::string& at) {
    return {"explain", "--config", demo,    "--asset",          asset,
            "--at",    at,         "--set", "run.particles=256"};
}

std::string page(const std::string& asset, const std::string& at) {
    Captured captured;
    run_app(command(asset, at), captured);
    EXPECT_EQ(captured.code, 0) << captured.err.str();
    return captured.out.str();
}

Json facts(const std::string& asset, const std::string& at) {
    Captured captured;
    std::vector<std::string> arguments = command(asset, at);
    arguments.emplace_back("--json");
    run_app(arguments, captured);
    EXPECT_EQ(captured.code, 0) << captured.err.str();
    return Json::parse(captured.out.str());
}

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

/// The number without its point: decimals are the same within a row. "." is zero.
std::int64_t units(std::string text) {
    if (text == ".") {
        return 0;
    }
    std::erase(text, '.');
    return std::stoll(text);
}

/// Rows of the table under the line that starts with `title`, without its header.
std::vector<std::vector<std::string>> rows_below(const std::string& text, const char* title) {
    std::istringstream lines(text.substr(text.find(title)));
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(lines, line);
    while (std::getline(lines, line) && !line.empty()) {
        if (line.starts_with("  bid L") || line.starts_with("  ask L")) {
            rows.push_back(words_of(line));
        }
    }
    return rows;
}

class ExplainedAt : public ::testing::TestWithParam<std::pair<const char*, const char*>> {};

TEST_P(ExplainedAt, ThePageAddsUpAsItIsShown) {
    const auto [asset, at] = GetParam();

    const std::string text = page(asset, at);

    int sums = 0;
    for (const std::vector<std::string>& row : rows_below(text, "\noffsets")) {
        ASSERT_EQ(row.size(), 12U) << text;  // side, level, nine parts, offset
        std::int64_t sum = 0;
        for (std::size_t i = 2; i < 11; ++i) {
            sum += units(row[i]);
        }
        if (row[11] != "-") {
            EXPECT_EQ(sum, units(row[11])) << text;
            ++sums;
        }
    }
    for (const std::vector<std::string>& row : rows_below(text, "\nsizes")) {
        ASSERT_EQ(row.size(), 11U) << text;  // side, level, share, five parts, size, price, USD
        std::int64_t sum = 0;
        for (std::size_t i = 3; i < 8; ++i) {
            sum += units(row[i]);
        }
        if (row[8] != "-") {
            EXPECT_EQ(sum, units(row[8])) << text;
            ++sums;
        }
    }
    EXPECT_GE(sums, 4) << text;
    const std::vector<std::string> base = words_of(text.substr(text.find("bid base"), 90));
    ASSERT_EQ(base[2], "nominal");
    EXPECT_EQ(units(base[3]) + units(base[6]), units(base[10])) << text;
}

TEST_P(ExplainedAt, ThePageFitsTheTerminal) {
    const auto [asset, at] = GetParam();

    std::istringstream lines(page(asset, at));

    for (std::string line; std::getline(lines, line);) {
        EXPECT_LE(line.size(), 100U) << line;
    }
}

TEST_P(ExplainedAt, JsonPartsAddUpToThePriceThatIsQuoted) {
    const auto [asset, at] = GetParam();

    const Json json = facts(asset, at);

    const double mid = json["market"]["mid_usd"].number();
    int quoted = 0;
    for (const Json& quote : json["quotes"].array()) {
        if (!quote.has("price_usd")) {
            EXPECT_NE(quote["absent"].text(), "none");
            continue;
        }
        ++quoted;
        double offset = 0.0;
        for (const auto& [name, part] : quote["offset_parts_bps"].object()) {
            offset += part.number();
        }
        double size = 0.0;
        for (const auto& [name, part] : quote["size_parts_coin"].object()) {
            size += part.number();
        }
        // Nine doubles of at most some hundred bps: noise of a few 1e-14, far below 1e-9.
        EXPECT_NEAR(offset, quote["offset_bps"].number(), 1e-9);
        EXPECT_NEAR(size, quote["size_coin"].number(), 1e-9 * size);
        // From the price itself, not from the explanation.
        const double sign = quote["side"].text() == "bid" ? 1.0 : -1.0;
        EXPECT_NEAR(sign * (mid - quote["price_usd"].number()) / mid * 1e4, offset, 1e-6);
    }
    EXPECT_GE(quoted, 2);
}

TEST_P(ExplainedAt, EveryOrderHasAVerdictAndItsReason) {
    const auto [asset, at] = GetParam();
    const std::set<std::string> known{"keep", "move", "cancel", "wait", "hold", "place", "refuse"};

    const Json json = facts(asset, at);

    EXPECT_GE(json["orders"].size(), 2U);
    for (const Json& order : json["orders"].array()) {
        EXPECT_TRUE(known.contains(order["verdict"].text())) << order["verdict"].text();
        EXPECT_FALSE(order["why"].text().empty());
    }
}

TEST_P(ExplainedAt, ADecisionOnAFreshGridUsesTheWorstCaseSolvedHere) {
    const auto [asset, at] = GetParam();

    const Json json = facts(asset, at);

    const Json& grid = json["grid"];
    ASSERT_EQ(grid["source"].text(), "fresh");
    ASSERT_EQ(grid["status"].text(), "converged");
    // Newton from another start ends within its own tolerance of the same solution.
    EXPECT_NEAR(json["quotes"][0]["offset_parts_bps"]["base"].number(),
                grid["bid_worst_bps"].number(), 1e-5);
}

INSTANTIATE_TEST_SUITE_P(Explain, ExplainedAt,
                         ::testing::Values(std::pair("BTC", "2025-09-04T20:00:00Z"),
                                           std::pair("WLFI", "2025-09-04T19:52:30.5Z")));

TEST(Explain, SaysHowFarTheWarmUpIs) {
    const std::string text = page("WLFI", "2025-09-04T19:47:40Z");

    EXPECT_NE(text.find("state        warming up: 43 of 60 s observed"), std::string::npos) << text;
    EXPECT_NE(text.find("\nno quotes: warming up: 43 of 60 s observed"), std::string::npos) << text;
}

TEST(Explain, SaysWhichAssetsAndTimesThereAre) {
    Captured asset;
    run_app(command("XRP", "2025-09-04T20:00:00Z"), asset);
    EXPECT_EQ(asset.code, 2);
    EXPECT_EQ(asset.err.str(),
              "--asset XRP: the configuration has no such asset; it has BTC, ETH, SOL, WLFI\n");

    Captured outside;
    run_app(command("BTC", "2025-09-05T20:00:00Z"), outside);
    EXPECT_EQ(outside.code, 2);
    EXPECT_EQ(outside.err.str().find("--at 2025-09-05T20:00:00Z: outside the recording, which runs "
                                     "from 2025-09-04T19:46:"),
              0U)
        << outside.err.str();

    Captured nonsense;
    run_app(command("BTC", "20:00"), nonsense);
    EXPECT_EQ(nonsense.code, 2);
    EXPECT_EQ(nonsense.err.str(), "--at 20:00: no time; write UTC as 2025-09-04T20:00:00Z\n");
    EXPECT_EQ(nonsense.out.str(), "");
}

}  // namespace
}  // namespace maxmin::app
