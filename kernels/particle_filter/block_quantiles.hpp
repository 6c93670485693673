// Weighted quantiles of one asset by a block of threads: brackets are halved until few particles
// are left inside, and those are ranked. Nothing is sorted, and the result is exact: the CPU's
// definition, the smallest value whose cumulated weight reaches the level.
#pragma once

#include <bit>
#include <cstdint>
#include <limits>
#include <numeric>

#include "kernels/base/math.hpp"
#include "kernels/particle_filter/backends.hpp"
#include "kernels/particle_filter/block_share.hpp"

namespace maxmin::kernels::particle_filter {

/// A value as an integer that sorts like it.
template <typename Real>
MAXMIN_HD inline typename RealTraits<Real>::Bits ordered_key(Real value) {
    using Bits = typename RealTraits<Real>::Bits;
    const Bits bits = std::bit_cast<Bits>(value);
    return bits < 0 ? bits ^ std::numeric_limits<Bits>::max() : bits;
}
template <typename Real>
MAXMIN_HD inline Real value_of_key(typename RealTraits<Real>::Bits key) {
    using Bits = typename RealTraits<Real>::Bits;
    return std::bit_cast<Real>(key < 0 ? key ^ std::numeric_limits<Bits>::max() : key);
}

/// Block is that of BlockParticles. Shapes: values, weights, spare [particles], of this block
/// alone; spare is overwritten.
template <typename Real, typename Block>
class BlockQuantiles {
  public:
    MAXMIN_HD BlockQuantiles(const Real* values, const Real* weights, int* spare, int particles,
                             Block& block)
        : values_(values),
          weights_(weights),
          candidates_(spare),
          particles_(particles),
          block_(block) {}

    /// Each thread's weights may have been written by that thread just before. Every thread gets
    /// the result.
    MAXMIN_HD void find(const double (&levels)[quantile_levels], double (&out)[quantile_levels]) {
        begin(levels);
        int inside = particles_;
        for (int halvings = 0; any_open() && inside > ranked_max; ++halvings) {
            inside = halve(halvings < by_value_max);
        }
        if (any_open()) {
            rank(list_candidates());
        }
        for (int k = 0; k < quantile_levels; ++k) {
            out[k] = static_cast<double>(value_of_key<Real>(brackets_[k].to));
        }
    }

  private:
    using Bits = typename RealTraits<Real>::Bits;

    /// Few enough that a thread each looks at all of them in the time of two halvings.
    static constexpr int ranked_max = 64;
    /// The middle value halves a smooth density's bracket, which spans many powers of two; the
    /// middle key then ends on any values at all, within as many halvings as a Real has bits.
    static constexpr int by_value_max = 16;

    /// The quantile is a particle's value from `from` to `to`: below `from` the weight `below` does
    /// not reach the target, up to `to` it does.
    struct Bracket {
        Bits from, to;
        double below, target;

        MAXMIN_HD bool open() const { return from < to; }
        MAXMIN_HD bool holds(Bits key) const { return from <= key && key <= to; }
    };

    MAXMIN_HD bool any_open() const {
        bool any = false;
        for (const Bracket& bracket : brackets_) {
            any = any || bracket.open();
        }
        return any;
    }

    MAXMIN_HD bool in_question(Bits key) const {
        bool any = false;
        for (const Bracket& bracket : brackets_) {
            any = any || (bracket.open() && bracket.holds(key));
        }
        return any;
    }

    MAXMIN_HD void begin(const double (&levels)[quantile_levels]) {
        constexpr double none = -std::numeric_limits<double>::infinity();
        double ends[2] = {none, none};  // of -value and value, so that one maximum serves
        double total[1] = {};
        for_own_particles(block_, particles_, [&](int i) {
            ends[0] = maximum(ends[0], -static_cast<double>(values_[i]));
            ends[1] = maximum(ends[1], static_cast<double>(values_[i]));
            total[0] += static_cast<double>(weights_[i]);
        });
        block_.max(ends);
        block_.sum(total);
        for (int k = 0; k < quantile_levels; ++k) {
            brackets_[k] = {ordered_key(static_cast<Real>(-ends[0])),
                            ordered_key(static_cast<Real>(ends[1])), 0.0, levels[k] * total[0]};
        }
    }

