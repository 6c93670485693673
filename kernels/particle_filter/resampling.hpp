// Systematic resampling (Kitagawa 1996): one uniform, evenly spaced points under the cumulated
// weights. Written as offspring ends, so nothing is searched; the sums are double, because a single
// precision prefix sum is biased from about 1e5 particles on (Murray, Lee, Jacob 2016).
#pragma once

namespace maxmin::kernels::particle_filter::cpu {

/// Weights are cumulated in this many segments at once; `lanes` must be a multiple of it.
inline constexpr int resampling_segments = 8;
/// Ancestors are written in groups: the row must be longer than `particles` by this.
inline constexpr int ancestor_padding = 4;

/// Offspring j takes the first particle i with C_i > (j + u) / particles, C the normalised
/// inclusive prefix sum of `weights`, the last particle if there is none; ancestors[j] = i,
/// ascending. Shapes: weights, cumulative, ends [lanes]; weights past `particles` are 0 or
/// negligible.
template <typename Real>
void systematic_ancestors(const Real* weights, int lanes, int particles, double u,
                          double* cumulative, int* ends, int* ancestors) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
