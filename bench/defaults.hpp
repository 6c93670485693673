// The sizes that benchmarks run at, and the machines they run on, in one place.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "kernels/base/device.hpp"

namespace maxmin::bench {

/// Over the number of assets at one number of particles, and the other way round.
inline const std::vector<std::int64_t> filter_assets{1, 50, 200, 500, 1000, 5000};
inline constexpr std::int64_t filter_particles = 4096;
inline const std::vector<std::int64_t> filter_particles_swept{512,  1024,   2048,
                                                              8192, 16'384, 65'536};
inline constexpr std::int64_t filter_assets_of_sweep = 50;
/// Fits the nearest caches: what the processor can do rather than the memory.
inline constexpr std::int64_t filter_assets_in_cache = 8;
/// The plain versions are slow: one size is enough to compare with.
inline constexpr std::int64_t plain_filter_assets = 8;
inline constexpr std::int64_t plain_filter_particles = 4096;

inline const std::vector<std::int64_t> step_assets{1, 50, 200, 500, 1000, 5000};
inline constexpr std::int64_t step_particles = 1024;
/// A thousand turns, so that p99.9 has one beyond it; fewer where they would take a minute.
inline constexpr std::int64_t step_turns(std::int64_t assets) {
    return assets > 1000 ? 200 : std::max<std::int64_t>(1000, 20'000 / assets);
}

/// The tests run what is named .../smallest: a few turns, so that no benchmark rots.
inline constexpr std::int64_t smallest_iterations = 100;

/// The CPU, and the GPU where this build and machine have one.
inline std::vector<kernels::Backend> backends_here() {
    using kernels::Backend;
    return kernels::backend_available(Backend::cuda)
               ? std::vector<Backend>{Backend::cpu, Backend::cuda}
               : std::vector<Backend>{Backend::cpu};
}

}  // namespace maxmin::bench
