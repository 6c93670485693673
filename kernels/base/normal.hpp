// Uniforms and normals from Philox words. Box and Muller, "A note on the generation of random
// normal deviates", 1958. In single precision (x + 1/2) 2^-32 would round to 1 for large x and lose
// the small radii, so the logarithm is taken of the word itself, from whichever end is nearer.
#pragma once

#include <bit>
#include <cmath>
#include <concepts>
#include <cstdint>

#include "kernels/base/host_device.hpp"
#include "kernels/base/math.hpp"
#include "kernels/base/philox.hpp"

namespace maxmin::kernels {

template <typename Real>
struct Normals {
    Real z0;
    Real z1;
    Real z2;
    Real z3;
};

/// (x + 1/2) 2^-32, strictly inside (0, 1).
MAXMIN_HD MAXMIN_ALWAYS_INLINE double uniform(std::uint32_t word) {
    return (static_cast<double>(word) + 0.5) * 0x1p-32;
}

/// ln of uniform(word), with full relative precision at both ends of the interval.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real log_uniform(std::uint32_t word) {
    const bool near_one = static_cast<std::int32_t>(word) < 0;
    const std::int32_t distance = static_cast<std::int32_t>(near_one ? ~word : word);
    const Real v = (static_cast<Real>(distance) + Real(0.5)) * Real(0x1p-32);
    const Real u = near_one ? Real(1) - v : v;
    const Rounded<Real> e = log_exponent(u);
    const Real m = log_mantissa(u, e.integer);
    // Where no power of two was split off, m - 1 is -v, but v has not been rounded by "1 - v".
    const Real f = near_one && e.integer == 0 ? -v : m - Real(1);
    return log_from_parts(f, e.value);
}

template <typename Real>
struct SinCos {
    Real sin;
    Real cos;
};

/// sin and cos of 2 pi uniform(word). The quadrant comes from the integer, so nothing is lost
/// there.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE SinCos<Real> sincos_turn(std::uint32_t word) {
    using Bits = typename RealTraits<Real>::Bits;
    const std::uint32_t quadrant = (word + 0x20000000U) >> 30;
    const auto rest = static_cast<std::int32_t>(word - (quadrant << 30));
    const Real angle = (static_cast<Real>(rest) + Real(0.5)) * Real(6.283185307179586477 * 0x1p-32);
    const Real t = angle * angle;  // at most (pi/4)^2
    Real sine;                     // (sin a / a - 1) / t
    Real cosine;                   // (cos a - 1 + t / 2) / t^2
    if constexpr (sizeof(Real) == 4) {
        // Chebyshev fits, largest errors 2e-8 and 2e-9.
        sine = Real(-0.000195878657021);
        sine = sine * t + Real(0.00833274815409);
        sine = sine * t + Real(-0.166666646617);
        cosine = Real(2.45479168537e-5);
        cosine = cosine * t + Real(-0.00138883029191);
        cosine = cosine * t + Real(0.0416666646589);
    } else {
        sine = Real(1.0 / 355687428096000.0);
        sine = sine * t - Real(1.0 / 1307674368000.0);
        sine = sine * t + Real(1.0 / 6227020800.0);
        sine = sine * t - Real(1.0 / 39916800);
        sine = sine * t + Real(1.0 / 362880);
        sine = sine * t - Real(1.0 / 5040);
        sine = sine * t + Real(1.0 / 120);
        sine = sine * t - Real(1.0 / 6);
        cosine = Real(1.0 / 20922789888000.0);
        cosine = cosine * t - Real(1.0 / 87178291200.0);
        cosine = cosine * t + Real(1.0 / 479001600);
        cosine = cosine * t - Real(1.0 / 3628800);
        cosine = cosine * t + Real(1.0 / 40320);
        cosine = cosine * t - Real(1.0 / 720);
        cosine = cosine * t + Real(1.0 / 24);
    }
    sine = angle + angle * (sine * t);
    cosine = (cosine * t - Real(0.5)) * t + Real(1);
    const bool swap = (quadrant & 1U) != 0;
    const Real s = swap ? cosine : sine;
    const Real c = swap ? sine : cosine;
    // The sign bit: sin is negative in quadrants 2 and 3, cos in 1 and 2.
    constexpr int to_sign = sizeof(Real) * 8 - 2;
    const Bits sin_sign = static_cast<Bits>(quadrant & 2U) << to_sign;
    const Bits cos_sign = static_cast<Bits>((quadrant + 1U) & 2U) << to_sign;
    return {std::bit_cast<Real>(std::bit_cast<Bits>(s) ^ sin_sign),
            std::bit_cast<Real>(std::bit_cast<Bits>(c) ^ cos_sign)};
}

/// Two normals from two words: radius from `first`, angle from `second`.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE SinCos<Real> box_muller(std::uint32_t first, std::uint32_t second) {
    const Real radius = std::sqrt(Real(-2) * log_uniform<Real>(first));
    const SinCos<Real> turn = sincos_turn<Real>(second);
    return {radius * turn.sin, radius * turn.cos};
}

/// Four independent standard normals; absolute error at most 1e-14 (double), 4e-6 (float).
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Normals<Real> normals(PhiloxWords words) {
    const SinCos<Real> first = box_muller<Real>(words.x0, words.x1);
    const SinCos<Real> second = box_muller<Real>(words.x2, words.x3);
    return {first.cos, first.sin, second.cos, second.sin};
}

}  // namespace maxmin::kernels
