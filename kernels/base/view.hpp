// A batch is a table: one row an asset, its lanes (particles, nodes) contiguous.
#pragma once

#include <cstddef>

#include "kernels/base/host_device.hpp"

namespace maxmin::kernels {

/// A view, never an owner. Row-major; `data` may point to host or device memory.
template <typename Value>
struct Table {
    Value* data = nullptr;
    int assets = 0;
    int lanes = 0;

    MAXMIN_HD Value* row(int asset) const {
        return data + static_cast<std::ptrdiff_t>(asset) * lanes;
    }
    MAXMIN_HD Value& at(int asset, int lane) const { return row(asset)[lane]; }
};

}  // namespace maxmin::kernels
