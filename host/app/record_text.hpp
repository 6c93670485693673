// What a recording says of itself: a line now and then, and how it ended.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "host/app/market_recording.hpp"

namespace maxmin::app {

/// `before`: of the line before, for the rate of frames.
std::string recording_line(const RecordingStatus& status, const RecordingStatus& before,
                           std::span<const market::Instrument> instruments);
std::string recording_end(const RecordingStatus& status,
                          std::span<const market::Instrument> instruments);

/// The lines of a configuration that replay these files; `assets` are those of the recording's
/// configuration, with what it says of their size decimals.
std::string replay_lines(std::span<const std::filesystem::path> files,
                         std::span<const engine::AssetConfig> assets,
                         std::span<const market::Instrument> instruments);

}  // namespace maxmin::app
