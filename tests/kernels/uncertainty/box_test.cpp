// The box against reference values computed with 30 digits.
#include <cmath>

#include <gtest/gtest.h>

#include "kernels/uncertainty/api.hpp"
#include "tests/support/json.hpp"

namespace maxmin::kernels::uncertainty {
namespace {

using test::Json;

TEST(NormalQuantile, MatchesTheVectorsToTwelveDigits) {
    const Json file = Json::vectors("uncertainty.json");
    const double relative = file["tolerance"]["rel"].number();
    for (const Json& row : file["quantiles"].array()) {
        const double confidence = row["confidence"].number();
        const double z = row["z"].number();

        // A double holds a confidence to half an ulp below 1, and (1 + c) / 2 rounds once more;
        // either moves z by the rounding over the density. At 0.999999 that is 1e-11, else far
        // below 1e-12.
        const double density = std::exp(-0.5 * z * z) / 2.5066282746310002;
        EXPECT_NEAR(two_sided_quantile(confidence), z, relative * z + 2.8e-17 / density);
        EXPECT_NEAR(normal_quantile(0.5 * (1.0 + confidence)), z, relative * z + 1.2e-16 / density);
    }
}

TEST(NormalQuantile, InvertsTheDistributionOverItsWholeRange) {
    // erfc is right to a few roundings, and a relative error e of the tail moves x by e / x.
    for (double tail = 0.4999; tail > 1e-300; tail *= 0.7) {
        const double x = -normal_quantile(tail);
        EXPECT_NEAR(0.5 * std::erfc(x / std::sqrt(2.0)) / tail, 1.0, 1e-14 * (1.0 + x * x)) << tail;
    }
    EXPECT_EQ(normal_quantile(0.5), 0.0);
    EXPECT_EQ(normal_quantile(0.25), -normal_quantile(0.75));
    EXPECT_TRUE(std::isinf(normal_quantile(0.0)) && std::isinf(normal_quantile(1.0)));
    EXPECT_TRUE(std::isnan(normal_quantile(-0.1)) && std::isnan(normal_quantile(std::nan(""))));
    EXPECT_TRUE(std::isnan(two_sided_quantile(1.0)) && std::isnan(two_sided_quantile(-0.1)));
}

TEST(Box, MatchesEveryVectorOverOneSecond) {
    const Json file = Json::vectors("uncertainty.json");
    // Over one second both conversions to bps are the identity, so minima pass through unchanged.
    const double relative = file["tolerance"]["rel"].number();
    for (const Json& row : file["boxes"].array()) {
        const Posterior posterior{row["drift_mean"].number(), row["drift_sd"].number(),
                                  row["sigma_mean"].number(), row["sigma_sd"].number()};
        const BoxConfig config{.confidence = row["confidence"].number(),
                               .robustness_level = row["robustness_level"].number(),
                               .min_epsilon_mu_bps = row["min_epsilon_mu"].number(),
                               .min_epsilon_sigma_bps = row["min_epsilon_sigma"].number(),
                               .horizon_s = 1.0};

        const Box box = make_box(posterior, config);

        const auto expect = [&](double got, const char* key) {
            EXPECT_NEAR(got, row[key].number(), relative * (1.0 + std::fabs(row[key].number())))
                << key;
        };
        expect(box.raw_mu_bps, "raw_epsilon_mu");
        expect(box.raw_sigma_bps, "raw_epsilon_sigma");
        expect(box.drift_halfwidth, "epsilon_mu");
        expect(box.sigma_halfwidth, "epsilon_sigma");
        expect(box.drift_bps_per_s - box.drift_halfwidth, "mu_lo");
        expect(box.drift_bps_per_s + box.drift_halfwidth, "mu_hi");
        expect(std::max(0.0, box.sigma - box.sigma_halfwidth), "sigma_lo");
        expect(box.sigma + box.sigma_halfwidth, "sigma_hi");
    }
}

TEST(Box, StatesEpsilonsOverTheHorizon) {
    const Posterior posterior{0.0, 0.01, 1.0, 1.0};
    const BoxConfig config{.confidence = 0.95,
                           .robustness_level = 0.5,
                           .min_epsilon_mu_bps = 0.2,
                           .min_epsilon_sigma_bps = 2.0,
                           .horizon_s = 60.0};

    const Box box = make_box(posterior, config);

    // 1.96 x 0.01 bps/s x 60 s and 1.96 x 1 bps/sqrt(s) x sqrt(60 s); half of it is used.
    EXPECT_NEAR(box.raw_mu_bps, 1.1759783907240326, 1e-12);
    EXPECT_NEAR(box.raw_sigma_bps, 1.959963984540054 * std::sqrt(60.0), 1e-12);
    EXPECT_NEAR(box.epsilon_mu_bps, 0.5 * box.raw_mu_bps, 1e-14);
    EXPECT_NEAR(box.drift_halfwidth * 60.0, box.epsilon_mu_bps, 1e-14);
    EXPECT_NEAR(box.sigma_halfwidth * std::sqrt(60.0), box.epsilon_sigma_bps, 1e-14);
}

TEST(Box, CollapsesToTheEstimateBelowTheMinimum) {
    const BoxConfig config;  // minima 0.2 and 2.0 bps over 60 s
    const double z = two_sided_quantile(config.confidence);
    const double drift_edge = 0.2 / 60.0 / z;
    const double sigma_edge = 2.0 / std::sqrt(60.0) / z;

    const Box below = make_box({0.1, 0.999 * drift_edge, 2.0, 0.999 * sigma_edge}, config);
    const Box above = make_box({0.1, 1.001 * drift_edge, 2.0, 1.001 * sigma_edge}, config);

    EXPECT_EQ(below.drift_halfwidth, 0.0);
    EXPECT_EQ(below.sigma_halfwidth, 0.0);
    EXPECT_GT(below.raw_mu_bps, 0.0);
    EXPECT_NEAR(above.epsilon_mu_bps, 0.7 * 0.2 * 1.001, 1e-12);
    EXPECT_NEAR(above.epsilon_sigma_bps, 0.7 * 2.0 * 1.001, 1e-12);
}

TEST(Box, RefusesWhatIsNotAPosterior) {
    const double nan = std::nan("");
    EXPECT_TRUE(std::isnan(make_box({nan, 0.1, 1.0, 0.1}, {}).drift_halfwidth));
    EXPECT_TRUE(std::isnan(make_box({0.0, -0.1, 1.0, 0.1}, {}).sigma_halfwidth));
    EXPECT_TRUE(std::isnan(make_box({0.0, 0.1, 1.0, 0.1}, {.confidence = 1.0}).sigma));
    EXPECT_TRUE(std::isnan(make_box({0.0, 0.1, 1.0, 0.1}, {.robustness_level = 1.5}).sigma));
}

}  // namespace
}  // namespace maxmin::kernels::uncertainty
