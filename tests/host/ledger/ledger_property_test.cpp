// Random mids, fills and funding against a recomputation that keeps the whole history and scans it.
#include <algorithm>
#include <cmath>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "host/ledger/ledger.hpp"

namespace maxmin::ledger {
namespace {

struct Heard {  // one event of one asset, in the order the ledger heard it
    enum class Kind { mid, fill, funding } kind = Kind::mid;
    Timestamp time;
    AssetIndex asset = 0;
    double mid_usd = 0.0;
    gateway::Report report;
};

struct Scenario {
    std::vector<market::Instrument> instruments;
    std::vector<Heard> events;
    Timestamp end;
};

Scenario random_scenario(unsigned seed, int events) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    std::normal_distribution<double> normal;
    Scenario scenario;
    for (int asset = 0; asset < 3; ++asset) {
        market::Instrument instrument;
        instrument.price_decimals = asset + 1;
        instrument.size_decimals = 5 - asset;
        scenario.instruments.push_back(instrument);
    }
    std::vector<double> mids = {97'000.0, 230.0, 3.5};
    Timestamp now(1'767'225'000'000'000'000);  // 10 minutes before midnight UTC
    for (int i = 0; i < events; ++i) {
        now = now + from_seconds(0.3 * uniform(random));
        Heard event;
        event.time = now;
        event.asset = static_cast<AssetIndex>(3.0 * uniform(random));
        const auto asset = static_cast<std::size_t>(event.asset);
        const double draw = uniform(random);
        if (draw < 0.7 || i < 30) {
            mids[asset] *= std::exp(2e-4 * normal(random));
            event.kind = Heard::Kind::mid;
            event.mid_usd = mids[asset];
        } else {
            event.kind = draw < 0.99 ? Heard::Kind::fill : Heard::Kind::funding;
            event.report.kind = event.kind == Heard::Kind::fill ? gateway::ReportKind::filled
                                                                : gateway::ReportKind::funding;
            event.report.asset = event.asset;
            event.report.exchange_time = now;
            event.report.side = uniform(random) < 0.5 ? Side::bid : Side::ask;
            event.report.liquidity =
                uniform(random) < 0.9 ? gateway::Liquidity::maker : gateway::Liquidity::taker;
            const double away = sign_of(event.report.side) * 3e-4 * uniform(random);
            const double units = std::pow(10.0, scenario.instruments[asset].price_decimals);
            event.report.price = Ticks(std::llround(mids[asset] * (1.0 - away) * units));
            event.report.size = Lots(1 + static_cast<std::int64_t>(1e5 * uniform(random)));
            event.report.fee_usd = normal(random);
        }
        scenario.events.push_back(event);
    }
    scenario.end = now + seconds(3);
    return scenario;
}

/// Last mid of the asset before event `index`; first mid at or after `due` from event `index` on,
/// the last of all if `due` is not after the end, else NaN.
double mid_before(const Scenario& scenario, AssetIndex asset, std::size_t index) {
    double mid = not_known;
    for (std::size_t i = 0; i < index; ++i) {
        const Heard& event = scenario.events[i];
        if (event.asset == asset && event.kind == Heard::Kind::mid) {
            mid = event.mid_usd;
        }
    }
    return mid;
}
double mid_from(const Scenario& scenario, AssetIndex asset, std::size_t index, Timestamp due) {
    for (std::size_t i = index; i < scenario.events.size(); ++i) {
        const Heard& event = scenario.events[i];
        if (event.asset == asset && event.kind == Heard::Kind::mid && event.time >= due) {
            return event.mid_usd;
        }
    }
    return due <= scenario.end ? mid_before(scenario, asset, scenario.events.size()) : not_known;
}

struct Slow {
    std::vector<ProfitSplit> splits;
    std::vector<FillRecord> fills;
    double scale_usd = 0.0;  // sum of the sizes of all amounts that were added up
};

Slow recompute(const Scenario& scenario) {
    Slow slow;
    slow.splits.resize(scenario.instruments.size());
    for (std::size_t i = 0; i < scenario.events.size(); ++i) {
        const Heard& event = scenario.events[i];
        ProfitSplit& split = slow.splits[static_cast<std::size_t>(event.asset)];
        if (event.kind == Heard::Kind::funding) {
            split.funding_usd += event.report.fee_usd;
            slow.scale_usd += std::abs(event.report.fee_usd);
        }
        if (event.kind != Heard::Kind::fill) {
            continue;
        }
        const market::Instrument& instrument =
            scenario.instruments[static_cast<std::size_t>(event.asset)];
        const double price = instrument.price_usd(event.report.price);
        const double coin = sign_of(event.report.side) * instrument.size_coin(event.report.size);
        const double mid = mid_before(scenario, event.asset, i);
        const double last = mid_before(scenario, event.asset, scenario.events.size());
        FillRecord fill;
        for (std::size_t h = 0; h < markout_horizons_s.size(); ++h) {
            const Timestamp due = event.time + from_seconds(markout_horizons_s[h]);
            fill.markout_bps[h] = 1e4 * sign_of(event.report.side) *
                                  (mid_from(scenario, event.asset, i, due) - mid) / price;
        }
        slow.fills.push_back(fill);
        double ten = mid_from(scenario, event.asset, i, event.time + seconds(10));
        ten = std::isnan(ten) ? last : ten;
        split.fees_usd += event.report.fee_usd;
        if (event.report.liquidity == gateway::Liquidity::maker) {
            split.spread_usd += coin * (mid - price);
            split.adverse_usd += coin * (ten - mid);
            split.inventory_usd += coin * (last - ten);
        } else {
            split.taker_cost_usd += coin * (price - mid);
            split.inventory_usd += coin * (last - mid);
        }
        slow.scale_usd += std::abs(coin * (last - price)) + std::abs(event.report.fee_usd);
    }
    return slow;
}

void play(const Scenario& scenario, Ledger& ledger) {
    for (const Heard& event : scenario.events) {
        switch (event.kind) {
            case Heard::Kind::mid:
                ledger.on_mid(event.asset, event.time, event.mid_usd);
                break;
            case Heard::Kind::fill:
                ledger.on_fill(event.report);
                break;
            case Heard::Kind::funding:
                ledger.on_funding(event.report);
                break;
        }
    }
    ledger.finish(scenario.end);
}

class LedgerProperty : public testing::TestWithParam<unsigned> {};

TEST_P(LedgerProperty, PartsAndMarkoutsEqualTheSlowRecomputation) {
    SCOPED_TRACE(testing::Message() << "seed " << GetParam());
    const Scenario scenario = random_scenario(GetParam(), 1500);
    Ledger ledger(scenario.instruments, 1e5, 1500);
    play(scenario, ledger);

    const Slow slow = recompute(scenario);

    // Sums of some hundred doubles, each right to 1e-16 of a value below the scale: 1e-11 of the
    // scale leaves a factor of a hundred. A wrong mid would be off by 1e-4 of a fill's value.
    const double tolerance = 1e-11 * slow.scale_usd;
    for (std::size_t asset = 0; asset < slow.splits.size(); ++asset) {
        const ProfitSplit split = ledger.split(static_cast<AssetIndex>(asset));
        EXPECT_NEAR(split.spread_usd, slow.splits[asset].spread_usd, tolerance);
        EXPECT_NEAR(split.adverse_usd, slow.splits[asset].adverse_usd, tolerance);
        EXPECT_NEAR(split.inventory_usd, slow.splits[asset].inventory_usd, tolerance);
        EXPECT_NEAR(split.fees_usd, slow.splits[asset].fees_usd, tolerance);
        EXPECT_NEAR(split.funding_usd, slow.splits[asset].funding_usd, tolerance);
        EXPECT_NEAR(split.taker_cost_usd, slow.splits[asset].taker_cost_usd, tolerance);
    }
    ASSERT_EQ(ledger.fills().size(), slow.fills.size());
    for (std::size_t i = 0; i < slow.fills.size(); ++i) {
        for (std::size_t h = 0; h < markout_horizons_s.size(); ++h) {
            const double expected = slow.fills[i].markout_bps[h];
            const double found = ledger.fills()[i].markout_bps[h];
            EXPECT_EQ(std::isnan(found), std::isnan(expected));
            if (!std::isnan(expected)) {
                EXPECT_NEAR(found, expected, 1e-9);  // a ratio in bps: a few roundings of 1e-12
            }
        }
    }
}

TEST_P(LedgerProperty, PartsAddUpToTheChangeInEquity) {
    SCOPED_TRACE(testing::Message() << "seed " << GetParam());
    const Scenario scenario = random_scenario(GetParam() + 1000, 20'000);
    Ledger ledger(scenario.instruments, 1e5, 20'000);
    play(scenario, ledger);

    const ProfitSplit total = ledger.split_total();

    // Equity comes from exact integer cash, the parts from 20,000 running sums: each addition may
    // lose 1e-16 of the running value, so 2e-12 at the very worst, relative to the amounts added.
    const double scale_usd = std::abs(total.spread_usd) + std::abs(total.adverse_usd) +
                             std::abs(total.inventory_usd) + std::abs(total.fees_usd) +
                             std::abs(total.funding_usd) + std::abs(total.taker_cost_usd);
    EXPECT_GT(scale_usd, 1.0);
    EXPECT_NEAR(sum_of_parts_usd(total), ledger.equity_usd() - 1e5, 1e-9 * scale_usd);
    EXPECT_NEAR(total.total_usd, ledger.equity_usd() - 1e5, 1e-9 * scale_usd);
    EXPECT_GE(ledger.drawdown_usd_max(), ledger.drawdown_usd());
    EXPECT_GE(ledger.drawdown_usd(), 0.0);
    EXPECT_GT(ledger.fills().size(), 4000U);
}

INSTANTIATE_TEST_SUITE_P(Seeds, LedgerProperty, testing::Values(1U, 2U, 3U, 4U));

}  // namespace
}  // namespace maxmin::ledger
