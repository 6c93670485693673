// How the threads of a block share the particles of an asset out.
#pragma once

#include "kernels/base/host_device.hpp"

namespace maxmin::kernels::particle_filter {

/// Calls item(i) for this thread's particles: four neighbours share a Philox call, so the threads
/// take fours in turn. Every pass but the prefix sum uses this share.
template <typename Block, typename Item>
MAXMIN_HD inline void for_own_particles(const Block& block, int particles, Item&& item) {
    for (int first = 4 * block.thread(); first < particles; first += 4 * block.threads()) {
        for (int i = first; i < first + 4 && i < particles; ++i) {
            item(i);
        }
    }
}

}  // namespace maxmin::kernels::particle_filter
