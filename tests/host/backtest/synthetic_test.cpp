#include "host/backtest/synthetic.hpp"

#include <cmath>
#include <functional>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/signal/hawkes_fit.hpp"
#include "kernels/base/units.hpp"

namespace maxmin::backtest {
namespace {

using market::EventKind;
using market::MarketEvent;
using market::Recording;

const std::vector<std::string> one{"SIM0"};

/// Two hours with everything switched on: 72,000 mid moves, about 7,200 orders.
SyntheticMarket busy_market() {
    return {.seed = 5,
            .duration_s = 7200.0,
            .drift_bps_per_s = 0.1,
            .excitation = 0.6,
            .excitation_decay_per_s = 1.5};
}

double mid_usd(const Recording& recording, const MarketEvent& best) {
    const market::Instrument& rules = recording.instruments[static_cast<std::size_t>(best.asset)];
    return 0.5 * (rules.price_usd(best.bid.price) + rules.price_usd(best.ask.price));
}

std::vector<double> log_mids_bps(const Recording& recording) {
    std::vector<double> mids;
    for (const MarketEvent& event : recording.events) {
        if (event.kind == EventKind::best) {
            mids.push_back(1e4 * std::log(mid_usd(recording, event)));
        }
    }
    return mids;
}

/// Seconds since the first event of the orders of one side.
std::vector<double> order_times_s(const Recording& recording, Side aggressor) {
    std::vector<double> times;
    for (const MarketEvent& event : recording.events) {
        if (event.kind == EventKind::trade && event.aggressor == aggressor) {
            times.push_back(
                to_seconds(event.exchange_time - recording.events.front().exchange_time));
        }
    }
    return times;
}

TEST(SyntheticMarket, SameSeedGivesTheSameEventsAndAnotherSeedOthers) {
    SyntheticMarket market{.seed = 9, .duration_s = 60.0, .excitation = 0.5};
    const std::vector<std::string> three{"SIM0", "SIM1", "SIM2"};

    const Recording first = make_synthetic_market(market, three);
    const Recording again = make_synthetic_market(market, three);
    market.seed = 10;
    const Recording other = make_synthetic_market(market, three);

    EXPECT_GT(first.events.size(), 3600U);
    EXPECT_EQ(first.content_hash, again.content_hash);
    EXPECT_EQ(first.content_hash, market::hash_content(first));
    EXPECT_NE(first.content_hash, other.content_hash);
}

TEST(SyntheticMarket, AnAssetDoesNotDependOnTheOthers) {
    const SyntheticMarket market{.seed = 9, .duration_s = 60.0, .impact_bps = 0.2};
    const Recording alone = make_synthetic_market(market, std::vector<std::string>{"SIM1"});
    const Recording among =
        make_synthetic_market(market, std::vector<std::string>{"SIM0", "SIM1", "SIM2"});

    std::size_t next = 0;
    for (const MarketEvent& event : among.events) {
        if (event.asset != 1) {
            continue;
        }
        ASSERT_LT(next, alone.events.size());
        const MarketEvent& same = alone.events[next++];
        EXPECT_EQ(event.exchange_time, same.exchange_time);
        EXPECT_EQ(event.bid.price, same.bid.price);
        EXPECT_EQ(event.bid.size, same.bid.size);
    }
    EXPECT_EQ(next, alone.events.size());
}

TEST(SyntheticMarket, BooksAreLegalSortedAndNeverCrossedAndTradesOutsideTheSpread) {
    SyntheticMarket market = busy_market();
    market.duration_s = 300.0;
    market.impact_bps = 0.3;
    const Recording recording = make_synthetic_market(market, one);
    const market::Instrument& rules = recording.instruments[0];

    MarketEvent best;
    Timestamp before;
    for (const MarketEvent& event : recording.events) {
        EXPECT_GE(event.exchange_time, before);
        EXPECT_GT(event.local_time, event.exchange_time);
        before = event.exchange_time;
        if (event.kind == EventKind::book) {
            const auto bids = recording.bids(event);
            const auto asks = recording.asks(event);
            ASSERT_EQ(bids.size(), 20U);
            ASSERT_EQ(asks.size(), 20U);
            EXPECT_LT(bids[0].price, asks[0].price);
            for (std::size_t level = 0; level < 20; ++level) {
                EXPECT_TRUE(rules.is_legal(bids[level].price));
                EXPECT_TRUE(rules.is_legal(asks[level].price));
                EXPECT_GT(bids[level].size, Lots(0));
                EXPECT_GT(asks[level].size, Lots(0));
                if (level > 0) {
                    EXPECT_LT(bids[level].price, bids[level - 1].price);
                    EXPECT_GT(asks[level].price, asks[level - 1].price);
                }
            }
        } else if (event.kind == EventKind::best) {
            EXPECT_LT(event.bid.price, event.ask.price);
            best = event;
        } else {
            const bool bought = event.aggressor == Side::bid;
            EXPECT_TRUE(bought ? event.bid.price >= best.ask.price
                               : event.bid.price <= best.bid.price);
            EXPECT_GT(event.bid.size, Lots(0));
        }
    }
}

TEST(SyntheticMarket, MidHasTheVolatilityAndDriftAskedFor) {
    const SyntheticMarket market = busy_market();
    const std::vector<double> mids = log_mids_bps(make_synthetic_market(market, one));
    const auto moves = static_cast<double>(mids.size() - 1);

    double square_sum = 0.0;
    const double drift_step_bps = market.drift_bps_per_s * market.update_interval_s;
    for (std::size_t i = 1; i < mids.size(); ++i) {
        const double noise_bps = mids[i] - mids[i - 1] - drift_step_bps;
        square_sum += noise_bps * noise_bps;
    }
    const double sigma = std::sqrt(square_sum / moves / market.update_interval_s);
    const double truth = kernels::volatility_bps_from_annual(market.volatility_annual);
    const double drift = (mids.back() - mids.front()) / market.duration_s;

    // Four standard errors: sigma / sqrt(2 n) and sigma / sqrt(T). A tick of 0.01 bps against steps
    // of 0.34 bps adds 1e-4 of the first.
    EXPECT_NEAR(sigma, truth, 4.0 * truth / std::sqrt(2.0 * moves));
    EXPECT_NEAR(drift, market.drift_bps_per_s, 4.0 * truth / std::sqrt(market.duration_s));
}

TEST(SyntheticMarket, OrdersHaveTheRateBranchingAndDecayAskedFor) {
    const SyntheticMarket market = busy_market();
    const Recording recording = make_synthetic_market(market, one);
    for (const Side side : {Side::bid, Side::ask}) {
        const std::vector<double> times_s = order_times_s(recording, side);
        const double expected = market.orders_per_s * market.duration_s;

        // A stationary Hawkes count has variance n / (1 - branching)^2 in the long run; four of its
        // square roots. Starting empty costs branching / decay seconds of excitation: one order.
        EXPECT_NEAR(static_cast<double>(times_s.size()), expected,
                    4.0 * std::sqrt(expected) / (1.0 - market.excitation));

        const auto fit = signal::fit_univariate(times_s, market.duration_s);
        ASSERT_TRUE(fit.has_value());
        const double jump = market.excitation * market.excitation_decay_per_s;
        const double baseline = market.orders_per_s * (1.0 - market.excitation);
        // Four standard errors of the observed information.
        EXPECT_NEAR(fit->parameters.baseline[0], baseline, 4.0 * fit->standard_error[0]);
        EXPECT_NEAR(fit->parameters.jump[0], jump, 4.0 * fit->standard_error[1]);
        EXPECT_NEAR(fit->parameters.decay[0], market.excitation_decay_per_s,
                    4.0 * fit->standard_error[2]);
        // And narrow enough to tell it from no excitation at all.
        EXPECT_LT(fit->standard_error[1], jump / 8.0);
    }
}

TEST(SyntheticMarket, DepthOfOrdersFallsAtTheDecayAskedFor) {
    const SyntheticMarket market = busy_market();
    const Recording recording = make_synthetic_market(market, one);
    double mid = 0.0;
    double orders = 0.0;
    double deeper = 0.0;
    double beyond_bps = 0.0;
    for (const MarketEvent& event : recording.events) {
        if (event.kind == EventKind::best) {
            mid = mid_usd(recording, event);
        } else if (event.kind == EventKind::trade) {
            const double price = recording.instruments[0].price_usd(event.bid.price);
            const double depth_bps = 1e4 * sign_of(event.aggressor) * (price / mid - 1.0);
            orders += 1.0;
            // Two ticks of 0.01 bps off the best price are deeper than it.
            if (depth_bps > market.half_spread_bps + 0.02) {
                deeper += 1.0;
                beyond_bps += depth_bps - market.half_spread_bps - 0.02;
            }
        }
    }
    const double decay = deeper / beyond_bps;
    const double share = std::exp(-market.depth_decay_per_bps * (market.half_spread_bps + 0.02));

    // Four standard errors of an exponential's rate and of a binomial share; prices round outwards
    // by up to 0.01 bps against a mean depth of 3.3 bps, which both bounds get on top.
    EXPECT_NEAR(decay, 0.3, 4.0 * 0.3 / std::sqrt(deeper) + 0.3 * 0.003);
    EXPECT_NEAR(deeper / orders, share, 4.0 * std::sqrt(share * (1.0 - share) / orders) + 0.003);
}

TEST(SyntheticMarket, OrdersMoveTheMidByTheirImpact) {
    const SyntheticMarket market{
        .duration_s = 600.0, .volatility_annual = 0.0, .orders_per_s = 2.0, .impact_bps = 0.25};
    const Recording recording = make_synthetic_market(market, one);
    const Timestamp last_update = recording.events.front().exchange_time + seconds(600);
    double net = 0.0;
    for (const MarketEvent& event : recording.events) {
        if (event.kind == EventKind::trade && event.exchange_time < last_update) {
            net += sign_of(event.aggressor);
        }
    }
    const std::vector<double> mids = log_mids_bps(recording);

    ASSERT_NE(net, 0.0);
    // Both mids are exact up to the tick of 0.01 bps.
    EXPECT_NEAR(mids.back() - mids.front(), 0.25 * net, 0.02);
}

TEST(SyntheticMarket, FlowDoesNotChangeThePricePath) {
    SyntheticMarket market{.duration_s = 60.0};
    const std::vector<double> calm = log_mids_bps(make_synthetic_market(market, one));
    market.excitation = 0.7;
    market.orders_per_s = 3.0;

    EXPECT_EQ(log_mids_bps(make_synthetic_market(market, one)), calm);
}

TEST(SyntheticMarket, ParametersOutOfRangeAreNamed) {
    struct Case {
        std::string field;
        std::function<void(SyntheticMarket&)> spoil;
    };
    const double nan = std::nan("");
    const std::vector<Case> cases{
        {"duration_s", [](auto& m) { m.duration_s = 0.0; }},
        {"mid_usd", [](auto& m) { m.mid_usd = -1.0; }},
        {"volatility_annual", [&](auto& m) { m.volatility_annual = nan; }},
        {"drift_bps_per_s", [](auto& m) { m.drift_bps_per_s = 2.0; }},
        {"half_spread_bps", [](auto& m) { m.half_spread_bps = 0.0; }},
        {"orders_per_s", [](auto& m) { m.orders_per_s = 0.0; }},
        {"excitation", [](auto& m) { m.excitation = 1.0; }},
        {"excitation_decay_per_s", [](auto& m) { m.excitation_decay_per_s = 0.0; }},
        {"depth_decay_per_bps", [](auto& m) { m.depth_decay_per_bps = 0.0; }},
        {"order_size_coin", [](auto& m) { m.order_size_coin = -1.0; }},
        {"impact_bps", [&](auto& m) { m.impact_bps = nan; }},
        {"update_interval_s", [](auto& m) { m.update_interval_s = 0.0; }},
        {"drift_bps_per_s",  // the price falls by a factor of 5,600: its tick is 55 bps then
         [](auto& m) {
             m.duration_s = 86400.0;
             m.update_interval_s = 10.0;
             m.drift_bps_per_s = -1.0;
         }}};
    for (const Case& spoiled : cases) {
        SCOPED_TRACE(spoiled.field);
        SyntheticMarket market;
        spoiled.spoil(market);
        try {
            make_synthetic_market(market, one);
            ADD_FAILURE() << "accepted";
        } catch (const InputError& error) {
            EXPECT_EQ(error.fault().field, "synthetic." + spoiled.field);
            EXPECT_FALSE(error.fault().right.empty());
        }
    }
}

TEST(SyntheticMarket, OnlyItsOwnSymbolsAreAssets) {
    for (const char* symbol : {"BTC", "SIM", "SIM-1", "SIM01", "SIM1000", "SIM1x", ""}) {
        SCOPED_TRACE(symbol);
        EXPECT_THROW(make_synthetic_market({}, std::vector<std::string>{symbol}), InputError);
    }
    EXPECT_THROW(make_synthetic_market({}, std::vector<std::string>{"SIM3", "SIM3"}), InputError);
}

}  // namespace
}  // namespace maxmin::backtest
