#include "host/app/rounded_parts.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "host/market/decimal.hpp"

namespace maxmin::app {

RoundedParts rounded_parts(std::span<const double> parts, int decimals) {
    const auto scale = static_cast<double>(market::power_of_ten(decimals));
    RoundedParts result{.parts = {}, .total = 0, .decimals = decimals};
    std::vector<double> remainders;
    double sum = 0.0;
    for (const double part : parts) {
        const double lower = std::floor(part * scale);
        result.parts.push_back(static_cast<std::int64_t>(lower));
        remainders.push_back(part * scale - lower);
        sum += part;
    }
    result.total = std::llround(sum * scale);
    std::int64_t missing =
        result.total - std::accumulate(result.parts.begin(), result.parts.end(), std::int64_t{0});
    std::vector<std::size_t> order(parts.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::ranges::stable_sort(order, std::greater{}, [&](std::size_t i) { return remainders[i]; });
    // The floors fall short by less than one unit for each part with a remainder.
    for (const std::size_t i : order) {
        if (missing <= 0) {
            break;
        }
        ++result.parts[i];
        --missing;
    }
    return result;
}

std::string units_text(std::int64_t units, int decimals) {
    std::string digits = std::to_string(std::abs(units));
    const auto wanted = static_cast<std::size_t>(decimals) + 1;
    if (digits.size() < wanted) {
        digits.insert(0, wanted - digits.size(), '0');
    }
    if (decimals > 0) {
        digits.insert(digits.size() - static_cast<std::size_t>(decimals), 1, '.');
    }
    std::string text(units < 0 ? "-" : "");
    return text += digits;
}

std::string part_text(std::int64_t part, int decimals) {
    if (part == 0) {
        return ".";
    }
    std::string text(part > 0 ? "+" : "");
    return text += units_text(part, decimals);
}

}  // namespace maxmin::app
