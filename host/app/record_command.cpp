// maxmin record: keeps the venue's market frames as they come, until it is told to stop. What it
// writes is data for a backtest.
#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/app/record_text.hpp"
#include "host/app/signals.hpp"
#include "host/app/venue_access.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    std::filesystem::path folder;  // empty: where a run records too
    PaceOptions pace;
};

constexpr double write_every_s = 0.05;

/// Until a signal, or the duration is over.
void record(MarketRecording& recording, const Options& options, const Signals& signals,
            Terminal& terminal) {
    const live::Clock clock;
    const Timestamp start = clock.now();
    RecordingStatus before;
    double next_status_s = options.pace.status_every_s;
    double left_s = write_every_s;
    while (left_s > 0.0 && !signals.came_within(left_s)) {
        recording.write();
        const double now_s = to_seconds(clock.now() - start);
        if (now_s >= next_status_s) {
            next_status_s += options.pace.status_every_s;
            const RecordingStatus status = recording.status();
            terminal.err << recording_line(status, before, recording.instruments()) << std::endl;
            before = status;
        }
        left_s = options.pace.duration_s > 0.0
                     ? std::min(options.pace.duration_s - now_s, write_every_s)
                     : write_every_s;
    }
}

ExitCode run_record(const Options& options, Terminal& terminal) {
    const Signals signals;
    const config::Loaded loaded = load(options.config);
    print_warnings(loaded.warnings, terminal);
    const std::filesystem::path folder =
        options.folder.empty() ? state_folder_of(loaded) / "frames" : options.folder;
    MarketRecording recording(loaded, folder);
    terminal.err << "recording " << recording.instruments().size() << " assets of "
                 << loaded.config.exchange.url << " into " << recording.files().front().string()
                 << "; stop with Ctrl-C" << std::endl;
    recording.start();
    record(recording, options, signals, terminal);
    recording.stop();
    const RecordingStatus status = recording.status();
    terminal.out << recording_end(status, recording.instruments());
    if (status.frames == 0) {
        terminal.out << "Nothing came: " << recording.files().front().string() << " has nothing "
                     << "new.\n";
        return ExitCode::failed;
    }
    terminal.out << "To replay it, in a configuration:\n\n"
                 << replay_lines(recording.files(), loaded.config.assets, recording.instruments());
    const bool is_whole = status.frames_lost == 0 && status.write_failures == 0;
    return is_whole ? ExitCode::ok : ExitCode::failed;
}

}  // namespace

Action attach_record(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_file_options(command, options->config, FileIs::required);
    command
        .add_option("--out", options->folder,
                    "folder of the recording, a file a day; default: frames in the state folder")
        ->type_name("DIR");
    add_pace_options(command, options->pace);
    command.footer("Example: maxmin record --config scripts/live.toml --out out/recording");
    return [options](Terminal& terminal) { return run_record(*options, terminal); };
}

}  // namespace maxmin::app
