#include "tests/support/run_result.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

namespace maxmin::test {
namespace {

using namespace ledger;

constexpr double funding_usd = 0.25;  // paid by every asset at second 1000
constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t start_ns = 1'767'225'600'000'000'000 + 34'200 * second_ns;  // 09:30 UTC

/// A mid per second with stochastic volatility in bps per square root of a second.
struct Path {
    std::vector<double> mid;
    std::vector<double> volatility;
};

Path random_path(int seconds, double price, std::mt19937_64& random) {
    std::normal_distribution<double> normal;
    Path path;
    double log_volatility = 0.2 * normal(random);
    for (int s = 0; s <= seconds; ++s) {
        path.mid.push_back(price);
        path.volatility.push_back(std::exp(log_volatility));
        price *= std::exp(1e-4 * path.volatility.back() * normal(random));
        log_volatility += 0.02 * normal(random) - 0.002 * log_volatility;
    }
    return path;
}

FillRecord random_fill(int asset, int second, const Path& path, std::mt19937_64& random) {
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    const auto at = static_cast<std::size_t>(second);
    FillRecord fill;
    fill.time = Timestamp(start_ns + second * second_ns);
    fill.asset = asset;
    fill.side = uniform(random) < 0.5 ? Side::bid : Side::ask;
    fill.level = static_cast<std::uint8_t>(std::min(2.0, -std::log(uniform(random))));
    fill.liquidity = uniform(random) < 0.97 ? gateway::Liquidity::maker : gateway::Liquidity::taker;
    fill.mid_usd = path.mid[at];
    const double offset_bps = fill.liquidity == gateway::Liquidity::maker
                                  ? 3.0 + 2.0 * fill.level + uniform(random)
                                  : -2.0;
    fill.price_usd = fill.mid_usd * (1.0 - sign_of(fill.side) * 1e-4 * offset_bps);
    fill.size_coin = std::round(1e4 * (200.0 + 800.0 * uniform(random)) / fill.mid_usd) / 1e4;
    fill.fee_usd = 1e-4 * fill.price_usd * fill.size_coin *
                   (fill.liquidity == gateway::Liquidity::maker ? 1.5 : 4.5);
    for (std::size_t h = 0; h < markout_horizons_s.size(); ++h) {
        const std::size_t later = at + static_cast<std::size_t>(markout_horizons_s[h]);
        if (later < path.mid.size()) {
            fill.markout_bps[h] =
                1e4 * sign_of(fill.side) * (path.mid[later] - fill.mid_usd) / fill.price_usd;
        }
    }
    return fill;
}

/// The books of one asset after all its fills, parts by their definition.
ProfitSplit split_by_definition(const std::vector<FillRecord>& fills, double last_mid) {
    ProfitSplit split;
    for (const FillRecord& fill : fills) {
        const double coin = sign_of(fill.side) * fill.size_coin;
        const bool maker = fill.liquidity == gateway::Liquidity::maker;
        const double move = coin * (last_mid - fill.mid_usd);
        const double adverse = !maker ? 0.0
                               : std::isnan(fill.markout_bps[1])
                                   ? move
                                   : 1e-4 * fill.markout_bps[1] * fill.price_usd * fill.size_coin;
        (maker ? split.spread_usd : split.taker_cost_usd) +=
            (maker ? 1.0 : -1.0) * coin * (fill.mid_usd - fill.price_usd);
        split.adverse_usd += adverse;
        split.inventory_usd += move - adverse;
        split.fees_usd += fill.fee_usd;
        split.total_usd += coin * (last_mid - fill.price_usd) - fill.fee_usd;
    }
    split.funding_usd = funding_usd;
    split.total_usd -= funding_usd;
    return split;
}

Sample sample_at(int asset, std::size_t second, const Path& path, double inventory, double profit,
                 std::mt19937_64& random) {
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    Sample sample;
    sample.time = Timestamp(start_ns + static_cast<std::int64_t>(second) * second_ns);
    sample.asset = asset;
    sample.mid_usd = path.mid[second];
    sample.inventory_coin = inventory;
    sample.profit_usd = profit;
    if (second >= 60) {  // warm-up: nothing is known, nothing quoted
        const double skew = 0.5 * std::sin(static_cast<double>(second) / 90.0);
        sample.base_bid_bps = 4.0 + skew;
        sample.base_ask_bps = 4.0 - skew;
        sample.own_bid_usd = sample.mid_usd * (1.0 - 1e-4 * sample.base_bid_bps);
        sample.own_ask_usd = sample.mid_usd * (1.0 + 1e-4 * sample.base_ask_bps);
        sample.volatility = path.volatility[second];
        sample.volatility_q05 = 0.8 * sample.volatility;
        sample.volatility_q95 = 1.25 * sample.volatility;
        sample.drift_bps_per_s = 0.01 * skew;
        sample.drift_sd = 0.02;
    }
    sample.excitation_bid = 1.0 + std::pow(uniform(random), 8.0);
    sample.excitation_ask = 1.0 + std::pow(uniform(random), 8.0);
    sample.signal_bps = uniform(random) - 0.5;
    return sample;
}

AssetSummary summary_of(int asset, const std::vector<FillRecord>& fills, const Path& path,
                        double inventory, std::mt19937_64& random) {
    constexpr std::array<const char*, 4> names = {"BTC", "ETH", "SOL", "HYPE"};
    AssetSummary summary;
    summary.symbol =
        asset < 4 ? names[static_cast<std::size_t>(asset)] : "COIN" + std::to_string(asset);
    summary.mid_usd = path.mid.back();
    summary.profit = split_by_definition(fills, summary.mid_usd);
    summary.position_coin = inventory;
    summary.bid_levels.resize(3);
    summary.ask_levels.resize(3);
    for (const FillRecord& fill : fills) {
        const double value = fill.price_usd * fill.size_coin;
        summary.volume_usd += value;
        if (fill.liquidity == gateway::Liquidity::taker) {
            ++summary.taker_orders;
            continue;
        }
        summary.maker_volume_usd += value;
        auto& levels = fill.side == Side::bid ? summary.bid_levels : summary.ask_levels;
        ++levels[fill.level].fills;
        ++levels[fill.level].filled_orders;
        levels[fill.level].filled_coin += fill.size_coin;
    }
    for (auto* levels : {&summary.bid_levels, &summary.ask_levels}) {
        for (LevelSummary& level : *levels) {
            level.placed = level.fills + static_cast<std::int64_t>(random() % 400);
            summary.placed += level.placed;
        }
    }
    summary.volatility_annual = path.volatility.back() / 1.7801;  // 1.7801 bps/sqrt(s) = 100 %
    summary.volatility_annual_q05 = 0.8 * summary.volatility_annual;
    summary.volatility_annual_q95 = 1.25 * summary.volatility_annual;
    summary.drift_bps_per_s = 0.004;
    summary.drift_sd = 0.02;
    summary.time_quoted_both_sides = 0.93;
    summary.time_at_limit = 0.02;
    summary.inventory_abs_mean_coin = std::abs(inventory);
    summary.adverse_error_bps = 1.8;
    summary.adverse_error_sd_bps = 2.1;
    summary.decisions = 20'000;
    summary.modified = 400 + static_cast<std::int64_t>(random() % 200);
    summary.cancelled = summary.placed / 2;
    summary.post_only_rejects = static_cast<std::int64_t>(random() % 20);
    summary.filter_steps = 20'000;
    summary.last_state = "quoting both sides";
    return summary;
}

void add_asset(RunResult& result, int asset, const RunShape& shape, std::mt19937_64& random) {
    constexpr std::array<double, 4> prices = {97'000.0, 3'300.0, 190.0, 24.0};
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    const double price = prices[static_cast<std::size_t>(asset) % prices.size()];
    const Path path = random_path(shape.seconds, price, random);
    std::vector<FillRecord> fills;
    double inventory = 0.0;
    double cash = 0.0;
    for (int s = 0; s <= shape.seconds; ++s) {
        if (s >= 60 && uniform(random) < 1.0 / 15.0) {
            FillRecord fill = random_fill(asset, s, path, random);
            fill.trade_id = random() % 1'000'000'000'000ULL;
            inventory += sign_of(fill.side) * fill.size_coin;
            cash -= sign_of(fill.side) * fill.size_coin * fill.price_usd + fill.fee_usd;
            fills.push_back(fill);
        }
        if (s == 1000) {
            cash -= funding_usd;
        }
        const auto second = static_cast<std::size_t>(s);
        result.samples.push_back(
            sample_at(asset, second, path, inventory, cash + inventory * path.mid[second], random));
    }
    result.assets.push_back(summary_of(asset, fills, path, inventory, random));
    result.fills.insert(result.fills.end(), fills.begin(), fills.end());
}

/// From a peak of the summed profits, at the end of each second.
double largest_fall(const RunResult& result) {
    double peak = 0.0;
    double fall = 0.0;
    for (std::size_t i = 0; i < result.samples.size(); i += result.assets.size()) {
        double profit = 0.0;
        for (std::size_t k = 0; k < result.assets.size(); ++k) {
            profit += result.samples[i + k].profit_usd;
        }
        peak = std::max(peak, profit);
        fall = std::max(fall, peak - profit);
    }
    return fall;
}

}  // namespace

RunResult made_up_run(const RunShape& shape) {
    std::mt19937_64 random(shape.seed);
    RunResult result;
    result.data_name = "made up, seed " + std::to_string(shape.seed);
    result.config_name = "made_up.toml";
    result.code_version = "0.1.0 (test)";
    result.backend = "cpu";
    result.queue_model = "back of the queue";
    result.latency_note = "feed, order, response: 100 ms constant";
    result.seed = shape.seed;
    result.data_hash = 0xfedcba9876543210ULL;
    result.config_hash = 0x00000000000000ffULL;
    result.decision_hash = 0x123456789abcdef0ULL;
    result.start = Timestamp(start_ns);
    result.end = Timestamp(start_ns + shape.seconds * second_ns);
    result.market_events = 250'000;
    result.wall_s = 0.8;
    result.start_balance_usd = 100'000.0;
    result.requests_allowed = 50'000.0;
    result.portfolio_state = "ACTIVE";
    for (int asset = 0; asset < shape.assets; ++asset) {
        add_asset(result, asset, shape, random);
        const ProfitSplit& split = result.assets.back().profit;
        result.profit.spread_usd += split.spread_usd;
        result.profit.adverse_usd += split.adverse_usd;
        result.profit.inventory_usd += split.inventory_usd;
        result.profit.fees_usd += split.fees_usd;
        result.profit.funding_usd += split.funding_usd;
        result.profit.taker_cost_usd += split.taker_cost_usd;
        result.profit.total_usd += split.total_usd;
        result.requests_used +=
            static_cast<double>(result.assets.back().placed + result.assets.back().modified);
    }
    const auto by_time = [](const auto& a, const auto& b) { return a.time < b.time; };
    std::stable_sort(result.samples.begin(), result.samples.end(), by_time);
    std::stable_sort(result.fills.begin(), result.fills.end(), by_time);
    result.end_equity_usd = result.start_balance_usd + result.profit.total_usd;
    result.drawdown_usd_max = largest_fall(result);
    result.counters = {{"market_events", 250'000, false},
                       {"crossed_books", 3, true},
                       {"risk_refused_price", 0, true},
                       {"step_latency_us_p50", 812, false},
                       {"step_latency_us_p99", 1934, false}};
    return result;
}

}  // namespace maxmin::test
