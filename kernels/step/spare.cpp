#include "kernels/step/spare.hpp"

#include <algorithm>
#include <utility>

namespace maxmin::kernels::step {

Spare::Spare(const particle_filter::Config& config, std::span<const particle_filter::Model> models,
             const Workers& workers)
    : kept_(config, models, Backend::cpu, workers),
      next_(config, models, Backend::cpu, workers),
      remembered_(static_cast<std::size_t>(copy_interval) * models.size()),
      posteriors_(models.size()) {}

Status Spare::prepare(const Filter& filter) noexcept {
    if (steps_ < copy_interval) {
        return Status::ok;
    }
    const Status status = filter.copy_to(next_);
    if (status == Status::ok) {
        std::swap(kept_, next_);
        steps_ = 0;
    }
    return status;
}

void Spare::remember(std::span<const Observation> observations) noexcept {
    std::copy(observations.begin(), observations.end(),
              remembered_.begin() + static_cast<std::ptrdiff_t>(posteriors_.size()) * steps_);
    ++steps_;
}

Spare::Filter Spare::take_over() noexcept {
    const std::size_t assets = posteriors_.size();
    for (int step = 0; step < steps_; ++step) {
        const std::size_t at = static_cast<std::size_t>(step) * assets;
        // On the CPU a step fails for its shapes alone, and these are the filter's own.
        static_cast<void>(kept_.step({remembered_.data() + at, assets}, posteriors_));
    }
    return std::move(kept_);
}

}  // namespace maxmin::kernels::step
