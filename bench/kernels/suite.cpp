#include "bench/kernels/suite.hpp"

#include <benchmark/benchmark.h>

#include "kernels/base/device.hpp"

namespace maxmin::bench {

void register_suite() {
    [[maybe_unused]] static const bool once = [] {
        register_machine();
        register_particle_filter();
        register_quote_grid();
        register_horizon_grid();
        register_step();
        return true;
    }();
}

const std::string& short_suite() {
    static const std::string names =
        "^(particle_filter_step/[a-z]+/[a-z_]+/assets:[18]/particles:4096($|/threads:1.*)"
        "|quote_grid_stationary/(plain|cpu|cpu_floored|cuda|cuda_floored)/(cold|warm)/.*/"
        "threads:1.*"
        "|step/.*/assets:(1|50|200|1000)/.*/threads:1.*"
        "|step_quiet/.*/assets:200/.*/threads:1.*"
        "|step_on_device/.*/assets:(200|1000)/.*"
        "|[a-z_]+/cuda)$";
    return names;
}

void register_absent_device(const std::string& kernel) {
    if (!kernels::backend_available(kernels::Backend::cuda)) {
        benchmark::RegisterBenchmark((kernel + "/cuda").c_str(), [](benchmark::State& state) {
            state.SkipWithError((std::string(no_device) + kernels::device_description()).c_str());
        });
    }
}

}  // namespace maxmin::bench
