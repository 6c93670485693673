#include "host/signal/adverse_selection.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "host/base/assert.hpp"

namespace maxmin::signal {
namespace {

constexpr double standardised_max = 5.0;

std::array<double, AdverseSelection::terms - 1> raw(const AdverseFeatures& features) {
    return {features.flow, 2.0 * features.imbalance - 1.0, features.spread_bps,
            features.volatility};
}

double dot(const std::array<double, AdverseSelection::terms>& a,
           const std::array<double, AdverseSelection::terms>& b) {
    double sum = 0.0;
    for (std::size_t k = 0; k < a.size(); ++k) {
        sum += a[k] * b[k];
    }
    return sum;
}

double root_or_nan(double mean_square, std::uint64_t count) {
    return count == 0 ? std::numeric_limits<double>::quiet_NaN() : std::sqrt(mean_square);
}

}  // namespace

AdverseSelection::AdverseSelection(const SignalConfig& config)
    : config_(config),
      horizon_(from_seconds(config.horizon_s)),
      label_spacing_(Duration(horizon_.value() / labels_per_horizon)),
      ring_(labels_per_horizon + 2) {
    MAXMIN_ASSERT(label_spacing_.value() > 0, "the label horizon is positive");
    MAXMIN_ASSERT(config.learning_rate > 0.0 && config.learning_rate < 2.0,
                  "the learning rate lies in (0, 2), where NLMS is stable");
    MAXMIN_ASSERT(config.label_clip_bps > 0.0, "the label clip is positive");
    MAXMIN_ASSERT(config.error_memory_s > 0.0, "the error memory is positive");
}

void AdverseSelection::observe(Timestamp time, const AdverseFeatures& features,
                               double mid_usd) noexcept {
    bool usable = std::isfinite(mid_usd) && mid_usd > 0.0 && time >= last_;
    for (const double value : raw(features)) {
        usable = usable && std::isfinite(value);
    }
    if (!usable) {
        ++rejected_;
        return;
    }
    settle(time, mid_usd);
    const Terms x = standardise(features);
    const double clip = config_.label_clip_bps;
    const double forecast_bps = std::clamp(dot(weights_, x), -clip, clip);
    estimate_bps_ = shrink_ * forecast_bps;
    if (time >= last_label_ + label_spacing_) {
        // Spacing and settling leave at most labels_per_horizon + 1 open.
        MAXMIN_DEBUG_ASSERT(open_ < ring_.size(), "open labels fit in the ring");
        ring_[(first_ + open_) % ring_.size()] = {.due = time + horizon_,
                                                  .mid_usd = mid_usd,
                                                  .x = x,
                                                  .forecast_bps = forecast_bps,
                                                  .emitted_bps = estimate_bps_};
        ++open_;
        last_label_ = time;
    }
    update_moments(time, features);
    mid_usd_ = mid_usd;
    last_ = time;
}

double AdverseSelection::estimate_sd_bps() const {
    return root_or_nan(emitted_square_, count_);
}

double AdverseSelection::out_of_sample_rmse_bps() const {
    return root_or_nan(model_square_, count_);
}

double AdverseSelection::zero_forecast_rmse_bps() const {
    return root_or_nan(zero_square_, count_);
}

void AdverseSelection::settle(Timestamp time, double mid_usd) noexcept {
    while (open_ > 0 && ring_[first_].due <= time) {
        const Pending& pending = ring_[first_];
        const double mid_then = pending.due == time ? mid_usd : mid_usd_;
        const double clip = config_.label_clip_bps;
        learn(pending, std::clamp((mid_then / pending.mid_usd - 1.0) * 1e4, -clip, clip));
        first_ = (first_ + 1) % ring_.size();
        --open_;
    }
}

void AdverseSelection::learn(const Pending& pending, double label_bps) noexcept {
    const auto square = [](double value) { return value * value; };
    const double model = square(pending.forecast_bps - label_bps);
    const double zero = square(label_bps);
    const double since_s = count_ == 0 ? config_.horizon_s : to_seconds(pending.due - last_due_);
    const double aged = std::exp(-since_s / config_.error_memory_s);
    last_due_ = pending.due;
    // Labels closer than a horizon share part of their noise: a label counts as independent
    // evidence only for the share of its horizon that the one before did not cover.
    independent_ = independent_ * aged + std::min(1.0, since_s / config_.horizon_s);
    error_weight_ = error_weight_ * aged + 1.0;
    const double share = 1.0 / error_weight_;
    model_square_ += share * (model - model_square_);
    zero_square_ += share * (zero - zero_square_);
    emitted_square_ += share * (square(pending.emitted_bps - label_bps) - emitted_square_);
    gain_square_ += share * (square(zero - model) - gain_square_);
    ++count_;

    const double gain = zero_square_ - model_square_;
    const double variance = std::max(gain_square_ - gain * gain, 0.0) / independent_;
    // Fewer than three independent labels say nothing about their own spread. A gain that never
    // varies (variance 0) is beyond doubt.
    const bool judged = independent_ >= 3.0 && gain > 0.0;
    shrink_ = !judged          ? 0.0
              : variance > 0.0 ? std::clamp(gain / std::sqrt(variance) - 1.0, 0.0, 1.0)
                               : 1.0;

    const double error = dot(weights_, pending.x) - label_bps;
    const double step = config_.learning_rate * error / (1.0 + dot(pending.x, pending.x));
    for (std::size_t k = 0; k < weights_.size(); ++k) {
        weights_[k] -= step * pending.x[k];
    }
}

AdverseSelection::Terms AdverseSelection::standardise(
    const AdverseFeatures& features) const noexcept {
    const auto values = raw(features);
    Terms x = {1.0};
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double deviation = std::sqrt(moments_[k].square);
        // A feature that never moved has no scale: it stays out.
        const bool moves = deviation > 1e-9 * (1.0 + std::abs(moments_[k].mean));
        const double z = moves ? (values[k] - moments_[k].mean) / deviation : 0.0;
        x[k + 1] = std::clamp(z, -standardised_max, standardised_max);
    }
    return x;
}

void AdverseSelection::update_moments(Timestamp time, const AdverseFeatures& features) noexcept {
    const bool first = moment_weight_ == 0.0;
    const double aged = first ? 0.0 : std::exp(-to_seconds(time - last_) / config_.error_memory_s);
    moment_weight_ = moment_weight_ * aged + 1.0;
    const double share = 1.0 / moment_weight_;
    const auto values = raw(features);
    for (std::size_t k = 0; k < values.size(); ++k) {
        const double gap = values[k] - moments_[k].mean;
        moments_[k].mean += share * gap;
        moments_[k].square = (1.0 - share) * (moments_[k].square + share * gap * gap);
    }
}

}  // namespace maxmin::signal
