// The step's one pass over the particles, chunk by chunk: draw, propagate, weigh, sum, while the
// chunk is in the nearest cache.
#include <algorithm>
#include <limits>

#include "kernels/particle_filter/chunk.hpp"
#include "kernels/particle_filter/lanes.hpp"

namespace maxmin::kernels::particle_filter::cpu {
namespace {

constexpr double no_weight = -std::numeric_limits<double>::infinity();

/// What a chunk of particles becomes, kept in the nearest cache until its largest weight is known.
template <typename Real>
struct alignas(64) Chunk {
    Real log_weight[chunk];
    Real sigma[chunk];
    Real drift_mean[chunk];
    Real drift_variance[chunk];
};

template <typename Real>
MAXMIN_ALWAYS_INLINE Real largest(const Real* values) {
    constexpr int lanes = 64;  // more than the compiler unrolls: it would keep each in a scalar
    alignas(64) Real of[lanes];
    for (int lane = 0; lane < lanes; ++lane) {
        of[lane] = values[lane];
    }
    for (int begin = lanes; begin < chunk; begin += lanes) {
        for (int lane = 0; lane < lanes; ++lane) {
            of[lane] = maximum(of[lane], values[begin + lane]);
        }
    }
    fold_tree<lanes / 2>(of, [](Real a, Real b) { return maximum(a, b); });
    return of[0];
}

enum class Density { noiseless, noisy, drift };

enum class Laws { one, own, own_brief };

template <typename Real, Laws laws>
MAXMIN_ALWAYS_INLINE void propagate_by(const Rows<Real>& rows, const Advance<Real>& by, int begin,
                                       const ChunkNormals<Real>& normal) {
    Real* const h = rows.log_variance + begin;
    const Real dt = by.evidence.dt;
    MAXMIN_INDEPENDENT_LANES
    for (int i = 0; i < chunk; ++i) {
        Transition<Real> law = by.known;
        if constexpr (laws != Laws::one) {
            law = transition<Real, laws == Laws::own_brief>(
                rows.psi[0][begin + i], rows.psi[1][begin + i], rows.psi[2][begin + i], dt);
        }
        h[i] = propagate(h[i], law, normal.z[i]);
    }
}

template <typename Real, bool Learnt>
MAXMIN_ALWAYS_INLINE void propagate_chunk(const Rows<Real>& rows, const Advance<Real>& by,
                                          int begin) {
    ChunkNormals<Real> normal;
    draw_normals(by.draws, Stream::propagation, begin, normal);
    if constexpr (Learnt) {
        const Real quickest = exp_in_range(largest(rows.psi[1] + begin));
        if (quickest * by.evidence.dt <= Real(brief_reversion)) {
            propagate_by<Real, Laws::own_brief>(rows, by, begin, normal);
        } else {
            propagate_by<Real, Laws::own>(rows, by, begin, normal);
        }
    } else {
        propagate_by<Real, Laws::one>(rows, by, begin, normal);
    }
}

/// A loop of its own: in one with the propagation, the chain of dependent operations of a particle
/// is longer than the processor can overlap with the next.
template <typename Real, Density density>
MAXMIN_ALWAYS_INLINE void weigh_chunk(const Rows<Real>& rows, const Advance<Real>& by, int begin,
                                      Chunk<Real>& out) {
    const Real* const log_variance = rows.log_variance + begin;
    const Real* const log_weight = rows.log_weight + begin;
    const Evidence<Real> evidence = by.evidence;
    MAXMIN_INDEPENDENT_LANES
    for (int i = 0; i < chunk; ++i) {
        const Real h = log_variance[i];
        Real log_density;
        if constexpr (density == Density::noiseless) {
            const ExpPair<Real> pair = exp_pair_in_range(Real(0.5) * h);
            out.sigma[i] = pair.positive;
            log_density = log_density_noiseless(h, pair.negative, evidence);
        } else {
            const Real sigma = exp_in_range(Real(0.5) * h);
            out.sigma[i] = sigma;
            if constexpr (density == Density::noisy) {
                log_density = log_density_noisy(sigma, evidence);
            } else {
                const Drift<Real> before{rows.drift_mean[begin + i],
                                         rows.drift_variance[begin + i]};
                const DriftUpdate<Real> update =
                    update_drift(propagate_drift(before, evidence), sigma, evidence);
                out.drift_mean[i] = update.drift.mean;
                out.drift_variance[i] = update.drift.variance;
                log_density = update.log_density;
            }
        }
        out.log_weight[i] = (log_weight[i] - by.log_weight_shift) + log_density;
    }
}

template <typename Real>
MAXMIN_ALWAYS_INLINE void survey_chunk(const Rows<Real>& rows, int begin, Chunk<Real>& out) {
    MAXMIN_INDEPENDENT_LANES
    for (int i = 0; i < chunk; ++i) {
        out.sigma[i] = exp_in_range(Real(0.5) * rows.log_variance[begin + i]);
        out.log_weight[i] = rows.log_weight[begin + i];
    }
    if (rows.drift_mean != nullptr) {
        std::copy_n(rows.drift_mean + begin, chunk, out.drift_mean);
        std::copy_n(rows.drift_variance + begin, chunk, out.drift_variance);
    }
}

template <bool Learnt, bool HasDrift>
struct SumIndex {
    static constexpr int psi = HasDrift ? sum_psi : sum_drift;
    static constexpr int count = psi + (Learnt ? sum_count - sum_psi : 0);
};

/// Writes the chunk back and sums it in runs of single precision, relative to its own maximum.
template <typename Real, bool Learnt, bool HasDrift, int Count>
MAXMIN_ALWAYS_INLINE void commit_chunk(const Rows<Real>& rows, const Chunk<Real>& from, int begin,
                                       Real log_weight_max, const Centre<Real>& centre,
                                       Real (&run_sum)[Count][sum_lanes]) {
    constexpr int psi = SumIndex<Learnt, HasDrift>::psi;
    for (int run = 0; run < chunk; run += sum_lanes) {
        MAXMIN_INDEPENDENT_LANES
        for (int lane = 0; lane < sum_lanes; ++lane) {
            const int at = run + lane;
            const int i = begin + at;
            const Real log_weight = from.log_weight[at];
            const Real w = exp_of_negative(log_weight - log_weight_max);
            const Real h = rows.log_variance[i] - centre.h;
            const Real sigma = from.sigma[at] - centre.sigma;
            rows.log_weight[i] = log_weight;
            run_sum[sum_w][lane] += w;
            run_sum[sum_w_squared][lane] += w * w;
            run_sum[sum_h][lane] += w * h;
            run_sum[sum_h_squared][lane] += w * h * h;
            run_sum[sum_sigma][lane] += w * sigma;
            run_sum[sum_sigma_squared][lane] += w * sigma * sigma;
            if constexpr (HasDrift) {
                const Real mean = from.drift_mean[at];
                const Real variance = from.drift_variance[at];
                const Real drift = mean - centre.drift;
                rows.drift_mean[i] = mean;
                rows.drift_variance[i] = variance;
                run_sum[sum_drift][lane] += w * drift;
                run_sum[sum_drift_squared][lane] += w * (variance + drift * drift);
            }
            if constexpr (Learnt) {
                const Real mu = rows.psi[0][i] - centre.psi[0];
                const Real ln_k = rows.psi[1][i] - centre.psi[1];
                const Real ln_stat = rows.psi[2][i] - centre.psi[2];
                const Real w_mu = w * mu;
                const Real w_ln_k = w * ln_k;
                const Real w_ln_stat = w * ln_stat;
                run_sum[psi][lane] += w_mu;
                run_sum[psi + 1][lane] += w_ln_k;
                run_sum[psi + 2][lane] += w_ln_stat;
                run_sum[psi + 3][lane] += w_mu * mu;
                run_sum[psi + 4][lane] += w_ln_k * mu;
                run_sum[psi + 5][lane] += w_ln_k * ln_k;
                run_sum[psi + 6][lane] += w_ln_stat * mu;
                run_sum[psi + 7][lane] += w_ln_stat * ln_k;
                run_sum[psi + 8][lane] += w_ln_stat * ln_stat;
            }
        }
    }
}

/// Sums of chunks whose common factor e^-max is known only when the last has come.
template <bool Learnt, bool HasDrift>
class RunningSums {
  public:
    static constexpr int count = SumIndex<Learnt, HasDrift>::count;

