#include "host/venue/markets/synthetic_market.hpp"

#include <cmath>
#include <map>
#include <set>

#include <gtest/gtest.h>

#include "host/base/error.hpp"
#include "host/base/hash.hpp"
#include "host/venue/markets/calibration.hpp"
#include "host/venue/markets/roster.hpp"

namespace maxmin::venue::markets {
namespace {

constexpr Timestamp start(1'800'000'000'000'000'000);

/// Checks every event and keeps what the tests ask for.
class Watcher final : public MarketSink {
  public:
    explicit Watcher(std::span<const market::Instrument> instruments) : instruments_(instruments) {}

    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override {
        Hasher& hash = hashes[event.asset];
        hash.add(event.exchange_time.ns());
        if (event.kind == market::EventKind::trade) {
            hash.add(event.bid.price.value());
            hash.add(event.bid.size.value());
            times[event.asset].insert(event.exchange_time);
            EXPECT_GT(event.bid.size, Lots(0));
            return;
        }
        ASSERT_FALSE(bids.empty());
        ASSERT_FALSE(asks.empty());
        EXPECT_LT(bids.front().price, asks.front().price);
        const market::Instrument& rules = instruments_[static_cast<std::size_t>(event.asset)];
        for (const auto side : {bids, asks}) {
            for (std::size_t i = 0; i < side.size(); ++i) {
                hash.add(side[i].price.value());
                EXPECT_TRUE(rules.is_legal(side[i].price)) << rules.symbol;
                EXPECT_GT(side[i].size, Lots(0));
                EXPECT_TRUE(i == 0 || side[i].price != side[i - 1].price);
            }
        }
        mid_usd[event.asset] =
            0.5 * (rules.price_usd(bids.front().price) + rules.price_usd(asks.front().price));
    }

    std::map<AssetIndex, Hasher> hashes;
    std::map<AssetIndex, std::set<Timestamp>> times;  // of taker orders
    std::map<AssetIndex, double> mid_usd;

  private:
    std::span<const market::Instrument> instruments_;
};

SyntheticConfig config(int assets, std::uint64_t seed) {
    SyntheticConfig result;
    result.assets = assets;
    result.seed = seed;
    return result;
}

void run(SyntheticMarket& market, Watcher& watcher, int blocks) {
    for (int block = 1; block <= blocks; ++block) {
        market.advance(start + milliseconds(70 * block), watcher);
    }
}

TEST(VenueSyntheticMarket, TheSeedDecidesAndFurtherAssetsChangeNothing) {
    const auto hash_of_first = [](int assets, std::uint64_t seed) {
        SyntheticMarket market(config(assets, seed), start);
        Watcher watcher(market.instruments());
        run(market, watcher, 500);
        return watcher.hashes[0].value();
    };
    EXPECT_EQ(hash_of_first(2, 1), hash_of_first(2, 1));
    EXPECT_EQ(hash_of_first(2, 1), hash_of_first(25, 1));
    EXPECT_NE(hash_of_first(2, 1), hash_of_first(2, 2));
}

TEST(VenueSyntheticMarket, BegunLaterItIsTheSameMarketMovedInTime) {
    const auto hash = [](Timestamp built, bool is_moved) {
        SyntheticMarket market(config(2, 1), built);
        if (is_moved) {
            market.begin_at(start);
        }
        Watcher watcher(market.instruments());
        run(market, watcher, 500);
        return watcher.hashes[1].value();
    };
    EXPECT_EQ(hash(start, false), hash(Timestamp(start.ns() / 2), true));
}

TEST(VenueSyntheticMarket, AThousandAssetsQuoteLegallyAndNeverCrossed) {
    SyntheticMarket market(config(1000, 3), start);
    Watcher watcher(market.instruments());
    run(market, watcher, 100);
    EXPECT_EQ(watcher.mid_usd.size(), 1000U);
}

TEST(VenueSyntheticMarket, TakerOrdersComeAtTheirMeanRate) {
    SyntheticMarket market(config(1, 5), start);
    Watcher watcher(market.instruments());
    constexpr int blocks = 300'000;  // 21,000 s
    run(market, watcher, blocks);
    const double expected = 2.0 * traits_of(0).orders_per_s * 0.07 * blocks;
    const double branching = calibration::branching_own + calibration::branching_cross;
    // A Hawkes count's standard deviation is that of a Poisson count over 1 - branching.
    const double sd = std::sqrt(expected) / (1.0 - branching);
    EXPECT_NEAR(static_cast<double>(watcher.times[0].size()), expected, 5.0 * sd);
}

/// Of 20-second returns of the first two assets.
double correlation_of_two(double with_market) {
    SyntheticConfig calm = config(2, 7);
    calm.jumps_per_hour = 0.0;
    calm.correlation = with_market;
    SyntheticMarket market(calm, start);
    Watcher watcher(market.instruments());
    std::array<double, 2> before{};
    std::array<double, 2> square{};
    double product = 0.0;
    constexpr int steps = 3000;
    for (int step = 0; step <= steps; ++step) {
        market.advance(start + seconds(20 * (step + 1)), watcher);
        std::array<double, 2> move{};
        for (std::size_t i = 0; i < 2; ++i) {
            const double now = std::log(watcher.mid_usd[static_cast<AssetIndex>(i)]);
            move[i] = step == 0 ? 0.0 : now - before[i];
            before[i] = now;
            square[i] += move[i] * move[i];
        }
        product += move[0] * move[1];
    }
    return product / std::sqrt(square[0] * square[1]);
}

TEST(VenueSyntheticMarket, ReturnsAreCorrelatedThroughTheCommonFactor) {
    // The impact of orders is each asset's own and takes its part: the bounds are wide, and between
    // them lies no doubt.
    EXPECT_GT(correlation_of_two(0.95), 0.5);
    EXPECT_LT(std::fabs(correlation_of_two(0.0)), 0.1);
}

TEST(VenueSyntheticMarket, WhatClientsTakeIsGone) {
    SyntheticMarket market(config(1, 9), start);
    Watcher watcher(market.instruments());
    run(market, watcher, 1);
    class Best final : public MarketSink {
      public:
        void on_market(const market::MarketEvent& event, std::span<const market::BookLevel>,
                       std::span<const market::BookLevel> asks) override {
            if (event.kind == market::EventKind::book) {
                best = asks.front();
            }
        }
        market::BookLevel best{};
    } sink;
    market.advance(start + milliseconds(140), sink);
    const market::BookLevel before = sink.best;
    ASSERT_GT(before.size, Lots(0));

    market.on_taken(0, Side::ask, before);
    market.advance(start + milliseconds(141), sink);

    EXPECT_NE(sink.best.price, before.price);
}

TEST(VenueSyntheticMarket, OutOfRangeIsAnErrorThatNamesTheKey) {
    try {
        SyntheticMarket market(config(1001, 1), start);
        FAIL() << "made a market of 1001 assets";
    } catch (const InputError& error) {
        EXPECT_EQ(error.fault().field, "venue.synthetic.assets");
    }
}

}  // namespace
}  // namespace maxmin::venue::markets
