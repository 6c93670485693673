// What is kept on the CPU so that a device may fail at any time: a filter that is brought up to
// date every so often, and the observations since. Draws depend on the step alone, so replaying
// them gives the particles that the device had, up to rounding: nothing learnt is lost.
#pragma once

#include <span>
#include <vector>

#include "kernels/particle_filter/api.hpp"

namespace maxmin::kernels::step {

class Spare {
  public:
    using Filter = particle_filter::Filter<float>;
    using Observation = particle_filter::Observation;

    /// Steps between two copies off the device. A copy moves every particle (115 MB for 1,000
    /// assets of 4,096); a takeover repeats up to this many filter steps on the CPU.
    static constexpr int copy_interval = 20;

    /// Allocates everything: two filters on the CPU, since a copy may break off half way.
    Spare(const particle_filter::Config& config, std::span<const particle_filter::Model> models,
          const Workers& workers);

    /// Before a step: copies `filter` if the interval has passed. Errors: device_failed; what was
    /// kept before is still good.
    Status prepare(const Filter& filter) noexcept;

    /// After a step that succeeded as a whole.
    void remember(std::span<const Observation> observations) noexcept;

    /// Repeats what was remembered since the last copy and gives the filter away. Once.
    Filter take_over() noexcept;

  private:
    Filter kept_;
    Filter next_;
    std::vector<Observation> remembered_;  // [copy_interval][assets]
    std::vector<particle_filter::Posterior> posteriors_;
    int steps_ = 0;  // remembered since the copy in kept_
};

}  // namespace maxmin::kernels::step
