// maxmin_kernels_bench: Google Benchmark's own program over the suite, with all of its options.
#include <benchmark/benchmark.h>

#include "bench/kernels/suite.hpp"

int main(int count, char** arguments) {
    benchmark::Initialize(&count, arguments);
    if (benchmark::ReportUnrecognizedArguments(count, arguments)) {
        return 1;
    }
    maxmin::bench::register_suite();
    benchmark::RunSpecifiedBenchmarks();
    benchmark::Shutdown();
    return 0;
}
