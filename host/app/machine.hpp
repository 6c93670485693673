// What doctor looks at, gathered once; judging it is host/app/doctor.hpp's.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "host/app/instruction_set.hpp"

namespace maxmin::app {

struct Library {
    std::string name;
    std::string version;
    bool works = false;  // a buffer came back from compression unchanged
};

struct Machine {
    InstructionSet available = InstructionSet::baseline;
    InstructionSet used = InstructionSet::baseline;
    bool has_cuda_build = false;
    bool has_nvidia_driver = false;
    int cores = 1;
    std::uint64_t open_files_max = 0;
    std::optional<std::uint64_t> free_disk_bytes;  // empty: the folder cannot be looked at
    bool out_is_writable = false;
    std::int64_t system_ns_since_epoch = 0;
    double clock_disagreement_ms = 0.0;  // system minus monotonic clock over 20 ms
    std::vector<Library> libraries;
};

/// Looks at this machine; takes about 20 ms for the clocks. `out` is the folder for results, or one
/// that would be made there.
Machine look_at_machine(const std::filesystem::path& out);

}  // namespace maxmin::app
