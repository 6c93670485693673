#include "host/signal/fill_model.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::signal {
namespace {

constexpr double intensity_floor_per_s = 1e-10;

bool positive_and_finite(double value) {
    return std::isfinite(value) && value > 0.0;
}

bool left_window(const HawkesParams& params, Timestamp fill, Timestamp now) {
    return to_seconds(now - fill) > params.memory_window;
}

double unit_weight(const HawkesParams& params, Timestamp fill, Timestamp now) {
    return std::exp(-params.beta_decay * to_seconds(now - fill));
}

}  // namespace

std::string_view to_string(HawkesFault fault) {
    switch (fault) {
        case HawkesFault::none:
            return "none";
        case HawkesFault::lambda_base_not_positive:
            return "lambda_base must be above 0";
        case HawkesFault::kappa_not_positive:
            return "kappa must be above 0";
        case HawkesFault::rho_not_in_0_1:
            return "rho must be above 0 and at most 1";
        case HawkesFault::beta_imbalance_beyond_1:
            return "beta_imbalance must lie in -1..1";
        case HawkesFault::alpha_negative:
            return "alpha must be at least 0";
        case HawkesFault::beta_decay_not_positive:
            return "beta_decay must be above 0";
        case HawkesFault::memory_window_not_positive:
            return "memory_window must be above 0";
        case HawkesFault::unstable:
            return "alpha / beta_decay must be below 1";
    }
    return "unknown";
}

HawkesFault check(const HawkesParams& params) {
    if (!positive_and_finite(params.lambda_base)) {
        return HawkesFault::lambda_base_not_positive;
    }
    if (!positive_and_finite(params.kappa)) {
        return HawkesFault::kappa_not_positive;
    }
    if (!(params.rho > 0.0 && params.rho <= 1.0)) {
        return HawkesFault::rho_not_in_0_1;
    }
    if (!(std::abs(params.beta_imbalance) <= 1.0)) {
        return HawkesFault::beta_imbalance_beyond_1;
    }
    if (!(std::isfinite(params.alpha) && params.alpha >= 0.0)) {
        return HawkesFault::alpha_negative;
    }
    if (!positive_and_finite(params.beta_decay)) {
        return HawkesFault::beta_decay_not_positive;
    }
    if (!(params.memory_window > 0.0)) {
        return HawkesFault::memory_window_not_positive;
    }
    return params.alpha < params.beta_decay ? HawkesFault::none : HawkesFault::unstable;
}

double book_factor(const HawkesParams& params, Side side, double imbalance) noexcept {
    const double tilt = 1.0 - 2.0 * std::clamp(imbalance, 0.0, 1.0);
    return 1.0 + sign_of(side) * params.beta_imbalance * tilt;
}

void FillHistory::record(const HawkesParams& params, Timestamp time) noexcept {
    const Timestamp now = not_before_anchor(time);
    if (fills_ - first_active_ == capacity) {
        // Its slot is needed. An infinite window never subtracts, so there nothing is lost.
        if (std::isfinite(params.memory_window)) {
            sum_ -= unit_weight(params, at(first_active_), anchor_);
            ++ended_early_;
        }
        ++first_active_;
    }
    move_anchor(params, now);
    sum_ += 1.0;
    times_[fills_ % capacity] = now;
    ++fills_;
}

double FillHistory::unit_excitation(const HawkesParams& params, Timestamp time) noexcept {
    const Timestamp now = not_before_anchor(time);
    if (first_active_ < fills_ && left_window(params, at(first_active_), now)) {
        move_anchor(params, now);
    }
    return sum_ == 0.0 ? 0.0 : sum_ * unit_weight(params, anchor_, now);
}

void FillHistory::reweight(const HawkesParams& params) noexcept {
    first_active_ = fills_ > capacity ? fills_ - capacity : 0;
    while (first_active_ < fills_ && left_window(params, at(first_active_), anchor_)) {
        ++first_active_;
    }
    sum_ = 0.0;
    for (std::uint64_t fill = first_active_; fill < fills_; ++fill) {
        sum_ += unit_weight(params, at(fill), anchor_);
    }
}

Timestamp FillHistory::not_before_anchor(Timestamp time) noexcept {
    if (time < anchor_) {
        ++early_calls_;
        return anchor_;
    }
    return time;
}

