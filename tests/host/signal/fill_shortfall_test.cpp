#include "host/signal/fill_shortfall.hpp"

#include <cmath>

#include <gtest/gtest.h>

#include "host/signal/fill_rates.hpp"

namespace maxmin::signal {
namespace {

Timestamp at_s(double s) {
    return Timestamp(1'757'015'216'000'000'000) + from_seconds(s);
}

FillShortfall make(double memory_s = 1e9) {
    return FillShortfall(FillRateEstimator::depth_bps, 10.0, memory_s);
}

TEST(FillShortfall, IsOffsetMinusWhatTheFillIsWorthAtTheHorizon) {
    FillShortfall shortfall = make();
    shortfall.on_mid(at_s(0.0), 10'000.0);
    // Depth 4 is 4 bps: a bid at 9,996 is filled, and ten seconds later the mid is 9,994.
    shortfall.on_hit(at_s(1.0), Side::bid, 4, 9'996.0);
    shortfall.on_mid(at_s(5.0), 9'994.0);
    EXPECT_EQ(shortfall.at(Side::bid, 4.0), 0.0) << "the horizon is not over";
    shortfall.on_mid(at_s(11.0), 9'000.0);

    // Earned (9,000 - 9,996) / 9,996 would be the mid AT 11 s: it falls on the horizon and counts.
    const double earned_bps = (9'000.0 - 9'996.0) / 9'996.0 * 1e4;
    const double clipped_bps = std::min(4.0 - earned_bps, FillShortfall::shortfall_bps_max);
    EXPECT_DOUBLE_EQ(shortfall.at(Side::bid, 4.0), clipped_bps / (1.0 + FillShortfall::prior_hits));
    EXPECT_EQ(shortfall.at(Side::ask, 4.0), 0.0) << "sides are apart";
}

TEST(FillShortfall, TakesTheMidInForceAtTheHorizonNotALaterOne) {
    FillShortfall shortfall = make();
    shortfall.on_hit(at_s(0.0), Side::ask, 3, 10'002.0);
    shortfall.on_mid(at_s(9.0), 10'003.0);
    shortfall.on_mid(at_s(30.0), 10'500.0);

    // Sold at 10,002; at 10 s the mid was 10,003: earned -1 / 10,002, shortfall 2 bps plus that.
    const double shortfall_bps = 2.0 + 1.0 / 10'002.0 * 1e4;
    EXPECT_NEAR(shortfall.at(Side::ask, 2.0), shortfall_bps / (1.0 + FillShortfall::prior_hits),
                1e-9);
}

TEST(FillShortfall, HarmlessFillsCostNothingAndGainsAreNotACredit) {
    FillShortfall shortfall = make();
    for (int i = 0; i < 100; ++i) {
        shortfall.on_hit(at_s(i), Side::bid, 4, 9'996.0);
        shortfall.on_mid(at_s(i + 0.5), 10'000.0);
    }
    shortfall.on_mid(at_s(200.0), 10'000.0);
    // Depth against the mid, value against the fill price: they differ by 4 bps of 4 bps.
    EXPECT_NEAR(shortfall.at(Side::bid, 4.0), 0.0, 2e-3);

    for (int i = 300; i < 400; ++i) {
        shortfall.on_hit(at_s(i), Side::bid, 4, 9'990.0);
        shortfall.on_mid(at_s(i + 0.5), 10'000.0);
    }
    shortfall.on_mid(at_s(500.0), 10'000.0);
    EXPECT_EQ(shortfall.at(Side::bid, 4.0), 0.0);
}

TEST(FillShortfall, NearDepthsInformEachOtherFarOnesDoNot) {
    FillShortfall shortfall = make();
    for (int i = 0; i < 1000; ++i) {
        shortfall.on_hit(at_s(i), Side::bid, 4, 10'000.0);
        shortfall.on_mid(at_s(i + 0.5), 9'998.0);
    }
    shortfall.on_mid(at_s(2000.0), 9'998.0);
    const double at_depth = shortfall.at(Side::bid, 4.0);
    EXPECT_NEAR(at_depth, 6.0, 0.04) << "4 bps plus 2 lost, less 5 prior hits in 1,000";
    EXPECT_GT(shortfall.at(Side::bid, 2.0), 0.9 * at_depth);
    EXPECT_EQ(shortfall.at(Side::bid, 1.0), 0.0) << "two octaves away";
    EXPECT_EQ(shortfall.at(Side::bid, 0.1), 0.0);
}

TEST(FillShortfall, CountsWhatItsStoreCannotHold) {
    FillShortfall shortfall = make();
    for (int i = 0; i < 2000; ++i) {
        shortfall.on_hit(at_s(0.001 * i), Side::bid, 0, 10'000.0);
    }
    EXPECT_EQ(shortfall.dropped(), 2000U - 1024U);
}

}  // namespace
}  // namespace maxmin::signal
