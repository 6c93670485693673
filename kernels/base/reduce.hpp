// Sums in one fixed order. Item i goes to lane i mod 16; a lane adds a short run of items in its
// own precision and then in double; the lanes meet in a tree. The order depends on the count of
// items alone, never on threads or vector width, and short runs keep single-precision rounding
// small.
#pragma once

#include "kernels/base/host_device.hpp"

namespace maxmin::kernels {

inline constexpr int sum_lanes = 16;
/// Items that one lane may add in its own precision before they are added in double.
inline constexpr int sum_run = 16;

/// of[0] becomes the fold of all 2 Half values, in a tree. The widths are constants, one by one: a
/// loop over them is kept as a loop, and each width is then judged anew.
template <int Half, typename Real, typename Fold>
MAXMIN_HD MAXMIN_ALWAYS_INLINE void fold_tree(Real* of, Fold fold) {
    for (int lane = 0; lane < Half; ++lane) {
        of[lane] = fold(of[lane], of[lane + Half]);
    }
    if constexpr (Half > 1) {
        fold_tree<Half / 2>(of, fold);
    }
}

/// `Count` sums side by side, each in double lanes.
template <int Count>
struct LaneSums {
    double lanes[Count][sum_lanes] = {};

    /// What sum `sum` holds times `held_scale`, plus its run times `run_scale`: for weights whose
    /// common factor is known only as they come.
    template <typename Real>
    MAXMIN_HD MAXMIN_ALWAYS_INLINE void add(int sum, const Real (&run)[sum_lanes],
                                            double held_scale, double run_scale) {
        for (int lane = 0; lane < sum_lanes; ++lane) {
            lanes[sum][lane] =
                lanes[sum][lane] * held_scale + static_cast<double>(run[lane]) * run_scale;
        }
    }

    MAXMIN_HD double total(int sum) const {
        double tree[sum_lanes];
        for (int lane = 0; lane < sum_lanes; ++lane) {
            tree[lane] = lanes[sum][lane];
        }
        fold_tree<sum_lanes / 2>(tree, [](double a, double b) { return a + b; });
        return tree[0];
    }
};

}  // namespace maxmin::kernels
