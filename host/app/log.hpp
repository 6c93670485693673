// Log lines for people or as JSON, one a line, time in UTC with microseconds. Cold code only: the
// hot path records binary events instead.
#pragma once

#include <filesystem>
#include <memory>

#include "host/app/terminal.hpp"
#include "host/engine/config.hpp"

namespace spdlog {
class logger;
}

namespace maxmin::app {

/// To the terminal's err; colour only where that is a terminal and the format is human.
std::shared_ptr<spdlog::logger> make_logger(engine::LogFormat format, Terminal& terminal);

/// To a file, appended; 64 MiB a file, four old ones are kept. Throws InputError if the file cannot
/// be opened.
std::shared_ptr<spdlog::logger> make_logger(engine::LogFormat format,
                                            const std::filesystem::path& file);

}  // namespace maxmin::app
