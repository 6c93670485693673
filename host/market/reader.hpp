// Front door to recorded market data: one call reads any known format into a Recording. Files may
// be plain or compressed (gzip, lz4 frame, zstd), told by their first bytes, not their name.
//
//   hyperliquid_csv      folder with orderbooks_COIN.csv, prices_COIN.csv, trades_COIN.csv (any
//                        of the three may be missing for a coin, not all)
//   hyperliquid_archive  JSON lines of the venue's historical archive (l2Book)
//   hyperliquid_ws       raw capture, a line is "<local ns> <frame>": l2Book, bbo, trades
//   binance_usdm,        raw capture, same line form: depth, bookTicker, trade, and a REST depth
//   binance_spot         snapshot; books are rebuilt from the update chain
//   lobster              message and orderbook CSV pair of a trading day
//
// Except for hyperliquid_csv a path is a file, or a folder whose files are read in name order as
// one stream.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "host/market/event.hpp"

namespace maxmin::market {

struct ReadRequest {
    std::string format;
    std::filesystem::path path;
    /// In asset order. Empty: every symbol found, in name order of files or order of appearance.
    std::vector<std::string> symbols;
    /// Rules of symbols the built-in tables lack, or that are to replace them.
    std::vector<Instrument> instruments;
    /// Called now and then with bytes of input done and in total, as they lie on disk.
    std::function<void(std::uint64_t done_bytes, std::uint64_t total_bytes)> progress;
};

struct ReadReport {
    std::uint64_t rows = 0;  // data rows or frames
    std::uint64_t books = 0;
    std::uint64_t bests = 0;
    std::uint64_t trades = 0;
    std::uint64_t duplicate_trades = 0;  // repeated trade ids, left out
    std::uint64_t chain_gaps = 0;        // breaks in an incremental book's update ids
    /// What was read and left out, by reason ("channel subscriptionResponse").
    std::map<std::string, std::uint64_t> skipped;
    Timestamp first_local;
    Timestamp last_local;
    std::vector<std::string> warnings;
};

/// Throws InputError naming file, line and field for anything that is not what the format says.
/// `report` is replaced.
Recording read(const ReadRequest& request, ReadReport& report);

/// Names `ReadRequest::format` may have.
std::vector<std::string> reader_formats();

}  // namespace maxmin::market
