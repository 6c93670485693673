// maxmin status, halt, resume, flatten, cancel-all
#include "host/app/control_command.hpp"

#include <cstdlib>
#include <limits>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>
#include <simdjson.h>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/app/second_way.hpp"
#include "host/app/venue_access.hpp"
#include "host/base/error.hpp"
#include "host/engine/asset.hpp"
#include "host/live/clock.hpp"
#include "host/live/control_client.hpp"
#include "host/live/latch.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"

namespace maxmin::app {
namespace {

using simdjson::dom::element;

double number(element object, std::string_view key) {
    double value = std::numeric_limits<double>::quiet_NaN();
    if (object[key].get(value) != simdjson::SUCCESS) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    return value;
}

std::string text(element object, std::string_view key) {
    std::string_view value;
    return object[key].get(value) == simdjson::SUCCESS ? std::string(value) : std::string();
}

std::string count(element object, std::string_view key) {
    return report::fixed_text(number(object, key), 0);
}

/// Counters that are zero when all is well.
std::string alarms(element status) {
    std::string found;
    const auto look = [&](std::string_view group, std::string_view key) {
        const element counters = status[group].value_unsafe();
        if (number(counters, key) > 0.0) {
            found += (found.empty() ? "" : ", ") + std::string(key) + " " + count(counters, key);
        }
    };
    for (const std::string_view key : {"position_mismatches", "foreign_orders"}) {
        look("link", key);
    }
    for (const std::string_view key : {"illegal_transitions", "fills_aged", "overflows"}) {
        look("orders", key);
    }
    for (const std::string_view key : {"inbox_overflows", "requests_lost", "journal_failures",
                                       "log_records_dropped", "inputs_unrecorded", "clock_steps"}) {
        look("runtime", key);
    }
    return found;
}

/// "quoting", "warming up (12 of 60 s)".
std::string state_text(element asset) {
    std::string state = text(asset, "state");
    if (state == engine::to_string(engine::QuoteState::warming_up)) {
        const double needed_s = number(asset, "warm_up_s");
        state.append(" (").append(
            report::fixed_text(needed_s - number(asset, "warm_up_left_s"), 0));
        state.append(" of ").append(report::fixed_text(needed_s, 0)).append(" s)");
    }
    return state;
}

void print_status(element status, std::ostream& out) {
    constexpr double stale_s = 2.0;
    const double age_s = number(status, "age_s");
    if (!(age_s < stale_s)) {
        out << "STALE: the engine last reported " << report::fixed_text(age_s, 1) << " s ago\n";
    }
    const element link = status["link"].value_unsafe();
    bool reconciled = false;
    reconciled = link["reconciled"].get(reconciled) == simdjson::SUCCESS && reconciled;
    out << text(status, "mode") << " since " << text(status, "mode_since") << " ("
        << text(status, "mode_cause");
    const std::string by = text(status, "mode_by");
    out << (by.empty() ? "" : ", by " + by) << ")\n"
        << "Equity " << report::grouped_text(number(status, "equity_usd"), 2) << " USD, day loss "
        << report::grouped_text(number(status, "day_loss_usd"), 2) << ", drawdown "
        << report::grouped_text(number(status, "drawdown_usd"), 2) << "\n"
        << "Link " << text(link, "state") << (reconciled ? ", reconciled" : ", not reconciled")
        << "; lost " << count(link, "losses") << " times; " << count(status, "open_orders")
        << " open orders; " << report::grouped_text(number(status, "requests_left"), 0)
        << " requests left; should we die: " << text(status["runtime"].value_unsafe(), "dead_man")
        << "\n";
    const std::string found = alarms(status);
    out << (found.empty() ? "" : "Alarms: " + found + "\n");
    report::TextTable table(
        {"asset", "position", "mid", "bid", "ask", "profit USD", "orders", "data age s", "state"});
    for (const element asset : status["assets"].value_unsafe().get_array()) {
        table.add({text(asset, "symbol"), report::rounded_text(number(asset, "position_coin"), 8),
                   report::rounded_text(number(asset, "mid_usd"), 9),
                   report::rounded_text(number(asset, "bid_usd"), 9),
                   report::rounded_text(number(asset, "ask_usd"), 9),
                   report::fixed_text(number(asset, "profit_usd"), 2), count(asset, "orders"),
                   report::fixed_text(number(asset, "data_age_s"), 1), state_text(asset)});
    }
    out << table.text(false);
}

ExitCode print_answer(const ControlRequest& request, const std::string& answer,
                      Terminal& terminal) {
    simdjson::dom::parser parser;
    element root;
    bool ok = false;
    if (parser.parse(answer).get(root) != simdjson::SUCCESS ||
        root["ok"].get(ok) != simdjson::SUCCESS) {
        terminal.err << "the process answered what nobody understands: " << answer << '\n';
        return ExitCode::refused;
    }
    if (request.json) {
        terminal.out << answer << '\n';
    } else if (element status; root["status"].get(status) == simdjson::SUCCESS) {
        print_status(status, terminal.out);
    } else {
        const std::string result = text(root, "result");
        const std::string_view meaning =
            result == "done"        ? "done"
            : result == "refused"   ? "refused: a loss limit is still broken, or equity is unknown"
            : result == "unlatched" ? "done, but the halt is not on the disk: it would not outlive "
                                      "the process"
            : result == "no_answer" ? "the process is there, but its engine does not answer"
                                    : "not understood";
        terminal.out << request.command << ": " << meaning << '\n';
    }
    return ok ? ExitCode::ok : ExitCode::refused;
}

/// What can be done without the process; a line for people, and whether it was done.
struct Alone {
    bool done = false;
    std::string explanation;
};

Alone act_alone(const ControlRequest& request, live::EmergencyVenue* emergency) {
    const live::Latch latch(request.state_folder);
    const bool cancels = request.command == "cancel-all";
    const bool flattens = request.command == "flatten";
    if (request.command == "status") {
        const auto halted = latch.read();
        return {false, halted ? "a halt by " + std::string(halted->who()) + " is latched"
                              : "no halt is latched"};
    }
    if (request.command == "resume") {
        return latch.clear() ? Alone{true, "the latched halt is removed: the next start will quote"}
                             : Alone{false, "the latched halt could not be removed: " +
                                                latch.file().string()};
    }
    const bool latched = latch.set(live::halted_by(request.who, live::Clock().now()));
    std::string explanation =
        latched ? "a halt is latched: nothing will quote until a resume"
                : "the halt could not be latched: " + latch.file().string() + " is not writable";
    if (request.command == "halt") {
        explanation += "; orders may still rest at the venue: maxmin cancel-all";
        return {latched, explanation};
    }
    if (emergency == nullptr) {
        return {false, explanation + "; there is no second way to the venue here: " +
                           (cancels ? "cancel the orders" : "close the positions") +
                           " on the venue's own page"};
    }
    const live::EmergencyResult result = flattens ? emergency->flatten() : emergency->cancel_all();
    return {result.done && latched, explanation + "; " + result.explanation};
}

}  // namespace

ExitCode control(const ControlRequest& request, live::EmergencyVenue* emergency,
                 Terminal& terminal) {
    const std::optional<std::string> answer = live::ask(
        request.state_folder, request.command, request.who, from_seconds(request.patience_s));
    if (answer) {
        return print_answer(request, *answer, terminal);
    }
    const Alone alone = act_alone(request, emergency);
    if (request.json) {
        report::JsonWriter json;
        json.begin_object();
        json.member("ok", alone.done);
        json.member("result", "no_process");
        json.member("explanation", std::string_view(alone.explanation));
        json.end_object();
        terminal.out << json.text() << '\n';
    } else {
        terminal.err << "no running process answers in " << request.state_folder.string() << ": "
                     << alone.explanation << '\n';
    }
    return ExitCode::no_process;
}

namespace {

struct Options {
    ConfigOptions config;
    std::string state;
    std::string who;
    bool json = false;
};

/// Reaches for the venue only when it comes to that; what hinders it is told, not thrown.
class LazyWay final : public live::EmergencyVenue {
  public:
    explicit LazyWay(const config::Loaded& loaded) : loaded_(loaded) {}
    live::EmergencyResult cancel_all() override {
        return with([](SecondWay& way) { return way.cancel_all(); });
    }
    live::EmergencyResult flatten() override {
        return with([](SecondWay& way) { return way.flatten(); });
    }

