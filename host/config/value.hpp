// One value on its way between a text and a configuration struct, and how it is written.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace maxmin::config {

/// A choice (an enumerator by name) is a std::string here.
using Value = std::variant<bool, std::int64_t, double, std::string, std::vector<double>,
                           std::vector<std::string>>;

/// As TOML and JSON both read it: texts quoted, numbers in the shortest form that reads back to
/// the same bits and always with a point or an exponent, so that 12.0 stays a number.
std::string to_text(const Value& value);
/// A number for a sentence: 12, not 12.0.
std::string plain_text(double value);

}  // namespace maxmin::config
