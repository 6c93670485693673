// What Binance captures can hold beyond the recorded file: chain gaps, spot rules, other trades.
#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/market/reader.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::market {
namespace {

Recording read_text(const std::string& format, const std::string& text, ReadReport& report) {
    const test::TemporaryFolder folder;
    ReadRequest request;
    request.format = format;
    request.path = folder.write("capture", text);
    return read(request, report);
}

std::string usdm_depth(int local_ns, int first, int last, int previous, const std::string& bid) {
    return std::to_string(local_ns) +
           " {\"stream\":\"btcusdt@depth@0ms\",\"data\":{\"e\":\"depthUpdate\",\"E\":5,\"T\":4,"
           "\"s\":\"BTCUSDT\",\"U\":" +
           std::to_string(first) + ",\"u\":" + std::to_string(last) +
           ",\"pu\":" + std::to_string(previous) + ",\"b\":[[\"" + bid +
           "\",\"0.014\"]],\"a\":[]}}\n";
}

std::string snapshot(int local_ns, int last) {
    return std::to_string(local_ns) + " {\"lastUpdateId\":" + std::to_string(last) +
           ",\"bids\":[[\"100.00\",\"1\"]],\"asks\":[[\"200.00\",\"2\"]]}\n";
}

std::string usdm_trade(int local_ns, int id, const std::string& kind) {
    return std::to_string(local_ns) +
           " {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":5,\"T\":4,\"s\":"
           "\"BTCUSDT\",\"t\":" +
           std::to_string(id) + ",\"p\":\"150.10\",\"q\":\"0.006\",\"X\":\"" + kind +
           "\",\"m\":true}}\n";
}

TEST(BinanceUsdm, AGapSilencesTheBookUntilASnapshot) {
    ReadReport report;
    const Recording recording = read_text(
        "binance_usdm",
        usdm_depth(1, 1, 5, 0, "90.0") + snapshot(2, 5) + usdm_depth(3, 6, 9, 5, "101.0") +
            usdm_depth(4, 20, 29, 19, "102.0") + usdm_depth(5, 30, 39, 29, "103.0") +
            snapshot(6, 30) + usdm_depth(7, 40, 49, 39, "104.0"),
        report);

    EXPECT_EQ(report.chain_gaps, 1U);
    ASSERT_EQ(report.books, 2U);
    const auto& last = recording.events.back();
    EXPECT_EQ(recording.bids(recording.events[0])[0].price, Ticks(10'100));
    // Snapshot 30 lies in the update 30..39 that was held back, so the book has its level too.
    EXPECT_EQ(recording.bids(last)[0].price, Ticks(10'400));
    EXPECT_EQ(recording.bids(last)[1].price, Ticks(10'300));
    EXPECT_EQ(recording.bids(last)[2].price, Ticks(10'000));
}

TEST(BinanceUsdm, OnlyTradesAgainstTheBookCount) {
    ReadReport report;
    const Recording recording =
        read_text("binance_usdm",
                  usdm_trade(1, 1, "MARKET") + usdm_trade(2, 2, "INSURANCE_FUND") +
                      usdm_trade(3, 1, "MARKET"),
                  report);

    EXPECT_EQ(report.trades, 1U);
    EXPECT_EQ(report.skipped["trade of kind INSURANCE_FUND"], 1U);
    EXPECT_EQ(report.duplicate_trades, 1U);
    EXPECT_EQ(recording.events[0].aggressor, Side::ask);  // the buyer was the maker
}

TEST(BinanceSpot, BestQuotesTakeTheClockDifferenceOfTheOtherStreams) {
    const std::string ticker =
        " {\"stream\":\"btcusdt@bookTicker\",\"data\":{\"u\":7,\"s\":\"BTCUSDT\",\"b\":"
        "\"61837.63000000\",\"B\":\"3.78826000\",\"a\":\"61837.64000000\",\"A\":\"1.54698000\"}}\n";
    const std::string trade =
        " {\"stream\":\"btcusdt@trade\",\"data\":{\"e\":\"trade\",\"E\":2000,\"s\":\"BTCUSDT\","
        "\"t\":3735683259,\"p\":\"61837.63000000\",\"q\":\"0.02\",\"T\":2000,\"m\":false}}\n";
    ReadReport report;
    const Recording recording =
        read_text("binance_spot",
                  "500000000" + ticker + "1000000000" + trade + "1500000000" + ticker, report);

    EXPECT_EQ(report.skipped["bookTicker before the first frame with a time"], 1U);
    ASSERT_EQ(recording.events.size(), 2U);
    // The trade says the venue's clock is 1 s ahead.
    EXPECT_EQ(recording.events[1].exchange_time, Timestamp(2'500'000'000));
    EXPECT_EQ(recording.events[1].bid.price, Ticks(6'183'763));
    EXPECT_EQ(recording.events[1].bid.size, Lots(378'826'000));
}

TEST(BinanceUsdm, ASnapshotNeedsASymbol) {
    ReadReport report;
    EXPECT_THROW(read_text("binance_usdm", snapshot(1, 5), report), InputError);
}

}  // namespace
}  // namespace maxmin::market