  private:
    template <typename Act>
    live::EmergencyResult with(Act act) {
        try {
            SecondWay way(loaded_);
            return act(way);
        } catch (const InputError& error) {
            live::EmergencyResult result;
            result.explanation = std::string("the venue was not reached: ") + error.what();
            return result;
        }
    }

    const config::Loaded& loaded_;
};

ExitCode speak(const Options& options, std::string_view name, Terminal& terminal) {
    ControlRequest request{.command = name,
                           .state_folder = options.state.empty() ? "state" : options.state,
                           .who = options.who,
                           .json = options.json};
    if (options.config.file.empty()) {
        return control(request, nullptr, terminal);
    }
    const config::Loaded loaded = load(options.config);
    if (options.state.empty()) {
        request.state_folder = state_folder_of(loaded);
    }
    LazyWay way(loaded);
    return control(request, &way, terminal);
}

Action attach(CLI::App& command, std::string_view name) {
    const auto options = std::make_shared<Options>();
    const char* user = std::getenv("USER");
    options->who = user == nullptr ? "operator" : user;
    command.add_option("--state", options->state, "state folder of the run (default: state)");
    command
        .add_option("--config", options->config.file,
                    "the run's configuration: names the folder, and the way to the venue "
                    "should no process answer")
        ->type_name("FILE");
    if (name != "status") {
        command.add_option("--who", options->who, "who says so, for the record")
            ->capture_default_str();
    }
    command.add_flag("--json", options->json, "one line of JSON instead of text");
    command.footer("Example: maxmin " + std::string(name) + " --config scripts/live.toml");
    return [options, name](Terminal& terminal) { return speak(*options, name, terminal); };
}

}  // namespace

Action attach_status(CLI::App& command) {
    return attach(command, "status");
}
Action attach_halt(CLI::App& command) {
    return attach(command, "halt");
}
Action attach_resume(CLI::App& command) {
    return attach(command, "resume");
}
Action attach_flatten(CLI::App& command) {
    return attach(command, "flatten");
}
Action attach_cancel_all(CLI::App& command) {
    return attach(command, "cancel-all");
}

}  // namespace maxmin::app
