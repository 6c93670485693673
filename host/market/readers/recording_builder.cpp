#include "host/market/readers/recording_builder.hpp"

#include <algorithm>
#include <utility>

#include "host/base/error.hpp"

namespace maxmin::market {
namespace {

constexpr std::uint64_t rows_per_progress = 4096;

}  // namespace

RecordingBuilder::RecordingBuilder(const ReadRequest& request, Lookup lookup, ReadReport& report)
    : request_(request), lookup_(std::move(lookup)), report_(report) {}

void RecordingBuilder::plan(std::span<const std::filesystem::path> files) {
    for (const auto& file : files) {
        std::error_code error;
        const auto size = std::filesystem::file_size(file, error);
        total_bytes_ += error ? 0 : size;
    }
}

InputLines RecordingBuilder::open(const std::filesystem::path& path) {
    closed_bytes_ += open_bytes_;
    InputLines input(path);
    open_bytes_ = std::filesystem::file_size(path);
    input_time_ = Timestamp();
    return input;
}

void RecordingBuilder::count_row(const InputLines& input) {
    ++report_.rows;
    if (!request_.progress || ++rows_to_progress_ < rows_per_progress) {
        return;
    }
    rows_to_progress_ = 0;
    const double share_bytes = input.share_done() * static_cast<double>(open_bytes_);
    request_.progress(closed_bytes_ + static_cast<std::uint64_t>(share_bytes), total_bytes_);
}

std::optional<AssetIndex> RecordingBuilder::asset_of(const InputLines& input,
                                                     std::string_view symbol) {
    const auto& known = recording_.instruments;
    const auto found = std::find_if(known.begin(), known.end(),
                                    [&](const Instrument& i) { return i.symbol == symbol; });
    if (found != known.end()) {
        return static_cast<AssetIndex>(found - known.begin());
    }
    if (request_.symbols.empty()) {
        return add_instrument(input, symbol);
    }
    if (std::find(request_.symbols.begin(), request_.symbols.end(), symbol) ==
        request_.symbols.end()) {
        skip("symbol " + std::string(symbol));
        return std::nullopt;
    }
    // Wanted symbols are numbered together, so that their order is the request's.
    for (const auto& wanted : request_.symbols) {
        add_instrument(input, wanted);
    }
    return asset_of(input, symbol);
}

AssetIndex RecordingBuilder::add_instrument(const InputLines& input, std::string_view symbol) {
    const auto given = std::find_if(request_.instruments.begin(), request_.instruments.end(),
                                    [&](const Instrument& i) { return i.symbol == symbol; });
    auto rules = given != request_.instruments.end() ? std::optional(*given) : lookup_(symbol);
    if (!rules) {
        input.fail("symbol", in_quotes(symbol) + " is not in the table of known coins",
                   "give its instrument rules (its szDecimals) with the request");
    }
    recording_.instruments.push_back(std::move(*rules));
    trade_ids_.emplace_back();
    return static_cast<AssetIndex>(recording_.instruments.size() - 1);
}

void RecordingBuilder::check_forward(const InputLines& input, std::string_view field,
                                     Timestamp local_time) {
    if (local_time < input_time_) {
        input.fail(
            field,
            "time goes back by " + format_decimal((input_time_ - local_time).value(), 9) + " s",
            "rows in order of receipt");
    }
    input_time_ = local_time;
}

void RecordingBuilder::add_book(const InputLines& input, MarketEvent event,
                                std::span<const BookLevel> bids, std::span<const BookLevel> asks) {
    auto& pool = recording_.levels;
    if (pool.size() + bids.size() + asks.size() > UINT32_MAX) {
        input.fail("", "more than 4294967295 book levels", "a shorter recording");
    }
    event.kind = EventKind::book;
    event.first_level = static_cast<std::uint32_t>(pool.size());
    event.bid_levels = static_cast<std::uint8_t>(bids.size());
    event.ask_levels = static_cast<std::uint8_t>(asks.size());
    pool.insert(pool.end(), bids.begin(), bids.end());
    pool.insert(pool.end(), asks.begin(), asks.end());
    recording_.events.push_back(event);
    ++report_.books;
}

void RecordingBuilder::add_best(MarketEvent event) {
    event.kind = EventKind::best;
    recording_.events.push_back(event);
    ++report_.bests;
}

void RecordingBuilder::add_trade(MarketEvent event) {
    auto& seen = trade_ids_[static_cast<std::size_t>(event.asset)];
    if (!seen.insert(event.trade_id).second) {
        ++report_.duplicate_trades;
        return;
    }
    event.kind = EventKind::trade;
    recording_.events.push_back(event);
    ++report_.trades;
}

Recording RecordingBuilder::finish() {
    for (const auto& wanted : request_.symbols) {
        const auto& known = recording_.instruments;
        if (std::none_of(known.begin(), known.end(),
                         [&](const Instrument& i) { return i.symbol == wanted; })) {
            throw InputError({.file = request_.path.string(),
                              .line = 0,
                              .field = "symbols",
                              .wrong = "no data of " + in_quotes(wanted),
                              .right = "a symbol that the recording holds"});
        }
    }
    auto& events = recording_.events;
    std::stable_sort(events.begin(), events.end(), [](const MarketEvent& a, const MarketEvent& b) {
        return a.local_time < b.local_time;
    });
    if (!events.empty()) {
        report_.first_local = events.front().local_time;
        report_.last_local = events.back().local_time;
    }
    recording_.content_hash = hash_content(recording_);
    if (request_.progress) {
        request_.progress(total_bytes_, total_bytes_);
    }
    return std::move(recording_);
}

std::vector<std::filesystem::path> input_files(const ReadRequest& request, ReadReport& report) {
    namespace fs = std::filesystem;
    std::vector<fs::path> files;
    std::error_code error;
    if (!fs::is_directory(request.path, error)) {
        return {request.path};
    }
    for (const auto& entry : fs::directory_iterator(request.path)) {
        const std::string extension = entry.path().extension().string();
        if (entry.is_directory() || extension == ".md" || extension == ".txt") {
            report.warnings.push_back("not read: " + entry.path().filename().string());
        } else {
            files.push_back(entry.path());
        }
    }
    if (files.empty()) {
        throw InputError({.file = request.path.string(),
                          .line = 0,
                          .field = "",
                          .wrong = "the folder holds no data file",
                          .right = "a recording"});
    }
    std::sort(files.begin(), files.end());
    std::sort(report.warnings.begin(), report.warnings.end());
    return files;
}

}  // namespace maxmin::market
