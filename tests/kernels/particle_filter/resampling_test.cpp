// Systematic resampling and weighted quantiles against their definitions, by hand and at random.
#include "kernels/particle_filter/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "kernels/particle_filter/quantile.hpp"

namespace maxmin::kernels::particle_filter::cpu {
namespace {

std::vector<int> ancestors_of(std::vector<float> weights, double u) {
    const int particles = static_cast<int>(weights.size());
    const int lanes = (particles + 7) / 8 * 8;
    weights.resize(static_cast<std::size_t>(lanes), 0.0F);
    std::vector<double> cumulative(weights.size());
    std::vector<int> ends(weights.size());
    std::vector<int> ancestors(weights.size() + ancestor_padding);
    systematic_ancestors(weights.data(), lanes, particles, u, cumulative.data(), ends.data(),
                         ancestors.data());
    ancestors.resize(static_cast<std::size_t>(particles));
    return ancestors;
}

/// Offspring j takes the first i with C_i > (j + u) / N, the last if there is none.
std::vector<int> ancestors_by_definition(const std::vector<float>& weights, double u) {
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    const double count = static_cast<double>(weights.size());
    std::vector<int> ancestors;
    for (std::size_t j = 0; j < weights.size(); ++j) {
        const double point = (static_cast<double>(j) + u) / count;
        double reached = 0.0;
        std::size_t i = 0;
        for (; i + 1 < weights.size(); ++i) {
            reached += static_cast<double>(weights[i]);
            if (reached / total > point) {
                break;
            }
        }
        ancestors.push_back(static_cast<int>(i));
    }
    return ancestors;
}

TEST(SystematicResampling, HandSizedCases) {
    using Ancestors = std::vector<int>;
    EXPECT_EQ(ancestors_of({1.0F}, 0.5), (Ancestors{0}));
    EXPECT_EQ(ancestors_of({1, 1, 1, 1}, 0.5), (Ancestors{0, 1, 2, 3}));
    EXPECT_EQ(ancestors_of({0, 0, 1, 0}, 0.25), (Ancestors{2, 2, 2, 2}));
    // C = 0.5, 0.75, 0.875, 1; points (j + 0.5) / 4 = 0.125, 0.375, 0.625, 0.875: the last point
    // is not below C_2 = 0.875, so it goes to particle 3.
    EXPECT_EQ(ancestors_of({4, 2, 1, 1}, 0.5), (Ancestors{0, 0, 1, 3}));
    // Points 0.02, 0.22, 0.42, 0.62, 0.82 under C = 0.1, 0.1, 0.3, 0.9, 1.
    EXPECT_EQ(ancestors_of({1, 0, 2, 6, 1}, 0.1), (Ancestors{0, 2, 3, 3, 3}));
    // All weight on the last particle; and a tail without weight still yields an ancestor.
    EXPECT_EQ(ancestors_of({0, 0, 0, 0, 5}, 0.999), (Ancestors{4, 4, 4, 4, 4}));
    EXPECT_EQ(ancestors_of({7, 0, 0}, 0.001), (Ancestors{0, 0, 0}));
}

TEST(SystematicResampling, AgreesWithTheDefinitionOnDyadicWeights) {
    // Small integers over a power of two: every sum and quotient is exact, so even ties must agree.
    constexpr unsigned seed = 12345;
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    for (int trial = 0; trial < 200; ++trial) {
        const std::size_t particles = 64;
        std::vector<float> weights(particles);
        int total = 0;
        for (float& w : weights) {
            const int parts = random() % 4 == 0 ? static_cast<int>(random() % 9) : 0;
            total += parts;
            w = static_cast<float>(parts);
        }
        weights[random() % particles] += static_cast<float>(1024 - total);
        const double u = static_cast<double>(random() % 64) / 64.0;
        ASSERT_EQ(ancestors_of(weights, u), ancestors_by_definition(weights, u)) << trial;
    }
}

TEST(SystematicResampling, OffspringCountsAreWithinOneOfTheirExpectation) {
    constexpr unsigned seed = 777;
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::exponential_distribution<float> draw(1.0F);
    std::vector<float> weights(1003);
    std::generate(weights.begin(), weights.end(), [&] { return draw(random); });
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);

    const std::vector<int> ancestors = ancestors_of(weights, 0.37);

    EXPECT_TRUE(std::is_sorted(ancestors.begin(), ancestors.end()));
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const auto count = std::count(ancestors.begin(), ancestors.end(), static_cast<int>(i));
        const double expected = 1003.0 * static_cast<double>(weights[i]) / total;
        EXPECT_LT(std::abs(static_cast<double>(count) - expected), 1.0 + 1e-9) << i;
    }
}

double quantile_by_definition(const std::vector<float>& values, const std::vector<float>& weights,
                              double level) {
    std::vector<std::size_t> order(values.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return values[a] < values[b]; });
    const double total = std::accumulate(weights.begin(), weights.end(), 0.0);
    double reached = 0.0;
    for (const std::size_t i : order) {
        reached += static_cast<double>(weights[i]);
        if (reached >= level * total) {
            return static_cast<double>(values[i]);
        }
    }
    return static_cast<double>(values[order.back()]);
}

void expect_quantiles(const std::vector<float>& values, const std::vector<float>& weights) {
    const double levels[quantile_levels] = {0.05, 0.5, 0.95};
    double out[quantile_levels];
    std::vector<int> ints(2 * values.size());

    weighted_quantiles(values.data(), weights.data(), static_cast<int>(values.size()), levels, out,
                       ints.data());

    for (int k = 0; k < quantile_levels; ++k) {
        EXPECT_EQ(out[k], quantile_by_definition(values, weights, levels[k])) << levels[k];
    }
}

TEST(WeightedQuantiles, HandSizedCases) {
    expect_quantiles({3.0F}, {1.0F});
    expect_quantiles({2.0F, 2.0F, 2.0F}, {1.0F, 0.0F, 1.0F});
    expect_quantiles({5.0F, 1.0F, 3.0F, 2.0F}, {1.0F, 1.0F, 1.0F, 1.0F});
    expect_quantiles({5.0F, 1.0F, 3.0F, 2.0F}, {0.0F, 4.0F, 0.0F, 4.0F});
    // One value far away stretches the histogram until all others share a bin.
    expect_quantiles({1.0F, 1.001F, 1.002F, 1.003F, 5e6F}, {1.0F, 2.0F, 4.0F, 8.0F, 1.0F});
}

TEST(WeightedQuantiles, AgreeWithTheDefinitionAtRandom) {
    constexpr unsigned seed = 99;
    SCOPED_TRACE(seed);
    std::mt19937 random(seed);
    std::normal_distribution<float> value(0.0F, 1.0F);
    for (int trial = 0; trial < 50; ++trial) {
        std::vector<float> values(777);
        std::vector<float> weights(777);
        for (std::size_t i = 0; i < values.size(); ++i) {
            values[i] = value(random);
            // Dyadic, so that sums are exact in any order and a tie is a tie for both.
            weights[i] = static_cast<float>(random() % 256) / 256.0F;
        }
        expect_quantiles(values, weights);
    }
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter::cpu
