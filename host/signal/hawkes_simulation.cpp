#include "host/signal/hawkes_simulation.hpp"

#include <cmath>
#include <limits>

namespace maxmin::signal {
namespace {

/// Uniform on [0, 1) with 53 bits; std::uniform_real_distribution differs between libraries.
double uniform(std::mt19937_64* generator) {
    return static_cast<double>((*generator)() >> 11U) * 0x1.0p-53;
}

double total_intensity(const HawkesProcess& process, double time_s) {
    double total = 0.0;
    for (int i = 0; i < process.parameters().components; ++i) {
        total += *process.intensity(i, time_s);
    }
    return total;
}

/// The component that the candidate belongs to, -1 if it is thinned away.
int accept(const HawkesProcess& process, double time_s, double level) {
    for (int i = 0; i < process.parameters().components; ++i) {
        level -= *process.intensity(i, time_s);
        if (level < 0.0) {
            return i;
        }
    }
    return -1;
}

}  // namespace

std::optional<HawkesSample> simulate(const HawkesParameters& parameters, double end_s,
                                     std::uint64_t seed) {
    if (branching_ratio(parameters) >= 1.0) {
        return std::nullopt;
    }
    std::mt19937_64 generator(seed);
    HawkesProcess process(parameters);
    HawkesSample sample;
    const double infinity = std::numeric_limits<double>::infinity();
    const auto& knots = parameters.knots_s;
    double now_s = knots.front();
    std::size_t knot = 0;
    while (now_s < end_s) {
        // The next double after now: there the jump of an event at now_s is seen (left limits).
        const double bound = total_intensity(process, std::nextafter(now_s, infinity));
        const double next_s = now_s - std::log1p(-uniform(&generator)) / bound;
        if (knot + 1 < knots.size() && next_s >= knots[knot + 1]) {
            now_s = knots[++knot];
            continue;
        }
        now_s = next_s;
        const double level = bound * uniform(&generator);
        const int component = now_s < end_s ? accept(process, now_s, level) : -1;
        if (component >= 0 && process.record(component, now_s)) {
            sample.time_s.push_back(now_s);
            sample.component.push_back(component);
        }
    }
    return sample;
}

}  // namespace maxmin::signal
