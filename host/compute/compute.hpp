// Owns the kernels of a run: gathers mids into observations, runs the step of all assets, and keeps
// the newest complete snapshot. When the device fails, the CPU takes over with all that was learnt
// and repeats the step; a step that fails for good leaves the snapshot as it was, and its age
// tells.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "host/base/time.hpp"
#include "host/compute/observations.hpp"
#include "host/market/types.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::compute {

struct ComputeConfig {
    kernels::particle_filter::Config filter;
    kernels::Backend backend = kernels::Backend::cpu;
    int threads = 1;
    kernels::step::Rehearsal rehearsal = {};
};

/// What a step needs of one asset besides its mids.
struct FillRates {
    kernels::step::FillRate bid;
    kernels::step::FillRate ask;
};

class Compute {
  public:
    Compute(const ComputeConfig& config, std::span<const kernels::step::Asset> assets,
            std::span<const double> observation_interval_s);

    void on_mid(AssetIndex asset, Timestamp exchange_time, double mid_usd) noexcept;
    void set_fill_rates(AssetIndex asset, const FillRates& rates, double uncertainty) noexcept;

    /// Runs one step at `now` and publishes it. Does not allocate on the CPU path with one thread.
    /// Posteriors carry the quantiles of the last accepted observation. The run in which the device
    /// fails takes as long as up to 20 steps on the CPU.
    kernels::Status run(Timestamp now) noexcept;

    const kernels::step::Snapshot& snapshot() const { return snapshot_; }
    Timestamp snapshot_time() const { return snapshot_time_; }
    const kernels::quote_grid::Problem& problem(AssetIndex asset) const {
        return step_.problem(asset);
    }
    /// Gains of the quotes really shown, rows as in the snapshot (see Step::evaluate_policy).
    kernels::Status evaluate_policy(std::span<const double> bid_offset_bps,
                                    std::span<const double> ask_offset_bps,
                                    std::span<double> gains) noexcept {
        return step_.evaluate_policy(bid_offset_bps, ask_offset_bps, gains);
    }

    /// Event time that an asset's observations have covered so far: its warm-up.
    double observed_s(AssetIndex asset) const {
        return observed_s_[static_cast<std::size_t>(asset)];
    }
    std::int64_t steps() const { return steps_; }
    std::int64_t failed_steps() const { return failed_steps_; }
    /// Times that a device was given up; backend() then says cpu.
    std::int64_t device_failures() const { return device_failures_; }
    kernels::Backend backend() const { return step_.backend(); }

  private:
    std::unique_ptr<kernels::Workers> workers_;
    kernels::step::Step step_;
    std::vector<ObservationGatherer> gatherers_;
    std::vector<kernels::step::Input> inputs_;
    std::vector<double> observed_s_;
    kernels::step::Snapshot snapshot_;
    Timestamp snapshot_time_;
    std::int64_t steps_ = 0;
    std::int64_t failed_steps_ = 0;
    std::int64_t device_failures_ = 0;
};

}  // namespace maxmin::compute
