// The general path, one problem at a time in double: any level model, any fill size, through a
// banded system. Also the slow oracle of the lanes, with which it shares nothing but the side
// formulas.
#pragma once

#include <span>

#include "kernels/quote_grid/scratch.hpp"
#include "kernels/quote_grid/setup.hpp"

namespace maxmin::kernels::quote_grid {

/// out = sum of side Hamiltonians at each node. Adds their derivatives with respect to the value to
/// `jacobian` if it is not null.
void side_hamiltonians(const ProblemTerms& terms, int q_min, std::span<const double> value,
                       std::span<double> out, const Banded* jacobian);

/// Offset of one level's quote at a node; +infinity where its fill would leave the box.
struct LevelAt {
    bool bid;
    int level;
    int node;
};
double level_quote(const ProblemTerms& terms, int q_min, std::span<const double> value, LevelAt at);

/// First-level offsets of all nodes into scratch.bid and scratch.ask, from scratch.value.
void first_quotes(const ProblemTerms& terms, const Problem& problem, Scratch& scratch);

/// Stationary solution into scratch.value (0 at inventory 0), warm-started from there if asked.
/// The problem is usable().
GridInfo solve_general(const Problem& problem, Scratch& scratch, bool warm);

/// True if, at this gain, some node loses more than its fills can ever earn.
bool loses_without_end(const ProblemTerms& terms, const Problem& problem, double gain);

/// theta with horizon_s to go into scratch.value. The problem is usable().
GridInfo solve_horizon_general(const Problem& problem, double horizon_s, Scratch& scratch);

/// Gain of fixed offsets under the worst case; NaN where there is no single gain. See api.hpp.
double policy_gain(const Problem& problem, const double* bid_offset, const double* ask_offset,
                   Scratch& scratch);

}  // namespace maxmin::kernels::quote_grid
