// Branch-free elementary functions that a compiler can put into vector lanes, for float and double.
// One source for CPU and GPU, so both compute the same numbers up to contraction.
// Error bounds are stated at each function and tested in tests/kernels/base/math_test.cpp.
#pragma once

#include <bit>
#include <concepts>
#include <cstdint>

#include "kernels/base/host_device.hpp"

namespace maxmin::kernels {

template <typename Real>
struct RealTraits;

template <>
struct RealTraits<float> {
    using Bits = std::int32_t;
    static constexpr int mantissa_bits = 23;
    static constexpr float exp_lo = -87.0F;  // exp stays normal above this and is clamped there
    static constexpr float exp_hi = 88.0F;
    static constexpr float ln2_hi = 0.693359375F;
    static constexpr float ln2_lo = -2.12194440e-4F;
};

template <>
struct RealTraits<double> {
    using Bits = std::int64_t;
    static constexpr int mantissa_bits = 52;
    static constexpr double exp_lo = -708.0;
    static constexpr double exp_hi = 709.0;
    static constexpr double ln2_hi = 6.93147180369123816490e-01;
    static constexpr double ln2_lo = 1.90821492927058770002e-10;
};

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real minimum(Real a, Real b) {
    return b < a ? b : a;
}

template <typename Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real maximum(Real a, Real b) {
    return a < b ? b : a;
}

/// x rounded to the nearest integer n, and n as an integer; |x| below 2^(mantissa_bits - 2).
template <typename Real>
struct Rounded {
    Real value;
    typename RealTraits<Real>::Bits integer;
};

template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Rounded<Real> round_lane(Real x) {
    using Traits = RealTraits<Real>;
    using Bits = typename Traits::Bits;
    // Adding and taking away 1.5 * 2^mantissa rounds without a branch, and leaves the integer in
    // the low bits of the sum.
    constexpr Real shift = Real(1.5) * static_cast<Real>(Bits(1) << Traits::mantissa_bits);
    const Real shifted = x + shift;
    return {shifted - shift, std::bit_cast<Bits>(shifted) - std::bit_cast<Bits>(shift)};
}

/// x 2^n, by adding n to the exponent; x and the result must be normal.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real times_power_of_two(Real x, typename RealTraits<Real>::Bits n) {
    using Traits = RealTraits<Real>;
    using Bits = typename Traits::Bits;
    return std::bit_cast<Real>(std::bit_cast<Bits>(x) + (n << Traits::mantissa_bits));
}

/// e^r - 1 and its mirror are S r + C and S r - C: the odd and even parts of the series.
template <typename Real>
struct ExpParts {
    Real cosh_minus_one;
    Real sinh;
};

/// For |r| at most ln 2 / 2; Taylor series cut below half a unit in the last place.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE ExpParts<Real> exp_parts(Real r) {
    const Real t = r * r;
    Real even;
    Real odd;
    if constexpr (sizeof(Real) == 4) {
        even = Real(1.0 / 720);
        odd = Real(1.0 / 5040);
    } else {
        even = Real(1.0 / 87178291200.0);
        even = even * t + Real(1.0 / 479001600);
        even = even * t + Real(1.0 / 3628800);
        even = even * t + Real(1.0 / 40320);
        even = even * t + Real(1.0 / 720);
        odd = Real(1.0 / 6227020800.0);
        odd = odd * t + Real(1.0 / 39916800);
        odd = odd * t + Real(1.0 / 362880);
        odd = odd * t + Real(1.0 / 5040);
    }
    even = even * t + Real(1.0 / 24);
    even = even * t + Real(0.5);
    odd = odd * t + Real(1.0 / 120);
    odd = odd * t + Real(1.0 / 6);
    return {even * t, r + r * (odd * t)};
}

template <typename Real>
struct ExpArgument {
    Real remainder;
    Rounded<Real> power;
};

/// x = power ln 2 + remainder, for x in [exp_lo, exp_hi].
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE ExpArgument<Real> split_exp_argument(Real x) {
    using Traits = RealTraits<Real>;
    const Rounded<Real> n = round_lane(x * Real(1.4426950408889634074));
    return {(x - n.value * Traits::ln2_hi) - n.value * Traits::ln2_lo, n};
}

/// e^r - 1 for |r| at most ln 2 / 2.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real expm1_of_remainder(Real r) {
    if constexpr (sizeof(Real) == 4) {
        // Chebyshev fit of (e^r - 1 - r) / r^2, largest error 7e-8; fewer steps than the two parts.
        Real p = Real(0.00139261835877);
        p = p * r + Real(0.00836317905272);
        p = p * r + Real(0.0416665546172);
        p = p * r + Real(0.166665769897);
        p = p * r + Real(0.5);
        return r + r * (p * r);
    } else {
        const ExpParts<Real> parts = exp_parts(r);
        return parts.sinh + parts.cosh_minus_one;
    }
}

/// e^x for x in [exp_lo, exp_hi]; nonsense outside. Relative error at most 1.5e-7 (float), 4e-16
/// (double).
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real exp_in_range(Real x) {
    const ExpArgument<Real> split = split_exp_argument(x);
    return times_power_of_two(Real(1) + expm1_of_remainder(split.remainder), split.power.integer);
}

