// The device's fused quantiles against Thrust: sort, cumulate, look up. Needs a device.
#include <algorithm>
#include <cmath>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <thrust/binary_search.h>
#include <thrust/device_vector.h>
#include <thrust/scan.h>
#include <thrust/sort.h>

#include "kernels/particle_filter/api.hpp"
#include "tests/support/backends.hpp"

namespace maxmin::kernels::particle_filter {
namespace {

/// Log-variances in ascending order and the weight up to each, as parts of one.
struct Distribution {
    thrust::device_vector<double> values;
    thrust::device_vector<double> reached;

    explicit Distribution(const Snapshot<float>& asset, std::size_t particles) {
        std::vector<double> log_variance, weight;
        const float* const log_weight = asset.particles.data() + particles;
        const float largest = *std::max_element(log_weight, log_weight + particles);
        for (std::size_t i = 0; i < particles; ++i) {
            log_variance.push_back(static_cast<double>(asset.particles[i]));
            weight.push_back(std::exp(static_cast<double>(log_weight[i] - largest)));
        }
        values = log_variance;
        reached = weight;
        thrust::sort_by_key(values.begin(), values.end(), reached.begin());
        thrust::inclusive_scan(reached.begin(), reached.end(), reached.begin());
    }

    /// Weight of the values below or up to h, of one.
    double below(double h) const {
        return part(thrust::lower_bound(values.begin(), values.end(), h) - values.begin());
    }
    double up_to(double h) const {
        return part(thrust::upper_bound(values.begin(), values.end(), h) - values.begin());
    }

  private:
    double part(std::ptrdiff_t count) const {
        return count == 0 ? 0.0
                          : static_cast<double>(reached[static_cast<std::size_t>(count - 1)]) /
                                static_cast<double>(reached.back());
    }
};

TEST(WeightedQuantiles, AreThoseOfASort) {
    MAXMIN_SKIP_WITHOUT(Backend::cuda);
    constexpr std::size_t assets = 5;
    std::mt19937 random(261);
    std::normal_distribution<double> normal;
    // 65,536 particles of seven rows do not fit a multiprocessor.
    for (const int particles : {300, 4096, 65536}) {
        SCOPED_TRACE(std::to_string(particles) + " particles");
        std::vector<Model> models(assets);
        for (Model& model : models) {
            model.drift = true;
        }
        const Workers workers(1);
        // Never resampled, so that the particles are still those that were judged.
        Filter<float> filter({.particles = particles, .ess_threshold = 0.0}, models, Backend::cuda,
                             workers);
        std::vector<Posterior> posteriors(assets);
        for (int tick = 0; tick < 3; ++tick) {
            std::vector<Observation> seen;
            for (std::size_t i = 0; i < assets; ++i) {
                seen.push_back({.return_bps = normal(random), .dt_s = 0.5, .present = true});
            }
            ASSERT_EQ(filter.step(seen, posteriors, Quantiles::yes), Status::ok);
        }
        for (std::size_t i = 0; i < assets; ++i) {
            const Snapshot<float> asset = filter.export_asset(static_cast<int>(i));
            const Distribution by_sort(asset, static_cast<std::size_t>(particles));
            const Posterior& posterior = posteriors[i];
            ASSERT_FALSE(posterior.resampled);
            const double sigmas[] = {posterior.sigma_q05, posterior.sigma_q50, posterior.sigma_q95};
            const double levels[] = {0.05, 0.5, 0.95};
            for (int k = 0; k < 3; ++k) {
                const double h = 2.0 * std::log(sigmas[k]);
                // The fused weights are floats: exp and its argument round, 1e-6 at worst. And h
                // comes back from sigma with a few roundings of a double.
                EXPECT_LT(by_sort.below(h - 1e-12), levels[k] + 1e-6);
                EXPECT_GE(by_sort.up_to(h + 1e-12), levels[k] - 1e-6);
            }
        }
    }
}

}  // namespace
}  // namespace maxmin::kernels::particle_filter
