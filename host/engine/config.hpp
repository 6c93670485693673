// Everything one run needs, as host/config resolves it: defaults, group, asset.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "host/backtest/config.hpp"
#include "host/compute/config.hpp"
#include "host/exchange/config.hpp"
#include "host/live/config.hpp"
#include "host/order/config.hpp"
#include "host/paper/config.hpp"
#include "host/quote/config.hpp"
#include "host/risk/config.hpp"
#include "host/signal/config.hpp"
#include "host/venue/config.hpp"

namespace maxmin::engine {

enum class BackendChoice : std::uint8_t { automatic, cpu, cuda };
enum class LogFormat : std::uint8_t { human, json };

struct RunConfig {
    std::uint64_t seed = 42;
    int threads = 1;
    BackendChoice backend = BackendChoice::automatic;
    std::int64_t device_failure_drill = 0;  // step; 0: none
    double step_interval_ms = 100.0;
    double grid_max_age_ms = 1000.0;
    int particles = 2048;
    double ess_threshold = 0.5;
    double discount = 0.98;
    double sample_interval_s = 1.0;  // of the series in the report
    double gate_interval_s = 10.0;   // between two checks of the trading gates
    LogFormat log_format = LogFormat::human;
};

/// What a live run does with what it finds on the account at its start. Positions that the state
/// folder explains are its own and never refused.
enum class FoundPositions : std::uint8_t { adopt, refuse };
enum class FoundOrders : std::uint8_t { adopt, cancel, refuse };  // of our own prefix

struct StartConfig {
    FoundPositions positions = FoundPositions::adopt;
    FoundOrders orders = FoundOrders::cancel;
};

struct DataConfig {
    std::string format;              // a reader's name (host/market/reader.hpp), or synthetic
    std::string path;                // folder or file; relative to the config file
    std::vector<std::string> files;  // where the format needs several
};

struct AssetConfig {
    std::string symbol;
    int sz_decimals = -1;  // -1: from the built-in venue table
    quote::QuoteConfig quote;
    signal::HawkesConfig hawkes;
    signal::SignalConfig signal;
    compute::FilterConfig filter;
    compute::GridConfig grid;
    risk::AssetLimits risk;
    order::OrderConfig order;
};

struct Config {
    RunConfig run;
    DataConfig data;
    backtest::SyntheticMarket synthetic;  // where data.format is synthetic
    risk::PortfolioLimits risk;
    paper::PaperConfig paper;
    order::BudgetConfig budget;
    order::FateConfig fate;
    StartConfig start;
    exchange::ExchangeConfig exchange;
    live::LiveConfig live;
    venue::VenueConfig venue;
    std::vector<AssetConfig> assets;
};

}  // namespace maxmin::engine
