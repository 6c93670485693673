// The block's quantiles against their definition, on values that bisection finds hard.
#include "kernels/particle_filter/block_quantiles.hpp"

#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "tests/kernels/particle_filter/thread_block.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

constexpr double levels[quantile_levels] = {0.05, 0.5, 0.95};

/// The smallest value whose cumulated weight reaches the level. Weights are whole numbers, so that
/// every sum is exact.
std::vector<double> by_definition(const std::vector<float>& values,
                                  const std::vector<float>& weights, int particles) {
    std::vector<std::pair<float, float>> sorted;
    double all = 0.0;
    for (std::size_t i = 0; i < static_cast<std::size_t>(particles); ++i) {
        sorted.emplace_back(values[i], weights[i]);
        all += static_cast<double>(weights[i]);
    }
    std::sort(sorted.begin(), sorted.end());
    std::vector<double> out;
    for (const double level : levels) {
        double reached = 0.0;
        std::size_t i = 0;
        while ((reached += static_cast<double>(sorted[i].second)) < level * all) {
            ++i;
        }
        out.push_back(static_cast<double>(sorted[i].first));
    }
    return out;
}

void expect_by_definition(const std::vector<float>& of_particles, std::mt19937& random,
                          int threads) {
    const int particles = static_cast<int>(of_particles.size());
    const auto lanes =
        static_cast<std::size_t>((particles + lane_multiple - 1) / lane_multiple * lane_multiple);
    std::vector<float> values = of_particles;
    values.resize(lanes, -1e9F);  // beyond the particles: must not count
    std::vector<float> weights(lanes, 0.0F);
    for (int i = 0; i < particles; ++i) {
        weights[static_cast<std::size_t>(i)] = static_cast<float>(random() % 5);
    }
    weights[0] = 1.0F;
    std::vector<int> spare(lanes);
    const std::vector<double> want = by_definition(values, weights, particles);
    test::run_block(threads, [&](test::ThreadBlock& block) {
        double got[quantile_levels];
        BlockQuantiles<float, test::ThreadBlock>(values.data(), weights.data(), spare.data(),
                                                 particles, block)
            .find(levels, got);
        for (std::size_t k = 0; k < quantile_levels; ++k) {
            EXPECT_EQ(got[k], want[k]) << particles << " particles, level " << levels[k];
        }
    });
}

TEST(BlockQuantiles, AreByDefinition) {
    std::mt19937 random(11);
    std::normal_distribution<float> normal;
    for (const int particles : {1, 2, 5, 41, 257, 1000, 4096}) {
        for (int round = 0; round < 10; ++round) {
            std::vector<float> values;
            for (int i = 0; i < particles; ++i) {
                values.push_back(normal(random));
            }
            expect_by_definition(values, random, 1 + round % 3);
        }
    }
}

TEST(BlockQuantiles, OfValuesThatRepeatAndClump) {
    std::mt19937 random(12);
    std::vector<float> repeated;
    std::vector<float> clumped;
    for (int i = 0; i < 600; ++i) {
        repeated.push_back(static_cast<float>(random() % 7) - 3.0F);
        clumped.push_back(std::ldexp(i % 2 == 0 ? 1.0F : -1.0F, -static_cast<int>(random() % 120)));
    }
    expect_by_definition(repeated, random, 3);
    expect_by_definition(clumped, random, 3);
    expect_by_definition(std::vector<float>(300, 0.25F), random, 3);
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter
