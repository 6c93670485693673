// One test body, every machine: parameterise by every_backend() and begin with
// MAXMIN_SKIP_WITHOUT(backend). Where there is no device the test is skipped and says why.
#pragma once

#include <string>

#include <gtest/gtest.h>

#include "kernels/base/device.hpp"

namespace maxmin::test {

inline auto every_backend() {
    return testing::Values(kernels::Backend::cpu, kernels::Backend::cuda);
}

}  // namespace maxmin::test

#define MAXMIN_SKIP_WITHOUT(backend)                                            \
    if (!maxmin::kernels::backend_available(backend)) {                         \
        GTEST_SKIP() << "no device: " << maxmin::kernels::device_description(); \
    }                                                                           \
    static_assert(true, "so that a semicolon may follow")
