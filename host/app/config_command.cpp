// maxmin config show | validate | reference
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/base/json_text.hpp"
#include "host/config/errors.hpp"
#include "host/config/reference.hpp"
#include "host/config/show.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    OutputOptions output;
    std::string asset;
    CLI::App* show = nullptr;
    CLI::App* validate = nullptr;
};

ExitCode show(const Options& options, Terminal& terminal) {
    const config::Loaded loaded = load(options.config);
    print_warnings(loaded.warnings, terminal);
    const bool is_known =
        std::ranges::count(loaded.config.assets, options.asset, &engine::AssetConfig::symbol) > 0;
    if (!options.asset.empty() && !is_known) {
        terminal.err << "--asset " << options.asset << ": the configuration has no such asset\n";
        return ExitCode::usage;
    }
    const config::ShowOptions selection{.only_asset = options.asset};
    if (options.output.json) {
        config::show_json(terminal.out, loaded, selection);
    } else {
        config::show_toml(terminal.out, loaded, selection);
    }
    return ExitCode::ok;
}

void print_list(std::ostream& out, const std::vector<InputFault>& faults) {
    bool is_first = true;
    out << '[';
    for (const InputFault& fault : faults) {
        out << (is_first ? "" : ", ") << "{\"file\": " << base::json_quoted(fault.file)
            << ", \"line\": " << fault.line << ", \"key\": " << base::json_quoted(fault.field)
            << ", \"wrong\": " << base::json_quoted(fault.wrong)
            << ", \"right\": " << base::json_quoted(fault.right) << '}';
        is_first = false;
    }
    out << ']';
}

/// With --json faults go to `out` as data; otherwise they leave as the exception they are.
ExitCode validate(const Options& options, Terminal& terminal) {
    try {
        const config::Loaded loaded = load(options.config);
        if (options.output.json) {
            terminal.out << "{\"valid\": true, \"faults\": [], \"warnings\": ";
            print_list(terminal.out, loaded.warnings);
            terminal.out << "}\n";
            return ExitCode::ok;
        }
        print_warnings(loaded.warnings, terminal);
        if (!options.output.quiet) {
            terminal.out << options.config.file << ": valid, " << loaded.config.assets.size()
                         << " assets, " << loaded.warnings.size() << " warnings, hash "
                         << config::hash_text(config::config_hash(loaded.config)) << '\n';
        }
        return ExitCode::ok;
    } catch (const config::ConfigErrors& errors) {
        if (!options.output.json) {
            throw;
        }
        terminal.out << "{\"valid\": false, \"faults\": ";
        print_list(terminal.out, errors.faults());
        terminal.out << ", \"warnings\": []}\n";
        return ExitCode::bad_config;
    }
}

}  // namespace

Action attach_config(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    command.require_subcommand(1);

    options->show = command.add_subcommand("show", "every value, its unit and where it came from");
    add_config_options(*options->show, options->config, FileIs::required);
    add_json_option(*options->show, options->output);
    options->show->add_option("--asset", options->asset, "this asset only")->type_name("SYMBOL");
    options->show->footer("Example: maxmin config show --config demo.toml --asset BTC");

    options->validate = command.add_subcommand("validate", "read and cross-check a file");
    add_config_options(*options->validate, options->config, FileIs::required);
    add_json_option(*options->validate, options->output);
    add_quiet_option(*options->validate, options->output);
    options->validate->footer("Example: maxmin config validate --config demo.toml");

    command.add_subcommand("reference", "all keys with default, unit and range, as Markdown")
        ->footer("Example: maxmin config reference > REFERENCE.md");

    return [options](Terminal& terminal) {
        if (options->show->parsed()) {
            return show(*options, terminal);
        }
        if (options->validate->parsed()) {
            return validate(*options, terminal);
        }
        config::write_reference(terminal.out);
        return ExitCode::ok;
    };
}

}  // namespace maxmin::app
