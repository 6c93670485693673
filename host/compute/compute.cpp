#include "host/compute/compute.hpp"

#include <algorithm>
#include <limits>
#include <utility>

#include "host/base/assert.hpp"

namespace maxmin::compute {

using kernels::Status;

Compute::Compute(const ComputeConfig& config, std::span<const kernels::step::Asset> assets,
                 std::span<const double> observation_interval_s)
    : performing_(config.performing),
      workers_(std::make_unique<kernels::Workers>(config.threads)),
      step_(config.filter, assets, config.backend, *workers_, config.rehearsal),
      observed_s_(assets.size()),
      snapshot_(step_.make_snapshot()),
      backend_(step_.backend()) {
    job_.inputs.resize(assets.size());
    job_.snapshot = step_.make_snapshot();
    job_.bid_offset_bps.resize(snapshot_.bid_offset_bps.size());
    job_.ask_offset_bps.resize(snapshot_.ask_offset_bps.size());
    job_.gains.resize(assets.size());
    for (const double interval_s : observation_interval_s) {
        gatherers_.emplace_back(interval_s);
    }
}

void Compute::on_mid(AssetIndex asset, Timestamp exchange_time, double mid_usd) noexcept {
    gatherers_[static_cast<std::size_t>(asset)].on_mid(exchange_time, mid_usd);
}

void Compute::set_fill_rates(AssetIndex asset, const FillRates& rates,
                             double uncertainty) noexcept {
    kernels::step::Input& input = job_.inputs[static_cast<std::size_t>(asset)];
    input.bid = rates.bid;
    input.ask = rates.ask;
    input.fill_rate_uncertainty = uncertainty;
}

void Compute::start_step(Timestamp now) noexcept {
    for (std::size_t i = 0; i < job_.inputs.size(); ++i) {
        const PendingReturn pending = gatherers_[i].take();
        observed_s_[i] += pending.dt_s;
        job_.inputs[i].observation = {
            .return_bps = pending.return_bps,
            .dt_s = pending.dt_s,
            .present = pending.ready,
        };
    }
    start(JobKind::step, now);
}

void Compute::start_evaluation(Timestamp now) noexcept {
    start(JobKind::evaluation, now);
}

void Compute::start(JobKind kind, Timestamp now) noexcept {
    MAXMIN_DEBUG_ASSERT(is_idle(), "one job is under way at a time");
    job_.kind = kind;
    job_.started = now;
    job_.device_failed = false;
    slot_.post();
    if (performing_ != Performing::elsewhere) {
        perform();
        slot_.finish();
    }
}

void Compute::serve(const std::function<void()>& on_finished) {
    while (slot_.await()) {
        perform();
        slot_.finish();
        on_finished();
    }
}

void Compute::perform() noexcept {
    if (job_.kind == JobKind::step) {
        perform_step();
        return;
    }
    job_.status = step_.evaluate_policy(job_.bid_offset_bps, job_.ask_offset_bps, job_.gains);
    if (job_.status != Status::ok) {
        std::fill(job_.gains.begin(), job_.gains.end(), std::numeric_limits<double>::quiet_NaN());
    }
}

void Compute::perform_step() noexcept {
    // Always with quantiles: a sample may fall long after the last observation of its asset.
    constexpr auto quantiles = kernels::particle_filter::Quantiles::yes;
    job_.status = step_.run(job_.inputs, quantiles, job_.snapshot);
    if (job_.status == Status::device_failed && step_.continue_on_cpu()) {
        job_.device_failed = true;
        job_.status = step_.run(job_.inputs, quantiles, job_.snapshot);
    }
}

Taken Compute::take() noexcept {
    if (!slot_.is_finished()) {
        return Taken::nothing;
    }
    Taken taken = Taken::evaluation;
    if (job_.kind == JobKind::step) {
        ++steps_;
        if (job_.device_failed) {
            ++device_failures_;
            backend_ = kernels::Backend::cpu;
        }
        taken = job_.status == Status::ok ? Taken::step : Taken::failed_step;
        if (taken == Taken::step) {
            std::swap(snapshot_, job_.snapshot);
            snapshot_time_ = job_.started;
        } else {
            ++failed_steps_;
        }
    }
    slot_.release();
    return taken;
}

Status Compute::run(Timestamp now) noexcept {
    start_step(now);
    take();
    return job_.status;
}

}  // namespace maxmin::compute
