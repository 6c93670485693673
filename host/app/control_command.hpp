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
    double patience_s = 5.0;  // for the process to answer
    double settle_s = 10.0;   // for the venue to confirm what cancel-all and flatten ask for
};

/// `emergency`: the second way to the venue; null where there is none. Exit codes: ok when it is
/// done, by the process or without it; no_process when none answered and it was not done; refused
/// when the process answered and did not do it, or something is left at the venue.
ExitCode control(const ControlRequest& request, live::EmergencyVenue* emergency,
                 Terminal& terminal);

}  // namespace maxmin::app
