// Quantiles of weighted particles without a full sort: a bracket around each level is narrowed by
// weighing what lies up to a cut, and only what is left in it is sorted.
#pragma once

#include "kernels/particle_filter/backends.hpp"

namespace maxmin::kernels::particle_filter::cpu {

/// out[k] is the smallest value whose cumulative weight, in ascending order of value, reaches
/// levels[k] of the total. Weights need not add to one; each is rounded to a unit of at most
/// 2^-29 of the largest times the particles. Levels lie inside (0, 1).
/// Shapes: values, weights [particles]; scratch: ints [2 * particles].
template <typename Real>
void weighted_quantiles(const Real* values, const Real* weights, int particles,
                        const double (&levels)[quantile_levels], double (&out)[quantile_levels],
                        int* ints) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
