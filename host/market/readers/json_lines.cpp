#include "host/market/readers/json_lines.hpp"

namespace maxmin::market {

CaptureLine split_capture_line(RecordingBuilder& builder, const InputLines& input,
                               std::string_view line) {
    const auto space = line.find(' ');
    if (space == std::string_view::npos || line.substr(space + 1).empty()) {
        input.fail("", "no frame after the receive time", "a line '<local ns> <frame>'");
    }
    const std::int64_t local_ns = parse_integer(input, "local time", line.substr(0, space));
    const Timestamp local_time = timestamp_from_ns(input, "local time", local_ns);
    builder.check_forward(input, "local time", local_time);
    return {local_time, line.substr(space + 1)};
}

}  // namespace maxmin::market
