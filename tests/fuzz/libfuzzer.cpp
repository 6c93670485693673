// One target as a libFuzzer program: MAXMIN_FUZZ_TARGET is its function. With the argument
// --write-corpus=FOLDER the program writes what it starts from and ends.
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "tests/fuzz/targets.hpp"

extern "C" int LLVMFuzzerInitialize(int* count, char*** arguments) {
    constexpr std::string_view option = "--write-corpus=";
    for (int i = 1; i < *count; ++i) {
        const std::string_view argument = (*arguments)[i];
        if (!argument.starts_with(option)) {
            continue;
        }
        const std::filesystem::path folder = argument.substr(option.size());
        std::filesystem::create_directories(folder);
        for (const auto& target : maxmin::fuzz::targets()) {
            if (target.run == maxmin::fuzz::MAXMIN_FUZZ_TARGET) {
                int number = 0;
                for (const std::string& input : target.corpus()) {
                    std::ofstream(folder / ("message-" + std::to_string(++number)),
                                  std::ios::binary)
                        << input;
                }
            }
        }
        std::exit(0);
    }
    return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    // A broken promise is thrown, which libFuzzer reports as any crash.
    maxmin::fuzz::MAXMIN_FUZZ_TARGET({reinterpret_cast<const char*>(bytes), size});
    return 0;
}
