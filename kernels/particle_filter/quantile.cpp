#include "kernels/particle_filter/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "kernels/base/host_device.hpp"
#include "kernels/base/math.hpp"
#include "kernels/base/reduce.hpp"

namespace maxmin::kernels::particle_filter::cpu {
namespace {

constexpr int run = 64;  // particles side by side: fewer, and the compiler unrolls to scalars
constexpr int rounds_max = 12;
constexpr int members_wanted = 16;  // so few are sooner sorted than narrowed down further

/// Range of the values, and weighted moments to guess the first cuts from.
template <typename Real>
struct Spread {
    Real below_all;
    Real highest;
    Real mean;
    Real sd;
};

template <typename Real>
MAXMIN_ALWAYS_INLINE Spread<Real> spread_of(const Real* values, const Real* weights,
                                            int particles) {
    const Real about = values[0];
    Real low[run];
    Real high[run];
    Real total[run] = {};
    Real first[run] = {};
    Real second[run] = {};
    std::fill_n(low, run, about);
    std::fill_n(high, run, about);
    for (int begin = 0; begin < particles; begin += run) {
        // The last run may look again at values that it has seen: guesses bear that.
        const int from = std::max(std::min(begin, particles - run), 0);
        const int count = std::min(run, particles);
        for (int lane = 0; lane < count; ++lane) {
            const Real value = values[from + lane];
            const Real weight = weights[from + lane];
            const Real deviation = value - about;
            low[lane] = minimum(low[lane], value);
            high[lane] = maximum(high[lane], value);
            total[lane] += weight;
            first[lane] += weight * deviation;
            second[lane] += weight * deviation * deviation;
        }
    }
    const auto add = [](Real a, Real b) { return a + b; };
    fold_tree<run / 2>(low, [](Real a, Real b) { return minimum(a, b); });
    fold_tree<run / 2>(high, [](Real a, Real b) { return maximum(a, b); });
    fold_tree<run / 2>(total, add);
    fold_tree<run / 2>(first, add);
    fold_tree<run / 2>(second, add);
    const Real mean = first[0] / total[0];
    const Real variance = maximum(second[0] / total[0] - mean * mean, Real(0));
    return {std::nextafter(low[0], -std::numeric_limits<Real>::infinity()), high[0], about + mean,
            std::sqrt(variance)};
}

/// Weights in whole units, so that sums are exact in any order and need no fixed one. Returns their
/// total. The unit is a power of two, at most 2^-29 of the largest weight times the particles.
template <typename Real>
MAXMIN_ALWAYS_INLINE int to_units(const Real* weights, int particles, int* units) {
    Real largest[run] = {};
    const int whole = particles - particles % run;
    for (int begin = 0; begin < whole; begin += run) {
        for (int lane = 0; lane < run; ++lane) {
            largest[lane] = maximum(largest[lane], weights[begin + lane]);
        }
    }
    for (int i = whole; i < particles; ++i) {
        largest[0] = maximum(largest[0], weights[i]);
    }
    fold_tree<run / 2>(largest, [](Real a, Real b) { return maximum(a, b); });
    const Real per_weight = std::ldexp(Real(1), 29 - std::ilogb(largest[0] * Real(particles)));
    int total = 0;
    MAXMIN_INDEPENDENT_LANES
    for (int i = 0; i < particles; ++i) {
        units[i] = static_cast<int>(weights[i] * per_weight + Real(0.5));
        total += units[i];
    }
    return total;
}

/// Units up to `low` < target <= units up to `high`.
template <typename Real>
struct Bracket {
    Real low;
    Real high;
    int up_to_low;
    int up_to_high;
    int target;

    int units() const { return up_to_high - up_to_low; }

    MAXMIN_ALWAYS_INLINE Real within(Real cut) const { return minimum(maximum(cut, low), high); }

    /// Where a straight line between the ends meets the target.
    MAXMIN_ALWAYS_INLINE Real guess() const {
        const Real share =
            static_cast<Real>(target - up_to_low) / static_cast<Real>(up_to_high - up_to_low);
        return low + (high - low) * share;
    }

