// maxmin status, halt, resume, flatten, cancel-all
#include "host/app/control_command.hpp"

#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <thread>

#include <CLI/CLI.hpp>
#include <simdjson.h>

#include "host/app/commands.hpp"
#include "host/app/options.hpp"
#include "host/app/second_way.hpp"
#include "host/app/status_text.hpp"
#include "host/app/venue_access.hpp"
#include "host/base/error.hpp"
#include "host/live/clock.hpp"
#include "host/live/control_client.hpp"
#include "host/live/latch.hpp"
#include "host/report/json_writer.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

using simdjson::dom::element;

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
        std::string_view result;
        if (root["result"].get(result) != simdjson::SUCCESS) {
            result = "nothing";
        }
        const std::string_view meaning =
            result == "done"        ? "done"
            : result == "refused"   ? "refused: a loss limit is still broken (after a withdrawal: "
                                      "--from-here), or equity is unknown"
            : result == "unlatched" ? "done, but the halt is not on the disk: it would not outlive "
                                      "the process"
            : result == "no_answer" ? "the process is there, but its engine does not answer"
                                    : "not understood";
        terminal.out << request.command << ": " << meaning << '\n';
    }
    return ok ? ExitCode::ok : ExitCode::refused;
}

/// What a process that answers still has at the venue; empty if it does not answer.
struct Left {
    std::int64_t orders = 0;
    std::int64_t positions = 0;
    std::string link;
};

std::optional<Left> look_at(const ControlRequest& request) {
    const auto answer = live::ask(request.state_folder, "status", request.who, seconds(1));
    simdjson::dom::parser parser;
    element root;
    Left left;
    simdjson::dom::array assets;
    std::string_view link;
    if (!answer || parser.parse(*answer).get(root) != simdjson::SUCCESS ||
        root["status"]["open_orders"].get(left.orders) != simdjson::SUCCESS ||
        root["status"]["assets"].get(assets) != simdjson::SUCCESS ||
        root["status"]["link"]["state"].get(link) != simdjson::SUCCESS) {
        return std::nullopt;
    }
    for (const element asset : assets) {
        double coins = 0.0;
        left.positions += asset["position_coin"].get(coins) == simdjson::SUCCESS && coins != 0.0;
    }
    left.link = link;
    return left;
}

std::string left_text(const Left& left, bool with_positions) {
    std::string text = left.orders == 1 ? "1 order" : std::to_string(left.orders) + " orders";
    if (with_positions) {
        text += left.positions == 1 ? " and 1 position"
                                    : " and " + std::to_string(left.positions) + " positions";
    }
    return text;
}

/// After cancel-all or flatten: waits until the process has nothing left at the venue.
ExitCode await_gone(const ControlRequest& request, Terminal& terminal) {
    const bool flattens = request.command == "flatten";
    const live::Clock clock;
    const Timestamp until = clock.now() + from_seconds(request.settle_s);
    std::optional<Left> left = look_at(request);
    const auto is_gone = [&] {
        return left && left->orders == 0 && (!flattens || left->positions == 0);
    };
    while (!is_gone() && clock.now() < until) {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        left = look_at(request);
    }
    const bool done = is_gone();
    const std::string what = left ? left_text(*left, flattens) : std::string("unknown");
    if (request.json) {
        report::JsonWriter json;
        json.begin_object();
        json.member("ok", done);
        json.member("result", done ? "done" : "left");
        json.member("orders_left", left ? left->orders : -1);
        json.member("positions_left", left ? left->positions : -1);
        json.end_object();
        terminal.out << json.text() << '\n';
    } else if (done) {
        terminal.out << request.command << ": done, "
                     << (flattens ? "no order and no position" : "no order") << " is left\n";
    } else {
        terminal.out << request.command << ": halted, but after "
                     << report::fixed_text(request.settle_s, 0) << " s " << what << " left"
                     << (left ? " (link " + left->link + ")" : std::string()) << "\n";
    }
    return done ? ExitCode::ok : ExitCode::refused;
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
    if (request.command == "resume-from-here") {
        return {false,
                "what the account is worth is known to a running process only: start it first"};
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
        const bool follows_up = request.command == "cancel-all" || request.command == "flatten";
        return follows_up && answer->find("\"ok\": true") != std::string::npos
                   ? await_gone(request, terminal)
                   : print_answer(request, *answer, terminal);
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
    return alone.done ? ExitCode::ok : ExitCode::no_process;
}

namespace {

struct Options {
    ConfigOptions config;
    std::string state;
    std::string who;
    bool json = false;
    bool from_here = false;
    double settle_s = 0.0;
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
    ControlRequest request{.command = options.from_here ? "resume-from-here" : name,
                           .state_folder = options.state.empty() ? "state" : options.state,
                           .who = options.who,
                           .json = options.json,
                           .settle_s = options.settle_s};
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
    if (name == "resume") {
        command.add_flag("--from-here", options->from_here,
                         "measure day loss and drawdown from now on: after a withdrawal");
    }
    if (name == "cancel-all" || name == "flatten") {
        options->settle_s = name == "flatten" ? 30.0 : 10.0;
        command.add_option("--wait", options->settle_s, "for the venue to confirm")
            ->type_name("SECONDS")
            ->check(CLI::Range(0.0, 600.0))
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
