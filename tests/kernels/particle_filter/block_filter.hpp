// The GPU's filter on plain threads: its arrays on the host, one slot of scratch an asset.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "kernels/particle_filter/block_step.hpp"
#include "tests/kernels/particle_filter/thread_block.hpp"

namespace maxmin::kernels::particle_filter {

enum class Place : bool { in_batch, on_chip };

template <typename Real>
class BlockFilter {
  public:
    BlockFilter(const Config& config, const std::vector<Model>& models, int threads, Place place)
        : models_(models), threads_(threads), place_(place), states_(models.size()) {
        const int lanes = (config.particles + lane_multiple - 1) / lane_multiple * lane_multiple;
        const bool learnt = config.learning != Learning::fixed;
        const std::size_t count = models.size();
        const std::size_t rows = learnt ? 7 : 4;
        particles_.resize(count * rows * static_cast<std::size_t>(lanes));
        scratch_.resize(count * static_cast<std::size_t>(lanes));
        ints_.resize(count * static_cast<std::size_t>(int_scratch_size(lanes)));
        for (std::size_t i = 0; i < count; ++i) {
            ids_.push_back(static_cast<std::uint32_t>(i));
        }
        batch_ = {.config = config,
                  .assets = static_cast<int>(count),
                  .lanes = lanes,
                  .rows = static_cast<int>(rows),
                  .drift_row = 2,
                  .parameter_row = learnt ? 4 : 0,
                  .models = models_.data(),
                  .asset_ids = ids_.data(),
                  .states = states_.data(),
                  .particles = particles_.data(),
                  .scratch = scratch_.data(),
                  .double_scratch = nullptr,
                  .int_scratch = ints_.data()};
        for (int asset = 0; asset < batch_.assets; ++asset) {
            test::run_block(threads_, [&](test::ThreadBlock& block) {
                initialise_asset(batch_, asset, block);
            });
        }
    }

    /// `seen` is [ticks][assets].
    void step(const std::vector<Observation>& seen, std::vector<Posterior>& posteriors,
              Quantiles quantiles) {
        const StepViews views{seen.data(), posteriors.data(), quantiles,
                              static_cast<int>(seen.size()) / batch_.assets};
        for (int asset = 0; asset < batch_.assets; ++asset) {
            // Full of what another block left there.
            std::vector<std::max_align_t> chip(chip_bytes<Real>(batch_.rows, batch_.lanes) /
                                               sizeof(std::max_align_t));
            std::memset(chip.data(), 0xA5, chip.size() * sizeof(std::max_align_t));
            test::run_block(threads_, [&](test::ThreadBlock& block) {
                if (place_ == Place::on_chip) {
                    observe_asset_on_chip(batch_, views, asset, chip.data(), block);
                } else {
                    observe_asset(batch_, views, asset, memory_in_batch(batch_, asset), block);
                }
            });
        }
    }

    const AssetState& state(int asset) const { return states_[static_cast<std::size_t>(asset)]; }
    Real log_variance(int asset, int particle) const {
        return batch_.row(asset, log_variance_row)[particle];
    }

  private:
    std::vector<Model> models_;
    int threads_;
    Place place_;
    std::vector<std::uint32_t> ids_;
    std::vector<AssetState> states_;
    std::vector<Real> particles_;
    std::vector<Real> scratch_;
    std::vector<int> ints_;
    Batch<Real> batch_{};
};

}  // namespace maxmin::kernels::particle_filter
