// Philox4x32-10, a counter-based generator: Salmon, Moraes, Dror, Shaw, "Parallel random numbers:
// as easy as 1, 2, 3", SC 2011. There is no state: the same key and counter give the same four
// words on every machine, so any step can be repeated and no asset's draws depend on another's.
#pragma once

#include <cstdint>

#include "kernels/base/host_device.hpp"

namespace maxmin::kernels {

struct PhiloxKey {
    std::uint32_t low;
    std::uint32_t high;
};

struct PhiloxCounter {
    std::uint32_t index;
    std::uint32_t step;
    std::uint32_t asset;
    std::uint32_t stream;
};

struct PhiloxWords {
    std::uint32_t x0;
    std::uint32_t x1;
    std::uint32_t x2;
    std::uint32_t x3;
};

MAXMIN_HD MAXMIN_ALWAYS_INLINE PhiloxKey philox_key(std::uint64_t seed) {
    return {static_cast<std::uint32_t>(seed), static_cast<std::uint32_t>(seed >> 32)};
}

MAXMIN_HD MAXMIN_ALWAYS_INLINE std::uint32_t high_word(std::uint32_t a, std::uint32_t b) {
    return static_cast<std::uint32_t>((static_cast<std::uint64_t>(a) * b) >> 32);
}

// The published multipliers and key increments.
inline constexpr int philox_rounds = 10;
inline constexpr std::uint32_t philox_multiplier_0 = 0xD2511F53U;
inline constexpr std::uint32_t philox_multiplier_1 = 0xCD9E8D57U;
inline constexpr std::uint32_t philox_increment_0 = 0x9E3779B9U;
inline constexpr std::uint32_t philox_increment_1 = 0xBB67AE85U;

MAXMIN_HD MAXMIN_ALWAYS_INLINE PhiloxWords philox(PhiloxCounter counter, PhiloxKey key) {
    PhiloxWords x{counter.index, counter.step, counter.asset, counter.stream};
    MAXMIN_UNROLL_TEN
    for (int round = 0; round < philox_rounds; ++round) {
        const std::uint32_t high_0 = high_word(philox_multiplier_0, x.x0);
        const std::uint32_t low_0 = philox_multiplier_0 * x.x0;
        const std::uint32_t high_1 = high_word(philox_multiplier_1, x.x2);
        const std::uint32_t low_1 = philox_multiplier_1 * x.x2;
        x = {high_1 ^ x.x1 ^ key.low, low_1, high_0 ^ x.x3 ^ key.high, low_0};
        key.low += philox_increment_0;
        key.high += philox_increment_1;
    }
    return x;
}

}  // namespace maxmin::kernels
