// Collects events of all files into one Recording: numbers the assets, drops repeated trade ids,
// checks that each file's time runs forward, sorts and hashes at the end.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "host/market/event.hpp"
#include "host/market/reader.hpp"
#include "host/market/readers/input_lines.hpp"

namespace maxmin::market {

class RecordingBuilder {
  public:
    /// `lookup` gives the rules of a symbol if the request does not; empty means unknown.
    using Lookup = std::function<std::optional<Instrument>(std::string_view symbol)>;

    RecordingBuilder(const ReadRequest& request, Lookup lookup, ReadReport& report);

    /// Opens the next input; `total_bytes` of all inputs must have been given by plan().
    void plan(std::span<const std::filesystem::path> files);
    InputLines open(const std::filesystem::path& path);
    /// Call once a line: counts the row and reports progress.
    void count_row(const InputLines& input);

    /// Number of the symbol, adding it if the request names none; empty if it is not wanted
    /// (counted as skipped). Fails for a wanted symbol without known rules.
    std::optional<AssetIndex> asset_of(const InputLines& input, std::string_view symbol);
    const Instrument& instrument(AssetIndex asset) const {
        return recording_.instruments[static_cast<std::size_t>(asset)];
    }

    void add_book(const InputLines& input, MarketEvent event, std::span<const BookLevel> bids,
                  std::span<const BookLevel> asks);
    void add_best(MarketEvent event);
    void add_trade(MarketEvent event);
    void skip(const std::string& reason) { ++report_.skipped[reason]; }
    void count_chain_gap() { ++report_.chain_gaps; }
    void warn(std::string text) { report_.warnings.push_back(std::move(text)); }
    /// Local times of one input must not go back: it is a recording in order of receipt.
    void check_forward(const InputLines& input, std::string_view field, Timestamp local_time);

    Recording finish();

  private:
    AssetIndex add_instrument(const InputLines& input, std::string_view symbol);

    const ReadRequest& request_;
    Lookup lookup_;
    ReadReport& report_;
    Recording recording_;
    std::vector<std::unordered_set<std::uint64_t>> trade_ids_;  // per asset
    Timestamp input_time_;  // newest local time of the open input
    std::uint64_t total_bytes_ = 0;
    std::uint64_t closed_bytes_ = 0;
    std::uint64_t open_bytes_ = 0;
    std::uint64_t rows_to_progress_ = 0;
};

/// Files of a request whose path is a file, or a folder read in name order (texts such as
/// README.md are left out and named in a warning). Fails if there is none.
std::vector<std::filesystem::path> input_files(const ReadRequest& request, ReadReport& report);

}  // namespace maxmin::market
