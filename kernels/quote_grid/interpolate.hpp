// A quote between two nodes: linear, off where the nearer node it needs is off.
#pragma once

#include "kernels/base/host_device.hpp"
#include "kernels/base/math.hpp"

namespace maxmin::kernels::quote_grid {

/// Offset at a fractional node `position` of a row of `nodes` offsets; beyond it the ends hold.
/// Infinity (off) on a node that carries weight gives infinity, NaN offsets give NaN.
template <typename Real>
MAXMIN_HD inline double offset_between(const Real* row, int nodes, double position) {
    const double x = position > 0.0 ? minimum(position, static_cast<double>(nodes - 1)) : 0.0;
    const int low = static_cast<int>(x);
    const double part = x - low;
    // At a node its neighbour must not count: zero times "off" is not a number.
    return part == 0.0 ? static_cast<double>(row[low])
                       : (1.0 - part) * static_cast<double>(row[low]) +
                             part * static_cast<double>(row[low + 1]);
}

}  // namespace maxmin::kernels::quote_grid
