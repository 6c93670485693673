#include "bench/experiments/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace maxmin::bench {

Estimate mean_of(std::span<const double> draws) {
    const auto count = static_cast<double>(draws.size());
    const double mean = std::accumulate(draws.begin(), draws.end(), 0.0) / count;
    double squares = 0.0;
    for (const double draw : draws) {
        squares += (draw - mean) * (draw - mean);
    }
    return {.value = mean, .standard_error = std::sqrt(squares / (count - 1.0) / count)};
}

Estimate ratio_of(std::span<const double> top, std::span<const double> bottom) {
    const auto count = static_cast<double>(top.size());
    const double all = std::accumulate(bottom.begin(), bottom.end(), 0.0);
    const double ratio = std::accumulate(top.begin(), top.end(), 0.0) / all;
    double squares = 0.0;
    for (std::size_t i = 0; i < top.size(); ++i) {
        const double residual = top[i] - ratio * bottom[i];
        squares += residual * residual;
    }
    return {.value = ratio, .standard_error = std::sqrt(squares * count / (count - 1.0)) / all};
}

Estimate quantile_of(std::vector<double> draws, double probability) {
    std::sort(draws.begin(), draws.end());
    const auto last = static_cast<double>(draws.size() - 1);
    const double rank = probability * last;
    const double deviation = std::sqrt(last * probability * (1.0 - probability));
    const auto at = [&](double position) {
        return draws[static_cast<std::size_t>(std::lround(std::clamp(position, 0.0, last)))];
    };
    return {.value = at(rank),
            .standard_error = 0.5 * (at(rank + deviation) - at(rank - deviation))};
}

Estimate deviation_of(std::span<const double> draws) {
    const auto count = static_cast<double>(draws.size());
    const double mean = std::accumulate(draws.begin(), draws.end(), 0.0) / count;
    double second = 0.0;
    double fourth = 0.0;
    for (const double draw : draws) {
        const double square = (draw - mean) * (draw - mean);
        second += square / count;
        fourth += square * square / count;
    }
    const double deviation = std::sqrt(second);
    return {.value = deviation,
            .standard_error = std::sqrt((fourth - second * second) / count) / (2.0 * deviation)};
}

}  // namespace maxmin::bench
