#include "host/engine/asset.hpp"

#include <cmath>
#include <limits>
#include <utility>

namespace maxmin::engine {

std::string_view to_string(QuoteState state) {
    switch (state) {
        case QuoteState::no_link:
            return "no reconciled link to the venue";
        case QuoteState::clock_astray:
            return "venue time and ours disagree";
        case QuoteState::waiting_for_data:
            return "waiting for a book";
        case QuoteState::warming_up:
            return "warming up";
        case QuoteState::stale_data:
            return "book too old";
        case QuoteState::no_grid:
            return "no usable quote grid";
        case QuoteState::stopped:
            return "stopped by risk";
        case QuoteState::reducing:
            return "only reducing";
        case QuoteState::gate_closed:
            return "gate closed";
        case QuoteState::quoting:
            return "quoting";
        case QuoteState::quoting_widened:
            return "quoting on an aged grid";
    }
    return "unknown";
}

Asset::Asset(const AssetConfig& asset_config, AssetSetup asset_setup, Duration grid_age_max)
    : config(&asset_config),
      setup(std::move(asset_setup)),
      market(setup.instrument),
      hawkes(setup.quote.levels(), asset_config.hawkes),
      fill_rates(asset_config.hawkes, asset_config.signal),
      flow(asset_config.signal.trade_flow_half_life_s),
      adverse(asset_config.signal),
      grid(grid_age_max),
      gate(asset_config.quote.enable_trading_gap_threshold_percent, asset_config.quote.gate) {}

std::optional<Ticks> Asset::best_own(Side side) const noexcept {
    std::optional<Ticks> best;
    for (const order::WorkingOrder& order : orders.orders()) {
        if (order.side != side || order.is_taker || order.resting.size == Lots(0)) {
            continue;
        }
        const bool better =
            best && (side == Side::bid ? order.resting.price > *best : order.resting.price < *best);
        if (!best || better) {
            best = order.resting.price;
        }
    }
    return best;
}

order::ReconcileRules reconcile_rules(const Asset& asset, AssetIndex index) noexcept {
    return {.asset = index,
            .reprice_bps = order::reprice_bps(asset.config->quote, asset.inputs.spread_bps),
            .size_tolerance = asset.config->order.size_tolerance,
            .minimum_life = from_seconds(asset.config->order.minimum_life_s)};
}

double rule_offset(double grid_offset_bps) noexcept {
    return std::isinf(grid_offset_bps) ? std::numeric_limits<double>::quiet_NaN() : grid_offset_bps;
}

}  // namespace maxmin::engine
