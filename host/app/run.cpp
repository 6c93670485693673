#include "host/app/run.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include <CLI/CLI.hpp>

#include "host/app/commands.hpp"
#include "host/app/exit_error.hpp"
#include "host/app/version.hpp"
#include "host/config/errors.hpp"

namespace maxmin::app {
namespace {

std::string exit_code_lines() {
    std::string text = "Exit codes:";
    for (const ExitMeaning& entry : exit_meanings) {
        text += "\n  " + std::to_string(static_cast<int>(entry.code)) + "  ";
        text += entry.meaning;
    }
    return text;
}

struct Attached {
    CLI::App* command = nullptr;
    Action action;
};

ExitCode dispatch(const std::vector<Attached>& all, Terminal& terminal) {
    for (const Attached& attached : all) {
        if (attached.command->parsed()) {
            return attached.action(terminal);
        }
    }
    return ExitCode::usage;
}

ExitCode parse_and_dispatch(std::vector<std::string> arguments, Terminal& terminal) {
    CLI::App app{"maxmin makes markets in many assets, for the worst market it cannot rule out."};
    app.name("maxmin");
    app.require_subcommand(1);
    app.set_version_flag("--version", version_text());
    app.footer(exit_code_lines());
    std::vector<Attached> all;
    for (const Command& command : commands()) {
        CLI::App* added =
            app.add_subcommand(std::string(command.name), std::string(command.summary));
        all.push_back({.command = added, .action = command.attach(*added)});
    }
    std::ranges::reverse(arguments);  // CLI11 takes them from the back
    try {
        app.parse(std::move(arguments));
    } catch (const CLI::ParseError& error) {
        const bool was_asked = app.exit(error, terminal.out, terminal.err) == 0;
        return was_asked ? ExitCode::ok : ExitCode::usage;
    }
    return dispatch(all, terminal);
}

}  // namespace

ExitCode run(const std::vector<std::string>& arguments, Terminal& terminal) {
    try {
        return parse_and_dispatch(arguments, terminal);
    } catch (const ExitError& error) {
        terminal.err << error.what() << '\n';
        return error.code();
    } catch (const config::ConfigErrors& errors) {
        terminal.err << errors.what() << '\n';
        return ExitCode::bad_config;
    } catch (const InputError& error) {
        terminal.err << error.what() << '\n';
        return ExitCode::bad_data;
    } catch (const std::exception& error) {
        terminal.err << "maxmin: " << error.what() << '\n';
        return ExitCode::failed;
    }
}

}  // namespace maxmin::app