    template <typename Real>
    MAXMIN_ALWAYS_INLINE void commit(const Rows<Real>& rows, const Chunk<Real>& from, int begin,
                                     Real chunk_max, const Centre<Real>& centre) {
        alignas(64) Real run_sum[count][sum_lanes] = {};
        commit_chunk<Real, Learnt, HasDrift>(rows, from, begin, chunk_max, centre, run_sum);
        const double chunk_max_double = static_cast<double>(chunk_max);
        const double max_before = max_;
        max_ = maximum(max_, chunk_max_double);
        const double held = exp_lane(max_before - max_);
        const double fresh = exp_lane(chunk_max_double - max_);
        for (int sum = 0; sum < count; ++sum) {
            const bool squared = sum == sum_w_squared;
            sums_.add(sum, run_sum[sum], squared ? held * held : held,
                      squared ? fresh * fresh : fresh);
        }
    }

    WeightedSums result() const {
        WeightedSums out{.log_weight_max = max_, .of = {}};
        constexpr int psi = SumIndex<Learnt, HasDrift>::psi;
        for (int sum = 0; sum < count; ++sum) {
            out.of[sum >= psi ? sum - psi + sum_psi : sum] = sums_.total(sum);
        }
        return out;
    }

  private:
    double max_ = no_weight;
    LaneSums<count> sums_;
};

/// The particles of a chunk without weight: their drift moves on as if nothing had been observed.
template <typename Real>
void propagate_drift_unobserved(const Rows<Real>& rows, int begin, const Evidence<Real>& evidence) {
    for (int i = begin; rows.drift_mean != nullptr && i < begin + chunk; ++i) {
        const Drift<Real> moved =
            propagate_drift({rows.drift_mean[i], rows.drift_variance[i]}, evidence);
        rows.drift_mean[i] = moved.mean;
        rows.drift_variance[i] = moved.variance;
    }
}

template <typename Real, bool Learnt, Density density>
MAXMIN_VECTOR_CLONES WeightedSums advance_clones(const Rows<Real>& rows, const Advance<Real>& by,
                                                 double* chunk_maxima) {
    RunningSums<Learnt, density == Density::drift> sums;
    Chunk<Real> moved;
    for (int begin = 0; begin < rows.lanes; begin += chunk) {
        propagate_chunk<Real, Learnt>(rows, by, begin);
        weigh_chunk<Real, density>(rows, by, begin, moved);
        const Real chunk_max = largest(moved.log_weight);
        chunk_maxima[begin / chunk] = static_cast<double>(chunk_max);
        if (chunk_max != static_cast<Real>(no_weight)) {
            sums.commit(rows, moved, begin, chunk_max, by.centre);
        } else {
            propagate_drift_unobserved(rows, begin, by.evidence);
        }
    }
    const WeightedSums result = sums.result();
    for (int begin = 0; begin < rows.lanes; begin += chunk) {
        // Only now is it certain that the others have not all lost their weight too.
        if (chunk_maxima[begin / chunk] == no_weight && result.log_weight_max != no_weight) {
            std::fill_n(rows.log_weight + begin, chunk, -std::numeric_limits<Real>::infinity());
        }
    }
    return result;
}

template <typename Real, bool Learnt>
WeightedSums advance_as(const Rows<Real>& rows, const Advance<Real>& by, double* chunk_maxima) {
    if (rows.drift_mean != nullptr) {
        return advance_clones<Real, Learnt, Density::drift>(rows, by, chunk_maxima);
    }
    return by.noisy ? advance_clones<Real, Learnt, Density::noisy>(rows, by, chunk_maxima)
                    : advance_clones<Real, Learnt, Density::noiseless>(rows, by, chunk_maxima);
}

template <typename Real, bool Learnt, bool HasDrift>
MAXMIN_VECTOR_CLONES WeightedSums survey_clones(const Rows<Real>& rows,
                                                const Centre<Real>& centre) {
    RunningSums<Learnt, HasDrift> sums;
    Chunk<Real> as_is;
    for (int begin = 0; begin < rows.lanes; begin += chunk) {
        survey_chunk(rows, begin, as_is);
        const Real chunk_max = largest(as_is.log_weight);
        if (chunk_max != static_cast<Real>(no_weight)) {
            sums.commit(rows, as_is, begin, chunk_max, centre);
        }
    }
    return sums.result();
}

}  // namespace

template <typename Real>
WeightedSums advance(const Rows<Real>& rows, const Advance<Real>& by,
                     double* chunk_maxima) noexcept {
    return rows.psi[0] != nullptr ? advance_as<Real, true>(rows, by, chunk_maxima)
                                  : advance_as<Real, false>(rows, by, chunk_maxima);
}

template <typename Real>
WeightedSums survey(const Rows<Real>& rows, const Centre<Real>& centre) noexcept {
    const bool learnt = rows.psi[0] != nullptr;
    if (rows.drift_mean != nullptr) {
        return learnt ? survey_clones<Real, true, true>(rows, centre)
                      : survey_clones<Real, false, true>(rows, centre);
    }
    return learnt ? survey_clones<Real, true, false>(rows, centre)
                  : survey_clones<Real, false, false>(rows, centre);
}

template WeightedSums advance(const Rows<float>&, const Advance<float>&, double*) noexcept;
template WeightedSums advance(const Rows<double>&, const Advance<double>&, double*) noexcept;
template WeightedSums survey(const Rows<float>&, const Centre<float>&) noexcept;
template WeightedSums survey(const Rows<double>&, const Centre<double>&) noexcept;

}  // namespace maxmin::kernels::particle_filter::cpu
