#include "host/config/show.hpp"

#include <sstream>

#include <gtest/gtest.h>
#include <simdjson.h>

#include "host/config/load.hpp"

namespace maxmin::config {
namespace {

constexpr const char* text = R"([data]
format = "hyperliquid_csv"
path = "a \"quoted\" folder"
files = ["one", "two"]
[paper.order]
kind = "recorded"
recorded_ms = [90, 110.5]
[defaults]
half_spread = 7.1
inventory_skew_config = {}
[groups.g]
assets = ["@107", "BTC"]
[assets.PURR]
preset = "conservative"
max_absolute_position_size = 1000
inventory_skew_config.enabled = false
)";

std::string shown(const Loaded& loaded, const ShowOptions& options = {}) {
    std::ostringstream out;
    show_toml(out, loaded, options);
    return out.str();
}

TEST(Show, CanBeLoadedAgain) {
    const Loaded loaded = load_text(text, "s.toml", {});

    const std::string once = shown(loaded);
    const Loaded again = load_text(once, "again.toml", {});

    EXPECT_EQ(config_hash(again.config), config_hash(loaded.config));
    EXPECT_EQ(again.config.data.path, "a \"quoted\" folder");
    EXPECT_EQ(again.config.paper.order.recorded_ms, (std::vector<double>{90, 110.5}));
    EXPECT_FALSE(again.config.assets.back().quote.has_inventory_skew);
    EXPECT_TRUE(again.config.assets.front().quote.has_inventory_skew);
}

TEST(Show, TellsUnitAndOriginOfEachValue) {
    const std::string lines = shown(load_text(text, "s.toml", {"run.seed=5"}));

    EXPECT_NE(lines.find("half_spread = 7.1  # bps; s.toml:9 [defaults]\n"), std::string::npos);
    EXPECT_NE(lines.find("seed = 5  # command line\n"), std::string::npos);
    EXPECT_NE(lines.find("step_interval_ms = 100.0  # ms; default\n"), std::string::npos);
    EXPECT_NE(lines.find("[assets.\"@107\"]  # group g\n"), std::string::npos);
    EXPECT_NE(
        lines.find("max_levels = 3  # levels; s.toml:14 [assets.PURR], preset conservative\n"),
        std::string::npos);
}

TEST(Show, CanBeLimitedToOneAsset) {
    const std::string lines = shown(load_text(text, "s.toml", {}), {.only_asset = "PURR"});

    EXPECT_NE(lines.find("[assets.PURR]"), std::string::npos);
    EXPECT_EQ(lines.find("BTC"), std::string::npos);
}

TEST(Show, JsonHoldsTheSameValues) {
    const Loaded loaded = load_text(text, "s.toml", {});
    std::ostringstream out;

    show_json(out, loaded, {});

    simdjson::dom::parser parser;
    const std::string json = out.str();
    const simdjson::dom::element root = parser.parse(json);
    EXPECT_EQ(std::string_view(root["hash"]), hash_text(config_hash(loaded.config)));
    EXPECT_EQ(std::string_view(root["run"]["data.path"]["value"]), "a \"quoted\" folder");
    const simdjson::dom::element first = root["assets"].at(0);
    EXPECT_EQ(std::string_view(first["symbol"]), "@107");
    EXPECT_EQ(double(first["values"]["half_spread"]["value"]), 7.1);
    EXPECT_EQ(std::string_view(first["values"]["half_spread"]["unit"]), "bps");
    EXPECT_EQ(std::string_view(first["values"]["half_spread"]["origin"]), "s.toml:9 [defaults]");
    EXPECT_EQ(root["assets"].get_array().size(), 3U);
}

TEST(Show, HashIsSixteenDigits) {
    EXPECT_EQ(hash_text(0x0123456789abcdefULL), "0123456789abcdef");
    EXPECT_EQ(hash_text(0), "0000000000000000");
}

}  // namespace
}  // namespace maxmin::config
