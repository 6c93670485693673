// Runs benchmarks of the kernels in this process, through Google Benchmark. Its options and its
// list are global to the process, so two runs must not overlap.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "host/app/bench_table.hpp"

namespace maxmin::app {

struct BenchResult {
    std::vector<Measurement> measurements;
    std::vector<double> load_average;  // of this machine when it began; empty if not known
    std::string json;                  // Google Benchmark's own format
};

/// Names of the benchmarks that a filter takes, in the order they run. The filter is an extended
/// regular expression to be found in the name, turned round by a leading '-'. Throws
/// ExitError(usage) if it is no such expression or takes none.
std::vector<std::string> bench_names(const std::string& filter);

/// Runs them, each for at least min_time_s but for those of a fixed number of turns.
/// `on_done(how many)` is called after each.
BenchResult run_bench(const std::string& filter, double min_time_s,
                      const std::function<void(std::size_t)>& on_done);

}  // namespace maxmin::app
