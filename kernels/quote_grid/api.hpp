// Worst-case quotes of many assets at once: the inventory HJB-Isaacs equation on whole-lot grids
// (Gueant 2017; Cartea, Donnelly, Jaimungal 2017 for ambiguity). The worst drift depends on the
// sign of inventory alone, so max-min needs no inner search; quotes come from the solved value
// function.
#pragma once

#include <memory>
#include <span>

#include "kernels/base/parallel.hpp"
#include "kernels/base/status.hpp"
#include "kernels/base/view.hpp"
#include "kernels/quote_grid/problem.hpp"

namespace maxmin::kernels::quote_grid {

enum class QuoteSide : bool { bid, ask };

/// Owns grids for up to `problems_max` assets of up to `nodes_max` inventories. Allocates at
/// construction only. `workers` must outlive it. Real is the arithmetic of the stationary
/// single/ladder solver; every other path computes in double and stores Real. Backend::cuda solves
/// single and ladder problems on the device, stationary or not, and everything else on the CPU.
template <typename Real>
class GridSolver {
  public:
    /// Throws std::runtime_error without the backend or the memory it needs.
    GridSolver(int problems_max, int nodes_max, Backend backend, const Workers& workers);
    GridSolver(GridSolver&&) noexcept;
    GridSolver& operator=(GridSolver&&) noexcept;
    ~GridSolver();

    /// Long-run quotes, by policy (Newton) iteration, starting from this slot's last stationary
    /// solution if its inventory box is the same. What fades (decay > 0) counts as gone. On the CPU
    /// a problem equal to the last one of its slot keeps that solution and costs next to nothing.
    /// Errors: bad_shape (too many problems), device_failed (the grids are
    /// then as they were). See info() for each problem.
    Status solve_stationary(std::span<const Problem> problems) noexcept;

    /// Value and quotes now, with `horizon_s` seconds to go, terminal penalties and fading drift.
    /// Errors: also bad_parameter if horizon_s is negative or not finite.
    Status solve_horizon(std::span<const Problem> problems, double horizon_s) noexcept;

    /// Long-run gain (bps x lot / s, starting flat) of fixed first-level offsets [problem][node]
    /// under each problem's worst case; NaN or infinity = side off. single and ladder with fills of
    /// one node; a gain is NaN for other problems, bad ones, or where it depends on luck at the
    /// start. Leaves the solved grids as they are. Errors: bad_shape.
    Status evaluate_policy(std::span<const Problem> problems, Table<const double> bid_offsets,
                           Table<const double> ask_offsets, std::span<double> gains) noexcept;

    /// Results of the last solve, [problem][node], node = inventory - q_min. Offsets in bps from
    /// the mid: +infinity = the side is off. Rows of a problem that is not `converged`, and nodes
    /// beyond its box, are NaN. The value is 0 at inventory 0 after solve_stationary.
    Table<const Real> value() const noexcept;
    Table<const Real> bid_offset() const noexcept;
    Table<const Real> ask_offset() const noexcept;
    const GridInfo& info(int problem) const noexcept;

    struct Quotes {
        double bid_offset_bps;
        double ask_offset_bps;
    };
    /// First-level offsets at a fractional inventory, linear between nodes; off where the outer
    /// node is off; beyond the box the edge's quotes. NaN if the problem is not `converged`.
    Quotes offsets_at(int problem, double inventory_lots) const noexcept;

    /// Offset of a deeper level at a node: +infinity where that level is off. For `ladder` the
    /// spacing is added, for `independent` and `sweep` the level's own optimum is computed.
    double level_offset(int problem, QuoteSide side, int level, int node) const noexcept;

    /// Drops the warm start of a slot, for example when another asset takes it.
    void forget(int problem) noexcept;

    /// Gives the device up, after it failed: the CPU takes over, from cold starts.
    void continue_on_cpu() noexcept;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

using Solver = GridSolver<double>;  // the default
using FloatSolver = GridSolver<float>;

extern template class GridSolver<double>;
extern template class GridSolver<float>;

}  // namespace maxmin::kernels::quote_grid
