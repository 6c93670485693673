// Working memory of the general path: one vector per role, sized once for the largest problem.
#pragma once

#include <array>
#include <span>
#include <vector>

#include "kernels/quote_grid/banded.hpp"
#include "kernels/quote_grid/problem.hpp"

namespace maxmin::kernels::quote_grid {

struct Scratch {
    using Row = std::vector<double>;

    explicit Scratch(int nodes_max)
        : band(static_cast<std::size_t>(nodes_max) * (2 * fill_size_max + 1)) {
        const std::size_t nodes = static_cast<std::size_t>(nodes_max);
        for (Row* row : {&value, &trial, &residual, &step, &per_gain, &reward, &bid, &ask}) {
            row->resize(nodes);
        }
        for (Row& row : stage) {
            row.resize(nodes);
        }
    }

    Row value;     // the solution: w or theta
    Row trial;     // value + fraction * step
    Row residual;  // of the trial
    Row step;
    Row per_gain;  // response of the step to one unit of gain
    Row reward;
    Row bid, ask;  // first-level offsets
    std::array<Row, 6> stage;
    Row band;
};

inline std::span<double> first(std::vector<double>& row, int nodes) {
    return {row.data(), static_cast<std::size_t>(nodes)};
}

}  // namespace maxmin::kernels::quote_grid
