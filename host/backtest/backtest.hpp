// Replays a recording through the engine and the in-process exchange, in event order, on a
// simulated clock: a run is a function of (data, configuration, seed). The exchange lives in
// exchange time, the engine hears everything later; neither sees the other's future.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "host/backtest/timeline.hpp"
#include "host/engine/engine.hpp"
#include "host/ledger/result.hpp"
#include "host/market/event.hpp"
#include "host/paper/exchange.hpp"

namespace maxmin::backtest {

/// What the result says of where it came from.
struct Provenance {
    std::string data_name;
    std::string config_name;
    std::string code_version;
    std::uint64_t config_hash = 0;
};

class Backtest {
  public:
    /// `config` and `recording` must outlive it; their assets are in the same order. Throws
    /// InputError if an asset has no price in the recording or a size comes to nothing.
    Backtest(const engine::Config& config, const market::Recording& recording);

    /// Called now and then with the share of the recording that is done, in [0, 1].
    std::function<void(double)> progress;
    /// Called for everything the engine logs; without it the log is thrown away.
    std::function<void(const engine::LogRecord&)> on_log;

    /// Runs up to and including `end`. May be called again with a later end.
    void run_until(Timestamp end);
    /// Runs to the end of the recording and closes the books.
    void run();

    const engine::Engine& engine() const { return *engine_; }
    const paper::Exchange& exchange() const { return *exchange_; }
    Timestamp start() const { return start_; }
    Timestamp end() const { return end_; }
    std::int64_t market_events() const { return market_events_; }

    /// After run(). The books are kept again in exchange time, fills at the mid of their instant.
    ledger::RunResult result(const Provenance& provenance) const;

  private:
    void step_exchange_market();
    void step_local_market();
    void deliver_reports(Timestamp now);

    const engine::Config& config_;
    const market::Recording& recording_;
    Timeline timeline_;
    std::unique_ptr<paper::Exchange> exchange_;
    std::unique_ptr<engine::Engine> engine_;
    std::vector<gateway::Report> bookings_;  // fills and funding, for the result
    std::size_t next_exchange_ = 0;
    std::size_t next_local_ = 0;
    Timestamp start_;
    Timestamp end_;
    std::int64_t market_events_ = 0;
};

}  // namespace maxmin::backtest
