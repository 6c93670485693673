// maxmin backtest
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include "host/app/commands.hpp"
#include "host/app/engine_log.hpp"
#include "host/app/log.hpp"
#include "host/app/progress.hpp"
#include "host/app/session.hpp"
#include "host/report/files.hpp"
#include "host/report/summary_json.hpp"
#include "host/report/terminal.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    OutputOptions output;
    std::string log_file;
};

ledger::RunResult replay(Session& session, const Options& options, Terminal& terminal) {
    std::unique_ptr<EngineLog> log;
    if (!options.log_file.empty()) {
        const auto logger = make_logger(session.loaded.config.run.log_format, options.log_file);
        logger->set_level(spdlog::level::debug);
        log = std::make_unique<EngineLog>(logger, session.recording.instruments);
        session.run->on_log = [&](const engine::LogRecord& record) { log->write(record); };
    }
    const std::uint64_t events = session.recording.events.size();
    Progress progress(terminal, "replay", events);
    session.run->progress = [&](double done) {
        progress.update(static_cast<std::uint64_t>(done * static_cast<double>(events)));
    };
    const double start_s = steady_seconds();
    session.run->run();
    const double wall_s = steady_seconds() - start_s;
    ledger::RunResult result = session.run->result(session.provenance());
    result.wall_s = wall_s;
    return result;
}

ExitCode run_backtest(const Options& options, Terminal& terminal) {
    const auto session = open_session(load(options.config), terminal, options.output.quiet);
    const ledger::RunResult result = replay(*session, options, terminal);
    const std::string folder = options.output.folder.string();
    if (!folder.empty()) {
        report::write_files(result, options.output.folder);
    }
    if (options.output.json) {
        terminal.out << report::summary_json(result);
    } else if (!options.output.quiet) {
        terminal.out << report::terminal_text(result, folder, {.colour = terminal.out_is_terminal});
    }
    return ExitCode::ok;
}

}  // namespace

Action attach_backtest(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_config_options(command, options->config, FileIs::required);
    add_out_option(command, options->output);
    add_json_option(command, options->output);
    add_quiet_option(command, options->output);
    command.add_option("--log", options->log_file, "write every decision and fill to this file")
        ->type_name("FILE");
    command.footer("Example: maxmin backtest --config scripts/demo.toml --out out/demo");
    return [options](Terminal& terminal) { return run_backtest(*options, terminal); };
}

}  // namespace maxmin::app
