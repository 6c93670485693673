// Options that several commands share.
#pragma once

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <CLI/App.hpp>

#include "host/app/terminal.hpp"
#include "host/config/loaded.hpp"

namespace maxmin::app {

struct ConfigOptions {
    std::string file;
    std::vector<std::string> sets;
    std::optional<std::int64_t> seed;
    std::optional<std::int64_t> threads;
    std::optional<std::string> backend;
};

struct OutputOptions {
    std::filesystem::path folder;
    bool json = false;
    bool quiet = false;
};

/// Of commands that work until they are told to stop.
struct PaceOptions {
    double duration_s = 0.0;  // 0: until a signal
    double status_every_s = 10.0;
};

enum class FileIs : bool { optional, required };

/// --config, --set, --seed; the last is short for --set run.seed.
void add_file_options(CLI::App& command, ConfigOptions& options, FileIs file);
/// These and --threads, --backend, short for --set run.*, for commands that compute.
void add_config_options(CLI::App& command, ConfigOptions& options, FileIs file);
/// --duration, --status-every.
void add_pace_options(CLI::App& command, PaceOptions& options);
void add_out_option(CLI::App& command, OutputOptions& options);
void add_json_option(CLI::App& command, OutputOptions& options);
void add_quiet_option(CLI::App& command, OutputOptions& options);

/// Reads the file with all assignments. Throws config::ConfigErrors.
config::Loaded load(const ConfigOptions& options);
/// The defaults with all assignments, where no file is named.
config::Loaded load_defaults(const ConfigOptions& options);

/// One line for each warning, to err.
void print_warnings(std::span<const InputFault> warnings, Terminal& terminal);

}  // namespace maxmin::app
