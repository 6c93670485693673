// Guesses what a misspelt name was meant to be.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace maxmin::config {

/// Letters to insert, delete, replace or swap with a neighbour (optimal string alignment).
int edit_distance(std::string_view a, std::string_view b);

/// The candidate nearest to a dotted key. Only the last part has to look alike: a known name in the
/// wrong table is found too. Empty if nothing is near enough to be a likely slip.
std::optional<std::string> nearest(std::string_view key, std::span<const std::string> candidates);

}  // namespace maxmin::config
