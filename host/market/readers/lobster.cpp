// LOBSTER (Huang & Polak 2011, lobsterdata.com): a message file and an order book file of one
// trading day, row k of the latter being the book after message k. Names carry symbol and date:
// GOOG_2012-06-21_34200000_57600000_message_10.csv. Times are New York wall clock, one clock for
// everything, so local and exchange time are the same.
//
// One market order that hits several resting orders is several rows with one time; they stay
// several trades. Hidden executions (type 5) are trades too and leave the book as it was.

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>

#include "host/base/error.hpp"
#include "host/market/readers/formats.hpp"
#include "host/market/readers/recording_builder.hpp"
#include "host/market/venue_table.hpp"

namespace maxmin::market {
namespace {

namespace fs = std::filesystem;
namespace chrono = std::chrono;

constexpr std::string_view message_mark = "_message_";
constexpr std::string_view book_mark = "_orderbook_";
constexpr std::int64_t empty_price = 9'999'999'999;
constexpr std::size_t columns_max = 4 * 200;

[[noreturn]] void fail_name(const fs::path& path) {
    throw InputError({.file = path.string(),
                      .line = 0,
                      .field = "",
                      .wrong = "the name is not that of a LOBSTER message file",
                      .right = "SYMBOL_YYYY-MM-DD_START_END_message_LEVELS.csv"});
}

/// UTC instant of wall clock zero of a New York trading day. Daylight saving time as the law has
/// been since 2007, the year LOBSTER's data begin; it changes on Sundays, when there is no trading.
Timestamp new_york_midnight(chrono::year_month_day date) {
    const chrono::sys_days summer =
        chrono::year_month_weekday(date.year(), chrono::March, chrono::Sunday[2]);
    const chrono::sys_days winter =
        chrono::year_month_weekday(date.year(), chrono::November, chrono::Sunday[1]);
    const chrono::sys_days day(date);
    const std::int64_t hours_behind = day >= summer && day < winter ? 4 : 5;
    return Timestamp() + seconds(day.time_since_epoch().count() * 86'400 + hours_behind * 3'600);
}

struct DayName {
    std::string symbol;
    Timestamp midnight;
};

DayName parse_name(const fs::path& path) {
    const std::string name = path.filename().string();
    const auto end = name.find('_');
    constexpr std::size_t date_length = 10;
    if (end == 0 || end == std::string::npos || name.size() < end + 1 + date_length) {
        fail_name(path);
    }
    const std::string date = name.substr(end + 1, date_length);
    int year = 0;
    unsigned month = 0;
    unsigned day = 0;
    const char* const text = date.data();
    const auto year_end = std::from_chars(text, text + 4, year);
    const auto month_end = std::from_chars(text + 5, text + 7, month);
    const auto day_end = std::from_chars(text + 8, text + 10, day);
    const chrono::year_month_day when{chrono::year(year), chrono::month(month), chrono::day(day)};
    if (year_end.ptr != text + 4 || month_end.ptr != text + 7 || day_end.ptr != text + 10 ||
        year < 2007 || !when.ok()) {
        fail_name(path);
    }
    return {name.substr(0, end), new_york_midnight(when)};
}

fs::path book_path_of(const fs::path& message_path) {
    std::string name = message_path.filename().string();
    const auto at = name.find(message_mark);
    if (at == std::string::npos) {
        fail_name(message_path);
    }
    name.replace(at, message_mark.size(), book_mark);
    return message_path.parent_path() / name;
}

class DayReader {
  public:
    DayReader(RecordingBuilder& builder, const fs::path& message_path)
        : builder_(builder),
          day_(parse_name(message_path)),
          messages_(builder.open(message_path)),
          books_(builder.open(book_path_of(message_path))) {}

    void read() {
        const auto asset = builder_.asset_of(messages_, day_.symbol);
        if (!asset) {
            return;
        }
        asset_ = *asset;
        for (std::string_view message; messages_.next(message);) {
            std::string_view book;
            if (!books_.next(book)) {
                books_.fail("", "fewer rows than the message file", "one book row a message");
            }
            take(message, book);
            builder_.count_row(books_);
        }
        if (std::string_view more; books_.next(more)) {
            books_.fail("", "more rows than the message file", "one book row a message");
        }
    }

