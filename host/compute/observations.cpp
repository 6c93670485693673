#include "host/compute/observations.hpp"

#include <cmath>

#include "kernels/base/units.hpp"

namespace maxmin::compute {

void ObservationGatherer::on_mid(Timestamp exchange_time, double mid_usd) noexcept {
    if (!(mid_usd > 0.0) || !std::isfinite(mid_usd) || exchange_time < latest_time_) {
        ++refused_;
        return;
    }
    if (base_mid_usd_ == 0.0) {
        base_time_ = latest_time_ = exchange_time;
        base_mid_usd_ = latest_mid_usd_ = mid_usd;
        return;
    }
    if (mid_usd != latest_mid_usd_) {
        latest_time_ = exchange_time;
        latest_mid_usd_ = mid_usd;
    }
}

PendingReturn ObservationGatherer::take() noexcept {
    const double dt_s = to_seconds(latest_time_ - base_time_);
    if (base_mid_usd_ == 0.0 || dt_s <= 0.0 || dt_s < interval_s_) {
        return {};
    }
    const PendingReturn pending{
        .return_bps = kernels::bps_per_unit * std::log(latest_mid_usd_ / base_mid_usd_),
        .dt_s = dt_s,
        .ready = true,
    };
    base_time_ = latest_time_;
    base_mid_usd_ = latest_mid_usd_;
    return pending;
}

}  // namespace maxmin::compute
