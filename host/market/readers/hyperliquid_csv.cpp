// Folder of CSV files as recorders write them: orderbooks_COIN, prices_COIN, trades_COIN. Receive
// times are UNIX seconds, exchange times milliseconds, numbers may carry an exponent (1e-05). A
// best quote comes as two successive rows, bid then ask.

#include <algorithm>
#include <array>

#include "host/base/error.hpp"
#include "host/market/readers/formats.hpp"
#include "host/market/readers/recording_builder.hpp"
#include "host/market/venue_table.hpp"

namespace maxmin::market {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view books_prefix = "orderbooks_";
constexpr std::string_view bests_prefix = "prices_";
constexpr std::string_view trades_prefix = "trades_";
constexpr std::array prefixes{books_prefix, bests_prefix, trades_prefix};
constexpr std::size_t book_columns = 3 + 4 * static_cast<std::size_t>(book_levels_max);

/// The file's coin if its name is PREFIX + COIN + ".csv" + an optional compression suffix.
std::optional<std::string> coin_of(const fs::path& file, std::string_view prefix) {
    const std::string name = file.filename().string();
    const auto suffix = name.find(".csv");
    if (!name.starts_with(prefix) || suffix == std::string::npos || suffix <= prefix.size()) {
        return std::nullopt;
    }
    return name.substr(prefix.size(), suffix - prefix.size());
}

std::vector<fs::path> folder_files(const ReadRequest& request) {
    std::error_code error;
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(request.path, error)) {
        files.push_back(entry.path());
    }
    if (error) {
        throw InputError({.file = request.path.string(),
                          .line = 0,
                          .field = "",
                          .wrong = "the folder cannot be read",
                          .right = "a folder with orderbooks_COIN.csv, prices_COIN.csv and "
                                   "trades_COIN.csv"});
    }
    std::sort(files.begin(), files.end());
    return files;
}

/// Every coin of the folder in name order, or those of the request.
std::vector<std::string> wanted_coins(const ReadRequest& request,
                                      const std::vector<fs::path>& files) {
    if (!request.symbols.empty()) {
        return request.symbols;
    }
    std::vector<std::string> coins;
    for (const auto& file : files) {
        for (const auto prefix : prefixes) {
            if (auto coin = coin_of(file, prefix)) {
                coins.push_back(*coin);
            }
        }
    }
    std::sort(coins.begin(), coins.end());
    coins.erase(std::unique(coins.begin(), coins.end()), coins.end());
    return coins;
}

struct Job {
    fs::path file;
    std::string_view prefix;
    std::string coin;
};

/// The same stream plain and compressed side by side would be read twice.
void refuse_second_file(const std::vector<Job>& jobs, const fs::path& file, std::string_view prefix,
                        const std::string& coin) {
    if (!jobs.empty() && jobs.back().prefix == prefix && jobs.back().coin == coin) {
        throw InputError({.file = file.string(),
                          .line = 0,
                          .field = "",
                          .wrong = "the same data as " + jobs.back().file.filename().string(),
                          .right = "one file for each coin and kind"});
    }
}

class CoinReader {
  public:
    CoinReader(RecordingBuilder& builder, std::string coin)
        : builder_(builder), coin_(std::move(coin)) {}

    void read(const fs::path& file, std::string_view prefix) {
        InputLines input = builder_.open(file);
        if (prefix == books_prefix) {
            read_books(input);
        } else if (prefix == bests_prefix) {
            read_bests(input);
        } else {
            read_trades(input);
        }
    }

  private:
    /// Checks the header line and finds the coin's rules.
    const Instrument& begin(InputLines& input, std::string_view header) {
        std::string_view line;
        if (!input.next(line) || !line.starts_with(header)) {
            input.fail("", "the header line is not the expected one",
                       "it starts with " + std::string(header));
        }
        asset_ = *builder_.asset_of(input, coin_);
        return builder_.instrument(asset_);
    }

