// A configuration with its history: every value knows where it came from.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "host/base/error.hpp"
#include "host/engine/config.hpp"

namespace maxmin::config {

enum class Layer : std::uint8_t { built_in, file, command_line };

struct Origin {
    Layer layer = Layer::built_in;
    std::string scope;   // "defaults", "groups.majors", "assets.BTC"; empty for run keys
    std::string preset;  // the preset that carries the value; mostly empty
    std::string file;
    int line = 0;
};

/// "default", "demo.toml:12", "demo.toml:12 [groups.majors]", "command line [defaults]",
/// "demo.toml:7 [defaults], preset conservative".
std::string describe(const Origin& origin);

struct Loaded {
    engine::Config config;
    std::string file;                                // as the user named it
    std::filesystem::path folder;                    // of the file; data.path is relative to it
    std::vector<Origin> run_origins;                 // by index of run_schema()
    std::vector<std::vector<Origin>> asset_origins;  // by asset, by index of asset_schema()
    std::vector<std::string> groups;                 // by asset; empty where there is none
    std::vector<InputFault> warnings;                // legal, but likely not meant
};

/// data.path as an absolute path or one relative to the working folder.
std::filesystem::path data_path(const Loaded& loaded);

/// FNV-1a over every key and value in the order of the schema; the same for the same values
/// however they were written.
std::uint64_t config_hash(const engine::Config& config);

}  // namespace maxmin::config
