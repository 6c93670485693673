// Tridiagonal equations by the 32 threads of a warp, Rows of them a lane. Each lane eliminates its
// inner unknowns (Wang 1981), the 32 last ones are left, and those go by cyclic reduction in all
// lanes at once. No pivots: for diagonally dominant equations.
#pragma once

#include "kernels/base/host_device.hpp"

namespace maxmin::kernels::quote_grid {

/// Warp is that of slopes_warp.hpp. All lanes make the same calls. Lane l has the equations
/// l * Rows + r, lower x(i-1) + diagonal x(i) + upper x(i+1) = right; the very first lower and the
/// very last upper are 0.
template <int Rows, typename Warp>
class WarpTridiagonal {
    static_assert(Rows >= 2);

  public:
    MAXMIN_HD explicit WarpTridiagonal(const Warp& warp) : warp_(warp) {}

    MAXMIN_HD void factorise(const double (&lower)[Rows], const double (&diagonal)[Rows],
                             const double (&upper)[Rows]) {
        double pivot = diagonal[0];
        inverse_[0] = 1.0 / pivot;
        left_[0] = lower[0];
        MAXMIN_UNROLL
        for (int r = 1; r < Rows; ++r) {
            down_[r] = -lower[r] * inverse_[r - 1];
            pivot = diagonal[r] + down_[r] * upper[r - 1];
            left_[r] = down_[r] * left_[r - 1];
            inverse_[r] = 1.0 / pivot;
        }
        right_[Rows - 2] = upper[Rows - 2];
        MAXMIN_UNROLL
        for (int r = Rows - 3; r >= 0; --r) {
            up_[r] = -upper[r] * inverse_[r + 1];
            left_[r] += up_[r] * left_[r + 1];
            right_[r] = up_[r] * right_[r + 1];
        }
        const Link next = warp_.from(Link{left_[0], inverse_[0], right_[0]}, neighbour(1));
        across_ = -upper[Rows - 1] * next.inverse;
        reduce({left_[Rows - 1], pivot + across_ * next.before, across_ * next.after});
    }

    /// From the right-hand sides to the unknowns.
    MAXMIN_HD void solve(double (&x)[Rows]) const {
        MAXMIN_UNROLL
        for (int r = 1; r < Rows; ++r) {
            x[r] += down_[r] * x[r - 1];
        }
        MAXMIN_UNROLL
        for (int r = Rows - 3; r >= 0; --r) {
            x[r] += up_[r] * x[r + 1];
        }
        double last = x[Rows - 1] + across_ * warp_.from(x[0], neighbour(1));
        MAXMIN_UNROLL
        for (int k = 0; k < rounds; ++k) {
            const double before = warp_.from(last, neighbour(-(1 << k)));
            const double after = warp_.from(last, neighbour(1 << k));
            last += before_[k] * before + after_[k] * after;
        }
        last *= inverse_last_;
        const double left = warp_.from(last, neighbour(-1));
        MAXMIN_UNROLL
        for (int r = 0; r < Rows - 1; ++r) {
            x[r] = (x[r] - left_[r] * left - right_[r] * last) * inverse_[r];
        }
        x[Rows - 1] = last;
    }

  private:
    static constexpr int lanes = 32;
    static constexpr int rounds = 5;

    /// An equation's factors of the unknowns before and after its own.
    struct Link {
        double before, inverse, after;
    };
    struct Equation {
        double before, own, after;
    };

    /// The lane that far away; this one where there is none, which then has nothing coupled to it.
    MAXMIN_HD int neighbour(int distance) const {
        const int lane = warp_.lane() + distance;
        return lane < 0 || lane >= lanes ? warp_.lane() : lane;
    }

    MAXMIN_HD void reduce(Equation last) {
        MAXMIN_UNROLL
        for (int k = 0; k < rounds; ++k) {
            const Link own{last.before, 1.0 / last.own, last.after};
            const Link before = warp_.from(own, neighbour(-(1 << k)));
            const Link after = warp_.from(own, neighbour(1 << k));
            before_[k] = -last.before * before.inverse;
            after_[k] = -last.after * after.inverse;
            last.own += before_[k] * before.after + after_[k] * after.before;
            last.before = before_[k] * before.before;
            last.after = after_[k] * after.after;
        }
        inverse_last_ = 1.0 / last.own;
    }

    const Warp& warp_;
    double down_[Rows], up_[Rows];     // elimination within the lane
    double left_[Rows], right_[Rows];  // what couples a row to the last one before and of this lane
    double inverse_[Rows];
    double across_;  // to the first row of the next lane
    double before_[rounds], after_[rounds], inverse_last_;
};

}  // namespace maxmin::kernels::quote_grid
