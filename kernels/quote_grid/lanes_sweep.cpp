// The loops over lanes. Each exported function is compiled for several vector widths; everything it
// calls is inlined into it. Inner loops have a fixed trip count and no branch.
#include <bit>
#include <cmath>

#include "kernels/quote_grid/lanes.hpp"

namespace maxmin::kernels::quote_grid {

namespace {

template <typename Real, SideShape shape>
MAXMIN_ALWAYS_INLINE SideQuote<Real> lane_side(const LaneSide<Real>& side, int lane, Real p) {
    if constexpr (shape == SideShape::plain) {
        return plain_side(side.terms(lane), p);
    } else {
        return bounded_side<Real, shape == SideShape::bounded>(side.terms(lane), p);
    }
}

// Before a loop over lanes: lanes do not depend on one another, and the loop must reach the
// vectoriser whole (a short one would be unrolled first).
#if defined(__GNUC__) && !defined(__clang__)
#define MAXMIN_LANE_LOOP _Pragma("GCC ivdep") _Pragma("GCC unroll 1")
#else
#define MAXMIN_LANE_LOOP
#endif

/// All ones or all zeros, as wide as a Real. Several ternaries on one condition become a jump
/// before the compiler comes to vectorise; masks stay arithmetic.
template <typename Real>
using Mask = typename RealTraits<Real>::Bits;

template <typename Real>
MAXMIN_ALWAYS_INLINE Mask<Real> mask_below(Real a, Real b) {
    return -static_cast<Mask<Real>>(a < b);
}

template <typename Real>
MAXMIN_ALWAYS_INLINE Real select(Mask<Real> mask, Real yes, Real no) {
    const Mask<Real> bits =
        (std::bit_cast<Mask<Real>>(yes) & mask) | (std::bit_cast<Mask<Real>>(no) & ~mask);
    return std::bit_cast<Real>(bits);
}

/// What the recursion carries from edge to edge, for all lanes.
template <typename Real>
struct Carry {
    Lane<Real> hamiltonian{}, slope{}, alpha{}, beta{};
};

/// The two quotes that share edge i: the bid of node i and the ask of node i + 1.
template <typename Real, SideShape shape>
MAXMIN_ALWAYS_INLINE void edge_quotes(const LaneGroup<Real>& group, int l, Real slope, Real q,
                                      SideQuote<Real>& bid, SideQuote<Real>& ask) {
    bid = lane_side<Real, shape>(group.bid, l, bid_cost(slope, q, group.bid.jump[l]));
    ask = lane_side<Real, shape>(group.ask, l, ask_cost(slope, q, group.ask.jump[l]));
}

/// Of the two sides of one node.
template <typename Real>
struct SideSum {
    Real hamiltonian;
    Real slope;
};

/// What a sweep learns of each lane's trial.
template <typename Real>
struct Learned {
    Lane<Real> residual{}, slope_max{};
};

template <typename Real>
MAXMIN_ALWAYS_INLINE Real imbalance(const LaneGroup<Real>& group, Learned<Real>& learned, int l,
                                    Real q, SideSum<Real> sides, Mask<Real> active) {
    // Rounding of R and H at the edges is not an imbalance that another sweep could mend.
    constexpr Real noise = Real(16) * std::numeric_limits<Real>::epsilon();
    const Real reward = running_reward(group.drift[l], group.halfwidth[l], group.curvature[l], q);
    const Real gain = group.gain[l] + group.fraction[l] * group.gain_step[l];
    const Real f = reward - gain + sides.hamiltonian;
    const Real size = std::fabs(f) - noise * std::fabs(reward);
    learned.residual[l] = maximum(learned.residual[l], select(active, size, Real(0)));
    learned.slope_max[l] = maximum(learned.slope_max[l], select(active, sides.slope, Real(0)));
    return f;
}

template <typename Real, SideShape shape>
MAXMIN_ALWAYS_INLINE void sweep_up(const LaneGroup<Real>& group, Learned<Real>& learned,
                                   Carry<Real>& carry) {
    using Row = Lane<Real>;
    for (int i = 0; i < group.split_max; ++i) {
        const Real* __restrict base = group.base[i].v;
        const Real* __restrict step = group.step[i].v;
        Real* __restrict alpha_out = group.alpha[i].v;
        Real* __restrict beta_out = group.beta[i].v;
        const Real node = static_cast<Real>(i);
        MAXMIN_LANE_LOOP
        for (int l = 0; l < Row::count; ++l) {
            const Real slope = base[l] + group.fraction[l] * step[l];
            const Real q = group.q_min[l] + node;
            SideQuote<Real> bid;
            SideQuote<Real> ask;
            edge_quotes<Real, shape>(group, l, slope, q, bid, ask);
            const Mask<Real> active = mask_below(node, group.split[l]);
            const SideSum<Real> sides{bid.hamiltonian + carry.hamiltonian[l],
                                      bid.slope + carry.slope[l]};
            const Real f = imbalance(group, learned, l, q, sides, active);
            const Real inverse = Real(1) / bid.slope;
            const Real alpha = (carry.slope[l] * carry.alpha[l] - f) * inverse;
            const Real beta = (carry.slope[l] * carry.beta[l] + Real(1)) * inverse;
            alpha_out[l] = alpha;
            beta_out[l] = beta;
            carry.hamiltonian[l] = select(active, ask.hamiltonian, carry.hamiltonian[l]);
            carry.slope[l] = select(active, ask.slope, carry.slope[l]);
            carry.alpha[l] = select(active, alpha, carry.alpha[l]);
            carry.beta[l] = select(active, beta, carry.beta[l]);
        }
    }
}

template <typename Real, SideShape shape>
MAXMIN_ALWAYS_INLINE void sweep_down(const LaneGroup<Real>& group, Learned<Real>& learned,
                                     Carry<Real>& carry) {
    using Row = Lane<Real>;
    for (int i = group.edges_max - 1; i >= group.split_min; --i) {
        const Real* __restrict base = group.base[i].v;
        const Real* __restrict step = group.step[i].v;
        Real* __restrict alpha_out = group.alpha[i].v;
        Real* __restrict beta_out = group.beta[i].v;
        const Real node = static_cast<Real>(i);
        MAXMIN_LANE_LOOP
        for (int l = 0; l < Row::count; ++l) {
            const Real slope = base[l] + group.fraction[l] * step[l];
            const Real q = group.q_min[l] + node;
            SideQuote<Real> bid;
            SideQuote<Real> ask;
            edge_quotes<Real, shape>(group, l, slope, q, bid, ask);
            const Mask<Real> active =
                mask_below(node, group.edges[l]) & ~mask_below(node, group.split[l]);
            const SideSum<Real> sides{ask.hamiltonian + carry.hamiltonian[l],
                                      ask.slope + carry.slope[l]};
            const Real f = imbalance(group, learned, l, q + Real(1), sides, active);
            const Real inverse = Real(1) / ask.slope;
            const Real alpha = (carry.slope[l] * carry.alpha[l] + f) * inverse;
            const Real beta = (carry.slope[l] * carry.beta[l] - Real(1)) * inverse;
            alpha_out[l] = select(active, alpha, alpha_out[l]);
            beta_out[l] = select(active, beta, beta_out[l]);
            carry.hamiltonian[l] = select(active, bid.hamiltonian, carry.hamiltonian[l]);
            carry.slope[l] = select(active, bid.slope, carry.slope[l]);
            carry.alpha[l] = select(active, alpha, carry.alpha[l]);
            carry.beta[l] = select(active, beta, carry.beta[l]);
        }
    }
}

template <typename Real, SideShape shape>
MAXMIN_ALWAYS_INLINE void sweep(LaneGroup<Real>& out) {
    using Row = Lane<Real>;
    // A copy whose address stays here: the rows that the loops write cannot alias it.
    const LaneGroup<Real> group = out;
    Learned<Real> learned;
    Carry<Real> up;
    Carry<Real> down;
    sweep_up<Real, shape>(group, learned, up);
    sweep_down<Real, shape>(group, learned, down);
    MAXMIN_LANE_LOOP
    for (int l = 0; l < Row::count; ++l) {
        const SideSum<Real> sides{up.hamiltonian[l] + down.hamiltonian[l],
                                  up.slope[l] + down.slope[l]};
        const Real f =
            imbalance(group, learned, l, group.q_min[l] + group.split[l], sides, Mask<Real>(-1));
        out.found[l] = (f + down.slope[l] * down.alpha[l] - up.slope[l] * up.alpha[l]) /
                       (Real(1) - down.slope[l] * down.beta[l] + up.slope[l] * up.beta[l]);
    }
    out.residual = learned.residual;
    out.slope_max = learned.slope_max;
}

template <typename Real>
MAXMIN_ALWAYS_INLINE void update(LaneGroup<Real>& out) {
    using Row = Lane<Real>;
    const LaneGroup<Real> group = out;
    Row largest{};
    for (int i = 0; i < group.edges_max; ++i) {
        Real* __restrict base = group.base[i].v;
        Real* __restrict step = group.step[i].v;
        const Real* __restrict alpha = group.alpha[i].v;
        const Real* __restrict beta = group.beta[i].v;
        const Real node = static_cast<Real>(i);
        MAXMIN_LANE_LOOP
        for (int l = 0; l < Row::count; ++l) {
            const Real old = step[l];
            const Real fresh = select(mask_below(Real(0), group.fresh[l]),
                                      alpha[l] + group.found[l] * beta[l], old);
            base[l] =
                select(mask_below(Real(0), group.take[l]), base[l] + group.take[l] * old, base[l]);
            step[l] = fresh;
            largest[l] = maximum(
                largest[l], select(mask_below(node, group.edges[l]), std::fabs(fresh), Real(0)));
        }
    }
    MAXMIN_LANE_LOOP
    for (int l = 0; l < Row::count; ++l) {
        out.step_max[l] = largest[l];
    }
}

template <typename Real>
MAXMIN_ALWAYS_INLINE void start(const LaneGroup<Real>& out) {
    using Row = Lane<Real>;
    const LaneGroup<Real> group = out;
    for (int i = 0; i < group.edges_max; ++i) {
        Real* __restrict base = group.base[i].v;
        const Real node = static_cast<Real>(i) + Real(0.5);
        MAXMIN_LANE_LOOP
        for (int l = 0; l < Row::count; ++l) {
            const Real q = group.q_min[l] + node;
            const Real loss =
                group.reward_peak[l] -
                running_reward(group.drift[l], group.halfwidth[l], group.curvature[l], q);
            const Real size = start_slope(loss, group.half_over_scale[l], group.two_over_decay[l]);
            const Real slope = group.tilt[l] + select(mask_below(group.peak[l], q), -size, size);
            base[l] = select(mask_below(Real(0), group.fresh[l]), slope, base[l]);
        }
    }
}

template <typename Real, SideShape shape>
MAXMIN_ALWAYS_INLINE void finish(const LaneGroup<Real>& out) {
    using Row = Lane<Real>;
    const LaneGroup<Real> group = out;
    constexpr Real off = std::numeric_limits<Real>::infinity();
    Row value{};
    Row value_zero{};
    Row ask_next{};
    MAXMIN_LANE_LOOP
    for (int l = 0; l < Row::count; ++l) {
        ask_next[l] = off;
    }
    for (int i = 0; i <= group.edges_max; ++i) {
        const Real node = static_cast<Real>(i);
        // At i = edges_max the last edge is read again; no lane keeps what it gives.
        Real* __restrict base = group.base[i < group.edges_max ? i : i - 1].v;
        Real* __restrict value_out = group.alpha[i].v;
        Real* __restrict bid_out = group.beta[i].v;
        Real* __restrict step_then_ask = group.step[i].v;
        const Real keep = i < group.edges_max ? Real(1) : Real(0);
        MAXMIN_LANE_LOOP
        for (int l = 0; l < Row::count; ++l) {
            const Real q = group.q_min[l] + node;
            const Real slope = base[l] + group.fraction[l] * step_then_ask[l];
            SideQuote<Real> bid;
            SideQuote<Real> ask;
            edge_quotes<Real, shape>(group, l, slope, q, bid, ask);
            value_out[l] = value[l];
            const Mask<Real> is_zero = ~(mask_below(q, Real(0)) | mask_below(Real(0), q));
            value_zero[l] = select(is_zero, value[l], value_zero[l]);
            value[l] += slope;
            bid_out[l] = select(mask_below(node, group.edges[l]), bid.offset, off);
            step_then_ask[l] = ask_next[l];
            ask_next[l] = ask.offset;
            base[l] = select(mask_below(Real(0), group.take[l] * keep), slope, base[l]);
        }
    }
    for (int i = 0; i <= group.edges_max; ++i) {
        Real* __restrict value_out = group.alpha[i].v;
        MAXMIN_LANE_LOOP
        for (int l = 0; l < Row::count; ++l) {
            value_out[l] -= value_zero[l];
        }
    }
}

template <typename Real, SideShape shape>
MAXMIN_VECTOR_CLONES void sweep_clones(LaneGroup<Real>& group) {
    sweep<Real, shape>(group);
}

template <typename Real, SideShape shape>
MAXMIN_VECTOR_CLONES void finish_clones(LaneGroup<Real>& group) {
    finish<Real, shape>(group);
}

template <typename Real>
void sweep_as_shaped(LaneGroup<Real>& group) {
    switch (group.shape) {
        case SideShape::plain:
            return sweep_clones<Real, SideShape::plain>(group);
        case SideShape::bounded_neutral:
            return sweep_clones<Real, SideShape::bounded_neutral>(group);
        case SideShape::bounded:
            return sweep_clones<Real, SideShape::bounded>(group);
    }
}

/// Offsets feel aversion through the margin alone, which is a constant of the side.
template <typename Real>
void finish_as_shaped(LaneGroup<Real>& group) {
    group.shape == SideShape::plain ? finish_clones<Real, SideShape::plain>(group)
                                    : finish_clones<Real, SideShape::bounded_neutral>(group);
}

}  // namespace

void sweep_lanes(LaneGroup<double>& group) {
    sweep_as_shaped(group);
}
void sweep_lanes(LaneGroup<float>& group) {
    sweep_as_shaped(group);
}
MAXMIN_VECTOR_CLONES void update_lanes(LaneGroup<double>& group) {
    update(group);
}
MAXMIN_VECTOR_CLONES void update_lanes(LaneGroup<float>& group) {
    update(group);
}
MAXMIN_VECTOR_CLONES void start_lanes(LaneGroup<double>& group) {
    start(group);
}
MAXMIN_VECTOR_CLONES void start_lanes(LaneGroup<float>& group) {
    start(group);
}
void finish_lanes(LaneGroup<double>& group) {
    finish_as_shaped(group);
}
void finish_lanes(LaneGroup<float>& group) {
    finish_as_shaped(group);
}

}  // namespace maxmin::kernels::quote_grid
