// The JSON and LOBSTER readers on recorded data; counts were taken with another program. The CSV
// reader has a file of its own.
#include <map>

#include <gtest/gtest.h>

#include "host/market/market_state.hpp"
#include "host/market/reader.hpp"

namespace maxmin::market {
namespace {

const std::string data = MAXMIN_SOURCE_DIR "/tests/data/";

Recording read_data(const std::string& format, const std::string& path, ReadReport& report) {
    ReadRequest request;
    request.format = format;
    request.path = data + path;
    return read(request, report);
}

MarketState replay(const Recording& recording) {
    MarketState state(recording.instruments.at(0));
    for (const auto& event : recording.events) {
        state.apply(event, recording.bids(event), recording.asks(event));
    }
    return state;
}

TEST(HyperliquidArchive, ReadsEverySnapshot) {
    ReadReport report;
    const Recording recording =
        read_data("hyperliquid_archive", "hyperliquid-archive-btc-20240101", report);
    const MarketState state = replay(recording);

    EXPECT_EQ(report.rows, 4207U);
    EXPECT_EQ(report.books, 4207U);
    EXPECT_EQ(report.warnings, std::vector<std::string>{"not read: README.md"});
    EXPECT_EQ(state.counters().refused(), 0U);
    EXPECT_EQ(state.counters().outages, 0U);
    // First line: received 2024-01-01T12:00:01.138942031, venue time 1704110399915 ms, best bid
    // 0.02265 at 42727.0.
    const MarketEvent& first = recording.events.front();
    EXPECT_EQ(first.local_time.ns(), 1'704'110'401'138'942'031);
    EXPECT_EQ(first.exchange_time, Timestamp() + milliseconds(1'704'110'399'915));
    EXPECT_EQ(recording.bids(first).size(), 20U);
    EXPECT_EQ(recording.bids(first)[0].price, Ticks(427'270));
    EXPECT_EQ(recording.bids(first)[0].size, Lots(2'265));
}

TEST(HyperliquidWs, ReadsBooksAndTrades) {
    ReadReport report;
    const Recording recording =
        read_data("hyperliquid_ws", "hyperliquid-ws-btc-20250126/btcusd_20250126.gz", report);
    const MarketState state = replay(recording);

    EXPECT_EQ(report.rows, 55U);
    EXPECT_EQ(report.books, 46U);
    EXPECT_EQ(report.trades, 64U);
    EXPECT_EQ(report.duplicate_trades, 0U);
    EXPECT_EQ(state.counters().refused(), 0U);
    EXPECT_EQ(recording.events.front().local_time.ns(), 1'737'918'843'893'903'000);
}

TEST(BinanceUsdm, RebuildsTheBookFromTheUpdateChain) {
    ReadReport report;
    const Recording recording = read_data("binance_usdm", "binance-usdm-btc-20240808", report);
    const MarketState state = replay(recording);

    EXPECT_EQ(report.rows, 6000U);
    EXPECT_EQ(report.chain_gaps, 0U);
    EXPECT_EQ(report.books, 483U);
    EXPECT_EQ(report.bests, 4598U);
    EXPECT_EQ(report.trades, 912U);
    EXPECT_EQ(
        report.skipped,
        (std::map<std::string, std::uint64_t>{{"depth update before a snapshot (held back)", 6}}));
    EXPECT_EQ(state.counters().refused(), 0U);
}

TEST(BinanceUsdm, TheRebuiltBookAgreesWithTheBestQuotes) {
    ReadReport report;
    const Recording recording = read_data("binance_usdm", "binance-usdm-btc-20240808", report);
    MarketState state(recording.instruments.at(0));
    int books = 0;
    int agree = 0;
    const MarketEvent* last_book = nullptr;
    for (const auto& event : recording.events) {
        if (event.kind == EventKind::book) {
            last_book = &event;
            if (state.has_quote()) {
                ++books;
                agree += recording.bids(event)[0].price == state.best_bid() &&
                                 recording.asks(event)[0].price == state.best_ask()
                             ? 1
                             : 0;
            }
        }
        state.apply(event, recording.bids(event), recording.asks(event));
    }

    // Not all: the best quotes are another stream, which may be a few ms ahead or behind.
    EXPECT_GT(agree, 0.99 * books);
    // The last book as another program rebuilds it.
    ASSERT_NE(last_book, nullptr);
    EXPECT_EQ(recording.bids(*last_book)[0].price, Ticks(6'182'790));
    EXPECT_EQ(recording.bids(*last_book)[0].size, Lots(5'769));
    EXPECT_EQ(recording.asks(*last_book)[0].price, Ticks(6'182'800));
    EXPECT_EQ(recording.asks(*last_book)[0].size, Lots(2'810));
    EXPECT_EQ(recording.bids(*last_book)[19].price, Ticks(6'182'370));
    EXPECT_EQ(recording.asks(*last_book)[19].price, Ticks(6'183'340));
}

TEST(Lobster, ReadsExecutionsAsTrades) {
    ReadReport report;
    const Recording recording = read_data("lobster", "lobster-goog-20120621", report);
    const MarketState state = replay(recording);

    EXPECT_EQ(report.rows, 12'000U);
    EXPECT_EQ(report.books, 11'657U);  // rows that differ from the one before
    EXPECT_EQ(report.trades, 728U);
    EXPECT_EQ(state.counters().refused(), 0U);
    // 34200.015105074 s after midnight in New York, four hours behind UTC in June.
    EXPECT_EQ(recording.events.front().local_time.ns(), 1'340'285'400'015'105'074);
}

TEST(Lobster, ExecutionsOfOneOrderKeepOneTime) {
    ReadReport report;
    const Recording recording = read_data("lobster", "lobster-goog-20120621", report);
    Timestamp last;
    int repeated = 0;
    int bought = 0;
    for (const auto& event : recording.events) {
        if (event.kind == EventKind::trade) {
            repeated += event.exchange_time == last ? 1 : 0;
            bought += event.aggressor == Side::bid ? 1 : 0;
            last = event.exchange_time;
        }
    }

    EXPECT_EQ(repeated, 162);
    EXPECT_EQ(bought, 315);
}

TEST(Reader, ProgressEndsAtTheWhole) {
    ReadRequest request;
    request.format = "hyperliquid_csv";
    request.path = data + "hyperliquid-multi-20250904";
    std::uint64_t last = 0;
    std::uint64_t whole = 0;
    int calls = 0;
    request.progress = [&](std::uint64_t done_bytes, std::uint64_t total_bytes) {
        EXPECT_GE(done_bytes, last);
        EXPECT_LE(done_bytes, total_bytes);
        last = done_bytes;
        whole = total_bytes;
        ++calls;
    };
    ReadReport report;
    read(request, report);

    EXPECT_GT(calls, 20);
    EXPECT_EQ(last, whole);
    EXPECT_EQ(whole, 3'570'005U);  // bytes of the twelve files
}

TEST(Reader, KeepsTheOrderOfTheRequest) {
    ReadRequest request;
    request.format = "hyperliquid_csv";
    request.path = data + "hyperliquid-multi-20250904";
    request.symbols = {"WLFI", "BTC"};
    ReadReport report;
    const Recording recording = read(request, report);

    ASSERT_EQ(recording.instruments.size(), 2U);
    EXPECT_EQ(recording.instruments[0].symbol, "WLFI");
    EXPECT_EQ(recording.instruments[1].symbol, "BTC");
    for (std::size_t i = 1; i < recording.events.size(); ++i) {
        ASSERT_LE(recording.events[i - 1].local_time, recording.events[i].local_time);
    }
}

TEST(Reader, TakesRulesFromTheRequest) {
    ReadRequest request;
    request.format = "hyperliquid_ws";
    request.path = data + "hyperliquid-ws-btc-20250126/btcusd_20250126.gz";
    request.instruments = {hyperliquid_instrument("BTC", 6, AssetType::perp, 3)};
    ReadReport report;
    const Recording recording = read(request, report);

    EXPECT_EQ(recording.instruments.at(0).size_decimals, 6);
    EXPECT_EQ(recording.bids(recording.events[0])[0].price, Ticks(105'055));
    EXPECT_EQ(recording.bids(recording.events[0])[0].size, Lots(3'036'220));
}

}  // namespace
}  // namespace maxmin::market
