// What `maxmin bench` measured, as a table for people. Works from the names of the benchmarks:
// kernel/who[_how]/variants/size:N..., as bench/kernels gives them.
#pragma once

#include <limits>
#include <span>
#include <string>

namespace maxmin::app {

struct Measurement {
    static constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

    std::string name;  // "step/cpu/assets:50/particles:1024/threads:1"
    double per_second = unknown;
    double p50_us = unknown;
    double p99_us = unknown;
    double p999_us = unknown;
    std::string error = {};  // why there is no figure; empty where there is one
};

/// A table a kernel. The ratio is over the plain C++ version of the same kernel, variant and size,
/// whatever the number of threads.
std::string bench_tables(std::span<const Measurement> all);

/// How much of the time between two steps the largest measured step takes on each machine, one
/// line each; empty where no step was measured.
std::string step_share_lines(std::span<const Measurement> all, double step_interval_ms);

}  // namespace maxmin::app
