// The whole of a block's work for one asset: where its particles lie meanwhile, and its ticks one
// after the other.
#pragma once

#include <cstddef>

#include "kernels/particle_filter/block_particles.hpp"

namespace maxmin::kernels::particle_filter {

/// Where a block keeps one asset while it works on it.
template <typename Real>
struct AssetMemory {
    Real* particles;  // [rows][lanes]
    Real* scratch;    // [lanes]
    int* ints;        // [int_scratch_size(lanes)]
};

/// In the batch, which then has scratch and ints for every asset.
template <typename Real>
MAXMIN_HD AssetMemory<Real> memory_in_batch(const Batch<Real>& batch, int asset) {
    return {batch.row(asset, 0), batch.scratch_row(asset), batch.int_scratch_row(asset)};
}

/// On chip: bytes that an asset takes there, and how they are cut up.
template <typename Real>
MAXMIN_HD constexpr std::size_t chip_bytes(int rows, int lanes) {
    return static_cast<std::size_t>(rows + 1) * static_cast<std::size_t>(lanes) * sizeof(Real) +
           static_cast<std::size_t>(int_scratch_size(lanes)) * sizeof(int);
}
template <typename Real>
MAXMIN_HD AssetMemory<Real> memory_on_chip(const Batch<Real>& batch, void* chip) {
    auto* const particles = static_cast<Real*>(chip);
    Real* const scratch = particles + static_cast<std::ptrdiff_t>(batch.rows) * batch.lanes;
    return {particles, scratch, reinterpret_cast<int*>(scratch + batch.lanes)};
}

/// The whole of a block's work for one asset.
template <typename Real, typename Block>
MAXMIN_HD void initialise_asset(const Batch<Real>& batch, int asset, Block& block) {
    using Particles = BlockParticles<Real, Block>;
    const AssetMemory<Real> memory = memory_in_batch(batch, asset);
    Particles particles(rows_of(batch, asset, memory.particles), batch.config.particles,
                        memory.scratch, memory.ints, block);
    AssetStep<Real, Particles>(batch, asset, batch.states[asset], particles).initialise();
}

template <typename Real, typename Block>
MAXMIN_HD void observe_asset(const Batch<Real>& batch, const StepViews& views, int asset,
                             const AssetMemory<Real>& memory, Block& block) {
    using Particles = BlockParticles<Real, Block>;
    Particles particles(rows_of(batch, asset, memory.particles), batch.config.particles,
                        memory.scratch, memory.ints, block);
    AssetStep<Real, Particles> step(batch, asset, batch.states[asset], particles);
    for (int tick = 0; tick < views.ticks; ++tick) {
        step.observe(views.observations[static_cast<std::ptrdiff_t>(tick) * batch.assets + asset],
                     views.quantiles_at(tick));
        block.sync();  // a tick's rows and state are written before the next one reads them
    }
    if (block.thread() == 0) {
        views.posteriors[asset] = batch.states[asset].posterior;
    }
}

/// Likewise with the particles on chip from the first tick to the last. `chip` holds
/// chip_bytes() and begins on 16 bytes.
template <typename Real, typename Block>
MAXMIN_HD void observe_asset_on_chip(const Batch<Real>& batch, const StepViews& views, int asset,
                                     void* chip, Block& block) {
    const AssetMemory<Real> memory = memory_on_chip(batch, chip);
    Real* const home = batch.row(asset, 0);
    const int count = batch.rows * batch.lanes;
    bool any = false;
    for (int tick = 0; tick < views.ticks; ++tick) {
        any = any ||
              views.observations[static_cast<std::ptrdiff_t>(tick) * batch.assets + asset].present;
    }
    if (any) {
        block.copy(memory.particles, home, count);
    }
    observe_asset(batch, views, asset, memory, block);
    if (any) {
        block.copy(home, memory.particles, count);
    }
}

}  // namespace maxmin::kernels::particle_filter
