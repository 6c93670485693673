// Lines that hold a JSON object, parsed with simdjson's DOM (json_fields.hpp says why). A reader
// names the field it is about to take with at(), so that any parse error can say where it was.
#pragma once

#include <string_view>

#include <simdjson.h>

#include "host/base/assert.hpp"
#include "host/market/readers/input_lines.hpp"
#include "host/market/readers/recording_builder.hpp"

namespace maxmin::market {

class JsonLines {
  public:
    explicit JsonLines(InputLines input) : input_(std::move(input)) {}

    const InputLines& input() const { return input_; }
    InputLines& input() { return input_; }

    /// Parses `text`, a piece of the current line, and hands its object to `take`. Turns any
    /// simdjson error into an InputError that names the field last given to at().
    template <typename Take>
    void with_object(std::string_view text, Take take) {
        field_ = "";
        try {
            MAXMIN_DEBUG_ASSERT(
                input_.readable_from(text.data()) >= text.size() + simdjson::SIMDJSON_PADDING,
                "the parser may read beyond the line");
            simdjson::dom::object object =
                parser_.parse(text.data(), text.size(), false).get_object();
            take(object);
        } catch (const simdjson::simdjson_error& error) {
            input_.fail(field_, std::string("not the expected JSON: ") + error.what(),
                        "a frame as the venue sends it");
        }
    }

    std::string_view at(std::string_view field) {
        field_ = field;
        return field;
    }

    std::string_view text(simdjson::dom::object& object, std::string_view field) {
        return object[at(field)].get_string();
    }
    std::uint64_t whole(simdjson::dom::object& object, std::string_view field) {
        return object[at(field)].get_uint64();
    }
    Timestamp time_ms(simdjson::dom::object& object, std::string_view field) {
        return timestamp_from_ms(input_, field, object[at(field)].get_int64());
    }

  private:
    InputLines input_;
    simdjson::dom::parser parser_;
    std::string_view field_;
};

struct CaptureLine {
    Timestamp local_time;
    std::string_view frame;
};

/// Splits "<local ns> <frame>" and checks that local time runs forward.
CaptureLine split_capture_line(RecordingBuilder& builder, const InputLines& input,
                               std::string_view line);

}  // namespace maxmin::market
