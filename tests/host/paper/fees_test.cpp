#include "host/paper/fees.hpp"

#include <gtest/gtest.h>

namespace maxmin::paper {
namespace {

TEST(Fees, AreTruncatedToSixDecimalsAsOnRecordedFills) {
    // 25.30313 x 0.000144 = 0.00364365: the venue charged 0.003643. Five decimals of value.
    EXPECT_EQ(share_of_value(2'530'313, rate_of(0.000144), 5), MicroUsd(3643));
    // A value just below the next unit stays below: 0.999999 x 1.
    EXPECT_EQ(share_of_value(9'999'999, rate_of(1.0), 7), MicroUsd(999'999));
}

TEST(Fees, RebatesAreTruncatedTowardZero) {
    EXPECT_EQ(share_of_value(2'530'313, rate_of(-0.00001), 5), MicroUsd(-253));
}

TEST(Fees, LargestValueDoesNotOverflow) {
    // 9e8 USD in units of 10^-10, taker at tier 0: 405,000 USD.
    EXPECT_EQ(share_of_value(9'000'000'000'000'000'000, rate_of(0.00045), 10),
              MicroUsd(405'000'000'000));
}

TEST(Fees, TiersAreTheVenuesSchedule) {
    const double maker_bps[] = {1.5, 1.2, 0.8, 0.4, 0.0, 0.0, 0.0};
    const double taker_bps[] = {4.5, 4.0, 3.5, 3.0, 2.8, 2.6, 2.4};
    for (int tier = 0; tier < fee_tiers; ++tier) {
        const FeeRates rates = fee_rates({.tier = tier, .maker_bps = 9.0, .taker_bps = 9.0});

        EXPECT_EQ(rates.maker, rate_of(maker_bps[tier] * 1e-4)) << tier;
        EXPECT_EQ(rates.taker, rate_of(taker_bps[tier] * 1e-4)) << tier;
    }
}

TEST(Fees, ConfiguredRatesMayBeRebates) {
    const FeeRates rates = fee_rates({.tier = -1, .maker_bps = -0.3, .taker_bps = 1.92});

    EXPECT_EQ(rates.at(gateway::Liquidity::maker), Rate(-30'000'000));
    EXPECT_EQ(rates.at(gateway::Liquidity::taker), Rate(192'000'000));
}

}  // namespace
}  // namespace maxmin::paper
