// Philox for a run of consecutive indices on the CPU. Bit for bit philox(), but in wide lanes: no
// compiler of today finds the 32 x 32 -> 64 bit multiply of AVX-512 in the plain loop, and the loop
// it makes instead takes as long as all the rest of a filter step.
#pragma once

#include <cstdint>

#include "kernels/base/philox.hpp"

namespace maxmin::kernels {

/// Draws made by one call of philox_lanes.
inline constexpr int philox_run = 64;

/// Word k of the call with index first.index + i is in x<k>[i].
struct alignas(64) PhiloxRun {
    std::uint32_t x0[philox_run];
    std::uint32_t x1[philox_run];
    std::uint32_t x2[philox_run];
    std::uint32_t x3[philox_run];
};

void philox_lanes(PhiloxCounter first, PhiloxKey key, PhiloxRun& run) noexcept;

}  // namespace maxmin::kernels
