#include "host/app/doctor.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace maxmin::app {
namespace {

constexpr double gigabyte = 1e9;

std::string rounded(double value) {
    const auto tenths = std::llround(std::fabs(value) * 10);
    std::string text(value < 0 && tenths > 0 ? "-" : "");
    text += std::to_string(tenths / 10);
    text += '.';
    text += std::to_string(tenths % 10);
    return text;
}

Check check_instructions(const Machine& machine) {
    Check check{.name = "instruction set", .found = std::string(to_string(machine.used))};
    if (machine.used < machine.available) {
        check.verdict = Verdict::warn;
        check.found += ", the processor has ";
        check.found += to_string(machine.available);
        check.remedy = "this build has no vector clones; build with preset cpu";
    } else if (machine.used == InstructionSet::baseline) {
        check.verdict = Verdict::warn;
        check.remedy = "expect several times slower steps; take a processor with AVX2";
    }
    return check;
}

Check check_threads(const Machine& machine, int threads) {
    Check check{
        .name = "threads",
        .found = std::to_string(threads) + " wanted, " + std::to_string(machine.cores) + " cores"};
    if (threads > machine.cores) {
        check.verdict = Verdict::warn;
        check.remedy = "set run.threads to " + std::to_string(machine.cores) + " or less";
    }
    return check;
}

Check check_cuda(const Machine& machine, engine::BackendChoice backend) {
    const bool is_demanded = backend == engine::BackendChoice::cuda;
    Check check{.name = "CUDA", .found = machine.has_cuda_build ? "built" : "not built"};
    check.found += machine.has_nvidia_driver ? ", driver loaded" : ", no driver";
    const bool is_usable = machine.has_cuda_build && machine.has_nvidia_driver;
    if (is_demanded && !is_usable) {
        check.verdict = Verdict::fail;
        check.remedy = machine.has_cuda_build
                           ? "install the NVIDIA driver, or set run.backend = \"auto\""
                           : "build with CUDA, or set run.backend = \"auto\"";
    } else if (!is_demanded && !machine.has_cuda_build && machine.has_nvidia_driver) {
        check.verdict = Verdict::warn;
        check.remedy = "the GPU stays idle; build with CUDA to use it";
    } else if (!is_usable) {
        check.found += "; the CPU path is used";
    }
    return check;
}

Check check_config(const config::Loaded& loaded) {
    Check check{.name = "configuration",
                .found = loaded.file + ", " + std::to_string(loaded.config.assets.size()) +
                         " assets, " + std::to_string(loaded.warnings.size()) + " warnings"};
    if (!loaded.warnings.empty()) {
        check.verdict = Verdict::warn;
        check.remedy = InputError(loaded.warnings.front()).what();
    }
    return check;
}

bool can_read(const std::filesystem::path& path) {
    std::error_code error;
    if (std::filesystem::is_directory(path, error)) {
        const std::filesystem::directory_iterator first(path, error);
        return !error && first != std::filesystem::directory_iterator();
    }
    return std::ifstream(path).is_open();
}

Check check_data(const config::Loaded& loaded) {
    const engine::DataConfig& data = loaded.config.data;
    Check check{.name = "data", .found = config::data_path(loaded).string()};
    if (data.format == "synthetic") {
        check.found = "synthetic market, seed " + std::to_string(loaded.config.synthetic.seed);
        return check;
    }
    if (data.path.empty()) {
        check.verdict = Verdict::warn;
        check.found = "the configuration names none";
        check.remedy = "set data.format and data.path before a replay";
        return check;
    }
    std::vector<std::filesystem::path> paths{config::data_path(loaded)};
    for (const std::string& file : data.files) {
        paths.push_back(config::data_path(loaded) / file);
    }
    for (const std::filesystem::path& path : paths) {
        if (!can_read(path)) {
            check.verdict = Verdict::fail;
            check.found = path.string() + " is missing, empty or not readable";
            check.remedy = "correct data.path and data.files (relative to the configuration file)";
            return check;
        }
    }
    return check;
}

Check check_disk(const Machine& machine) {
    Check check{.name = "disk", .found = {}};
    if (!machine.free_disk_bytes || !machine.out_is_writable) {
        check.verdict = Verdict::fail;
        check.found = "the folder for results cannot be written";
        check.remedy = "name another one with --out";
        return check;
    }
    const double free_gb = static_cast<double>(*machine.free_disk_bytes) / gigabyte;
    check.found = rounded(free_gb) + " GB free";
    if (free_gb < 1.0) {
        check.verdict = free_gb < 0.1 ? Verdict::fail : Verdict::warn;
        check.remedy = "free some space or name another folder with --out";
    }
    return check;
}

Check check_files(const Machine& machine) {
    constexpr std::uint64_t wanted = 1024;  // a reader holds a file open for each asset and stream
    Check check{.name = "open files", .found = "limit " + std::to_string(machine.open_files_max)};
    if (machine.open_files_max < wanted) {
        check.verdict = Verdict::warn;
        check.remedy = "raise it with ulimit -n " + std::to_string(wanted);
    }
    return check;
}

Check check_clock(const Machine& machine) {
    constexpr std::int64_t year_2024_ns = 1'704'067'200'000'000'000;
    constexpr double tolerated_ms = 2.0;  // a slewed clock gains at most 10 microseconds in 20 ms
    Check check{.name = "clock",
                .found = "system and monotonic clock differ by " +
                         rounded(machine.clock_disagreement_ms) + " ms over 20 ms"};
    if (machine.system_ns_since_epoch < year_2024_ns) {
        check.verdict = Verdict::warn;
        check.found = "the system clock is before 2024";
        check.remedy = "set it, for example with an NTP service";
    } else if (std::fabs(machine.clock_disagreement_ms) > tolerated_ms) {
        check.verdict = Verdict::warn;
        check.remedy = "the system clock is being stepped; look at the NTP service";
    }
    return check;
}

Check check_libraries(const Machine& machine) {
    Check check{.name = "compression", .found = {}};
    for (const Library& library : machine.libraries) {
        check.found += check.found.empty() ? "" : ", ";
        check.found += library.name + " " + library.version;
        if (!library.works) {
            check.verdict = Verdict::fail;
            check.found += " (a buffer did not come back unchanged)";
            check.remedy = "install " + library.name + " again";
        }
    }
    return check;
}

}  // namespace

std::string_view to_string(Verdict verdict) {
    switch (verdict) {
        case Verdict::pass:
            return "PASS";
        case Verdict::warn:
            return "WARN";
        case Verdict::fail:
            return "FAIL";
    }
    return "unknown";
}

std::vector<Check> examine(const Machine& machine, const config::Loaded* loaded) {
    const engine::RunConfig run = loaded != nullptr ? loaded->config.run : engine::RunConfig{};
    std::vector<Check> checks{check_instructions(machine), check_threads(machine, run.threads),
                              check_cuda(machine, run.backend)};
    if (loaded != nullptr) {
        checks.push_back(check_config(*loaded));
        checks.push_back(check_data(*loaded));
    }
    checks.push_back(check_disk(machine));
    checks.push_back(check_files(machine));
    checks.push_back(check_clock(machine));
    checks.push_back(check_libraries(machine));
    return checks;
}

std::vector<std::string> not_checked(const config::Loaded* loaded) {
    std::vector<std::string> all;
    if (loaded == nullptr) {
        all.emplace_back("configuration and data: name a file with --config");
    }
    all.emplace_back("network, account, keys: maxmin run looks at them before it sends anything");
    all.emplace_back("that the GPU computes: the kernel tests do");
    return all;
}

}  // namespace maxmin::app
