#include "kernels/base/philox_lanes.hpp"

#include "kernels/base/host_device.hpp"

#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && !defined(MAXMIN_NO_CLONES)
#define MAXMIN_PHILOX_AVX512
#include <immintrin.h>
#endif

namespace maxmin::kernels {
namespace {

#if defined(MAXMIN_PHILOX_AVX512)

using Lanes = std::uint64_t __attribute__((vector_size(64)));

// One word a 64-bit lane, in its low half; the multiply ignores the high half, so no round clears
// it. The even indices go in one register and the odd in another, and are woven together at the
// end.
__attribute__((target("arch=x86-64-v4"))) void philox_lanes_avx512(PhiloxCounter first,
                                                                   PhiloxKey key, PhiloxRun& run) {
    constexpr int registers = 4;  // enough independent chains to hide the multiplier's latency
    constexpr Lanes zero{};
    constexpr Lanes low_half = zero + 0xFFFFFFFFU;
    constexpr Lanes even{0, 2, 4, 6, 8, 10, 12, 14};
    constexpr __mmask8 all = 0xFF;
    for (int begin = 0; begin < philox_run; begin += registers * 8) {
        Lanes x[4][registers];
        for (int r = 0; r < registers; ++r) {
            const auto offset = static_cast<std::uint32_t>(begin + (r / 2) * 16 + r % 2);
            x[0][r] = even + (first.index + offset);
            x[1][r] = zero + first.step;
            x[2][r] = zero + first.asset;
            x[3][r] = zero + first.stream;
        }
        PhiloxKey round_key = key;
        for (int round = 0; round < philox_rounds; ++round) {
            for (int r = 0; r < registers; ++r) {
                const auto product_0 = reinterpret_cast<Lanes>(_mm512_maskz_mul_epu32(
                    all, reinterpret_cast<__m512i>(zero + philox_multiplier_0),
                    reinterpret_cast<__m512i>(x[0][r])));
                const auto product_1 = reinterpret_cast<Lanes>(_mm512_maskz_mul_epu32(
                    all, reinterpret_cast<__m512i>(zero + philox_multiplier_1),
                    reinterpret_cast<__m512i>(x[2][r])));
                x[0][r] = (product_1 >> 32) ^ x[1][r] ^ (zero + round_key.low);
                x[1][r] = product_1;
                x[2][r] = (product_0 >> 32) ^ x[3][r] ^ (zero + round_key.high);
                x[3][r] = product_0;
            }
            round_key.low += philox_increment_0;
            round_key.high += philox_increment_1;
        }
        std::uint32_t* const words[4] = {run.x0, run.x1, run.x2, run.x3};
        for (int word = 0; word < 4; ++word) {
            for (int r = 0; r < registers; r += 2) {
                const Lanes woven = (x[word][r] & low_half) | (x[word][r + 1] << 32);
                _mm512_store_si512(words[word] + begin + r * 8, reinterpret_cast<__m512i>(woven));
            }
        }
    }
}

const bool has_avx512 = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
           __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
           __builtin_cpu_supports("avx512cd");
}();

#endif

MAXMIN_VECTOR_CLONES void philox_lanes_plain(PhiloxCounter first, PhiloxKey key, PhiloxRun& run) {
    for (int i = 0; i < philox_run; ++i) {
        PhiloxCounter counter = first;
        counter.index += static_cast<std::uint32_t>(i);
        const PhiloxWords words = philox(counter, key);
        run.x0[i] = words.x0;
        run.x1[i] = words.x1;
        run.x2[i] = words.x2;
        run.x3[i] = words.x3;
    }
}

}  // namespace

void philox_lanes(PhiloxCounter first, PhiloxKey key, PhiloxRun& run) noexcept {
#if defined(MAXMIN_PHILOX_AVX512)
    if (has_avx512) {
        philox_lanes_avx512(first, key, run);
        return;
    }
#endif
    philox_lanes_plain(first, key, run);
}

}  // namespace maxmin::kernels
