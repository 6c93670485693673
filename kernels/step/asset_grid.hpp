// What one GPU thread does for one asset between its filter and its grid: box, problem, set-up. The
// CPU's tests run it too.
#pragma once

#include "kernels/quote_grid/slope_problem.hpp"
#include "kernels/quote_grid/usable.hpp"
#include "kernels/step/model.hpp"

namespace maxmin::kernels::step {

/// What leaves the device of an asset beside its posterior and its rows, and stays for the next
/// step. The grid is converged where its rows are to be used.
struct AssetOutcome {
    uncertainty::Box box;
    quote_grid::SlopeResult grid;
    bool boxed = false;
};

/// All [assets]; plain pointers, host or device.
struct AssetViews {
    const Asset* assets;
    const Input* inputs;
    const particle_filter::Posterior* posteriors;
    AssetOutcome* outcomes;
    quote_grid::SlopeProblem<double>* problems;  // no edges: left to the CPU
    int nodes_max;
};

/// The grid of a problem that was solved in the last step starts from there: its box of
/// inventories is the asset's own and never changes.
MAXMIN_HD inline void prepare_grid(const AssetViews& views, int index) {
    using namespace quote_grid;
    const Asset& asset = views.assets[index];
    const particle_filter::Posterior& posterior = views.posteriors[index];
    AssetOutcome& outcome = views.outcomes[index];
    if (!outcome.boxed || moves_box(posterior.outcome)) {
        outcome.box = box_of(asset, posterior);
        outcome.boxed = true;
    }
    const Problem problem = problem_of(asset, outcome.box, views.inputs[index]);
    const bool fresh = !outcome.grid.converged;
    outcome.grid = {};
    if (usable(problem, views.nodes_max, true) && slopes_take(problem)) {
        views.problems[index] = slope_problem<double>(problem, side_shape(problem), fresh);
    } else {
        views.problems[index] = {};
    }
}

}  // namespace maxmin::kernels::step
