// maxmin replay: puts what reached the engine of a live run (live.record_inputs) through a new
// engine, and says whether it decides the same.
#include <memory>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/live/input_log.hpp"
#include "host/market/readers/decompress.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    std::filesystem::path inputs;
    bool json = false;
};

std::string verdict(const live::Replayed& replayed) {
    if (!replayed.is_sound) {
        return "a record cannot be read: what follows it was left out";
    }
    if (replayed.gaps > 0) {
        return "the recording has " + std::to_string(replayed.gaps) +
               " gaps, so it proves nothing about what follows the first";
    }
    if (!replayed.recorded_hash) {
        return "the run did not end in order: there is nothing to compare with";
    }
    return replayed.is_the_same()
               ? "the same decisions, bit for bit"
               : "OTHER decisions than the run's " + report::hash_text(*replayed.recorded_hash);
}

void print(const live::Replayed& replayed, bool json, Terminal& terminal) {
    if (!json) {
        terminal.out << report::grouped_text(static_cast<double>(replayed.records), 0)
                     << " records, "
                     << report::grouped_text(static_cast<double>(replayed.requests), 0)
                     << " requests, decisions " << report::hash_text(replayed.decision_hash) << ": "
                     << verdict(replayed) << '\n';
        return;
    }
    report::JsonWriter writer;
    writer.begin_object();
    writer.member("same", replayed.is_the_same());
    writer.member("verdict", std::string_view(verdict(replayed)));
    writer.member("records", replayed.records);
    writer.member("requests", replayed.requests);
    writer.member("gaps", replayed.gaps);
    writer.member("decision_hash", std::string_view(report::hash_text(replayed.decision_hash)));
    writer.end_object();
    terminal.out << writer.text() << '\n';
}

ExitCode run_replay(const Options& options, Terminal& terminal) {
    const config::Loaded loaded = load(options.config);
    const std::string bytes = market::read_decompressed(options.inputs);
    std::string_view log(bytes);
    live::RecordedStart start = live::read_start(log);
    const live::Replayed replayed =
        live::replay(loaded.config, config::config_hash(loaded.config), start, log);
    print(replayed, options.json, terminal);
    return replayed.is_the_same() ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

Action attach_replay(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_config_options(command, options->config, FileIs::required);
    command
        .add_option("--inputs", options->inputs,
                    "what the run kept with live.record_inputs: inputs-N.zst in its state folder")
        ->type_name("FILE")
        ->required();
    command.add_flag("--json", options->json, "one line of JSON instead of text");
    command.footer(
        "With the same --set as the run. Exit code 1: other decisions, or not to tell.\n"
        "Example: maxmin replay --config scripts/live.toml --inputs "
        "out/live/state/inputs-1764050000.zst");
    return [options](Terminal& terminal) { return run_replay(*options, terminal); };
}

}  // namespace maxmin::app
