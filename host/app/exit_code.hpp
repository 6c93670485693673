// What the exit code of the process means. Stable: scripts depend on it.
#pragma once

#include <array>
#include <string_view>

namespace maxmin::app {

enum class ExitCode : int {
    ok = 0,
    failed = 1,
    usage = 2,
    bad_config = 3,
    bad_data = 4,
    backend_unavailable = 5,
    check_failed = 6,
    no_process = 7,
    refused = 8,
};

struct ExitMeaning {
    ExitCode code;
    std::string_view meaning;
};

inline constexpr std::array exit_meanings{
    ExitMeaning{ExitCode::ok, "done"},
    ExitMeaning{ExitCode::failed, "failed while running"},
    ExitMeaning{ExitCode::usage, "wrong command line"},
    ExitMeaning{ExitCode::bad_config, "bad configuration"},
    ExitMeaning{ExitCode::bad_data, "bad or unreadable data, key or folder; a venue that refuses"},
    ExitMeaning{ExitCode::backend_unavailable, "the demanded backend is not there"},
    ExitMeaning{ExitCode::check_failed, "doctor found a FAIL"},
    ExitMeaning{ExitCode::no_process, "no running process answered, and it is not done"},
    ExitMeaning{ExitCode::refused, "the running process did not do it"},
};

}  // namespace maxmin::app
