#include "host/market/readers/input_lines.hpp"

#include <algorithm>
#include <charconv>

#include "host/base/error.hpp"
#include "host/market/readers/decompress.hpp"

namespace maxmin::market {
namespace {

constexpr int nanosecond_decimals = 9;
constexpr std::int64_t latest_ns = 7'258'118'400'000'000'000;  // 2200-01-01

/// A price or size that does not parse: is it no number at all, or one finer than the rules say?
[[noreturn]] void fail_decimal(const InputLines& input, std::string_view field,
                               std::string_view text, int decimals, const std::string& symbol) {
    const bool is_number = parse_scientific(text, decimals_max - 7).has_value();
    if (is_number) {
        const std::string allowed = std::to_string(decimals);
        input.fail(field, in_quotes(text) + " has too many decimals for " + symbol,
                   "at most " + allowed + " decimals; are the instrument's decimals right?");
    }
    input.fail(field, in_quotes(text) + " is not a number", "a decimal number like 109755.5");
}

template <typename Int>
Int parse_whole(const InputLines& input, std::string_view field, std::string_view text) {
    Int value{};
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end) {
        input.fail(field, in_quotes(text) + " is not a whole number", "digits only");
    }
    return value;
}

}  // namespace

InputLines::InputLines(const std::filesystem::path& path)
    : name_(path.string()), text_(read_decompressed(path)) {}

bool InputLines::next(std::string_view& line) {
    while (at_ < text_.size()) {
        const std::size_t found = text_.find('\n', at_);
        const std::size_t end = found == std::string::npos ? text_.size() : found;
        line = std::string_view(text_).substr(at_, end - at_);
        at_ = end + 1;
        ++line_number_;
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (!line.empty()) {
            return true;
        }
    }
    return false;
}

double InputLines::share_done() const {
    return text_.empty() ? 1.0
                         : static_cast<double>(std::min(at_, text_.size())) /
                               static_cast<double>(text_.size());
}

std::size_t InputLines::readable_from(const char* at) const {
    return static_cast<std::size_t>(text_.data() + text_.size() - at) + text_padding_bytes;
}

void InputLines::fail(std::string_view field, std::string wrong, std::string right) const {
    throw InputError({.file = name_,
                      .line = line_number_,
                      .field = std::string(field),
                      .wrong = std::move(wrong),
                      .right = std::move(right)});
}

void split_fields(const InputLines& input, std::string_view line,
                  std::span<std::string_view> fields) {
    std::size_t count = 0;
    std::size_t from = 0;
    for (;;) {
        const std::size_t comma = line.find(',', from);
        if (count < fields.size()) {
            fields[count] = line.substr(from, comma - from);
        }
        ++count;
        if (comma == std::string_view::npos) {
            break;
        }
        from = comma + 1;
    }
    if (count != fields.size()) {
        input.fail("", std::to_string(count) + " columns",
                   std::to_string(fields.size()) + " columns are expected");
    }
}

Ticks parse_price(const InputLines& input, std::string_view field, std::string_view text,
                  const Instrument& instrument) {
    const auto value = parse_scientific(text, instrument.price_decimals);
    if (!value) {
        fail_decimal(input, field, text, instrument.price_decimals, instrument.symbol);
    }
    return Ticks(*value);
}

Lots parse_size(const InputLines& input, std::string_view field, std::string_view text,
                const Instrument& instrument) {
    const auto value = parse_scientific(text, instrument.size_decimals);
    if (!value) {
        fail_decimal(input, field, text, instrument.size_decimals, instrument.symbol);
    }
    return Lots(*value);
}

std::int64_t parse_integer(const InputLines& input, std::string_view field, std::string_view text) {
    return parse_whole<std::int64_t>(input, field, text);
}

std::uint64_t parse_id(const InputLines& input, std::string_view field, std::string_view text) {
    return parse_whole<std::uint64_t>(input, field, text);
}

Timestamp timestamp_from_ns(const InputLines& input, std::string_view field, std::int64_t ns) {
    if (ns <= 0 || ns > latest_ns) {
        input.fail(field, std::to_string(ns) + " ns since 1970 is not a time of a recording",
                   "a time between 1970 and 2200; is the unit right?");
    }
    return Timestamp(ns);
}

Timestamp timestamp_from_ms(const InputLines& input, std::string_view field, std::int64_t ms) {
    constexpr std::int64_t ns_per_ms = 1'000'000;
    if (ms <= 0 || ms > latest_ns / ns_per_ms) {
        input.fail(field, std::to_string(ms) + " ms since 1970 is not a time of a recording",
                   "a time between 1970 and 2200; is the unit right?");
    }
    return Timestamp(ms * ns_per_ms);
}

Timestamp parse_unix_seconds(const InputLines& input, std::string_view field,
                             std::string_view text) {
    const auto value = parse_decimal(text, nanosecond_decimals);
    if (!value) {
        input.fail(field, in_quotes(text) + " is not a time",
                   "UNIX seconds like 1757015216.673878, at most 9 decimals");
    }
    return timestamp_from_ns(input, field, *value);
}

}  // namespace maxmin::market
