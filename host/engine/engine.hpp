// The one event loop for backtest, paper and live: they differ by clock and port, nothing else.
// Messages are taken in first, then every asset that changed is decided once; nothing here reads a
// clock, allocates after construction, or prints.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "host/base/hash.hpp"
#include "host/compute/compute.hpp"
#include "host/engine/asset.hpp"
#include "host/engine/config.hpp"
#include "host/engine/event_log.hpp"
#include "host/engine/link.hpp"
#include "host/gateway/port.hpp"
#include "host/gateway/truth.hpp"
#include "host/ledger/ledger.hpp"
#include "host/order/budget.hpp"
#include "host/order/reconcile.hpp"
#include "host/risk/limits.hpp"

namespace maxmin::engine {

/// A fill of an earlier run, so that it is not counted again when the venue repeats it.
struct SeenFill {
    AssetIndex asset = 0;
    std::uint64_t trade_id = 0;
    Timestamp exchange_time;
};

/// What the last run left behind.
struct Restored {
    std::vector<Lots> positions;  // by asset; empty: nothing is known
    std::vector<SeenFill> fills;  // oldest first
    std::optional<risk::ModeRecord> mode;
    std::optional<risk::AccountMarks> marks;
    std::uint64_t first_order_id = 1;  // never used before
};

struct EngineStart {
    Timestamp time = {};
    Timestamp expected_end = {};           // sizes the sample store
    std::span<const double> mid_usd = {};  // first mid of each asset: converts sizes, once
    double maker_fee_bps = 0.0;
    double balance_usd = 0.0;
    // Live.
    bool linked = true;  // false: nothing leaves before on_link(up) and a Truth
    compute::Performing performing = compute::Performing::at_once;
    Restored restored = {};
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
    /// Any state but up: nothing is sent any more, and what is at the venue is of unknown fate.
    void on_link(gateway::LinkState state, Timestamp now) noexcept;
    /// The account as the venue states it; settles what is unknown (see recovery.cpp).
    void on_truth(const gateway::Truth& truth) noexcept;
    /// Steps, gates and samples that are due by `now`.
    void on_timer(Timestamp now) noexcept;
    Timestamp next_timer() const { return next_step_; }
    /// Takes over what has been computed, if compute is not performed at once.
    void on_computed(Timestamp now) noexcept;
    /// Decides every asset that changed and sends one batch.
    void decide(Timestamp now) noexcept;

    // An operator's word, acted upon in the same call. `who` is for the record.
    /// Cancels everything; latched until resume().
    void halt(std::string_view who, Timestamp now) noexcept;
    /// False while a loss limit is still broken.
    bool resume(std::string_view who, Timestamp now) noexcept;
    /// And measures losses from here on: after a withdrawal.
    bool resume_from_here(std::string_view who, Timestamp now) noexcept;
    /// Halts, then closes every position with reduce-only orders that are filled at once or not at
    /// all, at most taker.slippage_bps beyond the best price, again after each cool-down.
    void flatten(std::string_view who, Timestamp now) noexcept;
    /// Towards an orderly end: quotes nothing more and cancels everything. Not latched.
    void wind_down(Timestamp now) noexcept;
    bool is_closing() const { return guard_.closing_permitted(); }

    /// End of the run: closes the time integrals and the ledger.
    void finish(Timestamp now) noexcept;

    std::span<const Asset> assets() const { return assets_; }
    const compute::Compute& compute() const { return *compute_; }
    /// For the thread that performs jobs: serve() and close() are its alone.
    compute::Compute& computing() { return *compute_; }
    const Link& link() const { return link_; }
    std::int64_t steps_skipped() const { return steps_skipped_; }
    const ledger::Ledger& ledger() const { return ledger_; }
    const risk::Guard& guard() const { return guard_; }
    const order::Budget& budget() const { return budget_; }
    std::span<const ledger::Sample> samples() const { return samples_; }
    EventLog& log() { return log_; }
    /// Over every request sent and every report seen, in order.
    std::uint64_t decision_hash() const { return hash_.value(); }

  private:
    static constexpr Duration no_lag{INT64_MAX};

    Asset& at(AssetIndex asset) { return assets_[static_cast<std::size_t>(asset)]; }

    // engine.cpp: taking messages in
    void take_mid(Asset& asset, AssetIndex index, Timestamp exchange_time, double mid_usd) noexcept;
    void run_step(Timestamp now) noexcept;
    void take_results(Timestamp now) noexcept;
    void watch_equity(Timestamp now) noexcept;
    void watch_clock() noexcept;
    void log_mode(Timestamp now) noexcept;
    void mark_all() noexcept;
    void hash_request(const gateway::Request& request, Timestamp now) noexcept;
    void hash_report(const gateway::Report& report) noexcept;

    // periodic.cpp: by the clock
    compute::FillRates fill_rates_of(Asset& asset, Timestamp now) noexcept;
    void take_snapshot(AssetIndex index, Timestamp now) noexcept;
    void begin_gate_check(Timestamp now) noexcept;
    void finish_gate_check() noexcept;
    void sample(Timestamp now) noexcept;
    void count_time(Asset& asset, Timestamp now) noexcept;

    // recovery.cpp: after a loss, and whenever the venue states the account
    void settle_orders(const gateway::Truth& truth, Timestamp since) noexcept;
    void meet_order(const gateway::OpenOrder& open, Timestamp now) noexcept;
    void settle_position(AssetIndex index, Lots venue, const gateway::Truth& truth,
                         Timestamp since) noexcept;
    void adopt_position(AssetIndex index, Lots venue, Timestamp now) noexcept;
    void restore(const Restored& restored) noexcept;

    // decision.cpp: from an asset to requests, and what comes back
    void decide_asset(AssetIndex index, Timestamp now) noexcept;
    QuoteState judge_state(const Asset& asset, AssetIndex index, const BaseOffsets& base,
                           Timestamp now) const noexcept;
    void fill_inputs(Asset& asset, const BaseOffsets& base, Timestamp now) noexcept;
    risk::Exposure exposure_of(const Asset& asset) const noexcept;
    void go_on(Timestamp now) noexcept;
    bool must_cancel_blind(AssetIndex index, Timestamp now) const noexcept;
    void close_position(Asset& asset, Timestamp now) noexcept;
    void send(Asset& asset, Timestamp now) noexcept;
    /// True if it left.
    bool send_one(Asset& asset, const gateway::Request& request, Timestamp now) noexcept;
    void send_queries(Asset& asset, AssetIndex index, Timestamp now) noexcept;
    void watch_answers(Timestamp now) noexcept;
    void watch_closing(Timestamp now) noexcept;
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
    order::OrderIds order_ids_;
    Link link_;
    order::Plan plan_;
    std::vector<gateway::Request> outbox_;
    std::vector<ledger::Sample> samples_;
    std::vector<double> reference_mid_usd_;  // of the start, until there is a better one
    std::vector<Lots> venue_lots_;           // scratch of on_truth
    Hasher hash_;
    Duration step_interval_;
    Duration sample_interval_;
    Duration gate_interval_;
    Timestamp next_step_;
    Timestamp next_sample_;
    Timestamp next_gate_check_;
    std::int64_t steps_skipped_ = 0;  // the one before was not done
    Duration lag_min_ = no_lag;       // of market events since the last timer, behind our clock
    Duration lag_max_ = -no_lag;
    bool clock_astray_ = false;
};

}  // namespace maxmin::engine