    MAXMIN_ALWAYS_INLINE void take(Real cut, int up_to_cut) {
        if (up_to_cut < target) {
            low = cut;
            up_to_low = up_to_cut;
        } else {
            high = cut;
            up_to_high = up_to_cut;
        }
    }

    MAXMIN_ALWAYS_INLINE void narrow(const Real* values, const int* units, int particles, Real cut,
                                     Real margin) {
        const Real lower = within(cut - margin);
        const Real upper = within(cut + margin);
        int up_to_lower = 0;
        int up_to_upper = 0;
        for (int i = 0; i < particles; ++i) {
            const int unit = units[i];
            up_to_lower += values[i] <= lower ? unit : 0;
            up_to_upper += values[i] <= upper ? unit : 0;
        }
        take(lower, up_to_lower);
        if (upper > low && upper < high) {
            take(upper, up_to_upper);
        }
    }
};

/// Numbers of the particles within the bracket, into `members`; returns how many.
template <typename Real>
MAXMIN_ALWAYS_INLINE int find_members(const Real* values, int particles, Real low, Real high,
                                      int* members) {
    const auto inside = [&](Real value) {
        return static_cast<int>(value > low) & static_cast<int>(value <= high);
    };
    int count = 0;
    for (int begin = 0; begin < particles; begin += run) {
        const int end = std::min(begin + run, particles);
        int found = 0;
        for (int i = begin; i < end; ++i) {
            found += inside(values[i]);
        }
        for (int i = begin; found > 0; ++i) {
            const int hit = inside(values[i]);
            members[count] = i;
            count += hit;
            found -= hit;
        }
    }
    return count;
}

template <typename Real>
double value_at_target(const Real* values, const int* units, const Bracket<Real>& bracket,
                       int* members, int count) {
    std::sort(members, members + count, [&](int a, int b) { return values[a] < values[b]; });
    int reached = bracket.up_to_low;
    int k = 0;
    while (k < count - 1 && reached + units[members[k]] < bracket.target) {
        reached += units[members[k]];
        ++k;
    }
    return static_cast<double>(values[members[k]]);
}

template <typename Real>
MAXMIN_VECTOR_CLONES void quantiles_clones(const Real* values, const Real* weights, int particles,
                                           const double (&levels)[quantile_levels],
                                           double (&out)[quantile_levels], int* units) {
    const Spread<Real> spread = spread_of(values, weights, particles);
    const int total = to_units(weights, particles, units);
    // With a handful of particles all of them are few.
    const int few = static_cast<int>(std::min<std::int64_t>(
        total, static_cast<std::int64_t>(total / particles) * members_wanted));
    int* const members = units + particles;
    for (int k = 0; k < quantile_levels; ++k) {
        const int target = std::max(static_cast<int>(std::ceil(levels[k] * total)), 1);
        Bracket<Real> bracket{spread.below_all, spread.highest, 0, total, target};
        // The logistic quantile scaled to the normal one: off by less than the margin.
        const Real z = static_cast<Real>(0.55 * std::log(levels[k] / (1.0 - levels[k])));
        bracket.narrow(values, units, particles, spread.mean + z * spread.sd,
                       Real(0.25) * spread.sd);
        for (int round = 1; round < rounds_max && bracket.units() > few; ++round) {
            bracket.narrow(values, units, particles, bracket.guess(),
                           Real(0.0625) * (bracket.high - bracket.low));
        }
        const int count = find_members(values, particles, bracket.low, bracket.high, members);
        out[k] = value_at_target(values, units, bracket, members, count);
    }
}

}  // namespace

template <typename Real>
void weighted_quantiles(const Real* values, const Real* weights, int particles,
                        const double (&levels)[quantile_levels], double (&out)[quantile_levels],
                        int* ints) noexcept {
    quantiles_clones(values, weights, particles, levels, out, ints);
}

template void weighted_quantiles(const float*, const float*, int, const double (&)[quantile_levels],
                                 double (&)[quantile_levels], int*) noexcept;
template void weighted_quantiles(const double*, const double*, int,
                                 const double (&)[quantile_levels], double (&)[quantile_levels],
                                 int*) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
