#include "host/report/words.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

#include "host/ledger/ledger.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::report {
namespace {

using ledger::RunResult;

std::string gain_text(double usd) {
    return (usd < 0.0 ? "lost " : "made ") + grouped_text(std::abs(usd), 2) + " USD";
}

std::string signed_usd(double usd) {
    std::string text = grouped_text(usd, 2);
    if (usd > 0.0) {
        text.insert(0, 1, '+');
    }
    return text;
}

std::string result_sentence(const RunResult& result, const Measures& measures) {
    const double total_usd = result.profit.total_usd;
    std::string text =
        "The run " + gain_text(total_usd) + " in " + span_text(result.end - result.start);
    if (measures.volume_usd > 0.0) {
        text += " on " + grouped_text(measures.volume_usd, 0) + " USD traded (" +
                signed_text(measures.profit_bps_of_volume, 2) + " bps)";
    } else {
        text += " without a single fill";
    }
    return text + ", " + signed_text(100.0 * measures.return_fraction, 3) +
           " % of the start balance.";
}

std::string cause_sentence(const ledger::ProfitSplit& split) {
    std::string text = "Spread brought " + grouped_text(split.spread_usd, 2) +
                       " USD; the mid's move "
                       "in the 10 s after each fill " +
                       (split.adverse_usd < 0.0 ? "took " : "added ") +
                       grouped_text(std::abs(split.adverse_usd), 2) + ", holding inventory " +
                       (split.inventory_usd < 0.0 ? "took " : "added ") +
                       grouped_text(std::abs(split.inventory_usd), 2) + ", fees " +
                       (split.fees_usd < 0.0 ? "added " : "took ") +
                       grouped_text(std::abs(split.fees_usd), 2);
    if (split.funding_usd != 0.0) {
        text += ", funding " + std::string(split.funding_usd < 0.0 ? "added " : "took ") +
                grouped_text(std::abs(split.funding_usd), 2);
    }
    if (split.taker_cost_usd != 0.0) {
        text += ", taker orders cost " + grouped_text(split.taker_cost_usd, 2);
    }
    return text + ".";
}

std::string certainty_sentence(const Measures& measures) {
    const Interval& hourly = measures.profit_usd_per_hour;
    if (!std::isfinite(hourly.low)) {
        return "The run is too short for an interval: a block is " +
               fixed_text(measures.block_s / 60.0, 0) + " min.";
    }
    const std::string_view verdict =
        hourly.low > 0.0    ? "above zero throughout"
        : hourly.high < 0.0 ? "below zero throughout"
                            : "zero is inside, so profit and loss cannot be told apart";
    return "Per hour that is " + signed_usd(hourly.mean) + " USD, 90 % interval " +
           signed_usd(hourly.low) + " to " + signed_usd(hourly.high) + " (" +
           std::to_string(measures.blocks) + " blocks of " +
           fixed_text(measures.block_s / 60.0, 0) + " min): " + std::string(verdict) + ".";
}

}  // namespace

std::vector<std::string> sentences(const RunResult& result, const Measures& measures) {
    std::vector<std::string> list = {result_sentence(result, measures)};
    if (measures.volume_usd > 0.0) {
        list.push_back(cause_sentence(result.profit));
    }
    list.push_back(certainty_sentence(measures));
    return list;
}

std::vector<std::string> warnings(const RunResult& result, const Measures& measures) {
    std::vector<std::string> list;
    if (result.latency_is_zero) {
        list.emplace_back("unrealistic: zero latency; live results will be worse");
    }
    if (measures.blocks < blocks_wanted) {
        list.push_back("only " + std::to_string(measures.blocks) + " blocks of " +
                       fixed_text(measures.block_s / 60.0, 0) + " min, " +
                       std::to_string(blocks_wanted) +
                       " wanted: the intervals are themselves unsure");
    }
    const ledger::ProfitSplit& split = result.profit;
    const double gap_usd = ledger::sum_of_parts_usd(split) - split.total_usd;
    const double scale_usd = std::abs(split.spread_usd) + std::abs(split.adverse_usd) +
                             std::abs(split.inventory_usd) + std::abs(split.fees_usd) + 1.0;
    if (!(std::abs(gap_usd) <= 1e-9 * scale_usd)) {
        list.push_back("the parts of the profit miss the total by " + exact_text(gap_usd) +
                       " USD: do not trust this split");
    }
    if (result.requests_allowed > 0.0 && result.requests_used > result.requests_allowed) {
        list.push_back(
            "more requests than the allowance: " + grouped_text(result.requests_used, 0) + " of " +
            grouped_text(result.requests_allowed, 0));
    }
    for (const ledger::AssetSummary& asset : result.assets) {
        if (asset.grid_failures > 0) {
            list.push_back(asset.symbol + ": " + std::to_string(asset.grid_failures) +
                           " quote grids failed and fell back");
        }
        if (asset.other_rejects > 0) {
            list.push_back(asset.symbol + ": " + std::to_string(asset.other_rejects) +
                           " requests rejected (post-only rejects not counted)");
        }
    }
    for (const ledger::Counter& counter : result.counters) {
        if (counter.value > 0 && counter.is_alarming) {
            list.push_back(counter.name + ": " + std::to_string(counter.value));
        }
    }
    return list;
}

}  // namespace maxmin::report
