// Drives one group of lanes through Newton's method and writes its rows.
#pragma once

#include "kernels/quote_grid/backends.hpp"

namespace maxmin::kernels::quote_grid {

/// Solves the problems first_problem ... + Lane::count that the lanes take; sets info and rows of
/// those that converge. Sets `converged` of each lane; the others are left to the general path.
template <typename Real>
struct LaneRun {
    const Batch<Real>& batch;
    Workspace<Real>& work;
    LaneScratch<Real>& scratch;
    int first_problem;
    const Lane<Real>& wanted;  // 1 for the lanes to solve, all of one shape
    SideShape shape;
};

template <typename Real>
void solve_lanes(const LaneRun<Real>& run, Lane<Real>& converged);

}  // namespace maxmin::kernels::quote_grid
