#include "host/report/measures.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>

#include "host/report/attribution.hpp"

namespace maxmin::report {
namespace {

using ledger::RunResult;

double ratio(double part, double whole) {
    return whole != 0.0 ? part / whole : ledger::not_known;
}

/// The longest of these that leaves 30 blocks, else the shortest.
Duration block_length(Duration run) {
    for (const std::int64_t length_s : {3600, 900, 300}) {
        if (run.value() / seconds(length_s).value() >= 30) {
            return seconds(length_s);
        }
    }
    return seconds(60);
}

/// Equity at start + k x step for every whole step of the run: the last point not after it.
std::vector<double> equity_at_steps(const RunResult& result, std::span<const EquityPoint> points,
                                    Duration step) {
    std::vector<double> equity;
    double last_usd = result.start_balance_usd;
    std::size_t next = 0;
    for (Timestamp time = result.start; time <= result.end; time = time + step) {
        while (next < points.size() && points[next].time <= time) {
            last_usd = points[next++].equity_usd;
        }
        equity.push_back(last_usd);
    }
    return equity;
}

void add_minute_ratios(Measures& measures, std::span<const double> equity) {
    if (equity.size() < 3) {
        return;
    }
    const auto count = static_cast<double>(equity.size() - 1);
    const double mean = (equity.back() - equity.front()) / count;
    double squares = 0.0;
    double downside = 0.0;
    for (std::size_t i = 1; i < equity.size(); ++i) {
        const double change = equity[i] - equity[i - 1];
        squares += (change - mean) * (change - mean);
        downside += std::min(change, 0.0) * std::min(change, 0.0);
    }
    measures.minutes = count;
    measures.sharpe_minute = ratio(mean, std::sqrt(squares / (count - 1.0)));
    measures.sortino_minute = ratio(mean, std::sqrt(downside / count));
}

void add_intervals(Measures& measures, const RunResult& result,
                   std::span<const EquityPoint> points) {
    const Duration length = block_length(result.end - result.start);
    const std::vector<double> equity = equity_at_steps(result, points, length);
    std::vector<Block> profit;
    for (std::size_t i = 1; i < equity.size(); ++i) {
        profit.push_back({equity[i] - equity[i - 1], to_seconds(length) / 3600.0});
    }
    std::vector<Block> fills(profit.size() + 1);  // the last, partial block counts for fills
    double usd = 0.0;
    std::int64_t makers = 0;
    for (const ledger::FillRecord& fill : result.fills) {
        const double last_mid = result.assets[static_cast<std::size_t>(fill.asset)].mid_usd;
        if (fill.liquidity == gateway::Liquidity::taker) {
            continue;
        }
        const ledger::ProfitSplit split = split_of_fill(fill, last_mid);
        const double earned_usd = split.spread_usd + split.adverse_usd - split.fees_usd;
        const std::int64_t block = (fill.time - result.start).value() / length.value();
        Block& target = fills[static_cast<std::size_t>(
            std::clamp<std::int64_t>(block, 0, static_cast<std::int64_t>(profit.size())))];
        target.sum += 1e4 * earned_usd;
        target.weight += fill.price_usd * fill.size_coin;
        usd += earned_usd;
        ++makers;
    }
    measures.blocks = static_cast<int>(profit.size());
    measures.block_s = static_cast<double>(length.value()) / 1e9;  // 60, not 60.000000000000007
    measures.profit_usd_per_hour = bootstrap(profit, result.seed);
    measures.fill_profit_bps = bootstrap(fills, result.seed);
    measures.fill_profit_usd = ratio(usd, static_cast<double>(makers));
}

void add_trading(Measures& measures, const RunResult& result) {
    double maker_usd = 0.0;
    double both_sides = 0.0;
    double at_limit = 0.0;
    std::int64_t filled_orders = 0;
    std::int64_t cancelled = 0;
    for (const ledger::AssetSummary& asset : result.assets) {
        const ledger::LevelSummary levels = level_total(asset);
        measures.volume_usd += asset.volume_usd;
        maker_usd += asset.maker_volume_usd;
        both_sides += asset.time_quoted_both_sides;
        at_limit += asset.time_at_limit;
        measures.placed += levels.placed;
        filled_orders += levels.filled_orders;
        cancelled += asset.cancelled;
    }
    const auto assets = static_cast<double>(result.assets.size());
    measures.fills = static_cast<std::int64_t>(result.fills.size());
    measures.maker_share = ratio(maker_usd, measures.volume_usd);
    measures.profit_bps_of_volume = ratio(1e4 * result.profit.total_usd, measures.volume_usd);
    measures.fill_ratio =
        ratio(static_cast<double>(filled_orders), static_cast<double>(measures.placed));
    measures.cancels_per_fill =
        ratio(static_cast<double>(cancelled), static_cast<double>(measures.fills));
    measures.requests_per_usd = ratio(result.requests_used, measures.volume_usd);
    measures.quoted_both_sides = ratio(both_sides, assets);
    measures.time_at_limit = ratio(at_limit, assets);
}

}  // namespace

std::vector<EquityPoint> equity_series(const RunResult& result) {
    std::vector<double> profit(result.assets.size(), 0.0);
    std::vector<EquityPoint> points;
    double total_usd = 0.0;
    for (const ledger::Sample& sample : result.samples) {
        double& last_usd = profit[static_cast<std::size_t>(sample.asset)];
        total_usd += sample.profit_usd - last_usd;
        last_usd = sample.profit_usd;
        if (points.empty() || points.back().time != sample.time) {
            points.push_back({sample.time, 0.0});
        }
        points.back().equity_usd = result.start_balance_usd + total_usd;
    }
    return points;
}

Interval bootstrap(std::span<const Block> blocks, std::uint64_t seed) {
    constexpr int replicates = 2000;
    const auto mean_of = [](const Block& total) { return ratio(total.sum, total.weight); };
    Block total;
    for (const Block& block : blocks) {
        total.sum += block.sum;
        total.weight += block.weight;
    }
    Interval interval;
    interval.mean = mean_of(total);
    if (blocks.size() < 2) {
        return interval;
    }
    std::mt19937_64 random(seed);
    std::vector<double> means;
    for (int i = 0; i < replicates; ++i) {
        Block drawn;
        for (std::size_t k = 0; k < blocks.size(); ++k) {
            // Same picks on every machine: the standard fixes the generator, not distributions.
            const Block& block = blocks[((random() >> 32U) * blocks.size()) >> 32U];
            drawn.sum += block.sum;
            drawn.weight += block.weight;
        }
        if (drawn.weight > 0.0) {
            means.push_back(mean_of(drawn));
        }
    }
    if (means.empty()) {
        return interval;
    }
    std::sort(means.begin(), means.end());
    interval.low = means[means.size() * 5 / 100];
    interval.high = means[(means.size() * 95 - 1) / 100];
    return interval;
}

Measures measures_of(const RunResult& result) {
    const std::vector<EquityPoint> points = equity_series(result);
    Measures measures;
    measures.duration_s = to_seconds(result.end - result.start);
    measures.return_fraction =
        ratio(result.end_equity_usd - result.start_balance_usd, result.start_balance_usd);
    measures.drawdown_fraction = ratio(result.drawdown_usd_max, result.start_balance_usd);
    add_minute_ratios(measures, equity_at_steps(result, points, seconds(60)));
    add_intervals(measures, result, points);
    add_trading(measures, result);
    return measures;
}

ledger::LevelSummary level_total(const ledger::AssetSummary& asset) {
    ledger::LevelSummary total;
    for (const auto* side : {&asset.bid_levels, &asset.ask_levels}) {
        for (const ledger::LevelSummary& level : *side) {
            total.placed += level.placed;
            total.fills += level.fills;
            total.filled_orders += level.filled_orders;
            total.filled_coin += level.filled_coin;
        }
    }
    return total;
}

}  // namespace maxmin::report
