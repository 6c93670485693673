// The commands of the binary. A new one is a file <name>_command.cpp that defines attach_<name>,
// its declaration here, and its line in commands.cpp.
#pragma once

#include <functional>
#include <span>
#include <string_view>

#include <CLI/App.hpp>

#include "host/app/exit_code.hpp"
#include "host/app/terminal.hpp"

namespace maxmin::app {

using Action = std::function<ExitCode(Terminal&)>;

struct Command {
    std::string_view name;
    std::string_view summary;
    /// Adds the command's options and an example to its CLI::App; what is returned runs after
    /// parsing and owns the option values.
    Action (*attach)(CLI::App& command);
};

std::span<const Command> commands();

Action attach_backtest(CLI::App& command);
Action attach_paper(CLI::App& command);
Action attach_run(CLI::App& command);
Action attach_record(CLI::App& command);
Action attach_replay(CLI::App& command);
Action attach_watchdog(CLI::App& command);
Action attach_key(CLI::App& command);
Action attach_explain(CLI::App& command);
Action attach_grid(CLI::App& command);
Action attach_config(CLI::App& command);
Action attach_bench(CLI::App& command);
Action attach_doctor(CLI::App& command);
Action attach_status(CLI::App& command);
Action attach_halt(CLI::App& command);
Action attach_resume(CLI::App& command);
Action attach_flatten(CLI::App& command);
Action attach_cancel_all(CLI::App& command);

}  // namespace maxmin::app
