// What is written reads back: every number of the CSV and JSON files bit for bit.
#include "host/report/files.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <sstream>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/report/csv.hpp"
#include "host/report/summary_json.hpp"
#include "tests/support/json.hpp"
#include "tests/support/run_result.hpp"

namespace maxmin::report {
namespace {

using test::Json;

/// Rows of cells; enough for files without quoted fields.
std::vector<std::vector<std::string>> cells_of(const std::string& csv) {
    std::vector<std::vector<std::string>> rows;
    std::istringstream lines(csv);
    for (std::string line; std::getline(lines, line);) {
        rows.emplace_back();
        std::size_t at = 0;
        while (true) {
            const std::size_t comma = line.find(',', at);
            rows.back().push_back(line.substr(at, comma - at));
            if (comma == std::string::npos) {
                break;
            }
            at = comma + 1;
        }
    }
    return rows;
}

double number_of(const std::string& cell) {
    double value = ledger::not_known;
    std::from_chars(cell.data(), cell.data() + cell.size(), value);
    return value;
}

void expect_same(double found, double expected) {
    if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(found));
    } else {
        EXPECT_EQ(found, expected);
    }
}

TEST(SamplesCsv, ReadsBackExactly) {
    const ledger::RunResult run = test::made_up_run({});

    const auto rows = cells_of(samples_csv(run));

    ASSERT_EQ(rows.size(), run.samples.size() + 1);
    for (std::size_t i = 0; i < run.samples.size(); ++i) {
        const ledger::Sample& sample = run.samples[i];
        const auto& row = rows[i + 1];
        ASSERT_EQ(row.size(), rows[0].size());
        EXPECT_EQ(row[0], std::to_string(sample.time.ns()));
        EXPECT_EQ(row[1], run.assets[static_cast<std::size_t>(sample.asset)].symbol);
        const double fields[] = {
            sample.mid_usd,        sample.own_bid_usd,    sample.own_ask_usd,
            sample.inventory_coin, sample.profit_usd,     sample.volatility,
            sample.volatility_q05, sample.volatility_q95, sample.drift_bps_per_s,
            sample.drift_sd,       sample.excitation_bid, sample.excitation_ask,
            sample.base_bid_bps,   sample.base_ask_bps,   sample.signal_bps};
        for (std::size_t k = 0; k < std::size(fields); ++k) {
            expect_same(number_of(row[k + 2]), fields[k]);
        }
    }
}

TEST(FillsCsv, ReadsBackExactly) {
    const ledger::RunResult run = test::made_up_run({});

    const auto rows = cells_of(fills_csv(run));

    ASSERT_EQ(rows.size(), run.fills.size() + 1);
    for (std::size_t i = 0; i < run.fills.size(); ++i) {
        const ledger::FillRecord& fill = run.fills[i];
        const auto& row = rows[i + 1];
        ASSERT_EQ(row.size(), rows[0].size());
        EXPECT_EQ(row[0], std::to_string(fill.time.ns()));
        EXPECT_EQ(row[2], to_string(fill.side));
        EXPECT_EQ(row[3], std::to_string(fill.level + 1));
        EXPECT_EQ(row[4] == "maker", fill.liquidity == gateway::Liquidity::maker);
        expect_same(number_of(row[5]), fill.price_usd);
        expect_same(number_of(row[6]), fill.size_coin);
        expect_same(number_of(row[7]), fill.mid_usd);
        expect_same(number_of(row[8]), fill.fee_usd);
        EXPECT_EQ(row[9], std::to_string(fill.trade_id));
        for (std::size_t h = 0; h < 3; ++h) {
            expect_same(number_of(row[10 + h]), fill.markout_bps[h]);
        }
    }
}

TEST(ProfitCsv, EveryScopeAddsUpToTheTotalInEveryColumn) {
    const ledger::RunResult run = test::made_up_run({});

    const auto rows = cells_of(profit_csv(run));

    std::map<std::string, std::vector<double>> sums;
    for (std::size_t i = 1; i < rows.size(); ++i) {
        std::vector<double>& sum = sums[rows[i][0]];
        sum.resize(7, 0.0);
        for (std::size_t k = 0; k < 7; ++k) {
            sum[k] += number_of(rows[i][4 + k]);
        }
    }
    ASSERT_EQ(sums.size(), 5U);  // asset, side, level, hour, total
    for (const auto& [scope, sum] : sums) {
        for (std::size_t k = 0; k < 7; ++k) {
            // Some hundred additions of amounts below 1e4 USD.
            EXPECT_NEAR(sum[k], sums.at("total")[k], 1e-9) << scope << ' ' << rows[0][4 + k];
        }
        EXPECT_NEAR(sum[0] + sum[1] + sum[2] - sum[3] - sum[4] - sum[5], sum[6], 1e-9) << scope;
    }
}

