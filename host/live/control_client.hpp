// The other end of the control socket, for the command line.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

#include "host/base/time.hpp"

namespace maxmin::live {

/// The process's answer, one line of JSON without its end; none if no process answers in time.
std::optional<std::string> ask(const std::filesystem::path& state_folder, std::string_view command,
                               std::string_view who, Duration patience);

}  // namespace maxmin::live
