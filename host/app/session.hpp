// What backtest and explain have in common: a configuration, its recording, and a replay over both.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "host/app/options.hpp"
#include "host/backtest/backtest.hpp"
#include "host/market/reader.hpp"

namespace maxmin::app {

struct Session {
    config::Loaded loaded;
    market::Recording recording;
    market::ReadReport read;
    std::vector<double> first_mid_usd;  // by asset
    std::unique_ptr<backtest::Backtest> run;

    backtest::Provenance provenance() const;
};

/// Reads the data, judges what needs them (startup.hpp) and says so on err unless quiet. Throws
/// config::ConfigErrors, InputError and ExitError. On the heap because the replay refers to the
/// other members.
std::unique_ptr<Session> open_session(config::Loaded loaded, Terminal& terminal, bool quiet);

/// The asset that the user named ("BTC" or "BTC-USD"). Throws ExitError(usage) naming those there
/// are.
AssetIndex find_asset(const config::Loaded& loaded, const std::string& name);
/// A time that the user wrote, within the replay. Throws ExitError(usage) naming its span.
Timestamp find_instant(const backtest::Backtest& run, const std::string& text);

}  // namespace maxmin::app
