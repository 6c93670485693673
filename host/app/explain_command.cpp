// maxmin explain
#include <memory>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/explanation.hpp"
#include "host/app/progress.hpp"
#include "host/app/session.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    OutputOptions output;
    std::string asset;
    std::string at;
};

ExitCode run_explain(const Options& options, Terminal& terminal) {
    config::Loaded loaded = load(options.config);
    const AssetIndex index = find_asset(loaded, options.asset);
    const auto session = open_session(std::move(loaded), terminal, true);
    const Timestamp at = find_instant(*session->run, options.at);
    {
        const std::uint64_t events = session->recording.events.size();
        Progress progress(terminal, "replay", events);
        session->run->progress = [&](double done) {
            progress.update(static_cast<std::uint64_t>(done * static_cast<double>(events)));
        };
        session->run->run_until(at);
        session->run->progress = nullptr;
    }
    const Explanation explanation =
        explain(session->run->engine(), index, at, session->loaded.config.run.particles);
    terminal.out << (options.output.json ? explanation_json(explanation)
                                         : explanation_text(explanation));
    return ExitCode::ok;
}

}  // namespace

Action attach_explain(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_config_options(command, options->config, FileIs::required);
    command.add_option("--asset", options->asset, "which asset")->type_name("SYMBOL")->required();
    command.add_option("--at", options->at, "replay to this UTC time")
        ->type_name("TIME")
        ->required();
    add_json_option(command, options->output);
    command.footer(
        "Example: maxmin explain --config scripts/demo.toml --asset BTC --at 2025-09-04T20:00:00Z");
    return [options](Terminal& terminal) { return run_explain(*options, terminal); };
}

}  // namespace maxmin::app
