// Damaged recordings: each fault must be refused, naming file, line and field.
#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/market/reader.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::market {
namespace {

struct Fault {
    const char* found;     // text replaced in the good file, once
    const char* replaced;  // by this
    int line;
    const char* field;
    const char* wrong;  // part of what the error says
};

void expect_fault(const ReadRequest& request, const std::filesystem::path& file, int line,
                  std::string_view field, std::string_view wrong) {
    ReadReport report;
    try {
        read(request, report);
        ADD_FAILURE() << "was accepted";
    } catch (const InputError& error) {
        SCOPED_TRACE(error.what());
        EXPECT_EQ(error.fault().file, file.string());
        EXPECT_EQ(error.fault().line, line);
        EXPECT_EQ(error.fault().field, field);
        EXPECT_NE(error.fault().wrong.find(wrong), std::string::npos);
    }
}

/// Reads `good`, which must pass, then each damaged version of it.
void check_faults(const std::string& format, const std::string& name, const std::string& good,
                  std::span<const Fault> faults, bool is_folder) {
    const test::TemporaryFolder folder;
    ReadRequest request;
    request.format = format;
    request.path = is_folder ? folder.path() : folder.path() / name;
    ReadReport report;
    folder.write(name, good);
    EXPECT_NO_THROW(read(request, report));
    for (const auto& fault : faults) {
        SCOPED_TRACE(std::string(fault.found) + " -> " + fault.replaced);
        std::string bad = good;
        const auto at = bad.find(fault.found);
        ASSERT_NE(at, std::string::npos);
        bad.replace(at, std::string_view(fault.found).size(), fault.replaced);
        const auto file = folder.write(name, bad);
        expect_fault(request, file, fault.line, fault.field, fault.wrong);
    }
}

constexpr const char* trades_text =
    "timestamp,price,size,side,trade_id,exchange_timestamp\n"
    "1757015216.673878,109741.0,0.91116,buy,833120162794147,1757015209306\n"
    "1757015216.773878,109742.0,1e-05,sell,10862554098870,1757015209306\n";

TEST(ReaderFaults, TradesOfACsvFolder) {
    constexpr Fault faults[] = {
        {"timestamp,price", "time,price", 1, "", "header line"},
        {"109742.0,1e-05", "109742.0", 3, "", "5 columns"},
        {"1e-05,sell", "1e-05,sell,0", 3, "", "7 columns"},
        {"109742.0", "abc", 3, "price", "'abc' is not a number"},
        {"109742.0", "", 3, "price", "'' is not a number"},
        {"109742.0", "109742.05", 3, "price", "too many decimals for BTC"},
        {"1e-05", "1e-06", 3, "size", "too many decimals for BTC"},
        {"sell", "hold", 3, "side", "'hold' is no side"},
        {"10862554098870", "-5", 3, "trade_id", "not a whole number"},
        {",1757015209306\n1", ",17570x\n1", 2, "exchange_timestamp", "'17570x'"},
        {"1757015216.773878", "1757015216.573878", 3, "timestamp", "time goes back by 0.1 s"},
        {"1757015216.773878", "1757015216773", 3, "timestamp", "'1757015216773' is not a time"},
        {"1757015209306\n1", "1757015209306000\n1", 2, "exchange_timestamp",
         "is not a time of a recording"},
        {"1757015216.773878", "noon", 3, "timestamp", "'noon' is not a time"},
    };
    check_faults("hyperliquid_csv", "trades_BTC.csv", trades_text, faults, true);
}

TEST(ReaderFaults, BestQuotesOfACsvFolder) {
    const std::string good =
        "timestamp,price,size,side,exchange_timestamp\n"
        "1757015216.8,109755.0,3.24457,bid,1757015216253\n"
        "1757015216.8,109756.0,15.17236,ask,1757015216253\n";
    constexpr Fault faults[] = {
        {"bid", "ask", 2, "side", "'ask' is out of turn"},
        {"ask", "bid", 3, "side", "'bid' is out of turn"},
        {"ask,1757015216253", "ask,1757015216254", 3, "exchange_timestamp", "differs"},
        {"1757015216.8,109756.0,15.17236,ask,1757015216253\n", "", 2, "side", "no ask"},
    };
    check_faults("hyperliquid_csv", "prices_BTC.csv", good, faults, true);
}

TEST(ReaderFaults, CoinsAndFilesOfACsvFolder) {
    const test::TemporaryFolder folder;
    ReadRequest request;
    request.format = "hyperliquid_csv";
    request.path = folder.path();
    request.symbols = {"NOSUCH"};
    expect_fault(request, folder.path(), 0, "symbols", "no data of 'NOSUCH'");

    const auto unknown = folder.write("trades_NOSUCH.csv", trades_text);
    expect_fault(request, unknown, 1, "symbol", "'NOSUCH' is not in the table");

    request.symbols = {"BTC", "ETH", "BTC"};
    expect_fault(request, folder.path(), 0, "symbols", "'BTC' is named twice");

    request.symbols = {"BTC"};
    folder.write("trades_BTC.csv", trades_text);
    const auto second = folder.write("trades_BTC.csv.gz", trades_text);
    expect_fault(request, second, 0, "", "the same data as trades_BTC.csv");

    request.path = folder.path() / "absent";
    expect_fault(request, request.path, 0, "", "cannot be read");

    request.format = "excel";
    expect_fault(request, request.path, 0, "format", "unknown format 'excel'");
}

TEST(ReaderFaults, WebsocketCapture) {
    const std::string good =
        "100 {\"channel\":\"subscriptionResponse\",\"data\":{}}\n"
        "200 {\"channel\":\"bbo\",\"data\":{\"coin\":\"SOL\",\"time\":1765887848009,\"bbo\":"
        "[{\"px\":\"128.5\",\"sz\":\"36.93\",\"n\":2},null]}}\n"
        "300 {\"channel\":\"trades\",\"data\":[{\"coin\":\"SOL\",\"side\":\"A\",\"px\":\"128.5\","
        "\"sz\":\"0.42\",\"time\":1765887848009,\"tid\":867891549538215}]}\n"
        "400 {\"channel\":\"l2Book\",\"data\":{\"coin\":\"SOL\",\"time\":1765887848010,"
        "\"levels\":[[{\"px\":\"128.5\",\"sz\":\"6\",\"n\":1}],[]]}}\n";
    constexpr Fault faults[] = {
        {"200 {", "50 {", 2, "local time", "time goes back"},
        {"200 {", "2x0 {", 2, "local time", "'2x0'"},
        {"300 {", "{", 3, "", "no frame after the receive time"},
        {"\"36.93\"", "36.93", 2, "sz", "not the expected JSON"},
        {"\"36.93\"", "\"36.935\"", 2, "sz", "too many decimals for SOL"},
        {",null]", "]", 2, "bbo", "a side is missing"},
        {"\"side\":\"A\"", "\"side\":\"S\"", 3, "side", "'S' is no side"},
        {",\"tid\":867891549538215", "", 3, "tid", "not the expected JSON"},
        {"],[]]}}\n", "],[],[]]}}\n", 4, "levels", "more than two sides"},
        {"\"levels\":[[", "\"levels\":[[],[[", 4, "", "not the expected JSON"},
        {"],[]]}}\n", "]]}}\n", 4, "levels", "a side is missing"},
        {"],[]]}}\n", "],[", 4, "", "not the expected JSON"},
        {"\"coin\":\"SOL\",\"time\"", "\"coin\":\"NOSUCH\",\"time\"", 2, "symbol", "'NOSUCH'"},
    };
    check_faults("hyperliquid_ws", "capture", good, faults, false);
}

TEST(ReaderFaults, ArchiveLine) {
    const std::string good =
        "{\"time\":\"2024-01-01T12:00:01.138942031\",\"ver_num\":1,\"raw\":{\"channel\":\"l2Book\","
        "\"data\":{\"coin\":\"BTC\",\"time\":1704110399915,\"levels\":[[{\"px\":\"42727.0\","
        "\"sz\":\"0.02265\",\"n\":1}],[{\"px\":\"42728.0\",\"sz\":\"1.0\",\"n\":1}]]}}}\n";
    constexpr Fault faults[] = {
        {"2024-01-01T12", "2024-13-01T12", 1, "time", "is not a time"},
        {"T12:00:01", "T24:00:01", 1, "time", "is not a time"},
        {"T12:00:01.", " 12:00:01.", 1, "time", "is not a time"},
        {"138942031", "1389420319", 1, "time", "is not a time"},
        {"\"raw\"", "\"row\"", 1, "raw", "not the expected JSON"},
        {"\"42727.0\"", "\"42727.01\"", 1, "px", "too many decimals for BTC"},
    };
    check_faults("hyperliquid_archive", "archive.jsonl", good, faults, false);
}

TEST(ReaderFaults, LobsterPair) {
    const test::TemporaryFolder folder;
    ReadRequest request;
    request.format = "lobster";
    const std::string message = "GOOG_2012-06-21_34200000_57600000_message_1.csv";
    const std::string book = "GOOG_2012-06-21_34200000_57600000_orderbook_1.csv";
    const std::string messages = "34200.1,4,15,4,5794000,1\n34200.2,1,16,5,5794000,-1\n";
    const std::string books = "5802300,100,5794000,496\n9999999999,0,5794000,500\n";
    const auto book_file = folder.write(book, books);
    const auto message_file = folder.write(message, messages);
    request.path = message_file;
    ReadReport report;
    EXPECT_EQ(read(request, report).events.size(), 3U);

    folder.write(book, "5802300,100,5794000,496\n");
    expect_fault(request, book_file, 1, "", "fewer rows");
    folder.write(book, books + books);
    expect_fault(request, book_file, 3, "", "more rows");
    folder.write(book, "5802300,100,5794000\n9999999999,0,5794000\n");
    expect_fault(request, book_file, 1, "", "3 columns");
    folder.write(book, books);
    folder.write(message, "34200.1,9,15,4,5794000,1\n");
    expect_fault(request, message_file, 1, "type", "'9'");
    folder.write(message, "34200.1,4,15,4,5794000,0\n");
    expect_fault(request, message_file, 1, "direction", "'0' is no side");
    request.path = folder.write("goog_message_1.csv", messages);
    expect_fault(request, request.path, 0, "", "the name is not that of a LOBSTER");
}

}  // namespace
}  // namespace maxmin::market
