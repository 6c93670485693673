// Simulated markets whose lambda and kappa are known, and hostile input.
#include "host/signal/fill_rates.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>

namespace maxmin::signal {
namespace {

Timestamp at_s(double time_s) {
    return Timestamp(1'757'015'216'872'000'000) + from_seconds(time_s);
}

struct Law {
    double lambda_per_s;
    double kappa_per_bps;
};

/// Taker orders at rate lambda on each side; a depth beyond y is reached with exp(-kappa y). An
/// order prints every basis point down to its depth, as a sweep of a book does.
void feed(FillRateEstimator* estimator, Law bid, Law ask, double span_s, std::uint64_t seed) {
    std::mt19937_64 generator(seed);
    const auto exponential = [&](double rate) {
        return std::exponential_distribution<double>(rate)(generator);
    };
    const double mid = 50'000.0;
    double next_mid_s = 0.0;
    double next_bid_s = exponential(bid.lambda_per_s);
    double next_ask_s = exponential(ask.lambda_per_s);
    while (next_mid_s < span_s) {
        if (next_mid_s <= std::min(next_bid_s, next_ask_s)) {
            estimator->on_mid(at_s(next_mid_s), mid);
            next_mid_s += 0.1;
            continue;
        }
        const Side filled = next_bid_s < next_ask_s ? Side::bid : Side::ask;
        const Law law = filled == Side::bid ? bid : ask;
        double& next_s = filled == Side::bid ? next_bid_s : next_ask_s;
        const double depth = exponential(law.kappa_per_bps);
        for (double printed = std::fmod(depth, 1.0); printed <= depth + 1e-9; printed += 1.0) {
            const double price = mid * (1.0 - sign_of(filled) * printed * 1e-4);
            estimator->on_trade(at_s(next_s), opposite(filled), price, mid);
        }
        next_s += exponential(law.lambda_per_s);
    }
}

TEST(FillRates, RecoversTheSimulatedLawOfEachSide) {
    const Law bid{2.0, 0.30};
    const Law ask{0.7, 0.12};
    const int runs = 8;
    double error[4] = {};
    for (int run = 0; run < runs; ++run) {
        FillRateEstimator estimator({}, {.fill_rate_memory_s = 600.0});
        feed(&estimator, bid, ask, 3000.0, 100 + static_cast<std::uint64_t>(run));
        const SideRates& b = estimator.rates(Side::bid);
        const SideRates& a = estimator.rates(Side::ask);
        EXPECT_GT(b.weight, 0.98);
        error[0] += (b.lambda_per_s / bid.lambda_per_s - 1.0) / runs;
        error[1] += (b.kappa_per_bps / bid.kappa_per_bps - 1.0) / runs;
        error[2] += (a.lambda_per_s / ask.lambda_per_s - 1.0) / runs;
        error[3] += (a.kappa_per_bps / ask.kappa_per_bps - 1.0) / runs;
        EXPECT_EQ(estimator.rejected(), 0U);
    }
    // A memory of 600 s acts like 1200 s of data; quotes hit early lose part of each window.
    // That is about 600 effective arrivals a run, 4 % of error, 1.5 % over eight runs; the prior,
    // 6 s at lambda 1, adds up to 2 % of bias. Four of the first plus the second.
    for (const double mean : error) {
        EXPECT_NEAR(mean, 0.0, 0.08);
    }
}

TEST(FillRates, WithoutDataThePriorStandsAndSilenceLowersIt) {
    HawkesConfig prior;
    prior.bid.lambda_base = 3.0;
    FillRateEstimator estimator(prior, {.fill_rate_memory_s = 300.0});
    EXPECT_EQ(estimator.rates(Side::bid).lambda_per_s, 3.0);
    EXPECT_EQ(estimator.rates(Side::bid).kappa_per_bps, 0.15);
    EXPECT_EQ(estimator.rates(Side::bid).weight, 0.0);

    double last = 3.0;
    for (int k = 0; k < 600; ++k) {
        estimator.on_mid(at_s(k), 100.0);
        const double now = estimator.rates(Side::bid).lambda_per_s;
        EXPECT_LE(now, last * (1.0 + 1e-9));
        last = now;
    }
    // 3 s at the prior rate against some 260 s of watching without a hit.
    EXPECT_LT(last, 0.05);
    EXPECT_GT(last, 0.0);
}

TEST(FillRates, EstimateFollowsAChangeOfRegime) {
    FillRateEstimator estimator({}, {.fill_rate_memory_s = 100.0});
    feed(&estimator, {1.0, 0.2}, {1.0, 0.2}, 500.0, 5);
    const double before = estimator.rates(Side::bid).kappa_per_bps;
    for (int k = 0; k < 1000; ++k) {  // afterwards a wide market: every sell reaches 20 bps
        estimator.on_trade(at_s(600.0 + k), Side::ask, 100.0 * (1.0 - 20e-4), 100.0);
    }

    EXPECT_NEAR(before, 0.2, 0.08);  // 200 effective arrivals, four standard errors
    EXPECT_LT(estimator.rates(Side::bid).kappa_per_bps, 0.02);
    EXPECT_LT(estimator.rates(Side::ask).lambda_per_s, 0.1);
}

TEST(FillRates, HostileInputIsCountedAndNeverReachesTheEstimate) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    FillRateEstimator estimator({}, {.fill_rate_memory_s = 300.0});
    estimator.on_mid(at_s(0.0), nan);
    estimator.on_mid(at_s(0.0), -1.0);
    estimator.on_trade(at_s(0.0), Side::bid, nan, 100.0);
    estimator.on_trade(at_s(0.0), Side::bid, 100.0, 0.0);
    EXPECT_EQ(estimator.rejected(), 4U);
    estimator.on_mid(at_s(10.0), 100.0);
    estimator.on_mid(at_s(9.0), 100.0);
    EXPECT_EQ(estimator.rejected(), 5U);

    std::mt19937_64 generator(3);
    std::uniform_real_distribution<double> uniform(0.0, 1.0);
    double now_s = 11.0;
    for (int k = 0; k < 20'000; ++k) {
        now_s += uniform(generator) < 0.001 ? 1e5 : 0.01 * uniform(generator);
        const double mid = std::exp(20.0 * uniform(generator) - 10.0);
        const double price = mid * std::exp(2.0 * uniform(generator) - 1.0);
        estimator.on_trade(at_s(now_s), uniform(generator) < 0.5 ? Side::bid : Side::ask, price,
                           mid);
        for (const Side side : {Side::bid, Side::ask}) {
            const SideRates& rates = estimator.rates(side);
            ASSERT_TRUE(rates.lambda_per_s >= 1e-6 * 0.999 && rates.lambda_per_s <= 1e4 * 1.001);
            ASSERT_TRUE(rates.kappa_per_bps >= 1e-4 && rates.kappa_per_bps <= 1e2);
            ASSERT_TRUE(rates.weight >= 0.0 && rates.weight < 1.0);
        }
    }
}

}  // namespace
}  // namespace maxmin::signal
