#include "host/app/machine.hpp"

#include <algorithm>
#include <chrono>
#include <sys/resource.h>
#include <system_error>
#include <thread>
#include <unistd.h>

#include <lz4.h>
#include <zlib.h>
#include <zstd.h>

#include "host/app/version.hpp"

namespace maxmin::app {
namespace {

namespace fs = std::filesystem;

const std::string& sample() {
    static const std::string text = [] {
        std::string built;
        for (int i = 0; i < 200; ++i) {
            built += "109755.0 0.57 " + std::to_string(i * i);
        }
        return built;
    }();
    return text;
}

bool zlib_works() {
    const auto* const input = reinterpret_cast<const Bytef*>(sample().data());
    std::vector<Bytef> packed(compressBound(sample().size()));
    uLongf packed_size = packed.size();
    std::string back(sample().size(), '\0');
    uLongf back_size = back.size();
    return compress(packed.data(), &packed_size, input, sample().size()) == Z_OK &&
           uncompress(reinterpret_cast<Bytef*>(back.data()), &back_size, packed.data(),
                      packed_size) == Z_OK &&
           back == sample();
}

bool zstd_works() {
    std::string packed(ZSTD_compressBound(sample().size()), '\0');
    const std::size_t size =
        ZSTD_compress(packed.data(), packed.size(), sample().data(), sample().size(), 3);
    std::string back(sample().size(), '\0');
    return ZSTD_isError(size) == 0 &&
           ZSTD_decompress(back.data(), back.size(), packed.data(), size) == back.size() &&
           back == sample();
}

bool lz4_works() {
    const int size = static_cast<int>(sample().size());
    std::string packed(static_cast<std::size_t>(LZ4_compressBound(size)), '\0');
    const int packed_size =
        LZ4_compress_default(sample().data(), packed.data(), size, static_cast<int>(packed.size()));
    std::string back(sample().size(), '\0');
    return packed_size > 0 &&
           LZ4_decompress_safe(packed.data(), back.data(), packed_size, size) == size &&
           back == sample();
}

/// The nearest folder that exists: results go into one that is made when they are written.
fs::path existing_parent(const fs::path& folder) {
    std::error_code ignored;
    fs::path at = fs::absolute(folder.empty() ? fs::path(".") : folder, ignored);
    while (!fs::exists(at, ignored) && at != at.root_path()) {
        at = at.parent_path();
    }
    return at;
}

void look_at_disk(const fs::path& out, Machine& machine) {
    const fs::path folder = existing_parent(out);
    std::error_code error;
    const fs::space_info space = fs::space(folder, error);
    if (!error) {
        machine.free_disk_bytes = space.available;
    }
    machine.out_is_writable = access(folder.c_str(), W_OK | X_OK) == 0;
}

void look_at_clocks(Machine& machine) {
    using Milliseconds = std::chrono::duration<double, std::milli>;
    const auto system_start = std::chrono::system_clock::now();
    const auto steady_start = std::chrono::steady_clock::now();
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    const Milliseconds steady = std::chrono::steady_clock::now() - steady_start;
    const Milliseconds system = std::chrono::system_clock::now() - system_start;
    machine.clock_disagreement_ms = (system - steady).count();
    machine.system_ns_since_epoch =
        std::chrono::duration_cast<std::chrono::nanoseconds>(system_start.time_since_epoch())
            .count();
}

}  // namespace

Machine look_at_machine(const fs::path& out) {
    Machine machine;
    machine.available = available_instruction_set();
    machine.used = used_instruction_set();
    machine.has_cuda_build = !build_info().cuda_architectures.empty();
    std::error_code ignored;
    machine.has_nvidia_driver = fs::exists("/proc/driver/nvidia/version", ignored);
    machine.cores = std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        machine.open_files_max = limit.rlim_cur;
    }
    look_at_disk(out, machine);
    look_at_clocks(machine);
    machine.libraries = {
        {.name = "zlib", .version = zlibVersion(), .works = zlib_works()},
        {.name = "zstd", .version = ZSTD_versionString(), .works = zstd_works()},
        {.name = "lz4", .version = LZ4_versionString(), .works = lz4_works()},
    };
    return machine;
}

}  // namespace maxmin::app
