#include "host/report/attribution.hpp"

#include <cmath>
#include <map>
#include <utility>

#include "host/ledger/ledger.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::report {
namespace {

using ledger::FillRecord;
using ledger::ProfitSplit;

void add_fill(Group& group, const FillRecord& fill, const ProfitSplit& split) {
    ++group.fills;
    group.volume_usd += fill.price_usd * fill.size_coin;
    group.profit += split;
}

/// What is left of the total when the groups are taken away: funding, and unrecorded fills.
Group remainder(const ProfitSplit& total, const std::vector<Group>& groups) {
    Group rest;
    rest.name = "not of a recorded fill";
    rest.profit = total;
    for (const Group& group : groups) {
        rest.profit.spread_usd -= group.profit.spread_usd;
        rest.profit.adverse_usd -= group.profit.adverse_usd;
        rest.profit.inventory_usd -= group.profit.inventory_usd;
        rest.profit.fees_usd -= group.profit.fees_usd;
        rest.profit.funding_usd -= group.profit.funding_usd;
        rest.profit.taker_cost_usd -= group.profit.taker_cost_usd;
        rest.profit.total_usd -= group.profit.total_usd;
    }
    return rest;
}

template <typename Key>
std::vector<Group> listed(std::map<Key, Group> groups, const ProfitSplit& total) {
    std::vector<Group> list;
    list.reserve(groups.size() + 1);
    for (auto& [key, group] : groups) {
        list.push_back(std::move(group));
    }
    list.push_back(remainder(total, list));
    return list;
}

/// Running mean and sum of squared deviations (Welford 1962).
struct Moments {
    std::int64_t count = 0;
    double mean = 0.0;
    double squares = 0.0;

    void add(double value) {
        ++count;
        const double away = value - mean;
        mean += away / static_cast<double>(count);
        squares += away * (value - mean);
    }
};

using CurveMoments = std::array<Moments, ledger::markout_horizons_s.size()>;

MarkoutCurve curve_of(const CurveMoments& moments) {
    MarkoutCurve curve;
    for (std::size_t i = 0; i < moments.size(); ++i) {
        const auto count = static_cast<double>(moments[i].count);
        curve.fills[i] = moments[i].count;
        if (moments[i].count > 0) {
            curve.mean_bps[i] = moments[i].mean;
        }
        if (moments[i].count > 1) {
            curve.error_bps[i] = std::sqrt(moments[i].squares / (count - 1.0) / count);
        }
    }
    return curve;
}

struct SideMoments {
    CurveMoments bid;
    CurveMoments ask;
    CurveMoments both;

    void add(const FillRecord& fill) {
        CurveMoments& side = fill.side == Side::bid ? bid : ask;
        for (std::size_t i = 0; i < side.size(); ++i) {
            if (std::isfinite(fill.markout_bps[i])) {
                side[i].add(fill.markout_bps[i]);
                both[i].add(fill.markout_bps[i]);
            }
        }
    }
    Markouts curves() const { return {curve_of(bid), curve_of(ask), curve_of(both)}; }
};

}  // namespace

ProfitSplit split_of_fill(const FillRecord& fill, double last_mid_usd) {
    const double coin = sign_of(fill.side) * fill.size_coin;
    const double distance_usd = coin * (fill.mid_usd - fill.price_usd);
    const double later_usd = coin * (last_mid_usd - fill.mid_usd);
    ProfitSplit split;
    split.fees_usd = fill.fee_usd;
    split.inventory_usd = later_usd;
    if (fill.liquidity == gateway::Liquidity::taker) {
        split.taker_cost_usd = -distance_usd;
    } else {
        const double markout_bps = fill.markout_bps[ledger::adverse_horizon];
        split.spread_usd = distance_usd;
        split.adverse_usd = std::isfinite(markout_bps)
                                ? 1e-4 * markout_bps * fill.price_usd * fill.size_coin
                                : later_usd;
        split.inventory_usd -= split.adverse_usd;
    }
    split.total_usd = ledger::sum_of_parts_usd(split);
    return split;
}

Groups group_fills(const ledger::RunResult& result) {
    constexpr std::int64_t hour_ns = 3'600'000'000'000;
    constexpr int taker_key = 256;  // after every level
    std::map<int, Group> side;
    std::map<int, Group> level;
    std::map<std::int64_t, Group> hour;
    for (const FillRecord& fill : result.fills) {
        const auto asset = static_cast<std::size_t>(fill.asset);
        const ProfitSplit split = split_of_fill(fill, result.assets[asset].mid_usd);
        const bool taker = fill.liquidity == gateway::Liquidity::taker;
        add_fill(side[index_of(fill.side)], fill, split);
        add_fill(level[taker ? taker_key : fill.level], fill, split);
        add_fill(hour[fill.time.ns() / hour_ns], fill, split);
    }
    for (auto& [key, group] : side) {
        group.name = key == index_of(Side::bid) ? "bid" : "ask";
    }
    for (auto& [key, group] : level) {
        group.name = key == taker_key ? "taker" : "level " + std::to_string(key + 1);
    }
    for (auto& [key, group] : hour) {
        group.name = utc_text(Timestamp(key * hour_ns), 0).substr(0, 13) + " h";
    }
    return {listed(std::move(side), result.profit), listed(std::move(level), result.profit),
            listed(std::move(hour), result.profit)};
}

AllMarkouts markouts_of(const ledger::RunResult& result) {
    std::vector<SideMoments> assets(result.assets.size());
    SideMoments total;
    for (const FillRecord& fill : result.fills) {
        if (fill.liquidity == gateway::Liquidity::maker) {
            assets[static_cast<std::size_t>(fill.asset)].add(fill);
            total.add(fill);
        }
    }
    AllMarkouts all;
    for (const SideMoments& moments : assets) {
        all.assets.push_back(moments.curves());
    }
    all.total = total.curves();
    return all;
}

}  // namespace maxmin::report
