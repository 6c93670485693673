// The Newton iteration of slopes.hpp for one problem by the 32 threads of a warp. Each lane holds
// up to Rows edges in registers and evaluates their quotes, where nearly all the work is, side by
// side. Both recursions are first order, so they are scans of affine maps: the lanes from 0 on hold
// the edges below the meeting node and scan upwards, those from 31 down hold the edges above it.
#pragma once

#include "kernels/quote_grid/slope_newton.hpp"

namespace maxmin::kernels::quote_grid {

inline constexpr int warp_lanes = 32;

/// Two lanes may be filled in part, where the recursions end.
constexpr int warp_edges_max(int rows) {
    return (warp_lanes - 2) * rows;
}

/// Warp offers lane() and from(value, lane), the value that another lane passed to the same call.
/// All lanes make the same calls; each has its own object and the same problem.
template <typename Real, int Rows, typename Warp>
class WarpSlopes : private SlopeNewton<Real> {
  public:
    /// `problem` has at most warp_edges_max(Rows) edges. `base` [edges]: slopes of the last
    /// solution where the problem is not fresh.
    MAXMIN_HD WarpSlopes(const SlopeProblem<Real>& problem, const Warp& warp, Column<Real> base)
        : SlopeNewton<Real>(problem), warp_(warp), base_column_(base) {
        const int below = (problem.split + Rows - 1) / Rows;
        const int above = (problem.edges - problem.split + Rows - 1) / Rows;
        const int lane = warp.lane();
        up_ = lane < below;
        lanes_ = up_ ? below : above;
        rank_ = up_ ? lane : warp_lanes - 1 - lane;
        last_up_ = below - 1;
        last_down_ = warp_lanes - above;
        const int side_edges = up_ ? problem.split : problem.edges - problem.split;
        const int left = side_edges - rank_ * Rows;
        rows_ = left < 0 ? 0 : (left > Rows ? Rows : left);
        first_edge_ = up_ ? rank_ * Rows : problem.edges - 1 - rank_ * Rows;
        sign_ = up_ ? Real(1) : Real(-1);
        near_ = up_ ? problem.bid : problem.ask;
        far_ = up_ ? problem.ask : problem.bid;
    }

    MAXMIN_HD SlopeResult solve() { return this->iterate(*this); }

    // What follows is for a converged iteration; one entry a node.

    /// First-level offsets, +infinity where a fill would leave the box.
    template <typename Out>
    MAXMIN_HD void write_offsets(Out* bid_offset, Out* ask_offset) const {
        if (warp_.lane() == 0) {
            constexpr Out off = std::numeric_limits<Out>::infinity();
            ask_offset[0] = off;
            bid_offset[this->problem_.edges] = off;
        }
        with_shape(this->problem_.shape, [&](auto shape) {
            MAXMIN_UNROLL
            for (int r = 0; r < Rows; ++r) {
                const Quotes both = quotes<shape.value>(r);
                if (r < rows_) {
                    const int i = edge(r);
                    bid_offset[i] = static_cast<Out>(up_ ? both.near.offset : both.far.offset);
                    ask_offset[i + 1] = static_cast<Out>(up_ ? both.far.offset : both.near.offset);
                }
            }
        });
    }

