// The fast path: stationary single/ladder problems with one-node fills, one problem a vector lane.
// Unknowns are the slopes D(i) = w(i+1) - w(i), not w: the Newton system is then a first-order
// recursion that starts at both ends of the inventory box, where it is stable, and meets at the
// peak of the running reward. No cancellation of large values, so float lanes are good to 1e-4 bps.
#pragma once

#include <span>
#include <vector>

#include "kernels/quote_grid/setup.hpp"

namespace maxmin::kernels::quote_grid {

template <typename Real>
struct alignas(64) Lane {
    static constexpr int count = 64 / static_cast<int>(sizeof(Real));
    Real v[count];

    Real& operator[](int lane) { return v[lane]; }
    const Real& operator[](int lane) const { return v[lane]; }
};

template <typename Real>
struct LaneSide {
    Lane<Real> rate, decay_hi, decay_lo, cost, margin_hi, margin_lo, floor, aversion, jump,
        log_scale;

    void set(int lane, const SideTerms<Real>& terms);

    MAXMIN_ALWAYS_INLINE SideTerms<Real> terms(int lane) const {
        SideTerms<Real> out;
        out.rate = rate[lane];
        out.decay_hi = decay_hi[lane];
        out.decay_lo = decay_lo[lane];
        out.cost = cost[lane];
        out.margin_hi = margin_hi[lane];
        out.margin_lo = margin_lo[lane];
        out.floor = floor[lane];
        out.aversion = aversion[lane];
        out.lots = Real(1);
        out.jump = jump[lane];
        out.log_scale = log_scale[lane];
        return out;
    }
};

/// One group of problems side by side, and where their Newton iteration stands. Lanes never mix:
/// a lane's bits depend on its own problem alone.
template <typename Real>
struct LaneGroup {
    using Row = Lane<Real>;

    SideShape shape = SideShape::plain;
    LaneSide<Real> bid, ask;
    Row stiffness;  // of either side: |H''| is at most stiffness * slope
    Row drift, halfwidth, curvature, q_min;
    Row edges;  // nodes - 1, as Real so that masks are as wide as the data; 0 = empty lane
    Row split;  // the node where the two recursions meet
    Row peak, reward_peak, half_over_scale, two_over_decay, tilt;  // Newton start

    Row gain, gain_step, fraction;   // the trial is base + fraction * step
    Row residual, slope_max, found;  // of the trial; `found` is its Newton step in gain
    Row step_max;                    // of the last update
    Row take, fresh;                 // what the update does: see update_lanes

    int edges_max = 0;
    int split_min = 0;
    int split_max = 0;

    Row* base = nullptr;  // [edges] slopes accepted so far; kept for the next warm start
    Row* step = nullptr;  // [edges] the last Newton step
    Row* alpha = nullptr;
    Row* beta = nullptr;  // [edges] step = alpha + (step in gain) * beta
};

/// Working rows of one thread, reused by every group that it solves.
template <typename Real>
struct LaneScratch {
    explicit LaneScratch(int nodes_max)
        : rows(3 * static_cast<std::size_t>(nodes_max)), nodes(nodes_max) {}
    std::vector<Lane<Real>> rows;
    int nodes;
};

/// Residual at the trial and the Newton step from it. Defined in lanes_sweep.cpp.
void sweep_lanes(LaneGroup<double>& group);
void sweep_lanes(LaneGroup<float>& group);

/// base += take * step; where `fresh`, step = alpha + found * beta.
void update_lanes(LaneGroup<double>& group);
void update_lanes(LaneGroup<float>& group);

/// Cold start of the lanes whose `fresh` is not zero.
void start_lanes(LaneGroup<double>& group);
void start_lanes(LaneGroup<float>& group);

/// base = final slopes, alpha = value, beta = bid offset, step = ask offset, all by node (bid and
/// ask rows hold the lanes' own +infinity at their edge).
void finish_lanes(LaneGroup<double>& group);
void finish_lanes(LaneGroup<float>& group);

}  // namespace maxmin::kernels::quote_grid
