// The one event loop for backtest, paper and live: they differ by clock and port, nothing else.
// Messages are taken in first, then every asset that changed is decided once; nothing here reads a
// clock, allocates after construction, or prints.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "host/base/hash.hpp"
#include "host/compute/compute.hpp"
#include "host/engine/asset.hpp"
#include "host/engine/config.hpp"
#include "host/engine/event_log.hpp"
#include "host/gateway/port.hpp"
#include "host/ledger/ledger.hpp"
#include "host/order/budget.hpp"
#include "host/order/reconcile.hpp"
#include "host/risk/limits.hpp"

namespace maxmin::engine {

struct EngineStart {
    Timestamp time;
    Timestamp expected_end;           // sizes the sample store
    std::span<const double> mid_usd;  // first mid of each asset: converts sizes, once
    double maker_fee_bps = 0.0;
    double balance_usd = 0.0;
};

class Engine {
  public:
    /// Throws InputError for sizes that come to nothing. `config` and `port` must outlive it.
    Engine(const Config& config, std::span<const market::Instrument> instruments,
           gateway::Port& port, const EngineStart& start);

    /// A market message at the time it reached us.
    void on_market(const market::MarketEvent& event, Timestamp now,
                   std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) noexcept;
    void on_report(const gateway::Report& report) noexcept;
    /// Steps, gates and samples that are due by `now`.
    void on_timer(Timestamp now) noexcept;
    Timestamp next_timer() const { return next_step_; }
    /// Decides every asset that changed and sends one batch.
    void decide(Timestamp now) noexcept;
    /// End of the run: closes the time integrals and the ledger.
    void finish(Timestamp now) noexcept;

    std::span<const Asset> assets() const { return assets_; }
    const compute::Compute& compute() const { return *compute_; }
    const ledger::Ledger& ledger() const { return ledger_; }
    const risk::Guard& guard() const { return guard_; }
    const order::Budget& budget() const { return budget_; }
    std::span<const ledger::Sample> samples() const { return samples_; }
    EventLog& log() { return log_; }
    /// Over every request sent and every report seen, in order.
    std::uint64_t decision_hash() const { return hash_.value(); }

  private:
    Asset& at(AssetIndex asset) { return assets_[static_cast<std::size_t>(asset)]; }

    // engine.cpp: taking messages in
    void take_mid(Asset& asset, AssetIndex index, Timestamp exchange_time, double mid_usd) noexcept;
    void run_step(Timestamp now) noexcept;
    void watch_equity(Timestamp now) noexcept;
    void hash_request(const gateway::Request& request, Timestamp now) noexcept;
    void hash_report(const gateway::Report& report) noexcept;

    // periodic.cpp: by the clock
    compute::FillRates fill_rates_of(Asset& asset, Timestamp now) noexcept;
    void take_snapshot(AssetIndex index, Timestamp now) noexcept;
    void check_gates() noexcept;
    void sample(Timestamp now) noexcept;
    void count_time(Asset& asset, Timestamp now) noexcept;

    // decision.cpp: from an asset to requests, and what comes back
    void decide_asset(AssetIndex index, Timestamp now) noexcept;
    QuoteState judge_state(const Asset& asset, AssetIndex index, const BaseOffsets& base,
                           Timestamp now) const noexcept;
    void fill_inputs(Asset& asset, const BaseOffsets& base, Timestamp now) noexcept;
    risk::Exposure exposure_of(const Asset& asset) const noexcept;
    void send(Asset& asset, AssetIndex index, Timestamp now) noexcept;
    /// Counts and logs what leaves; true once a reprice line was logged for this decision.
    bool log_request(Asset& asset, const gateway::Request& request, Timestamp now,
                     bool repriced) noexcept;
    void take_fill(Asset& asset, const gateway::Report& report, Lots filled,
                   bool first_fill) noexcept;
    void log_excitation(Asset& asset, const gateway::Report& report) noexcept;

    const Config& config_;
    gateway::Port& port_;
    std::vector<Asset> assets_;
    std::unique_ptr<compute::Compute> compute_;
    ledger::Ledger ledger_;
    risk::Guard guard_;
    order::Budget budget_;
    EventLog log_;
    order::OrderIds order_ids_{1};
    order::Plan plan_;
    std::vector<gateway::Request> outbox_;
    std::vector<ledger::Sample> samples_;
    std::vector<double> policy_bid_bps_;
    std::vector<double> policy_ask_bps_;
    std::vector<double> policy_gains_;
    Hasher hash_;
    Duration step_interval_;
    Duration sample_interval_;
    Timestamp next_step_;
    Timestamp next_sample_;
    Timestamp next_gate_check_;
};

}  // namespace maxmin::engine
