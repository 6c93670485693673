#include "host/report/json_writer.hpp"

#include "host/base/assert.hpp"
#include "host/base/json_text.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::report {

void JsonWriter::separate() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    if (!has_content_.empty()) {
        if (has_content_.back()) {
            text_ += ',';
        }
        has_content_.back() = true;
    }
}

void JsonWriter::begin(char bracket) {
    separate();
    text_ += bracket;
    has_content_.push_back(false);
}

void JsonWriter::end(char bracket) {
    MAXMIN_ASSERT(!has_content_.empty() && !after_key_, "every JSON bracket is closed once");
    has_content_.pop_back();
    text_ += bracket;
}

void JsonWriter::begin_object() {
    begin('{');
}
void JsonWriter::end_object() {
    end('}');
}
void JsonWriter::begin_array() {
    begin('[');
}
void JsonWriter::end_array() {
    end(']');
}

void JsonWriter::key(std::string_view name) {
    separate();
    text_ += json_string(name);
    text_ += ':';
    after_key_ = true;
}

void JsonWriter::value(double number) {
    rounded(number, digits_);
}

void JsonWriter::rounded(double number, int digits) {
    separate();
    const std::string digits_text = digits == 0 ? exact_text(number) : rounded_text(number, digits);
    text_ += digits_text.empty() ? "null" : digits_text;
}

void JsonWriter::value(std::int64_t number) {
    separate();
    text_ += std::to_string(number);
}

void JsonWriter::value(bool flag) {
    separate();
    text_ += flag ? "true" : "false";
}

void JsonWriter::value(std::string_view text) {
    separate();
    text_ += json_string(text);
}

const std::string& JsonWriter::text() const {
    MAXMIN_ASSERT(has_content_.empty(), "every JSON bracket is closed once");
    return text_;
}

std::string json_string(std::string_view text) {
    std::string quoted = base::json_quoted(text);
    // The page holds this text between script tags: no '<' may stand in it as it is.
    for (std::size_t at = quoted.find('<'); at != std::string::npos; at = quoted.find('<', at)) {
        quoted.replace(at, 1, "\\u003c");
    }
    return quoted;
}

}  // namespace maxmin::report
