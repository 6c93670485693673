// Writes JSON text piece by piece: puts commas, escapes strings, turns NaN and infinities into
// null. Nesting that does not match is a programmer error.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace maxmin::report {

class JsonWriter {
  public:
    /// Doubles get `digits` significant digits; 0 = the shortest text that reads back exactly.
    explicit JsonWriter(int digits = 0) : digits_(digits) {}

    void begin_object();
    void end_object();
    void begin_array();
    void end_array();
    void key(std::string_view name);
    void value(double number);
    void value(std::int64_t number);
    void value(int number) { value(static_cast<std::int64_t>(number)); }
    void value(bool flag);
    void value(std::string_view text);
    void value(const char* text) { value(std::string_view(text)); }
    /// A double with another number of digits than the writer's.
    void rounded(double number, int digits);

    template <typename Value>
    void member(std::string_view name, const Value& content) {
        key(name);
        value(content);
    }

    /// The finished text. All that was begun has been ended.
    const std::string& text() const;

  private:
    void separate();
    void begin(char bracket);
    void end(char bracket);

    std::string text_;
    std::vector<bool> has_content_;  // per open bracket
    bool after_key_ = false;
    int digits_;
};

/// With quotes. Also safe inside an HTML script element: "<" is written as \u003c.
std::string json_string(std::string_view text);

}  // namespace maxmin::report
