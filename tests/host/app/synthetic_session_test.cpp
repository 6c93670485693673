// data.format = "synthetic" through the whole program.
#include <gtest/gtest.h>

#include "tests/host/app/captured.hpp"

namespace maxmin::app {
namespace {

using test::Captured;
using test::run_app;

std::string config_with(const std::string& assets) {
    return test::write_temporary("synthetic.toml", "assets = " + assets +
                                                       "\n"
                                                       "[run]\n"
                                                       "particles = 256\n"
                                                       "[data]\n"
                                                       "format = \"synthetic\"\n"
                                                       "[synthetic]\n"
                                                       "duration_s = 120\n"
                                                       "orders_per_s = 2.0\n"
                                                       "[defaults]\n"
                                                       "enable_robust_control = true\n"
                                                       "[defaults.filter]\n"
                                                       "warm_up_s = 10\n");
}

std::string summary(const std::string& file, const std::string& set) {
    Captured captured;
    run_app({"backtest", "--config", file, "--json", "--set", set}, captured);
    EXPECT_EQ(captured.code, 0) << captured.err.str();
    return captured.out.str();
}

std::string value_of(const std::string& json, const std::string& key) {
    const std::size_t at = json.find("\"" + key + "\":");
    EXPECT_NE(at, std::string::npos) << key;
    return json.substr(at, json.find(',', at) - at);
}

TEST(SyntheticSession, BacktestNeedsNoFileAndItsSeedPicksTheData) {
    const std::string file = config_with("[\"SIM0\", \"SIM7\"]");

    const std::string first = summary(file, "synthetic.seed=1");
    const std::string again = summary(file, "synthetic.seed=1");
    const std::string other = summary(file, "synthetic.seed=2");

    EXPECT_EQ(value_of(first, "data_hash"), value_of(again, "data_hash"));
    EXPECT_EQ(value_of(first, "decision_hash"), value_of(again, "decision_hash"));
    EXPECT_NE(value_of(first, "data_hash"), value_of(other, "data_hash"));
    EXPECT_NE(value_of(first, "decision_hash"), value_of(other, "decision_hash"));
    EXPECT_NE(first.find("synthetic, seed 1"), std::string::npos);
}

TEST(SyntheticSession, AnotherAssetIsRefusedByName) {
    Captured captured;

    run_app({"backtest", "--config", config_with("[\"BTC\"]")}, captured);

    EXPECT_EQ(captured.code, 4);
    EXPECT_NE(captured.err.str().find("'BTC' is no synthetic asset; SIM0 to SIM999"),
              std::string::npos)
        << captured.err.str();
}

}  // namespace
}  // namespace maxmin::app
