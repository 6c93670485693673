// The venue's historical archive ({"time": ISO, "raw": FRAME}) and raw websocket captures
// ("<local ns> FRAME"): two wrappings of one frame. The archive's outer time is the recorder's
// receive time, without a zone and in UTC.

#include <chrono>

#include "host/market/readers/formats.hpp"
#include "host/market/readers/hyperliquid_frames.hpp"
#include "host/market/venue_table.hpp"

namespace maxmin::market {
namespace {

constexpr std::size_t iso_seconds_length = 19;  // 2024-01-01T12:00:01

int digits_at(std::string_view text, std::size_t from, std::size_t count) {
    int value = 0;
    for (const char letter : text.substr(from, count)) {
        if (letter < '0' || letter > '9') {
            return -1;
        }
        value = value * 10 + (letter - '0');
    }
    return value;
}

/// "2024-01-01T12:00:01.138942031", the fraction optional and of up to 9 digits.
std::optional<Timestamp> parse_iso_utc(std::string_view text) {
    namespace chrono = std::chrono;
    if (text.size() < iso_seconds_length || text[4] != '-' || text[7] != '-' || text[10] != 'T' ||
        text[13] != ':' || text[16] != ':') {
        return std::nullopt;
    }
    const int hour = digits_at(text, 11, 2);
    const int minute = digits_at(text, 14, 2);
    const int second = digits_at(text, 17, 2);
    const int month = digits_at(text, 5, 2);
    const int day = digits_at(text, 8, 2);
    const chrono::year_month_day date(chrono::year(digits_at(text, 0, 4)),
                                      chrono::month(static_cast<unsigned>(month)),
                                      chrono::day(static_cast<unsigned>(day)));
    std::string fraction("0");
    fraction += text.substr(iso_seconds_length);
    const auto fraction_ns = parse_decimal(fraction, 9);
    if (!date.ok() || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 ||
        second > 59 || !fraction_ns || *fraction_ns >= power_of_ten(9)) {
        return std::nullopt;
    }
    const std::int64_t days = chrono::sys_days(date).time_since_epoch().count();
    return Timestamp() + seconds(days * 86'400 + hour * 3'600 + minute * 60 + second) +
           nanoseconds(*fraction_ns);
}

void take_archive_line(RecordingBuilder& builder, JsonLines& lines, std::string_view line) {
    HyperliquidFrames frames(builder, lines);
    lines.with_object(line, [&](simdjson::dom::object& object) {
        const std::string_view text = lines.text(object, "time");
        const auto local_time = parse_iso_utc(text);
        if (!local_time) {
            lines.input().fail("time", in_quotes(text) + " is not a time",
                               "UTC like 2024-01-01T12:00:01.138942031");
        }
        builder.check_forward(lines.input(), "time", *local_time);
        simdjson::dom::object frame = object[lines.at("raw")].get_object();
        frames.take(frame, *local_time);
    });
}

void take_capture_line(RecordingBuilder& builder, JsonLines& lines, std::string_view line) {
    HyperliquidFrames frames(builder, lines);
    const CaptureLine capture = split_capture_line(builder, lines.input(), line);
    lines.with_object(capture.frame, [&](simdjson::dom::object& frame) {
        frames.take(frame, capture.local_time);
    });
}

Recording read_frames(const ReadRequest& request, ReadReport& report,
                      void (*take_line)(RecordingBuilder&, JsonLines&, std::string_view)) {
    const auto files = input_files(request, report);
    RecordingBuilder builder(request, known_hyperliquid_instrument, report);
    builder.plan(files);
    for (const auto& file : files) {
        JsonLines lines(builder.open(file));
        for (std::string_view line; lines.input().next(line);) {
            take_line(builder, lines, line);
            builder.count_row(lines.input());
        }
    }
    return builder.finish();
}

}  // namespace

Recording read_hyperliquid_archive(const ReadRequest& request, ReadReport& report) {
    return read_frames(request, report, take_archive_line);
}

Recording read_hyperliquid_ws(const ReadRequest& request, ReadReport& report) {
    return read_frames(request, report, take_capture_line);
}

}  // namespace maxmin::market
