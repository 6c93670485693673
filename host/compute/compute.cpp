#include "host/compute/compute.hpp"

namespace maxmin::compute {

using kernels::Status;

Compute::Compute(const ComputeConfig& config, std::span<const kernels::step::Asset> assets,
                 std::span<const double> observation_interval_s)
    : workers_(std::make_unique<kernels::Workers>(config.threads)),
      step_(config.filter, assets, config.backend, *workers_, config.rehearsal),
      inputs_(assets.size()),
      observed_s_(assets.size()),
      snapshot_(step_.make_snapshot()) {
    for (const double interval_s : observation_interval_s) {
        gatherers_.emplace_back(interval_s);
    }
}

void Compute::on_mid(AssetIndex asset, Timestamp exchange_time, double mid_usd) noexcept {
    gatherers_[static_cast<std::size_t>(asset)].on_mid(exchange_time, mid_usd);
}

void Compute::set_fill_rates(AssetIndex asset, const FillRates& rates,
                             double uncertainty) noexcept {
    kernels::step::Input& input = inputs_[static_cast<std::size_t>(asset)];
    input.bid = rates.bid;
    input.ask = rates.ask;
    input.fill_rate_uncertainty = uncertainty;
}

Status Compute::run(Timestamp now) noexcept {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
        const PendingReturn pending = gatherers_[i].take();
        observed_s_[i] += pending.dt_s;
        inputs_[i].observation = {
            .return_bps = pending.return_bps,
            .dt_s = pending.dt_s,
            .present = pending.ready,
        };
    }
    // Always with quantiles: a sample may fall long after the last observation of its asset.
    constexpr auto quantiles = kernels::particle_filter::Quantiles::yes;
    Status status = step_.run(inputs_, quantiles, snapshot_);
    if (status == Status::device_failed && step_.continue_on_cpu()) {
        ++device_failures_;
        status = step_.run(inputs_, quantiles, snapshot_);
    }
    ++steps_;
    if (status == Status::ok) {
        snapshot_time_ = now;
    } else {
        ++failed_steps_;
    }
    return status;
}

}  // namespace maxmin::compute
