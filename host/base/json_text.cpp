#include "host/base/json_text.hpp"

namespace maxmin::base {

std::string json_quoted(std::string_view text) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string quoted = "\"";
    for (const char letter : text) {
        const auto code = static_cast<unsigned char>(letter);
        if (letter == '"' || letter == '\\') {
            quoted += '\\';
            quoted += letter;
        } else if (letter == '\n') {
            quoted += "\\n";
        } else if (letter == '\t') {
            quoted += "\\t";
        } else if (code < 0x20 || code == 0x7f) {
            quoted += "\\u00";
            quoted += digits[code >> 4U];
            quoted += digits[code & 15U];
        } else {
            quoted += letter;
        }
    }
    return quoted + '"';
}

}  // namespace maxmin::base
