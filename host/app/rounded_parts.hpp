// Parts of a sum as people see them: rounded so that the numbers on the screen add up to the
// rounded total. Largest-remainder apportionment (Hamilton 1792): every part is rounded down or up,
// never farther, and a part that is exactly zero stays zero.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace maxmin::app {

struct RoundedParts {
    std::vector<std::int64_t> parts;  // in units of 10^-decimals
    std::int64_t total = 0;           // their sum
    int decimals = 0;
};

/// The parts are finite and, in units, below 2^53.
RoundedParts rounded_parts(std::span<const double> parts, int decimals);

/// "+1.20", "-0.05"; "." for zero, so that a table of mostly zeros stays quiet.
std::string part_text(std::int64_t part, int decimals);
/// "1.20" with all its decimals.
std::string units_text(std::int64_t units, int decimals);

}  // namespace maxmin::app