    MarketEvent event_at(const InputLines& input, std::string_view local,
                         std::string_view exchange) {
        MarketEvent event;
        event.asset = asset_;
        event.local_time = parse_unix_seconds(input, "timestamp", local);
        event.exchange_time = timestamp_from_ms(
            input, "exchange_timestamp", parse_integer(input, "exchange_timestamp", exchange));
        builder_.check_forward(input, "timestamp", event.local_time);
        builder_.count_row(input);
        return event;
    }

    void read_books(InputLines& input) {
        const Instrument rules = begin(input, "timestamp,sequence,exchange_timestamp,bid_price_0");
        std::array<std::string_view, book_columns> fields;
        std::array<BookLevel, book_levels_max> bids;
        std::array<BookLevel, book_levels_max> asks;
        for (std::string_view line; input.next(line);) {
            split_fields(input, line, fields);
            const MarketEvent event = event_at(input, fields[0], fields[2]);
            for (std::size_t i = 0; i < bids.size(); ++i) {
                const auto* const level = &fields[3 + 4 * i];
                bids[i].price = parse_price(input, "bid_price", level[0], rules);
                bids[i].size = parse_size(input, "bid_size", level[1], rules);
                asks[i].price = parse_price(input, "ask_price", level[2], rules);
                asks[i].size = parse_size(input, "ask_size", level[3], rules);
            }
            builder_.add_book(input, event, bids, asks);
        }
    }

    void read_bests(InputLines& input) {
        const Instrument rules = begin(input, "timestamp,price,size,side,exchange_timestamp");
        std::array<std::string_view, 5> fields;
        MarketEvent event;
        bool has_bid = false;
        for (std::string_view line; input.next(line);) {
            split_fields(input, line, fields);
            const MarketEvent row = event_at(input, fields[0], fields[4]);
            const BookLevel level{parse_price(input, "price", fields[1], rules),
                                  parse_size(input, "size", fields[2], rules)};
            if (fields[3] != (has_bid ? "ask" : "bid")) {
                input.fail("side", in_quotes(fields[3]) + " is out of turn",
                           "rows in pairs, bid then ask");
            }
            if (has_bid) {
                if (row.exchange_time != event.exchange_time) {
                    input.fail("exchange_timestamp", "the ask's differs from its bid's",
                               "both rows of a pair with one time");
                }
                event.ask = level;
                builder_.add_best(event);
            } else {
                event = row;
                event.bid = level;
            }
            has_bid = !has_bid;
        }
        if (has_bid) {
            input.fail("side", "the last bid has no ask", "rows in pairs, bid then ask");
        }
    }

    void read_trades(InputLines& input) {
        const Instrument rules =
            begin(input, "timestamp,price,size,side,trade_id,exchange_timestamp");
        std::array<std::string_view, 6> fields;
        for (std::string_view line; input.next(line);) {
            split_fields(input, line, fields);
            MarketEvent event = event_at(input, fields[0], fields[5]);
            event.bid = {parse_price(input, "price", fields[1], rules),
                         parse_size(input, "size", fields[2], rules)};
            event.trade_id = parse_id(input, "trade_id", fields[4]);
            if (fields[3] != "buy" && fields[3] != "sell") {
                input.fail("side", in_quotes(fields[3]) + " is no side", "buy or sell");
            }
            event.aggressor = fields[3] == "buy" ? Side::bid : Side::ask;
            builder_.add_trade(event);
        }
    }

    RecordingBuilder& builder_;
    std::string coin_;
    AssetIndex asset_ = 0;
};

}  // namespace

Recording read_hyperliquid_csv(const ReadRequest& request, ReadReport& report) {
    const auto files = folder_files(request);
    RecordingBuilder builder(request, known_hyperliquid_instrument, report);
    std::vector<Job> jobs;
    std::vector<fs::path> planned;
    for (const auto& coin : wanted_coins(request, files)) {
        for (const auto prefix : prefixes) {
            for (const auto& file : files) {
                if (coin_of(file, prefix) == coin) {
                    refuse_second_file(jobs, file, prefix, coin);
                    jobs.push_back({file, prefix, coin});
                    planned.push_back(file);
                }
            }
        }
    }
    builder.plan(planned);
    for (const auto& job : jobs) {
        CoinReader(builder, job.coin).read(job.file, job.prefix);
    }
    return builder.finish();
}

}  // namespace maxmin::market