    /// The value, 0 at inventory 0.
    MAXMIN_HD void write_value(Real* value) const {
        Real outward[Rows];  // from the meeting node to the outer node of each edge
        Real own = Real(0);
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            own -= r < rows_ ? sign_ * trial(r) : Real(0);
        }
        const Real next = warp_.from(sum_from_the_middle(own), after(1));
        Real sum = rank_ + 1 < lanes_ ? next : Real(0);
        MAXMIN_UNROLL
        for (int r = Rows - 1; r >= 0; --r) {
            sum -= r < rows_ ? sign_ * trial(r) : Real(0);
            outward[r] = sum;
        }
        const Real at_zero = value_at_zero(outward);
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            if (r < rows_) {
                value[up_ ? edge(r) : edge(r) + 1] = outward[r] - at_zero;
            }
        }
        if (warp_.lane() == 0) {
            value[this->problem_.split] = -at_zero;
        }
    }

    /// Leaves the solution in the column, for the next warm start.
    MAXMIN_HD void keep() const {
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            if (r < rows_) {
                base_column_[edge(r)] = trial(r);
            }
        }
    }

  private:
    friend class SlopeNewton<Real>;
    using Carry = typename SlopeNewton<Real>::Carry;

    /// `near` is of the node whose balance gives this edge's step, `far` of the next node.
    struct Quotes {
        SideQuote<Real> near;
        SideQuote<Real> far;
    };
    /// (step of an edge) = map applied to (step of the edge before).
    struct Map {
        Real slope, alpha, beta;
    };
    struct Shared {
        Real hamiltonian, slope;
    };

    MAXMIN_HD int edge(int row) const { return up_ ? first_edge_ + row : first_edge_ - row; }
    MAXMIN_HD Real trial(int row) const { return base_[row] + this->fraction_ * step_[row]; }
    /// The lane `distance` nearer to the end of the box; its own where there is none.
    MAXMIN_HD int before(int distance) const {
        const int away = rank_ >= distance ? distance : 0;
        return up_ ? warp_.lane() - away : warp_.lane() + away;
    }
    /// Likewise nearer to the meeting node.
    MAXMIN_HD int after(int distance) const {
        const int away = rank_ + distance < lanes_ ? distance : 0;
        return up_ ? warp_.lane() + away : warp_.lane() - away;
    }

    MAXMIN_HD Real largest_of_all(Real value) const {
        for (int distance = warp_lanes / 2; distance > 0; distance /= 2) {
            value = maximum(value, warp_.from(value, warp_.lane() ^ distance));
        }
        return value;
    }

    template <SideShape shape>
    MAXMIN_HD Quotes quotes(int row) const {
        const Real slope = trial(row);
        const Real q = this->inventory(edge(row));
        const Real near_cost =
            up_ ? bid_cost(slope, q, near_.jump) : ask_cost(slope, q, near_.jump);
        const Real far_cost = up_ ? ask_cost(slope, q, far_.jump) : bid_cost(slope, q, far_.jump);
        return {shaped_side<shape>(near_, near_cost), shaped_side<shape>(far_, far_cost)};
    }

    MAXMIN_HD void start() {
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            step_[r] = Real(0);
            base_[r] = Real(0);
            if (r < rows_) {
                base_[r] = this->problem_.fresh ? this->first_slope(this->inventory(edge(r)))
                                                : base_column_[edge(r)];
            }
        }
    }

    MAXMIN_HD void sweep() {
        Quotes both[Rows];
        with_shape(this->problem_.shape, [&](auto shape) {
            MAXMIN_UNROLL
            for (int r = 0; r < Rows; ++r) {
                both[r] = this->template quotes<shape.value>(r);
            }
        });
        const Shared mine{both[Rows - 1].far.hamiltonian, both[Rows - 1].far.slope};
        Shared shared = warp_.from(mine, before(1));  // a lane with a next one is full
        if (rank_ == 0) {
            shared = {};
        }
        Map maps[Rows];
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            maps[r] = {Real(1), Real(0), Real(0)};
            if (r < rows_) {
                const SideQuote<Real>& near = both[r].near;
                const Real f = this->imbalance(this->inventory(up_ ? edge(r) : edge(r) + 1),
                                               near.hamiltonian + shared.hamiltonian,
                                               near.slope + shared.slope);
                const Real inverse = Real(1) / near.slope;
                maps[r] = {shared.slope * inverse, -sign_ * f * inverse, sign_ * inverse};
                shared = {both[r].far.hamiltonian, both[r].far.slope};
            }
        }
        solve_recursion(maps);
        const Carry own{shared.hamiltonian, shared.slope, alpha_[Rows - 1], beta_[Rows - 1]};
        Carry up = warp_.from(own, last_up_ < 0 ? 0 : last_up_);
        Carry down = warp_.from(own, last_down_ >= warp_lanes ? 0 : last_down_);
        if (last_up_ < 0) {
            up = {};
        }
        if (last_down_ >= warp_lanes) {
            down = {};
        }
        this->meet(up, down);
        this->residual_ = largest_of_all(this->residual_);
        this->slope_max_ = largest_of_all(this->slope_max_);
    }

    MAXMIN_HD static Map then(const Map& first, const Map& second) {
        return {second.slope * first.slope, second.slope * first.alpha + second.alpha,
                second.slope * first.beta + second.beta};
    }

    /// alpha and beta of every row; rows beyond the lane's own repeat its last.
    MAXMIN_HD void solve_recursion(const Map (&maps)[Rows]) {
        Map all = maps[0];
        MAXMIN_UNROLL
        for (int r = 1; r < Rows; ++r) {
            all = then(all, maps[r]);
        }
        for (int distance = 1; distance < warp_lanes; distance *= 2) {
            const Map earlier = warp_.from(all, before(distance));
            if (rank_ >= distance) {
                all = then(earlier, all);
            }
        }
        Map state = warp_.from(all, before(1));
        if (rank_ == 0) {
            state = {};
        }
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            state = then(state, maps[r]);
            alpha_[r] = state.alpha;
            beta_[r] = state.beta;
        }
    }

    MAXMIN_HD Real move() {
        Real largest = Real(0);
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            if (r < rows_) {
                base_[r] = trial(r);
                step_[r] = alpha_[r] + this->found_ * beta_[r];
                largest = maximum(largest, std::abs(step_[r]));
            }
        }
        return largest_of_all(largest);
    }

    /// Of this lane's `own` and those nearer to the meeting node.
    MAXMIN_HD Real sum_from_the_middle(Real own) const {
        for (int distance = 1; distance < warp_lanes; distance *= 2) {
            const Real inner = warp_.from(own, after(distance));
            own += rank_ + distance < lanes_ ? inner : Real(0);
        }
        return own;
    }

    MAXMIN_HD Real value_at_zero(const Real (&outward)[Rows]) const {
        const int node = static_cast<int>(-this->problem_.q_min);
        const int meeting = this->problem_.split;
        const bool below = node < meeting;
        const int place = below ? node : this->problem_.edges - node;  // among its side's edges
        Real value = Real(0);
        MAXMIN_UNROLL
        for (int r = 0; r < Rows; ++r) {
            value = r == place % Rows ? outward[r] : value;
        }
        const int rank = place / Rows;
        const Real found =
            warp_.from(value, node == meeting ? 0 : (below ? rank : warp_lanes - 1 - rank));
        return node == meeting ? Real(0) : found;
    }

    const Warp& warp_;
    Column<Real> base_column_;
    SideTerms<Real> near_, far_;
    Real sign_;
    int rank_;   // of the lane among those of its side, from the end of the box
    int lanes_;  // of its side
    int rows_;   // that are its own
    int first_edge_;
    int last_up_, last_down_;  // the lanes at the meeting node
    bool up_;
    Real base_[Rows], step_[Rows], alpha_[Rows], beta_[Rows];
};

}  // namespace maxmin::kernels::quote_grid
