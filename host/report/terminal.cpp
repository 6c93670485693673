#include "host/report/terminal.hpp"

#include <algorithm>
#include <numeric>
#include <string_view>
#include <vector>

#include "host/report/attribution.hpp"
#include "host/report/measures.hpp"
#include "host/report/numbers.hpp"
#include "host/report/text_table.hpp"
#include "host/report/words.hpp"

namespace maxmin::report {
namespace {

using ledger::AssetSummary;
using ledger::ProfitSplit;
using ledger::RunResult;

std::string percent(double fraction, int decimals) {
    return fixed_text(100.0 * fraction, decimals);
}

std::string coloured(const std::string& text, std::string_view code, const TerminalStyle& style) {
    return style.colour ? "\x1b[" + std::string(code) + "m" + text + "\x1b[0m" : text;
}

std::string head(const RunResult& result, const TerminalStyle& style) {
    std::string text;
    text += wrapped("  data     ", result.data_name + ", " + utc_text(result.start, 0) + " to " +
                                       utc_text(result.end, 0) + " (" +
                                       span_text(result.end - result.start) + ")");
    text += wrapped("  config   ", result.config_name + ", seed " + std::to_string(result.seed) +
                                       ", backend " + result.backend + ", " + result.code_version);
    text += wrapped("  hashes   ", "data " + hash_text(result.data_hash) + ", config " +
                                       hash_text(result.config_hash) + ", decisions " +
                                       hash_text(result.decision_hash));
    text += wrapped("  exchange ",
                    "queue: " + result.queue_model + "; latency: " + result.latency_note);
    if (result.latency_is_zero) {
        text += "           " + coloured("unrealistic: zero latency", "31", style) + '\n';
    }
    const double events_per_s =
        result.wall_s > 0.0 ? static_cast<double>(result.market_events) / result.wall_s : 0.0;
    text += wrapped("  speed    ", grouped_text(static_cast<double>(result.market_events), 0) +
                                       " market events in " + fixed_text(result.wall_s, 2) +
                                       " s (" + grouped_text(events_per_s, 0) + " a second)");
    return text;
}

/// Indices of the assets to show: all, or the best and the worst by total.
std::vector<std::size_t> shown_assets(const RunResult& result, const TerminalStyle& style) {
    std::vector<std::size_t> order(result.assets.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto most = static_cast<std::size_t>(std::max(style.assets_max, 2));
    if (order.size() <= most) {
        return order;
    }
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        return result.assets[a].profit.total_usd > result.assets[b].profit.total_usd;
    });
    const auto half = static_cast<std::ptrdiff_t>(most / 2);
    order.erase(order.begin() + half, order.end() - half);
    return order;
}

std::string trading_table(const RunResult& result, const Measures& measures,
                          const std::vector<std::size_t>& shown) {
    TextTable table({"asset", "volume USD", "fills", "filled %", "inventory", "vol %/y",
                     "90 % band", "both %", "limit %"});
    std::int64_t fills = 0;
    for (const AssetSummary& asset : result.assets) {
        fills += level_total(asset).fills;
    }
    for (const std::size_t i : shown) {
        const AssetSummary& asset = result.assets[i];
        const ledger::LevelSummary levels = level_total(asset);
        const double filled = levels.placed > 0 ? static_cast<double>(levels.filled_orders) /
                                                      static_cast<double>(levels.placed)
                                                : ledger::not_known;
        table.add({asset.symbol, grouped_text(asset.volume_usd, 0), std::to_string(levels.fills),
                   percent(filled, 1), rounded_text(asset.position_coin, 5),
                   percent(asset.volatility_annual, 1),
                   percent(asset.volatility_annual_q05, 0) + ".." +
                       percent(asset.volatility_annual_q95, 0),
                   percent(asset.time_quoted_both_sides, 1), percent(asset.time_at_limit, 1)});
    }
    table.add({"total", grouped_text(measures.volume_usd, 0), std::to_string(fills),
               percent(measures.fill_ratio, 1), "", "", "", percent(measures.quoted_both_sides, 1),
               percent(measures.time_at_limit, 1)});
    return table.text(true);
}

std::string profit_table(const RunResult& result, const AllMarkouts& markouts,
                         const std::vector<std::size_t>& shown) {
    TextTable table({"asset", "spread", "adverse", "inventory", "- fees", "- funding", "- taker",
                     "= total", "1 s", "10 s", "60 s"});
    const auto add = [&](const std::string& name, const ProfitSplit& split,
                         const MarkoutCurve& curve) {
        table.add({name, signed_text(split.spread_usd, 2), signed_text(split.adverse_usd, 2),
                   signed_text(split.inventory_usd, 2), signed_text(-split.fees_usd, 2),
                   signed_text(-split.funding_usd, 2), signed_text(-split.taker_cost_usd, 2),
                   signed_text(split.total_usd, 2), signed_text(curve.mean_bps[0], 2),
                   signed_text(curve.mean_bps[1], 2), signed_text(curve.mean_bps[2], 2)});
    };
    for (const std::size_t i : shown) {
        add(result.assets[i].symbol, result.assets[i].profit, markouts.assets[i].both);
    }
    add("total", result.profit, markouts.total.both);
    return table.text(true);
}

std::string foot(const RunResult& result, const Measures& measures, const std::string& folder) {
    const double budget = result.requests_allowed > 0.0
                              ? result.requests_used / result.requests_allowed
                              : ledger::not_known;
    std::string text;
    text += wrapped("  equity    ",
                    grouped_text(result.end_equity_usd, 2) + " USD, largest fall from a peak " +
                        fixed_text(result.drawdown_usd_max, 2) + " USD (" +
                        percent(measures.drawdown_fraction, 3) + " % of the start balance)");
    text += wrapped("  fills     ", "earned " + signed_text(measures.fill_profit_bps.mean, 3) +
                                        " bps after 10 s and fees, 90 % interval " +
                                        signed_text(measures.fill_profit_bps.low, 3) + " to " +
                                        signed_text(measures.fill_profit_bps.high, 3));
    text += wrapped("  ratios    ", "per minute over " + fixed_text(measures.minutes, 0) +
                                        " min: Sharpe " + signed_text(measures.sharpe_minute, 3) +
                                        ", Sortino " + signed_text(measures.sortino_minute, 3) +
                                        "; cancels per fill " +
                                        fixed_text(measures.cancels_per_fill, 2));
    text +=
        wrapped("  requests  ", grouped_text(result.requests_used, 0) + " of " +
                                    grouped_text(result.requests_allowed, 0) + " allowed (" +
                                    percent(budget, 1) + " %), " +
                                    fixed_text(measures.requests_per_usd, 4) + " per USD traded");
    text += wrapped("  portfolio ", result.portfolio_state);
    if (!folder.empty()) {
        text += wrapped("  files     ", folder +
                                            ": report.html, summary.json, samples.csv, "
                                            "fills.csv, profit.csv");
    }
    return text;
}

}  // namespace

