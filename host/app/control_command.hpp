// What a second terminal may say to a running process, and what is left to do when none answers.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "host/app/exit_code.hpp"
#include "host/app/terminal.hpp"
#include "host/live/emergency.hpp"

namespace maxmin::app {

struct ControlRequest {
    std::string_view command;  // status, halt, resume, flatten, cancel-all
    std::filesystem::path state_folder;
    std::string who;
    bool json = false;
    double patience_s = 5.0;
};

/// `emergency`: the second way to the venue; null where there is none. Exit codes: ok when the
/// process has done it; no_process when none answered, whatever was done instead; refused when it
/// answered and did not do it.
ExitCode control(const ControlRequest& request, live::EmergencyVenue* emergency,
                 Terminal& terminal);

}  // namespace maxmin::app
