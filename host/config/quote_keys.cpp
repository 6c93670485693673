// Asset keys of quoting: the guide's MarketMakerInput, MultiLevelConfig and RobustConfig, and ours.
#include "host/config/asset_lists.hpp"
#include "host/market/event.hpp"
#include "host/quote/limits.hpp"

namespace maxmin::config {
namespace {

void add_input(AssetList& list) {
    list.add("sz_decimals", MAXMIN_MEMBER(sz_decimals),
             {"decimals", closed(-1, 8), "Decimals of a size; -1 takes the venue table's.", {}});
    list.add("size_unit", MAXMIN_MEMBER(quote.size_unit),
             {"", {}, "Unit of the three sizes: coins, or USD of the mid at the start.", {}});
    list.named_by(NamedBy::guide);
    list.add("target_liquidity", MAXMIN_MEMBER(quote.target_liquidity),
             {"coin or USD", above(0), "Size per side in single-level mode.", {}});
    list.add("half_spread", MAXMIN_MEMBER(quote.half_spread),
             {"bps", above_to(0, 10'000), "Least offset of a side in single-level mode.", {}});
    list.add(
        "reprice_threshold_ratio", MAXMIN_MEMBER(quote.reprice_threshold_ratio),
        {"ratio", closed(0, 10), "Reprice when the target moved by this share of the spread.", {}});
    list.add("max_absolute_position_size", MAXMIN_MEMBER(quote.max_absolute_position_size),
             {"coin or USD", above(0), "Hard bound on the position, either way.", {}});
    list.add("asset_type", MAXMIN_MEMBER(quote.asset_type),
             {"", {}, "Decides the venue's price decimals.", {}});
    list.add("enable_trading_gap_threshold_percent",
             MAXMIN_MEMBER(quote.enable_trading_gap_threshold_percent),
             {"%",
              above_to(0, 1'000),
              "Quote while the policy's value is within this of the optimum on the same grid.",
              {}});
    list.add("enable_multi_level", MAXMIN_MEMBER(quote.enable_multi_level),
             {"", {}, "Quote a ladder of levels.", {}});
    list.add("enable_robust_control", MAXMIN_MEMBER(quote.enable_robust_control),
             {"", {}, "Quote for the worst model in the uncertainty box.", {}});
}

void add_skew(AssetList& list) {
    list.named_by(NamedBy::ours);
    list.add("inventory_skew_config.enabled", MAXMIN_MEMBER(quote.has_inventory_skew),
             {"", {}, "On where the table is written; false turns it off again.", {}});
    list.named_by(NamedBy::guide);
    list.add(
        "inventory_skew_config.inventory_skew_factor",
        MAXMIN_MEMBER(quote.inventory_skew_config.inventory_skew_factor),
        {"ratio", closed(0, 1), "Shift of both quotes against inventory, in half spreads.", {}});
    list.add("inventory_skew_config.book_imbalance_factor",
             MAXMIN_MEMBER(quote.inventory_skew_config.book_imbalance_factor),
             {"ratio", closed(0, 1), "Shift of both quotes with the book, in half spreads.", {}});
    list.add("inventory_skew_config.depth_analysis_levels",
             MAXMIN_MEMBER(quote.inventory_skew_config.depth_analysis_levels),
             {"levels", closed(1, market::book_levels_max), "Book levels that are compared.", {}});
}

void add_multi_level(AssetList& list) {
    list.named_by(NamedBy::guide);
    const std::string table = "multi_level_config.";
    list.add(table + "max_levels", MAXMIN_MEMBER(quote.multi_level_config.max_levels),
             {"levels", closed(1, quote::levels_max), "Number of quote levels.", {}});
    list.add(table + "min_profitable_spread_bps",
             MAXMIN_MEMBER(quote.multi_level_config.min_profitable_spread_bps),
             {"bps", closed(0, 10'000), "Minimum spread to cover fees + edge.", {}});
    list.add(table + "level_spacing_bps", MAXMIN_MEMBER(quote.multi_level_config.level_spacing_bps),
             {"bps", above_to(0, 1'000), "Distance between levels.", {}});
    list.add(table + "total_size_per_side",
             MAXMIN_MEMBER(quote.multi_level_config.total_size_per_side),
             {"coin or USD", above(0), "Total size budget per side.", {}});
    list.add(
        table + "inventory_risk_limit",
        MAXMIN_MEMBER(quote.multi_level_config.inventory_risk_limit),
        {"share", above_to(0, 1), "Largest share of the position bound that quoting uses.", {}});
    list.add(table + "directional_aggression",
             MAXMIN_MEMBER(quote.multi_level_config.directional_aggression),
             {"ratio", closed(0, 100), "How much to skew based on the signal.", {}});
    list.add(table + "momentum_threshold",
             MAXMIN_MEMBER(quote.multi_level_config.momentum_threshold),
             {"x", closed(1, 100), "Excitation multiplier that triggers tightening.", {}});
    list.add(table + "momentum_tightening_bps",
             MAXMIN_MEMBER(quote.multi_level_config.momentum_tightening_bps),
             {"bps", closed(0, 1'000), "Spread reduction when momentum is detected.", {}});
    list.add(table + "inventory_urgency_threshold",
             MAXMIN_MEMBER(quote.multi_level_config.inventory_urgency_threshold),
             {"share", above_to(0, 1), "Inventory ratio that activates taker orders.", {}});
}

void add_robust(AssetList& list) {
    list.named_by(NamedBy::guide);
    list.add("robust_config.enabled", MAXMIN_MEMBER(quote.robust_config.enabled),
             {"", {}, "Enable robust optimization; enable_robust_control must be on too.", {}});
    list.add("robust_config.robustness_level", MAXMIN_MEMBER(quote.robust_config.robustness_level),
             {"ratio", closed(0, 1), "0 = nominal, 1 = full worst case.", {}});
    list.add(
        "robust_config.min_epsilon_mu", MAXMIN_MEMBER(quote.robust_config.min_epsilon_mu),
        {"bps", at_least(0), "Least drift uncertainty that is applied, over the horizon.", {}});
    list.add("robust_config.min_epsilon_sigma",
             MAXMIN_MEMBER(quote.robust_config.min_epsilon_sigma),
             {"bps",
              at_least(0),
              "Least volatility uncertainty that is applied, over the horizon.",
              {}});
    list.named_by(NamedBy::ours);
    list.add("robust_config.confidence", MAXMIN_MEMBER(quote.robust_config.confidence),
             {"share",
              {.low = 0, .high = 1, .low_open = true, .high_open = true},
              "Two-sided confidence of the uncertainty box.",
              {}});
    list.add("robust_config.uncertainty_horizon_s",
             MAXMIN_MEMBER(quote.robust_config.uncertainty_horizon_s),
             {"s", above_to(0, 86'400), "Time over which the two minima are stated.", {}});
}

void add_taker_and_gate(AssetList& list) {
    list.named_by(NamedBy::ours);
    list.add("taker.slippage_bps", MAXMIN_MEMBER(quote.taker.slippage_bps),
             {"bps", above_to(0, 1'000), "A reducing order goes no further from the mid.", {}});
    list.add("taker.cooldown_s", MAXMIN_MEMBER(quote.taker.cooldown_s),
             {"s", closed(0, 3'600), "Least time between two reducing orders.", {}});
    list.add("gate.reopen_fraction", MAXMIN_MEMBER(quote.gate.reopen_fraction),
             {"share", above_to(0, 1), "The gate opens below this share of the threshold.", {}});
    list.add("gate.checks_to_open", MAXMIN_MEMBER(quote.gate.checks_to_open),
             {"checks", closed(1, 1'000), "Good checks in a row that open the gate.", {}});
    list.add("gate.forced_open", MAXMIN_MEMBER(quote.gate.forced_open),
             {"", {}, "Quote whatever the gap.", {}});
}

}  // namespace

void add_quote_keys(AssetList& list) {
    add_input(list);
    add_skew(list);
    add_multi_level(list);
    add_robust(list);
    add_taker_and_gate(list);
}

}  // namespace maxmin::config
