// The whole program but for the process around it, so that tests can call it.
#pragma once

#include <string>
#include <vector>

#include "host/app/exit_code.hpp"
#include "host/app/terminal.hpp"

namespace maxmin::app {

/// `arguments` without the program's name. Catches everything: prints the reason to `err` and
/// returns the code for it.
ExitCode run(const std::vector<std::string>& arguments, Terminal& terminal);

}  // namespace maxmin::app
