// Everything the engine keeps of one asset. One owner, one thread: plain members.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include "host/engine/fallback.hpp"
#include "host/engine/setup.hpp"
#include "host/market/market_state.hpp"
#include "host/order/reconcile.hpp"
#include "host/order/working_orders.hpp"
#include "host/quote/gate.hpp"
#include "host/quote/make_targets.hpp"
#include "host/signal/adverse_selection.hpp"
#include "host/signal/fill_model.hpp"
#include "host/signal/fill_rates.hpp"
#include "host/signal/trade_flow.hpp"

namespace maxmin::engine {

/// Why an asset quotes or does not, in order of precedence.
enum class QuoteState : std::uint8_t {
    no_link,       // to the venue, or its account is not reconciled with ours
    clock_astray,  // the venue's time is far behind or ahead of ours
    waiting_for_data,
    warming_up,
    stale_data,
    no_grid,
    stopped,   // by risk: the guard knows why
    reducing,  // the portfolio must shrink: only what takes the position away is quoted
    gate_closed,
    quoting,
    quoting_widened,  // on a grid past its age limit
};

std::string_view to_string(QuoteState state);

/// Orders and fills of one level of one side.
struct LevelCounts {
    std::int64_t rested = 0;
    std::int64_t fills = 0;
    std::int64_t filled_orders = 0;
    Lots filled;
};

struct AssetCounts {
    std::int64_t decisions = 0;
    std::int64_t placed = 0;
    std::int64_t modified = 0;
    std::int64_t cancelled = 0;
    std::int64_t post_only_rejects = 0;
    std::int64_t races_lost = 0;
    std::int64_t other_rejects = 0;
    std::int64_t taker_orders = 0;
    std::int64_t grid_failures = 0;
    std::array<std::array<LevelCounts, quote::levels_max>, 2> level;
    // Time integrals, from which the report's shares of the run come.
    double quoted_both_s = 0.0;
    double at_limit_s = 0.0;
    double inventory_abs_coin_s = 0.0;
    double observed_s = 0.0;
};

struct Asset {
    Asset(const AssetConfig& config, AssetSetup asset_setup, Duration grid_age_max);

    const AssetConfig* config;
    AssetSetup setup;
    market::MarketState market;
    signal::HawkesFillModel hawkes;
    signal::FillRateEstimator fill_rates;
    signal::TradeFlow flow;
    signal::AdverseSelection adverse;
    order::WorkingOrders orders;
    GridFallback grid;
    quote::Gate gate;
    quote::Inputs inputs;    // of the last decision
    quote::Targets targets;  // of the last decision
    QuoteState state = QuoteState::waiting_for_data;
    Lots position;
    int suspected = 0;        // times in a row that the account said the same and was not believed
    Lots suspect;             // the venue's position less ours when last compared and not believed
    Timestamp filled_at;      // exchange time of the newest fill
    Timestamp fill_heard_at;  // when the last one was told
    Timestamp taker_not_before;
    Timestamp counted_until;
    double epsilon_mu_bps = 0.0;
    double epsilon_sigma_bps = 0.0;
    bool dirty = false;
    AssetCounts counts;

    /// Best price of our orders known to rest on a side.
    std::optional<Ticks> best_own(Side side) const noexcept;

    double inventory_nodes() const {
        return setup.instrument.size_coin(position) / setup.shape.lot_coin;
    }
};

/// When this asset's orders are worth a request.
order::ReconcileRules reconcile_rules(const Asset& asset, AssetIndex index) noexcept;

/// The grid says infinity for a side that is off, the quoting rules say NaN.
double rule_offset(double grid_offset_bps) noexcept;

}  // namespace maxmin::engine
