// The benchmarks of the kernels as a library: maxmin_kernels_bench and `maxmin bench` run the same
// ones. They are registered by a call and not by static objects, so that a program which only links
// them neither pays for them nor asks for a device when it starts.
#pragma once

#include <string>
#include <string_view>

namespace maxmin::bench {

/// Adds all of them to Google Benchmark's list; calls after the first do nothing.
void register_suite();

/// Regular expression (extended) for the benchmarks that answer "how fast is this machine" in less
/// than a minute: every kernel on one core and on the GPU, beside its plain version.
const std::string& short_suite();

/// What a benchmark of the GPU says where there is none; the reason follows.
inline constexpr std::string_view no_device = "no device: ";
/// Where there is none, one entry `<kernel>/cuda` that is skipped and says why.
void register_absent_device(const std::string& kernel);

// Of register_suite.
void register_machine();
void register_particle_filter();
void register_quote_grid();
void register_horizon_grid();
void register_step();

}  // namespace maxmin::bench
