#include "host/report/html.hpp"

#include <cmath>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "tests/support/json.hpp"
#include "tests/support/run_result.hpp"

namespace maxmin::report {
namespace {

using test::Json;

/// What a browser hands the page's script: the text of the data element.
std::string data_element(const std::string& page) {
    const std::string open = R"(<script type="application/json" id="data">)";
    const std::size_t at = page.find(open) + open.size();
    return page.substr(at, page.find("</script>", at) - at);
}

TEST(HtmlPage, FetchesNothing) {
    const std::string page = html_page(test::made_up_run({}));

    for (const std::string_view fetch :
         {"src=", "@import", "url(", "fetch(", "XMLHttpRequest", "WebSocket", "import("}) {
        EXPECT_EQ(page.find(fetch), std::string::npos) << fetch;
    }
    for (std::size_t at = page.find("href="); at != std::string::npos;
         at = page.find("href=", at + 1)) {
        EXPECT_EQ(page.substr(at, 13), "href=\"data:,\"");
    }
    EXPECT_EQ(page.find("{{"), std::string::npos) << "a slot of the template was left";
}

TEST(HtmlPage, DataReadBackAndAddUp) {
    const ledger::RunResult run = test::made_up_run({});

    const Json data = Json::parse(data_element(html_page(run)));

    // Parts are written exactly; sums of some hundred amounts differ by their rounding only.
    const double tolerance_usd = 1e-9;
    ASSERT_EQ(data["assets"].size(), run.assets.size());
    double total_usd = 0.0;
    for (std::size_t i = 0; i < run.assets.size(); ++i) {
        const Json& profit = data["assets"][i]["profit"];
        const double sum_usd = profit["spread_usd"].number() + profit["adverse_usd"].number() +
                               profit["inventory_usd"].number() - profit["fees_usd"].number() -
                               profit["funding_usd"].number() - profit["taker_cost_usd"].number();
        EXPECT_NEAR(sum_usd, profit["total_usd"].number(), tolerance_usd);
        EXPECT_EQ(data["assets"][i]["series"]["t"].size(), 2001U);
        EXPECT_EQ(data["assets"][i]["series"]["vol_high"].size(), 2001U);
        total_usd += profit["total_usd"].number();
    }
    EXPECT_NEAR(total_usd, data["total"]["total_usd"].number(), tolerance_usd);
    const auto& equity = data["equity"]["profit"].array();
    EXPECT_NEAR(equity.back().number(), total_usd, 1e-4 * std::abs(total_usd));  // five digits
}

TEST(HtmlPage, VolatilityIsInPercentAYear) {
    ledger::RunResult run = test::made_up_run({.assets = 1, .seconds = 100});
    run.samples.back().volatility = 1.06806;  // 60 % a year (architecture of units: units.hpp)

    const Json data = Json::parse(page_data(run, {}));

    EXPECT_NEAR(data["assets"][0]["series"]["vol"].array().back().number(), 60.0, 0.01);
}

TEST(HtmlPage, SmallEnoughForOneShortSession) {
    const std::string page = html_page(test::made_up_run({.assets = 4, .seconds = 2100}));

    EXPECT_LT(page.size(), 3'000'000U);  // the promise of a page one can mail
}

TEST(HtmlPage, ThinningIsSaidOnThePage) {
    const ledger::RunResult run = test::made_up_run({.assets = 3, .seconds = 500});

    const Json all = Json::parse(page_data(run, {}));
    const Json thin = Json::parse(page_data(run, {.sample_rows = 300, .fills = 40}));

    EXPECT_EQ(all["notes"][0].text(), "Charts show every sample.");
    EXPECT_NE(thin["notes"][0].text().find("one of 6 samples"), std::string::npos);
    EXPECT_EQ(thin["assets"][2]["series"]["mid"].size(), 84U);  // ceil(501 / 6)
    EXPECT_NE(thin["notes"][1].text().find("Thinned"), std::string::npos);
    EXPECT_EQ(thin["total"]["total_usd"].number(), all["total"]["total_usd"].number());
}

TEST(HtmlPage, HostileNamesStayText) {
    ledger::RunResult run = test::made_up_run({.assets = 1, .seconds = 70});
    run.data_name = "</script><script>alert(\"1\")</script>&";
    run.assets[0].symbol = "<b>\\\"\n";

    const std::string page = html_page(run);
    const Json data = Json::parse(data_element(page));

    EXPECT_EQ(page.find("<script>alert"), std::string::npos);
    EXPECT_EQ(data["run"]["data_name"].text(), run.data_name);
    EXPECT_EQ(data["assets"][0]["symbol"].text(), run.assets[0].symbol);
}

TEST(HtmlPage, RunWithoutFillsOrSamplesIsStillAPage) {
    ledger::RunResult run;
    run.assets.resize(2);

    EXPECT_NO_THROW(Json::parse(data_element(html_page(run))));
    EXPECT_NO_THROW(Json::parse(data_element(html_page({}))));
}

}  // namespace
}  // namespace maxmin::report
