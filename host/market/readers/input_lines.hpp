// Lines of one decompressed file, with what an error message needs: where we are.
#pragma once

#include <cstdint>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>

#include "host/base/error.hpp"
#include "host/base/time.hpp"
#include "host/market/instrument.hpp"

namespace maxmin::market {

class InputLines {
  public:
    explicit InputLines(const std::filesystem::path& path);

    /// False at the end. Takes "\n" and "\r\n"; a last line needs no end; empty lines count but
    /// are passed over.
    bool next(std::string_view& line);

    const std::string& name() const { return name_; }
    int line_number() const { return line_number_; }
    /// Share of the text passed so far, in [0, 1].
    double share_done() const;
    /// Readable bytes from `at`, a pointer into the current line, to the end of the memory.
    std::size_t readable_from(const char* at) const;
    [[noreturn]] void fail(std::string_view field, std::string wrong, std::string right) const;

  private:
    std::string name_;
    std::string text_;
    std::size_t at_ = 0;
    int line_number_ = 0;
};

/// Splits at commas into exactly fields.size() fields; fails naming how many there are.
void split_fields(const InputLines& input, std::string_view line,
                  std::span<std::string_view> fields);

// Numbers of a field, exact; each fails with what is wrong about the text.
Ticks parse_price(const InputLines& input, std::string_view field, std::string_view text,
                  const Instrument& instrument);
Lots parse_size(const InputLines& input, std::string_view field, std::string_view text,
                const Instrument& instrument);
std::int64_t parse_integer(const InputLines& input, std::string_view field, std::string_view text);
std::uint64_t parse_id(const InputLines& input, std::string_view field, std::string_view text);
// Instants; each fails for one outside 1970 to 2200, which would be another unit.
Timestamp timestamp_from_ns(const InputLines& input, std::string_view field, std::int64_t ns);
Timestamp timestamp_from_ms(const InputLines& input, std::string_view field, std::int64_t ms);
/// UNIX seconds as a decimal number, exact to the nanosecond.
Timestamp parse_unix_seconds(const InputLines& input, std::string_view field,
                             std::string_view text);

}  // namespace maxmin::market
