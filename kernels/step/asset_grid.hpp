// What one GPU thread does for one asset between its filter and its grid: box, problem, set-up. The
// CPU's tests run it too.
#pragma once

#include "kernels/quote_grid/slope_problem.hpp"
#include "kernels/quote_grid/usable.hpp"
#include "kernels/step/model.hpp"

namespace maxmin::kernels::step {

/// The box of an asset from step to step. An asset that was never seen gets its prior's.
struct HeldBox {
    uncertainty::Box box;
    bool made = false;
};

/// All [assets]; plain pointers, host or device.
struct AssetViews {
    const Asset* assets;
    const Input* inputs;
    const particle_filter::Posterior* posteriors;
    HeldBox* boxes;
    quote_grid::SlopeResult* results;            // of the last step; void afterwards
    quote_grid::SlopeProblem<double>* problems;  // no edges: left to the CPU
    int nodes_max;
};

/// The grid of a problem that was solved in the last step starts from there: its box of
/// inventories is the asset's own and never changes.
MAXMIN_HD inline void prepare_grid(const AssetViews& views, int index) {
    using namespace quote_grid;
    const Asset& asset = views.assets[index];
    const particle_filter::Posterior& posterior = views.posteriors[index];
    HeldBox& held = views.boxes[index];
    if (!held.made || moves_box(posterior.outcome)) {
        held = {box_of(asset, posterior), true};
    }
    const Problem problem = problem_of(asset, held.box, views.inputs[index]);
    const bool fresh = !views.results[index].converged;
    views.results[index] = {};
    if (usable(problem, views.nodes_max, true) && slopes_take(problem)) {
        views.problems[index] = slope_problem<double>(problem, side_shape(problem), fresh);
    } else {
        views.problems[index] = {};
    }
}

}  // namespace maxmin::kernels::step
