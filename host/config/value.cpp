#include "host/config/value.hpp"

#include <array>
#include <charconv>
#include <cmath>
#include <string_view>

#include "host/base/json_text.hpp"

namespace maxmin::config {
namespace {

struct Writer {
    std::string operator()(bool value) const { return value ? "true" : "false"; }
    std::string operator()(std::int64_t value) const { return std::to_string(value); }
    std::string operator()(const std::string& value) const { return base::json_quoted(value); }
    std::string operator()(double value) const {
        std::array<char, 32> buffer{};
        char* const last = buffer.data() + buffer.size();
        const bool is_whole = value == std::floor(value) && std::fabs(value) < 1e15;
        const char* const end =
            is_whole ? std::to_chars(buffer.data(), last, value, std::chars_format::fixed).ptr
                     : std::to_chars(buffer.data(), last, value).ptr;
        std::string text(static_cast<const char*>(buffer.data()), end);
        if (text.find_first_not_of("-0123456789") == std::string::npos) {
            text += ".0";
        }
        return text;
    }
    template <typename Item>
    std::string operator()(const std::vector<Item>& values) const {
        std::string text = "[";
        for (const Item& item : values) {
            text += text.size() > 1 ? ", " : "";
            text += (*this)(item);
        }
        return text + "]";
    }
};

}  // namespace

std::string to_text(const Value& value) {
    return std::visit(Writer{}, value);
}

std::string plain_text(double value) {
    std::string text = to_text(value);
    if (text.ends_with(".0")) {
        text.resize(text.size() - 2);
    }
    return text;
}

}  // namespace maxmin::config
