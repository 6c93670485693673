// The sizes that benchmarks run at, in one place. The first of each list is the smallest.
#pragma once

#include <cstdint>
#include <vector>

namespace maxmin::bench {

inline const std::vector<std::int64_t> filter_assets{8, 64, 1000};
inline const std::vector<std::int64_t> filter_particles{256, 4096};
inline const std::vector<std::int64_t> filter_threads{1, 2};
/// The plain version is slow: one size is enough to compare with.
inline constexpr std::int64_t plain_filter_assets = 8;
inline constexpr std::int64_t plain_filter_particles = 4096;

/// The tests run what is named .../smallest: a few turns, so that no benchmark rots.
inline constexpr std::int64_t smallest_iterations = 100;

}  // namespace maxmin::bench