void FillHistory::move_anchor(const HawkesParams& params, Timestamp time) noexcept {
    sum_ = sum_ == 0.0 ? 0.0 : sum_ * unit_weight(params, anchor_, time);
    while (first_active_ < fills_ && left_window(params, at(first_active_), time)) {
        sum_ -= unit_weight(params, at(first_active_), time);
        ++first_active_;
    }
    // Rounding may leave a crumb of either sign where the true sum is zero or tiny.
    const bool none_left = first_active_ == fills_ && std::isfinite(params.memory_window);
    sum_ = none_left ? 0.0 : std::max(sum_, 0.0);
    anchor_ = time;
}

HawkesFillModel::HawkesFillModel(int levels, const HawkesConfig& config)
    : levels_(levels), params_{config.bid, config.ask} {
    MAXMIN_ASSERT(levels >= 1 && levels <= levels_max, "a fill model has 1 to 10 levels");
    MAXMIN_ASSERT(check(config.bid) == HawkesFault::none, "the bid's Hawkes parameters are valid");
    MAXMIN_ASSERT(check(config.ask) == HawkesFault::none, "the ask's Hawkes parameters are valid");
    histories_.resize(2 * static_cast<std::size_t>(levels));
}

HawkesFault HawkesFillModel::set_params(Side side, const HawkesParams& params) noexcept {
    const HawkesFault fault = check(params);
    if (fault == HawkesFault::none) {
        params_[side_index(side)] = params;
        for (int level = 0; level < levels_; ++level) {
            histories_[history_index(level, side)].reweight(params);
        }
    }
    return fault;
}

void HawkesFillModel::record_fill(int level, Side side, Timestamp time) noexcept {
    histories_[history_index(level, side)].record(params(side), time);
}

double HawkesFillModel::excitation(int level, Side side, Timestamp time) noexcept {
    const HawkesParams& p = params(side);
    return p.alpha * histories_[history_index(level, side)].unit_excitation(p, time);
}

double HawkesFillModel::excitation_multiplier(int level, Side side, Timestamp time) noexcept {
    return 1.0 + excitation(level, side, time) / params(side).lambda_base;
}

double HawkesFillModel::intensity(const Quote& quote, Timestamp time) noexcept {
    const HawkesParams& p = params(quote.side);
    const double baseline = p.lambda_base * book_factor(p, quote.side, quote.imbalance) *
                            std::exp(-p.kappa * quote.offset_bps) * std::pow(p.rho, quote.level);
    return std::max(baseline + excitation(quote.level, quote.side, time), intensity_floor_per_s);
}

double HawkesFillModel::arrival_rate(Side side, double imbalance, Timestamp time) noexcept {
    const HawkesParams& p = params(side);
    double rate = p.lambda_base * book_factor(p, side, imbalance);
    for (int level = 0; level < levels_; ++level) {
        rate += excitation(level, side, time);
    }
    return std::max(rate, intensity_floor_per_s);
}

double HawkesFillModel::arrival_rate_ahead(Side side, const Ahead& ahead, Timestamp time) noexcept {
    const HawkesParams& p = params(side);
    const double share = std::min(1.0, std::exp(-p.kappa * ahead.offset_bps));
    const double relaxation = p.beta_decay - share * p.alpha;  // above 0: check() saw to it
    const double baseline = p.lambda_base * book_factor(p, side, ahead.imbalance);
    const double level = p.beta_decay * baseline / relaxation;
    const double now = arrival_rate(side, ahead.imbalance, time);
    const double x = relaxation * ahead.horizon_s;
    const double kept = x > 0.0 ? -std::expm1(-x) / x : 1.0;
    return level + (now - level) * kept;
}

std::uint64_t HawkesFillModel::ended_early() const noexcept {
    std::uint64_t sum = 0;
    for (const FillHistory& one : histories_) {
        sum += one.ended_early();
    }
    return sum;
}

std::uint64_t HawkesFillModel::early_calls() const noexcept {
    std::uint64_t sum = 0;
    for (const FillHistory& one : histories_) {
        sum += one.early_calls();
    }
    return sum;
}

std::size_t HawkesFillModel::history_index(int level, Side side) const noexcept {
    MAXMIN_DEBUG_ASSERT(level >= 0 && level < levels_, "the level is one of the model's");
    return side_index(side) * static_cast<std::size_t>(levels_) + static_cast<std::size_t>(level);
}

}  // namespace maxmin::signal
