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

/// Predicted, not measured (bench/gpu/quote_grid.md): from here on there are enough threads to hide
/// the chain of one behind the others, and the warp's exchanges are a loss.
inline constexpr int thread_problems_min = 131072;

constexpr GridVariant pick_variant(int problems_max, int nodes_max) {
    return problems_max >= thread_problems_min || nodes_max > warp_nodes_max ? GridVariant::thread
                                                                             : GridVariant::warp;
}

}  // namespace maxmin::kernels::quote_grid
