// A text as a JSON string, quotes included.
#pragma once

#include <string>
#include <string_view>

namespace maxmin::base {

/// Escapes quotes, backslashes and control characters; other bytes pass (UTF-8 stays UTF-8).
std::string json_quoted(std::string_view text);

}  // namespace maxmin::base
