#include "host/base/error.hpp"

#include <utility>

namespace maxmin {
namespace {

std::string one_line(const InputFault& fault) {
    std::string text = fault.file;
    if (fault.line > 0) {
        text += ':' + std::to_string(fault.line);
    }
    if (!text.empty()) {
        text += ": ";
    }
    if (!fault.field.empty()) {
        text += fault.field + ": ";
    }
    text += fault.wrong;
    if (!fault.right.empty()) {
        text += "; " + fault.right;
    }
    return text;
}

}  // namespace

InputError::InputError(InputFault fault)
    : std::runtime_error(one_line(fault)), fault_(std::move(fault)) {}

std::string in_quotes(std::string_view text) {
    constexpr std::size_t shown_max = 40;
    std::string result("'");
    result += text.substr(0, shown_max);
    result += text.size() > shown_max ? "...'" : "'";
    return result;
}

}  // namespace maxmin
