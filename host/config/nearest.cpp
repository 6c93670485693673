#include "host/config/nearest.hpp"

#include <algorithm>
#include <vector>

namespace maxmin::config {
namespace {

struct Split {
    std::string_view table;
    std::string_view name;
};

Split split_last(std::string_view key) {
    const std::size_t dot = key.rfind('.');
    if (dot == std::string_view::npos) {
        return {.table = {}, .name = key};
    }
    return {.table = key.substr(0, dot), .name = key.substr(dot + 1)};
}

}  // namespace

int edit_distance(std::string_view a, std::string_view b) {
    const std::size_t width = b.size() + 1;
    std::vector<int> rows((a.size() + 1) * width);
    const auto at = [&](std::size_t i, std::size_t j) -> int& { return rows[i * width + j]; };
    for (std::size_t i = 0; i <= a.size(); ++i) {
        at(i, 0) = static_cast<int>(i);
    }
    for (std::size_t j = 0; j <= b.size(); ++j) {
        at(0, j) = static_cast<int>(j);
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const int replaced = at(i - 1, j - 1) + (a[i - 1] == b[j - 1] ? 0 : 1);
            at(i, j) = std::min({at(i - 1, j) + 1, at(i, j - 1) + 1, replaced});
            const bool is_swapped = i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1];
            if (is_swapped) {
                at(i, j) = std::min(at(i, j), at(i - 2, j - 2) + 1);
            }
        }
    }
    return at(a.size(), b.size());
}

std::optional<std::string> nearest(std::string_view key, std::span<const std::string> candidates) {
    const Split wanted = split_last(key);
    // Two three-letter symbols differ by two letters and mean nothing to each other.
    const int length = static_cast<int>(wanted.name.size());
    const int limit = length <= 3 ? 1 : std::max(2, length / 3);
    int best = limit + 1;
    std::optional<std::string> found;
    for (const std::string& candidate : candidates) {
        const Split split = split_last(candidate);
        const int elsewhere = split.table == wanted.table ? 0 : 1;
        const int score = std::min(edit_distance(key, candidate),
                                   edit_distance(wanted.name, split.name) + elsewhere);
        if (score < best) {
            best = score;
            found = candidate;
        }
    }
    return found;
}

}  // namespace maxmin::config
