// Recordings with random bytes changed, dropped or cut: a reader returns or throws InputError, and
// whatever it returned passes through MarketState. The sanitizer builds watch the rest.
#include <random>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/market/market_state.hpp"
#include "host/market/reader.hpp"
#include "host/market/readers/decompress.hpp"
#include "tests/support/temporary_folder.hpp"

namespace maxmin::market {
namespace {

const std::string data = MAXMIN_SOURCE_DIR "/tests/data/";

std::string spoil(std::string text, std::mt19937_64& random) {
    // Digits and the signs of JSON and CSV break more than any byte would.
    constexpr std::string_view alphabet = "0123456789-.,:\"{}[]e \nnx";
    const std::size_t changes = 1 + random() % 2;
    for (std::size_t i = 0; i < changes && !text.empty(); ++i) {
        const std::size_t at = random() % text.size();
        switch (random() % 4) {
            case 0:
                text.erase(at, 1 + random() % 20);
                break;
            case 1:
                text.insert(at, 1, alphabet[random() % alphabet.size()]);
                break;
            case 2:
                text[at] = alphabet[random() % alphabet.size()];
                break;
            default:
                text[at] = static_cast<char>(random() & 0xffU);
                break;
        }
    }
    if (random() % 10 == 0) {
        text.resize(random() % (text.size() + 1));
    }
    return text;
}

void fuzz(const std::string& format, const std::string& source, const std::string& name) {
    constexpr std::size_t sample_bytes = 15'000;
    const test::TemporaryFolder folder;
    std::string good = read_decompressed(data + source).substr(0, sample_bytes);
    good.resize(good.rfind('\n') + 1);
    ReadRequest request;
    request.format = format;
    request.path = format == "hyperliquid_csv" ? folder.path() : folder.path() / name;
    int refused = 0;
    int accepted = 0;
    for (unsigned seed = 1; seed <= 150; ++seed) {
        SCOPED_TRACE(format + " seed " + std::to_string(seed));
        std::mt19937_64 random(seed);
        folder.write(name, spoil(good, random));
        try {
            ReadReport report;
            const Recording recording = read(request, report);
            std::vector<MarketState> states(recording.instruments.begin(),
                                            recording.instruments.end());
            for (const auto& event : recording.events) {
                auto& state = states.at(static_cast<std::size_t>(event.asset));
                state.apply(event, recording.bids(event), recording.asks(event));
                ASSERT_TRUE(!state.has_quote() || state.best_bid() < state.best_ask());
            }
            ++accepted;
        } catch (const InputError&) {
            ++refused;
        }
    }
    // A changed digit of a size is good data; a lost quote is not, nor anything in a line of JSON
    // that does not parse to its end. Both must occur.
    EXPECT_GT(refused, 10);
    EXPECT_GT(accepted, 0);
}

TEST(ReaderFuzz, HyperliquidCsvTrades) {
    fuzz("hyperliquid_csv", "hyperliquid-multi-20250904/trades_ETH.csv.gz", "trades_ETH.csv");
}

TEST(ReaderFuzz, HyperliquidCsvBooks) {
    fuzz("hyperliquid_csv", "hyperliquid-multi-20250904/orderbooks_SOL.csv.gz",
         "orderbooks_SOL.csv");
}

TEST(ReaderFuzz, HyperliquidWs) {
    fuzz("hyperliquid_ws", "hyperliquid-ws-btc-20250126/btcusd_20250126.gz", "capture");
}

TEST(ReaderFuzz, HyperliquidArchive) {
    fuzz("hyperliquid_archive",
         "hyperliquid-archive-btc-20240101/l2Book_BTC_20240101T1200-1245.jsonl.gz", "l2Book");
}

TEST(ReaderFuzz, BinanceUsdm) {
    fuzz("binance_usdm", "binance-usdm-btc-20240808/usdm_btcusdt_20240808.gz", "capture");
}

}  // namespace
}  // namespace maxmin::market
