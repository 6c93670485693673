// Times as a user writes them on the command line: UTC, ISO 8601.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/base/time.hpp"

namespace maxmin::app {

/// "2025-09-04T20:00:00Z"; up to 9 decimals of a second may follow, a space may stand for the T,
/// and the Z may be missing. Nothing else is a time.
std::optional<Timestamp> parse_instant(std::string_view text);

/// What parse_instant reads back as the same instant; decimals in groups of three, as needed.
std::string instant_text(Timestamp time);

}  // namespace maxmin::app
