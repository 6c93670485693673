#include "host/paper/latency.hpp"

#include <algorithm>
#include <string>

#include "host/paper/setting.hpp"
#include "kernels/base/math.hpp"

namespace maxmin::paper {
namespace {

Duration from_milliseconds(double count_ms) {
    return from_seconds(count_ms * 1e-3);
}

constexpr double latency_ms_max = 3.6e6;

}  // namespace

Duration LognormalLatency::draw() {
    return from_milliseconds(median_ms_ * kernels::exp_lane(sigma_ * random_.normal()));
}

RecordedLatency::RecordedLatency(const std::vector<double>& series_ms) {
    series_.reserve(series_ms.size());
    for (const double latency_ms : series_ms) {
        series_.push_back(from_milliseconds(latency_ms));
    }
}

Duration RecordedLatency::draw() {
    const Duration latency = series_[next_];
    next_ = next_ + 1 < series_.size() ? next_ + 1 : 0;
    return latency;
}

LatencyModel make_latency(const LatencyConfig& config, const char* name, std::uint64_t seed) {
    const std::string field = name;
    if (config.kind == LatencyKind::recorded) {
        if (config.recorded_ms.empty()) {
            throw setting_error(field + ".recorded_ms", "an empty series", "one latency or more");
        }
        for (const double latency_ms : config.recorded_ms) {
            checked_setting(latency_ms, field + ".recorded_ms", 0.0, latency_ms_max);
        }
        return RecordedLatency(config.recorded_ms);
    }
    checked_setting(config.median_ms, field + ".median_ms", 0.0, latency_ms_max);
    if (config.kind == LatencyKind::constant) {
        return ConstantLatency(from_milliseconds(config.median_ms));
    }
    checked_setting(config.sigma, field + ".sigma", 0.0, 3.0);
    return LognormalLatency(config.median_ms, config.sigma, seed);
}

Duration draw(LatencyModel& model) {
    return std::visit([](auto& latency) { return latency.draw(); }, model);
}

Timestamp Connection::deliver(Timestamp sent) {
    last_ = std::max(last_, sent + draw(model_));
    return last_;
}

}  // namespace maxmin::paper