  private:
    void take(std::string_view message, std::string_view book) {
        std::array<std::string_view, 6> fields;
        split_fields(messages_, message, fields);
        // Some times went through a binary float and carry noise: 43002.632812672004.
        constexpr int noisy_decimals = 12;
        const auto picoseconds = parse_decimal(fields[0], noisy_decimals);
        if (!picoseconds || *picoseconds < 0 || *picoseconds > 86'400 * power_of_ten(12)) {
            messages_.fail("time", in_quotes(fields[0]) + " is not a time",
                           "seconds after midnight, at most 12 decimals");
        }
        MarketEvent event;
        event.asset = asset_;
        event.local_time = day_.midnight + nanoseconds((*picoseconds + 500) / 1000);
        event.exchange_time = event.local_time;
        builder_.check_forward(messages_, "time", event.local_time);
        const std::int64_t type = parse_integer(messages_, "type", fields[1]);
        if (type < 1 || type > 7) {
            messages_.fail("type", in_quotes(fields[1]) + " is no message type", "1 to 7");
        }
        if (type == 4 || type == 5) {
            take_trade(event, fields);
        } else if (type > 5) {
            builder_.skip(type == 6 ? "cross trade" : "trading halt");
        }
        take_book(event, book);
    }

    void take_trade(MarketEvent event, std::span<const std::string_view> fields) {
        event.bid = {Ticks(parse_integer(messages_, "price", fields[4])),
                     Lots(parse_integer(messages_, "size", fields[3]))};
        const std::int64_t resting = parse_integer(messages_, "direction", fields[5]);
        if (resting != 1 && resting != -1) {
            messages_.fail("direction", in_quotes(fields[5]) + " is no side", "1 or -1");
        }
        event.aggressor = resting == -1 ? Side::bid : Side::ask;
        // There is no trade id; the row number is one.
        event.trade_id = static_cast<std::uint64_t>(messages_.line_number());
        builder_.add_trade(event);
    }

    void take_book(const MarketEvent& event, std::string_view row) {
        if (row == last_row_) {
            return;
        }
        last_row_ = row;
        if (columns_.empty()) {
            const auto commas = static_cast<std::size_t>(std::count(row.begin(), row.end(), ','));
            if ((commas + 1) % 4 != 0 || commas + 1 > columns_max) {
                books_.fail("", std::to_string(commas + 1) + " columns",
                            "ask price, ask size, bid price, bid size for each level");
            }
            columns_.resize(commas + 1);
        }
        split_fields(books_, row, columns_);
        std::array<BookLevel, book_levels_max> bids;
        std::array<BookLevel, book_levels_max> asks;
        const std::size_t ask_count = read_side("ask", 0, asks);
        const std::size_t bid_count = read_side("bid", 2, bids);
        builder_.add_book(books_, event, {bids.data(), bid_count}, {asks.data(), ask_count});
    }

    std::size_t read_side(std::string_view side, std::size_t column, std::span<BookLevel> out) {
        std::size_t count = 0;
        for (std::size_t at = column; at < columns_.size() && count < out.size(); at += 4) {
            const Ticks price(parse_integer(books_, side, columns_[at]));
            if (price == Ticks(empty_price) || price == Ticks(-empty_price)) {
                break;
            }
            out[count++] = {price, Lots(parse_integer(books_, side, columns_[at + 1]))};
        }
        return count;
    }

    RecordingBuilder& builder_;
    DayName day_;
    InputLines messages_;
    InputLines books_;
    AssetIndex asset_ = 0;
    std::string_view last_row_;  // lies in books_
    std::vector<std::string_view> columns_;
};

}  // namespace

Recording read_lobster(const ReadRequest& request, ReadReport& report) {
    std::vector<fs::path> messages;
    for (const auto& file : input_files(request, report)) {
        if (file.filename().string().find(book_mark) == std::string::npos) {
            messages.push_back(file);
        }
    }
    RecordingBuilder builder(
        request, [](std::string_view symbol) { return std::optional(lobster_instrument(symbol)); },
        report);
    std::vector<fs::path> planned = messages;
    for (const auto& file : messages) {
        planned.push_back(book_path_of(file));
    }
    builder.plan(planned);
    for (const auto& file : messages) {
        DayReader(builder, file).read();
    }
    return builder.finish();
}

}  // namespace maxmin::market
