// Exact simulation by thinning (Ogata 1981). Between events the total intensity only falls, so its
// value now bounds it until the next event or baseline knot, where the bound is taken anew.
#pragma once

#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include "host/signal/hawkes_process.hpp"

namespace maxmin::signal {

struct HawkesSample {
    std::vector<double> time_s;
    std::vector<int> component;
};

/// Events of a process started empty at the first knot, up to end_s. The same seed gives the same
/// events on every machine with IEEE doubles and the same exp and log. Empty if unstable.
std::optional<HawkesSample> simulate(const HawkesParameters& parameters, double end_s,
                                     std::uint64_t seed);

}  // namespace maxmin::signal
