// A chunk: the particles that one run of Philox calls serves, and their normals.
#pragma once

#include <cstdint>

#include "kernels/base/philox_lanes.hpp"
#include "kernels/base/reduce.hpp"
#include "kernels/particle_filter/lanes.hpp"

namespace maxmin::kernels::particle_filter::cpu {

inline constexpr int chunk = 4 * philox_run;
static_assert(chunk == sum_run * sum_lanes);

template <typename Real>
struct alignas(64) ChunkNormals {
    Real z[chunk];
};

/// Particle 4 c + j of the chunk takes normal j of call c.
template <typename Real>
MAXMIN_ALWAYS_INLINE void draw_normals(const Draws& draws, Stream stream, int begin,
                                       ChunkNormals<Real>& out) {
    PhiloxRun words;
    philox_lanes({static_cast<std::uint32_t>(begin / 4), draws.step, draws.asset,
                  static_cast<std::uint32_t>(stream)},
                 draws.key, words);
    for (int call = 0; call < philox_run; ++call) {
        const Normals<Real> n =
            normals<Real>({words.x0[call], words.x1[call], words.x2[call], words.x3[call]});
        out.z[4 * call] = n.z0;
        out.z[4 * call + 1] = n.z1;
        out.z[4 * call + 2] = n.z2;
        out.z[4 * call + 3] = n.z3;
    }
}

}  // namespace maxmin::kernels::particle_filter::cpu
