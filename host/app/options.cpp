#include "host/app/options.hpp"

#include <algorithm>

#include <CLI/CLI.hpp>

#include "host/config/load.hpp"

namespace maxmin::app {
namespace {

std::vector<std::string> all_sets(const ConfigOptions& options) {
    std::vector<std::string> sets = options.sets;
    if (options.seed) {
        sets.push_back("run.seed=" + std::to_string(*options.seed));
    }
    if (options.threads) {
        sets.push_back("run.threads=" + std::to_string(*options.threads));
    }
    if (options.backend) {
        sets.push_back("run.backend=" + *options.backend);
    }
    return sets;
}

}  // namespace

void add_file_options(CLI::App& command, ConfigOptions& options, FileIs file) {
    CLI::Option* const name =
        command.add_option("--config", options.file, "TOML file")->type_name("FILE");
    name->required(file == FileIs::required);
    command.add_option("--set", options.sets, "change one value of the file; may be repeated")
        ->type_name("KEY=VALUE")
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
    command.add_option("--seed", options.seed, "short for --set run.seed=N")->type_name("N");
}

void add_config_options(CLI::App& command, ConfigOptions& options, FileIs file) {
    add_file_options(command, options, file);
    command.add_option("--threads", options.threads, "short for --set run.threads=N")
        ->type_name("N");
    command.add_option("--backend", options.backend, "auto, cpu or cuda")->type_name("NAME");
}

void add_pace_options(CLI::App& command, PaceOptions& options) {
    command.add_option("--duration", options.duration_s, "stop by itself after so long")
        ->type_name("SECONDS")
        ->check(CLI::PositiveNumber);
    command.add_option("--status-every", options.status_every_s, "seconds between status lines")
        ->type_name("SECONDS")
        ->check(CLI::Range(0.1, 3600.0));
}

void add_out_option(CLI::App& command, OutputOptions& options) {
    command.add_option("--out", options.folder, "folder for results")->type_name("DIR");
}

void add_json_option(CLI::App& command, OutputOptions& options) {
    command.add_flag("--json", options.json, "machine-readable output");
}

void add_quiet_option(CLI::App& command, OutputOptions& options) {
    command.add_flag("--quiet", options.quiet, "say only what is wrong");
}

config::Loaded load(const ConfigOptions& options) {
    return config::load_file(options.file, all_sets(options));
}

config::Loaded load_defaults(const ConfigOptions& options) {
    const std::vector<std::string> sets = all_sets(options);
    const bool names_assets = std::any_of(sets.begin(), sets.end(), [](const std::string& set) {
        return set.starts_with("assets=");
    });
    // A configuration must name an asset; the one named here stands for none.
    config::Loaded loaded =
        config::load_text(names_assets ? "" : "assets = [\"BTC\"]", "--set", sets);
    if (!names_assets) {
        loaded.config.assets.clear();
    }
    return loaded;
}

void print_warnings(std::span<const InputFault> warnings, Terminal& terminal) {
    for (const InputFault& warning : warnings) {
        terminal.err << "warning: " << InputError(warning).what() << '\n';
    }
}

}  // namespace maxmin::app
