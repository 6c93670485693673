#include "bench/experiments/multi_level.hpp"

#include "host/backtest/backtest.hpp"
#include "host/backtest/synthetic.hpp"

namespace maxmin::bench {
namespace {

// The guide's condition for several levels: shown depth of 50 times our size at the best quote.
constexpr double total_size_coin = 1.0;
constexpr double order_size_coin = 25.0;
constexpr double orders_per_s = 0.5;
constexpr double depth_decay_per_bps = 0.3;
constexpr double position_max_coin = 20.0;

}  // namespace

std::string_view to_string(Regime regime) {
    switch (regime) {
        case Regime::stable:
            return "stable";
        case Regime::momentum:
            return "momentum";
        case Regime::momentum_with_impact:
            return "momentum, 0.2 bps impact";
    }
    return "unknown";
}

std::string_view to_string(Arm arm) {
    switch (arm) {
        case Arm::three_levels:
            return "three levels";
        case Arm::one_total:
            return "one level, whole size";
        case Arm::one_first:
            return "one level, first size";
    }
    return "unknown";
}

backtest::SyntheticMarket regime_market(Regime regime, double duration_s, std::uint64_t seed) {
    return {.seed = seed,
            .duration_s = duration_s,
            .orders_per_s = orders_per_s,
            .excitation = regime == Regime::stable ? 0.0 : 0.7,
            .depth_decay_per_bps = depth_decay_per_bps,
            .order_size_coin = order_size_coin,
            .impact_bps = regime == Regime::momentum_with_impact ? 0.2 : 0.0,
            .update_interval_s = 0.25};
}

engine::Config arm_config(Arm arm) {
    engine::Config config;
    config.run.particles = 512;
    config.run.step_interval_ms = 250.0;
    config.paper.feed.kind = paper::LatencyKind::recorded;
    config.paper.order = {
        .kind = paper::LatencyKind::lognormal, .median_ms = 200.0, .recorded_ms = {}};
    config.paper.response = {
        .kind = paper::LatencyKind::lognormal, .median_ms = 100.0, .recorded_ms = {}};
    config.paper.fees.tier = 4;  // no maker fee
    config.budget.requests_at_start = 1e9;
    config.paper.request_allowance = 1'000'000'000;
    engine::AssetConfig asset;
    asset.symbol = "SIM0";
    asset.filter.drift_sd_bps_per_s = 0.0;
    for (signal::HawkesParams* side : {&asset.hawkes.bid, &asset.hawkes.ask}) {
        side->lambda_base = orders_per_s;
        side->kappa = depth_decay_per_bps;
        side->rho = 1.0;  // each order takes every level it reaches
        side->alpha = 0.5 * orders_per_s;
    }
    quote::QuoteConfig& quote = asset.quote;
    quote.max_absolute_position_size = position_max_coin;
    quote.enable_robust_control = true;  // both modes then take their base from the grid
    quote.multi_level_config.total_size_per_side = total_size_coin;
    quote.multi_level_config.min_profitable_spread_bps = 2.0;
    quote.multi_level_config.inventory_risk_limit = 1.0;         // the position limit of one level
    quote.multi_level_config.inventory_urgency_threshold = 1.0;  // no taker orders in either
    quote.enable_multi_level = arm == Arm::three_levels;
    quote.target_liquidity = total_size_coin * (arm == Arm::one_first ? 0.5 : 1.0);
    // Per lot of the grid, which is the largest level: the same aversion per coin in all arms.
    asset.grid.risk_aversion = arm == Arm::one_total ? 0.02 : 0.01;
    config.assets.push_back(asset);
    return config;
}

ArmResult run_arm(Arm arm, Regime regime, const MultiLevelRun& run) {
    const engine::Config config = arm_config(arm);
    const std::vector<std::string> symbols{config.assets[0].symbol};
    const double hours = (run.duration_s - config.assets[0].filter.warm_up_s) / 3600.0;
    ArmResult result;
    for (int seed = 1; seed <= run.seeds; ++seed) {
        const market::Recording recording = backtest::make_synthetic_market(
            regime_market(regime, run.duration_s, static_cast<std::uint64_t>(seed)), symbols);
        backtest::Backtest replay(config, recording);
        replay.run();
        const ledger::RunResult outcome = replay.result({});
        double coin = 0.0;
        for (const ledger::FillRecord& fill : outcome.fills) {
            coin += fill.size_coin;
        }
        result.fills.push_back(static_cast<double>(outcome.fills.size()) / hours);
        result.volume_coin.push_back(coin / hours);
        result.profit_usd.push_back((outcome.end_equity_usd - outcome.start_balance_usd) / hours);
        result.inventory_abs_coin.push_back(outcome.assets[0].inventory_abs_mean_coin);
    }
    return result;
}

}  // namespace maxmin::bench
