// Owns the kernels of a run: gathers mids into observations, has the step of all assets made, and
// keeps the newest complete snapshot. When the device fails, the CPU takes over with all that was
// learnt and repeats the step; a step that fails for good leaves the snapshot as it was, and its
// age tells. The engine starts a job and takes its result over later; in a backtest that is in the
// same breath, live another thread does the work in between. One job is under way at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "host/base/time.hpp"
#include "host/compute/job.hpp"
#include "host/compute/observations.hpp"
#include "host/market/types.hpp"
#include "kernels/step/api.hpp"

namespace maxmin::compute {

struct ComputeConfig {
    kernels::particle_filter::Config filter;
    kernels::Backend backend = kernels::Backend::cpu;
    int threads = 1;
    kernels::step::Rehearsal rehearsal = {};
    Performing performing = Performing::at_once;
};

/// What a step needs of one asset besides its mids.
struct FillRates {
    kernels::step::FillRate bid;
    kernels::step::FillRate ask;
};

/// What take() has taken over.
enum class Taken : std::uint8_t { nothing, step, failed_step, evaluation };

class Compute {
  public:
    Compute(const ComputeConfig& config, std::span<const kernels::step::Asset> assets,
            std::span<const double> observation_interval_s);

    void on_mid(AssetIndex asset, Timestamp exchange_time, double mid_usd) noexcept;
    void set_fill_rates(AssetIndex asset, const FillRates& rates, double uncertainty) noexcept;

    /// Whether a job may be started: the last one has been taken over.
    bool is_idle() const noexcept { return slot_.is_free(); }
    /// Starts one step at `now`; asks for is_idle(). Does not allocate. Posteriors carry the
    /// quantiles of the last accepted observation. The run in which the device fails takes as long
    /// as up to 20 steps on the CPU.
    void start_step(Timestamp now) noexcept;
    /// Whether a result waits to be taken over.
    bool is_finished() const noexcept { return slot_.is_finished(); }
    /// Takes the finished job over, if there is one.
    Taken take() noexcept;
    /// Start and take over in one, for callers without a second thread.
    kernels::Status run(Timestamp now) noexcept;

    const kernels::step::Snapshot& snapshot() const { return snapshot_; }
    /// When the snapshot's step was started.
    Timestamp snapshot_time() const { return snapshot_time_; }
    /// Of the last run; not to be called while a job is under way elsewhere.
    const kernels::quote_grid::Problem& problem(AssetIndex asset) const {
        return step_.problem(asset);
    }

    // Gains of the quotes really shown, rows as in the snapshot (see Step::evaluate_policy): the
    // rows are written, the job started, and gains() read once take() has said evaluation.
    std::span<double> policy_bid_bps() { return job_.bid_offset_bps; }
    std::span<double> policy_ask_bps() { return job_.ask_offset_bps; }
    void start_evaluation(Timestamp now) noexcept;
    /// NaN where they are not known.
    std::span<const double> gains() const { return job_.gains; }

    /// For the performing thread (Performing::elsewhere): does jobs until close(), and says so
    /// after each.
    void serve(const std::function<void()>& on_finished);
    void close() noexcept { slot_.close(); }
    Performing performing() const { return performing_; }

    /// Event time that an asset's observations have covered so far: its warm-up.
    double observed_s(AssetIndex asset) const {
        return observed_s_[static_cast<std::size_t>(asset)];
    }
    std::int64_t steps() const { return steps_; }
    std::int64_t failed_steps() const { return failed_steps_; }
    /// Times that a device was given up; backend() then says cpu.
    std::int64_t device_failures() const { return device_failures_; }
    kernels::Backend backend() const { return backend_; }

  private:
    void start(JobKind kind, Timestamp now) noexcept;
    void perform() noexcept;
    void perform_step() noexcept;

    Performing performing_;
    std::unique_ptr<kernels::Workers> workers_;
    kernels::step::Step step_;  // of whoever performs the job
    std::vector<ObservationGatherer> gatherers_;
    std::vector<double> observed_s_;
    Job job_;
    JobSlot slot_;
    kernels::step::Snapshot snapshot_;
    Timestamp snapshot_time_;
    kernels::Backend backend_;
    std::int64_t steps_ = 0;
    std::int64_t failed_steps_ = 0;
    std::int64_t device_failures_ = 0;
};

}  // namespace maxmin::compute