    MAXMIN_HD static Bits middle(const Bracket& bracket, bool by_value) {
        if (!by_value) {
            return std::midpoint(bracket.from, bracket.to);
        }
        const Real value = Real(0.5) * value_of_key<Real>(bracket.from) +
                           Real(0.5) * value_of_key<Real>(bracket.to);
        // Rounding must not leave the bracket as it was.
        return maximum(bracket.from, minimum(ordered_key(value), Bits(bracket.to - 1)));
    }

    /// Halves the open brackets; returns how many particles lay inside them before.
    MAXMIN_HD int halve(bool by_value) {
        Bits at[quantile_levels];
        for (int k = 0; k < quantile_levels; ++k) {
            at[k] = brackets_[k].open() ? middle(brackets_[k], by_value) : brackets_[k].to;
        }
        double sums[quantile_levels + 1] = {};  // weight up to each middle; particles inside
        for_own_particles(block_, particles_, [&](int i) {
            const Bits key = ordered_key(values_[i]);
            const auto weight = static_cast<double>(weights_[i]);
            for (int k = 0; k < quantile_levels; ++k) {
                sums[k] += key <= at[k] ? weight : 0.0;
            }
            sums[quantile_levels] += in_question(key) ? 1.0 : 0.0;
        });
        block_.sum(sums);
        for (int k = 0; k < quantile_levels; ++k) {
            Bracket& bracket = brackets_[k];
            if (bracket.open() && sums[k] >= bracket.target) {
                bracket.to = at[k];
            } else if (bracket.open()) {
                bracket.from = at[k] + 1;
                bracket.below = sums[k];
            }
        }
        return static_cast<int>(sums[quantile_levels]);
    }

    /// The particles inside open brackets, in an order that counts alone decide; returns how many.
    MAXMIN_HD int list_candidates() {
        std::uint64_t own = 0;
        for_own_particles(block_, particles_,
                          [&](int i) { own += in_question(ordered_key(values_[i])) ? 1 : 0; });
        std::uint64_t total = 0;
        auto next = static_cast<int>(block_.exclusive_sum(own, total));
        for_own_particles(block_, particles_, [&](int i) {
            if (in_question(ordered_key(values_[i]))) {
                candidates_[next++] = i;
            }
        });
        block_.sync();
        return static_cast<int>(total);
    }

    MAXMIN_HD void rank(int candidates) {
        constexpr double none = -std::numeric_limits<double>::infinity();
        double found[quantile_levels] = {none, none, none};  // of -value: the smallest wins
        for (int own = block_.thread(); own < candidates; own += block_.threads()) {
            const Bits key = ordered_key(values_[candidates_[own]]);
            double reached[quantile_levels];
            bool last[quantile_levels];
            for (int k = 0; k < quantile_levels; ++k) {
                reached[k] = brackets_[k].below;
                last[k] = true;
            }
            for (int j = 0; j < candidates; ++j) {
                const Bits other = ordered_key(values_[candidates_[j]]);
                const auto weight = static_cast<double>(weights_[candidates_[j]]);
                for (int k = 0; k < quantile_levels; ++k) {
                    const bool counts = brackets_[k].holds(other);
                    reached[k] += counts && other <= key ? weight : 0.0;
                    last[k] = last[k] && !(counts && other > key);
                }
            }
            for (int k = 0; k < quantile_levels; ++k) {
                // The last one reaches the target, whatever another order of summing rounds to.
                if (brackets_[k].holds(key) && (last[k] || reached[k] >= brackets_[k].target)) {
                    found[k] = maximum(found[k], -static_cast<double>(value_of_key<Real>(key)));
                }
            }
        }
        block_.max(found);
        for (int k = 0; k < quantile_levels; ++k) {
            if (brackets_[k].open()) {
                brackets_[k].to = ordered_key(static_cast<Real>(-found[k]));
            }
        }
    }

    const Real* values_;
    const Real* weights_;
    int* candidates_;
    int particles_;
    Block& block_;
    Bracket brackets_[quantile_levels];
};

}  // namespace maxmin::kernels::particle_filter
