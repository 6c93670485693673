// maxmin run: makes markets live, on paper or at the venue, until it is told to stop.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/live_session.hpp"
#include "host/app/live_text.hpp"
#include "host/app/options.hpp"
#include "host/app/signals.hpp"
#include "host/app/venue_access.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    LiveSession::Options live;
    PaceOptions pace;
};

/// Nothing was sent: not even cancels.
std::string refusal_text(engine::Refusal refusal) {
    return refusal == engine::Refusal::positions
               ? "refused: the account holds positions that the state folder does not explain, and "
                 "start.positions is 'refuse'"
               : "refused: the account has open orders of ours that we do not know, and "
                 "start.orders is 'refuse'";
}

ExitCode run_live(const Options& options, Terminal& terminal) {
    const Signals signals;
    LiveSession session(load(options.config), options.live, terminal);
    const double start_equity_usd = session.facts().state.value_usd;
    session.start();
    terminal.err << "state in " << state_folder_of(session.loaded()).string()
                 << "; stop with Ctrl-C, or from another terminal with maxmin halt\n";
    double left_s = options.pace.duration_s;
    for (;;) {
        const double wait_s = options.pace.duration_s > 0.0
                                  ? std::min(left_s, options.pace.status_every_s)
                                  : options.pace.status_every_s;
        if (signals.came_within(wait_s)) {
            break;
        }
        if (session.runner().status().link.refusal != engine::Refusal::none) {
            terminal.err << refusal_text(session.runner().status().link.refusal) << '\n';
            return ExitCode::refused;
        }
        terminal.err << status_line(session.runner().status(), start_equity_usd) << std::endl;
        left_s -= wait_s;
        if (options.pace.duration_s > 0.0 && left_s <= 0.0) {
            break;
        }
    }
    terminal.err << "stopping: cancelling everything" << std::endl;
    const int orders_left = session.stop();
    terminal.out << end_text(session.runner().status(), session.runner().counters(),
                             start_equity_usd, orders_left)
                 << latency_text(session.runner().latencies());
    return orders_left == 0 ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

Action attach_run(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_config_options(command, options->config, FileIs::required);
    add_pace_options(command, options->pace);
    command
        .add_option("--log", options->live.log_file,
                    "write decisions and fills to this file; 64 MiB a file, four old ones are kept")
        ->type_name("FILE");
    command.add_flag("--mainnet", options->live.mainnet_allowed,
                     "allow real money: needed besides exchange.url");
    command.footer("Example: maxmin run --config scripts/live.toml --duration 120");
    return [options](Terminal& terminal) { return run_live(*options, terminal); };
}

}  // namespace maxmin::app