TEST(ProfitCsv, QuotesFieldsThatNeedIt) {
    EXPECT_EQ(csv_field("BTC"), "BTC");
    EXPECT_EQ(csv_field("a,b"), "\"a,b\"");
    EXPECT_EQ(csv_field("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(csv_field("a\nb"), "\"a\nb\"");
}

TEST(SummaryJson, HoldsTheWholeRunExactly) {
    const ledger::RunResult run = test::made_up_run({});

    const Json json = Json::parse(summary_json(run));

    EXPECT_EQ(json["data_hash"].text(), "0xfedcba9876543210");
    EXPECT_EQ(json["config_hash"].text(), "0x00000000000000ff");
    EXPECT_EQ(json["seed"].text(), "7");
    EXPECT_EQ(json["start_utc"].text(), "2026-01-01 09:30:00.000 UTC");
    EXPECT_EQ(json["end_equity_usd"].number(), run.end_equity_usd);
    EXPECT_EQ(json["profit"]["total_usd"].number(), run.profit.total_usd);
    EXPECT_EQ(json["measures"]["blocks"].number(), 33.0);  // whole minutes of 2,000 s
    ASSERT_EQ(json["assets"].size(), run.assets.size());
    for (std::size_t i = 0; i < run.assets.size(); ++i) {
        const ledger::AssetSummary& asset = run.assets[i];
        const Json& object = json["assets"][i];
        EXPECT_EQ(object["symbol"].text(), asset.symbol);
        EXPECT_EQ(object["profit"]["adverse_usd"].number(), asset.profit.adverse_usd);
        EXPECT_EQ(object["position_coin"].number(), asset.position_coin);
        EXPECT_EQ(object["volatility_annual_q95"].number(), asset.volatility_annual_q95);
        EXPECT_EQ(object["bid_levels"][2]["filled_coin"].number(), asset.bid_levels[2].filled_coin);
        EXPECT_EQ(object["ask_levels"][0]["placed"].number(),
                  static_cast<double>(asset.ask_levels[0].placed));
    }
    ASSERT_EQ(json["counters"].size(), run.counters.size());
    EXPECT_EQ(json["counters"][1]["name"].text(), "crossed_books");
    EXPECT_EQ(json["counters"][1]["value"].number(), 3.0);
}

TEST(SummaryJson, UnknownNumbersAreNullAndOddTextSurvives) {
    ledger::RunResult run = test::made_up_run({.assets = 1, .seconds = 70});
    run.assets[0].mid_usd = ledger::not_known;
    run.config_name = "tab\there \"quoted\" back\\slash \x01 <tag> \xc3\xbc";

    const Json json = Json::parse(summary_json(run));

    EXPECT_TRUE(json["assets"][0]["mid_usd"].is_null());
    EXPECT_EQ(json["config_name"].text(), run.config_name);
}

TEST(ReportFiles, AllAreWrittenAndBadFolderIsNamed) {
    const auto folder = std::filesystem::path(testing::TempDir()) / "maxmin_report_files" / "run";
    const ledger::RunResult run = test::made_up_run({.assets = 2, .seconds = 100});

    write_files(run, folder);

    for (const char* name :
         {"report.html", "summary.json", "samples.csv", "fills.csv", "profit.csv"}) {
        EXPECT_GT(std::filesystem::file_size(folder / name), 100U) << name;
    }
    std::ifstream file(folder / "fills.csv", std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    EXPECT_EQ(text, fills_csv(run));
    try {
        write_files(run, folder / "fills.csv" / "below_a_file");
        FAIL() << "a folder below a file cannot be made";
    } catch (const InputError& error) {
        EXPECT_NE(error.fault().file.find("below_a_file"), std::string::npos);
    }
    std::filesystem::remove(folder / "report.html");
    std::filesystem::create_directory(folder / "report.html");
    EXPECT_THROW(write_files(run, folder), InputError);
    std::filesystem::remove_all(folder.parent_path());
}

}  // namespace
}  // namespace maxmin::report
