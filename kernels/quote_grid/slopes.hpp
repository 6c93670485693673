// The Newton iteration of lanes.hpp for one problem, start to end, as one GPU thread does it. The
// lanes do the same for many problems in step with one another and need masks; here a branch is a
// branch. Columns of neighbouring problems are interleaved, so a warp reads whole lines.
#pragma once

#include "kernels/quote_grid/slope_newton.hpp"

namespace maxmin::kernels::quote_grid {

/// Columns of at least `edges` rows. `base` keeps the slopes for the next warm start.
template <typename Real>
struct SlopeColumns {
    Column<Real> base;
    Column<Real> step;
    Column<Real> alpha;
    Column<Real> beta;  // step = alpha + (step in gain) * beta
};

template <typename Real>
class SlopeIteration : private SlopeNewton<Real> {
  public:
    MAXMIN_HD SlopeIteration(const SlopeProblem<Real>& problem, const SlopeColumns<Real>& columns)
        : SlopeNewton<Real>(problem), columns_(columns) {}

    MAXMIN_HD SlopeResult solve() { return this->iterate(*this); }

    // What follows is for a converged iteration; one entry a node.

    /// First-level offsets, +infinity where a fill would leave the box.
    template <typename Out>
    MAXMIN_HD void write_offsets(Out* bid_offset, Out* ask_offset) const {
        constexpr Out off = std::numeric_limits<Out>::infinity();
        ask_offset[0] = off;
        bid_offset[this->problem_.edges] = off;
        with_shape(this->problem_.shape, [&](auto shape) {
            for (int i = 0; i < this->problem_.edges; ++i) {
                const Real slope = trial(i);
                const Real q = this->inventory(i);
                bid_offset[i] = static_cast<Out>(bid_quote<shape.value>(slope, q).offset);
                ask_offset[i + 1] = static_cast<Out>(ask_quote<shape.value>(slope, q).offset);
            }
        });
    }

    /// The value, 0 at inventory 0.
    MAXMIN_HD void write_value(Real* value) const {
        Real sum = Real(0);
        Real at_zero = Real(0);
        for (int i = 0; i <= this->problem_.edges; ++i) {
            value[i] = sum;
            at_zero = this->inventory(i) == Real(0) ? sum : at_zero;
            sum += i < this->problem_.edges ? trial(i) : Real(0);
        }
        for (int i = 0; i <= this->problem_.edges; ++i) {
            value[i] -= at_zero;
        }
    }

    /// Leaves the solution in `base`, for the next warm start.
    MAXMIN_HD void keep() const {
        for (int i = 0; i < this->problem_.edges; ++i) {
            columns_.base[i] = trial(i);
        }
    }

  private:
    friend class SlopeNewton<Real>;
    using Carry = typename SlopeNewton<Real>::Carry;

    MAXMIN_HD Real trial(int edge) const {
        return columns_.base[edge] + this->fraction_ * columns_.step[edge];
    }
    /// The two quotes that share an edge whose lower node has inventory q.
    template <SideShape shape>
    MAXMIN_HD SideQuote<Real> bid_quote(Real slope, Real q) const {
        const SideTerms<Real>& terms = this->problem_.bid;
        return shaped_side<shape>(terms, bid_cost(slope, q, terms.jump));
    }
    template <SideShape shape>
    MAXMIN_HD SideQuote<Real> ask_quote(Real slope, Real q) const {
        const SideTerms<Real>& terms = this->problem_.ask;
        return shaped_side<shape>(terms, ask_cost(slope, q, terms.jump));
    }

    MAXMIN_HD void start() {
        for (int i = 0; i < this->problem_.edges; ++i) {
            columns_.step[i] = Real(0);
            if (this->problem_.fresh) {
                columns_.base[i] = this->first_slope(this->inventory(i));
            }
        }
    }

    /// Residual at the trial and the Newton step from it, from both ends of the box.
    MAXMIN_HD void sweep() {
        with_shape(this->problem_.shape, [this](auto shape) {
            const Carry up = this->template sweep_up<shape.value>();
            this->meet(up, this->template sweep_down<shape.value>());
        });
    }

    template <SideShape shape>
    MAXMIN_HD Carry sweep_up() {
        Carry up;
        for (int i = 0; i < this->problem_.split; ++i) {
            const Real q = this->inventory(i);
            const SideQuote<Real> bid = bid_quote<shape>(trial(i), q);
            const SideQuote<Real> ask = ask_quote<shape>(trial(i), q);
            const Real f =
                this->imbalance(q, bid.hamiltonian + up.hamiltonian, bid.slope + up.slope);
            const Real inverse = Real(1) / bid.slope;
            up = {ask.hamiltonian, ask.slope, (up.slope * up.alpha - f) * inverse,
                  (up.slope * up.beta + Real(1)) * inverse};
            columns_.alpha[i] = up.alpha;
            columns_.beta[i] = up.beta;
        }
        return up;
    }

    template <SideShape shape>
    MAXMIN_HD Carry sweep_down() {
        Carry down;
        for (int i = this->problem_.edges - 1; i >= this->problem_.split; --i) {
            const Real q = this->inventory(i);
            const SideQuote<Real> bid = bid_quote<shape>(trial(i), q);
            const SideQuote<Real> ask = ask_quote<shape>(trial(i), q);
            const Real f = this->imbalance(
                this->inventory(i + 1), ask.hamiltonian + down.hamiltonian, ask.slope + down.slope);
            const Real inverse = Real(1) / ask.slope;
            down = {bid.hamiltonian, bid.slope, (down.slope * down.alpha + f) * inverse,
                    (down.slope * down.beta - Real(1)) * inverse};
            columns_.alpha[i] = down.alpha;
            columns_.beta[i] = down.beta;
        }
        return down;
    }

    MAXMIN_HD Real move() {
        Real largest = Real(0);
        for (int i = 0; i < this->problem_.edges; ++i) {
            columns_.base[i] = trial(i);
            columns_.step[i] = columns_.alpha[i] + this->found_ * columns_.beta[i];
            largest = maximum(largest, std::abs(columns_.step[i]));
        }
        return largest;
    }

    SlopeColumns<Real> columns_;
};

}  // namespace maxmin::kernels::quote_grid
