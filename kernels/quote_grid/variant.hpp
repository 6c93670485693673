// How the device shares problems out.
#pragma once

#include <cstdint>

namespace maxmin::kernels::quote_grid {

enum class GridVariant : std::uint8_t {
    thread,  // one thread a problem: no exchange, no idle lane, but a chain of some 200 edges
    warp,    // one warp a problem: the chain is cut into 32 pieces
};

/// Edges that a lane can hold; beyond that a problem takes a thread.
inline constexpr int warp_rows_max = 14;
inline constexpr int warp_nodes_max = 30 * warp_rows_max + 1;

/// Predicted, not measured (bench/gpu/quote_grid.md): from so many problems on, if their boxes are
/// short, there are enough threads to hide the chain of one behind the others and their columns fit
/// the cache, so that the warp's exchanges and idle lanes are a loss. Longer boxes stay with warps.
inline constexpr int thread_problems_min = 16384;
inline constexpr int thread_nodes_max = 30 * 3 + 1;

constexpr GridVariant pick_variant(int problems_max, int nodes_max) {
    const bool many_short = problems_max >= thread_problems_min && nodes_max <= thread_nodes_max;
    return many_short || nodes_max > warp_nodes_max ? GridVariant::thread : GridVariant::warp;
}

}  // namespace maxmin::kernels::quote_grid
