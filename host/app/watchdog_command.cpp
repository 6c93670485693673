// maxmin watchdog: a process beside the run that cancels everything at the venue, with a key of its
// own, when the run falls silent, hangs or has lost sight of its account. For where the venue
// grants no scheduled cancel.
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <simdjson.h>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/app/second_way.hpp"
#include "host/app/signals.hpp"
#include "host/app/venue_access.hpp"
#include "host/live/clock.hpp"
#include "host/live/control_client.hpp"
#include "host/live/latch.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

struct Options {
    ConfigOptions config;
    double silent_after_s = 10.0;
};

constexpr double look_every_s = 1.0;

/// What a running process says of itself.
struct Seen {
    double age_s = 0.0;       // since its engine last told
    bool reconciled = false;  // it sees its account at the venue
    std::string account;
};

/// Empty if no process answers.
std::optional<Seen> look_at_run(const std::filesystem::path& folder) {
    const auto answer = live::ask(folder, "status", "watchdog", seconds(1));
    simdjson::dom::parser parser;
    simdjson::dom::element root;
    std::string_view account;
    Seen seen;
    if (!answer || parser.parse(*answer).get(root) != simdjson::SUCCESS ||
        root["status"]["age_s"].get(seen.age_s) != simdjson::SUCCESS ||
        root["status"]["link"]["reconciled"].get(seen.reconciled) != simdjson::SUCCESS ||
        root["status"]["account"].get(account) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    seen.account = account;
    return seen;
}

void say(Terminal& terminal, const std::string& what) {
    terminal.err << report::utc_text(live::Clock().now(), 3) << "  " << what << std::endl;
}

class Watch {
  public:
    Watch(const Options& options, Terminal& terminal)
        : terminal_(terminal),
          loaded_(load(options.config)),
          folder_(state_folder_of(loaded_)),
          limit_(from_seconds(options.silent_after_s)),
          way_(loaded_) {}

    void look() {
        const Timestamp now = live::Clock().now();
        const std::optional<Seen> seen = look_at_run(folder_);
        if (seen && seen->account != way_.account()) {
            throw InputError({.field = "live.watchdog_key_file",
                              .wrong = "is an agent of " + way_.account() +
                                       ", and the run trades for " + seen->account,
                              .right = "an agent of the account that the run trades for"});
        }
        const bool turns = seen && from_seconds(seen->age_s) < limit_;
        if (turns && seen->reconciled) {
            if (!is_watching_) {
                say(terminal_, "the run is well; watching it");
            }
            is_watching_ = true;
            well_at_ = now;
            return;
        }
        if (is_watching_ && now - well_at_ >= limit_) {
            act(!seen ? Trouble::gone : turns ? Trouble::cut_off : Trouble::hangs, now);
        }
    }

    bool failed() const { return failed_; }
    std::string account() const { return way_.account(); }

  private:
    enum class Trouble { gone, hangs, cut_off };

    void act(Trouble trouble, Timestamp now) {
        const bool hangs = trouble == Trouble::hangs;
        const char* what = trouble == Trouble::gone ? "no process answers"
                           : hangs                  ? "the engine hangs"
                                                    : "the run does not see its account";
        say(terminal_, std::string(what) + " since " + report::span_text(now - well_at_) +
                           ": cancelling everything");
        // A process that only hangs must not place anew when it wakes.
        const bool is_held = !hangs || live::Latch(folder_).set(live::halted_by("watchdog", now));
        const live::EmergencyResult result = way_.cancel_all();
        say(terminal_, result.explanation + (hangs && is_held ? "; a halt is latched" : "") +
                           (is_held ? "" : "; the halt could not be latched"));
        failed_ = !result.done;
        // Tried again a second later until the venue confirms; then watches for the next run.
        is_watching_ = !result.done;
    }

    Terminal& terminal_;
    config::Loaded loaded_;
    std::filesystem::path folder_;
    Duration limit_;
    SecondWay way_;
    Timestamp well_at_;
    bool is_watching_ = false;
    bool failed_ = false;
};

ExitCode run_watchdog(const Options& options, Terminal& terminal) {
    const Signals signals;
    Watch watch(options, terminal);
    say(terminal, "waiting for a run of " + watch.account());
    do {
        watch.look();
    } while (!signals.came_within(look_every_s));
    return watch.failed() ? ExitCode::failed : ExitCode::ok;
}

}  // namespace

Action attach_watchdog(CLI::App& command) {
    const auto options = std::make_shared<Options>();
    add_file_options(command, options->config, FileIs::required);
    command
        .add_option("--silent-after", options->silent_after_s,
                    "cancel when the run has said nothing for so long")
        ->type_name("SECONDS")
        ->check(CLI::Range(2.0, 3600.0))
        ->capture_default_str();
    command.footer("Example: maxmin watchdog --config scripts/live.toml");
    return [options](Terminal& terminal) { return run_watchdog(*options, terminal); };
}

}  // namespace maxmin::app
