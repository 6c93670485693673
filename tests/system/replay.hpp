// A configuration and its recording, ready to be run as often as a test likes.
#pragma once

#include <string>
#include <vector>

#include "host/backtest/backtest.hpp"
#include "host/config/load.hpp"
#include "host/market/reader.hpp"

namespace maxmin::test {

inline const std::string demo_file = std::string(MAXMIN_SOURCE_DIR) + "/tests/system/demo.toml";

struct Replay {
    config::Loaded loaded;
    market::Recording recording;

    const engine::Config& config() const { return loaded.config; }
};

inline Replay load_replay(const std::string& file, const std::vector<std::string>& sets = {}) {
    Replay replay;
    replay.loaded = config::load_file(file, sets);
    market::ReadRequest request{.format = replay.config().data.format,
                                .path = config::data_path(replay.loaded),
                                .symbols = {},
                                .instruments = {},
                                .progress = {}};
    for (const engine::AssetConfig& asset : replay.config().assets) {
        request.symbols.push_back(asset.symbol);
    }
    market::ReadReport report;
    replay.recording = market::read(request, report);
    return replay;
}

/// The first part of the recorded four assets: long enough for warm-up (one minute), hundreds of
/// fills, the recorder's reconnect at 11 minutes and the funding at 13, short enough for the
/// sanitizers.
inline constexpr Duration replay_length = seconds(14 * 60);

}  // namespace maxmin::test