/// e^x, clamped to [exp_lo, exp_hi] first: never zero, never infinite; NaN gives NaN.
/// Relative error as exp_in_range.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real exp_lane(Real x) {
    using Traits = RealTraits<Real>;
    x = x < Traits::exp_lo ? Traits::exp_lo : x;
    x = x > Traits::exp_hi ? Traits::exp_hi : x;
    return exp_in_range(x);
}

template <typename Real>
struct ExpPair {
    Real positive;
    Real negative;
};

/// e^x and e^-x for little more than the price of one; |x| at most -exp_lo, nonsense outside.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE ExpPair<Real> exp_pair_in_range(Real x) {
    const ExpArgument<Real> split = split_exp_argument(x);
    const ExpParts<Real> parts = exp_parts(split.remainder);
    return {
        times_power_of_two(Real(1) + (parts.cosh_minus_one + parts.sinh), split.power.integer),
        times_power_of_two(Real(1) + (parts.cosh_minus_one - parts.sinh), -split.power.integer)};
}

/// e^x - 1 for x <= 0 without cancellation near zero; -1 far below.
/// Relative error at most 3e-7 (float), 6e-16 (double).
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real expm1_of_negative(Real x) {
    using Traits = RealTraits<Real>;
    x = x < Traits::exp_lo ? Traits::exp_lo : x;
    const ExpArgument<Real> split = split_exp_argument(x);
    const Real scale = times_power_of_two(Real(1), split.power.integer);
    return scale * expm1_of_remainder(split.remainder) + (scale - Real(1));
}

/// e^x for x <= 0, clamped to exp_lo first: never zero.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real exp_of_negative(Real x) {
    using Traits = RealTraits<Real>;
    return exp_in_range(x < Traits::exp_lo ? Traits::exp_lo : x);
}

/// x = m 2^e with m in [sqrt(1/2), sqrt(2)): the exponent e.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Rounded<Real> log_exponent(Real x) {
    using Traits = RealTraits<Real>;
    using Bits = typename Traits::Bits;
    constexpr Bits sqrt_half = std::bit_cast<Bits>(Real(0.70710678118654752440));
    const Bits above = std::bit_cast<Bits>(x) - sqrt_half;
    if constexpr (sizeof(Real) == 4) {
        const Bits e = above >> Traits::mantissa_bits;
        return {static_cast<Real>(e), e};
    } else {
        // AVX2 can neither shift a signed 64-bit integer right nor convert one: e + 1023 is not
        // negative, and becomes the low bits of 2^52 + e + 1023.
        constexpr Bits one = std::bit_cast<Bits>(Real(1));
        const std::uint64_t biased = static_cast<std::uint64_t>(above + one) >> 52;
        constexpr auto shift = std::bit_cast<std::uint64_t>(0x1p52);
        return {std::bit_cast<Real>(biased | shift) - (Real(0x1p52) + Real(1023)),
                static_cast<Bits>(biased) - 1023};
    }
}

/// ... and the mantissa m that goes with it.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real log_mantissa(Real x, typename RealTraits<Real>::Bits e) {
    using Traits = RealTraits<Real>;
    using Bits = typename Traits::Bits;
    return std::bit_cast<Real>(std::bit_cast<Bits>(x) - (e << Traits::mantissa_bits));
}

/// ln((1 + f) 2^e), 1 + f in [sqrt(1/2), sqrt(2)). Exact in f however small it is.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real log_from_parts(Real f, Real e) {
    using Traits = RealTraits<Real>;
    Real log_of_mantissa_rest;  // ln(1 + f) - f
    if constexpr (sizeof(Real) == 4) {
        // Chebyshev fit of (ln(1 + f) - f + f^2/2) / f^3, largest error 1.9e-7.
        Real p = Real(-0.0790281306578);
        p = p * f + Real(0.126224183148);
        p = p * f + Real(-0.129982031746);
        p = p * f + Real(0.142144861836);
        p = p * f + Real(-0.166412792303);
        p = p * f + Real(0.20001045327);
        p = p * f + Real(-0.25000306463);
        p = p * f + Real(0.333333307274);
        log_of_mantissa_rest = f * f * (p * f - Real(0.5));
    } else {
        // ln(1 + f) = 2 atanh s = f - s (f - 2 s^2 (1/3 + s^2/5 + ...)), s = f / (2 + f).
        const Real s = f / (Real(2) + f);
        const Real t = s * s;  // at most 0.0295
        Real p = Real(1.0 / 21);
        p = p * t + Real(1.0 / 19);
        p = p * t + Real(1.0 / 17);
        p = p * t + Real(1.0 / 15);
        p = p * t + Real(1.0 / 13);
        p = p * t + Real(1.0 / 11);
        p = p * t + Real(1.0 / 9);
        p = p * t + Real(1.0 / 7);
        p = p * t + Real(1.0 / 5);
        p = p * t + Real(1.0 / 3);
        log_of_mantissa_rest = s * (Real(2) * t * p - f);
    }
    return e * Traits::ln2_hi + (f + (log_of_mantissa_rest + e * Traits::ln2_lo));
}

/// ln x for positive normal x. Zero, negative and NaN are the caller's to keep out.
/// Error at most 1.5e-7 (float), 4e-16 (double), relative to max(|ln x|, 0.01) near x = 1.
template <std::floating_point Real>
MAXMIN_HD MAXMIN_ALWAYS_INLINE Real log_lane(Real x) {
    const Rounded<Real> e = log_exponent(x);
    return log_from_parts(log_mantissa(x, e.integer) - Real(1), e.value);
}

}  // namespace maxmin::kernels
