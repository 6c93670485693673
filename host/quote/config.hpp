// What the user writes about quoting one asset. Names and defaults are the guide's; units, ranges
// and one-line meanings are in the one table of host/config/schema.cpp.
#pragma once

#include "host/market/instrument.hpp"

namespace maxmin::quote {

struct InventorySkewConfig {
    double inventory_skew_factor = 0.5;
    double book_imbalance_factor = 0.3;
    int depth_analysis_levels = 5;
};

struct MultiLevelConfig {
    int max_levels = 3;
    double min_profitable_spread_bps = 4.0;
    double level_spacing_bps = 2.0;
    double total_size_per_side = 1.0;
    double inventory_risk_limit = 0.7;
    double directional_aggression = 2.0;
    double momentum_threshold = 1.3;
    double momentum_tightening_bps = 1.0;
    double inventory_urgency_threshold = 0.8;
};

struct RobustConfig {
    bool enabled = true;
    double robustness_level = 0.7;
    double min_epsilon_mu = 0.2;     // bps over uncertainty_horizon_s
    double min_epsilon_sigma = 2.0;  // bps over uncertainty_horizon_s
    double confidence = 0.95;
    double uncertainty_horizon_s = 60.0;
};

struct TakerConfig {
    double slippage_bps = 20.0;
    double cooldown_s = 5.0;
};

struct GateConfig {
    double reopen_fraction = 0.8;  // closes above the threshold, opens below this share of it
    int checks_to_open = 3;
    bool forced_open = false;
};

/// Sizes may be written in coins or in USD of the mid at the start of the run.
enum class SizeUnit : std::uint8_t { coin, usd };

struct QuoteConfig {
    SizeUnit size_unit = SizeUnit::coin;
    double target_liquidity = 1.0;
    double half_spread = 12.0;  // bps, each side of the mid
    double reprice_threshold_ratio = 0.5;
    double max_absolute_position_size = 10.0;
    market::AssetType asset_type = market::AssetType::perp;
    bool has_inventory_skew = false;  // true where the table inventory_skew_config is present
    InventorySkewConfig inventory_skew_config;
    double enable_trading_gap_threshold_percent = 15.0;
    bool enable_multi_level = false;
    MultiLevelConfig multi_level_config;
    bool enable_robust_control = false;
    RobustConfig robust_config;
    TakerConfig taker;
    GateConfig gate;
};

}  // namespace maxmin::quote