std::string terminal_text(const RunResult& result, const std::string& folder,
                          const TerminalStyle& style) {
    constexpr std::size_t warnings_max = 12;
    const Measures measures = measures_of(result);
    const std::vector<std::size_t> shown = shown_assets(result, style);
    std::string text;
    for (const std::string& sentence : sentences(result, measures)) {
        text += wrapped("", sentence);
    }
    text += '\n' + head(result, style) + '\n';
    text += "Trading (fills as maker; both = time quoted on both sides; limit = inventory limit)\n";
    text += trading_table(result, measures, shown) + '\n';
    text +=
        "Profit in USD, then mark-outs in bps (adverse = the mid's move in the 10 s after a "
        "fill)\n";
    text += profit_table(result, markouts_of(result), shown);
    if (shown.size() < result.assets.size()) {
        text += "  best and worst " + std::to_string(shown.size()) + " of " +
                std::to_string(result.assets.size()) + " assets; the total is over all\n";
    }
    text += '\n' + foot(result, measures, folder);
    const std::vector<std::string> list = warnings(result, measures);
    for (std::size_t i = 0; i < std::min(list.size(), warnings_max); ++i) {
        text += coloured(wrapped("  warning   ", list[i]), "33", style);
    }
    if (list.size() > warnings_max) {
        text += "  and " + std::to_string(list.size() - warnings_max) +
                " more warnings, all in the report\n";
    }
    return text;
}

}  // namespace maxmin::report
