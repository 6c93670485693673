#include "host/report/csv.hpp"

#include <initializer_list>

#include "host/report/attribution.hpp"
#include "host/report/measures.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::report {
namespace {

void append(std::string& text, std::initializer_list<double> numbers) {
    for (const double number : numbers) {
        text += ',';
        text += exact_text(number);
    }
}

void append_profit(std::string& text, const std::string& scope, const std::string& name,
                   std::int64_t fills, double volume_usd, const ledger::ProfitSplit& split) {
    text += scope + ',' + csv_field(name) + ',' + std::to_string(fills);
    append(text, {volume_usd, split.spread_usd, split.adverse_usd, split.inventory_usd,
                  split.fees_usd, split.funding_usd, split.taker_cost_usd, split.total_usd});
    text += '\n';
}

}  // namespace

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) {
        return text;
    }
    std::string quoted = "\"";
    for (const char letter : text) {
        quoted += letter;
        if (letter == '"') {
            quoted += letter;
        }
    }
    return quoted + '"';
}

std::string samples_csv(const ledger::RunResult& result) {
    std::string text =
        "time_ns,symbol,mid_usd,own_bid_usd,own_ask_usd,inventory_coin,profit_usd,"
        "volatility_bps_per_sqrt_s,volatility_q05_bps_per_sqrt_s,volatility_q95_bps_per_sqrt_s,"
        "drift_bps_per_s,drift_sd_bps_per_s,excitation_bid_ratio,excitation_ask_ratio,"
        "base_bid_bps,base_ask_bps,signal_bps\n";
    for (const ledger::Sample& s : result.samples) {
        text += std::to_string(s.time.ns()) + ',' +
                csv_field(result.assets[static_cast<std::size_t>(s.asset)].symbol);
        append(text,
               {s.mid_usd, s.own_bid_usd, s.own_ask_usd, s.inventory_coin, s.profit_usd,
                s.volatility, s.volatility_q05, s.volatility_q95, s.drift_bps_per_s, s.drift_sd,
                s.excitation_bid, s.excitation_ask, s.base_bid_bps, s.base_ask_bps, s.signal_bps});
        text += '\n';
    }
    return text;
}

std::string fills_csv(const ledger::RunResult& result) {
    std::string text =
        "time_ns,symbol,side,level,liquidity,price_usd,size_coin,mid_usd,fee_usd,trade_id,"
        "markout_1s_bps,markout_10s_bps,markout_60s_bps\n";
    for (const ledger::FillRecord& fill : result.fills) {
        text += std::to_string(fill.time.ns()) + ',' +
                csv_field(result.assets[static_cast<std::size_t>(fill.asset)].symbol) + ',' +
                std::string(to_string(fill.side)) + ',' + std::to_string(fill.level + 1) + ',' +
                (fill.liquidity == gateway::Liquidity::maker ? "maker" : "taker");
        append(text, {fill.price_usd, fill.size_coin, fill.mid_usd, fill.fee_usd});
        text += ',' + std::to_string(fill.trade_id);
        append(text, {fill.markout_bps[0], fill.markout_bps[1], fill.markout_bps[2]});
        text += '\n';
    }
    return text;
}

std::string profit_csv(const ledger::RunResult& result) {
    std::string text =
        "scope,name,fills,volume_usd,spread_usd,adverse_usd,inventory_usd,fees_usd,funding_usd,"
        "taker_cost_usd,total_usd\n";
    const Groups groups = group_fills(result);
    double volume_usd = 0.0;
    std::int64_t fills = 0;
    for (const ledger::AssetSummary& asset : result.assets) {
        const std::int64_t asset_fills = level_total(asset).fills;
        append_profit(text, "asset", asset.symbol, asset_fills, asset.volume_usd, asset.profit);
        volume_usd += asset.volume_usd;
        fills += asset_fills;
    }
    const auto append_groups = [&](const char* scope, const std::vector<Group>& list) {
        for (const Group& group : list) {
            append_profit(text, scope, group.name, group.fills, group.volume_usd, group.profit);
        }
    };
    append_groups("side", groups.by_side);
    append_groups("level", groups.by_level);
    append_groups("hour", groups.by_hour);
    append_profit(text, "total", "all", fills, volume_usd, result.profit);
    return text;
}

}  // namespace maxmin::report
