// Online forecast of the mid's change over a horizon, in bps, from flow, book and volatility.
// Normalised stochastic gradient (NLMS): unlike recursive least squares with forgetting its gain
// cannot wind up while a feature stands still (a spread of one tick for hours), and it costs five
// multiplications. Every forecast is kept until its label is known and judged before it teaches,
// so the errors shown are out of sample. What is emitted is shrunk by that evidence:
// with t = mean(zero's error^2 - ours^2) / its standard error, the factor is t - 1 held within
// [0, 1]: nothing leaves before "no change" is beaten by one sigma, all of it from two sigma on.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/base/time.hpp"
#include "host/signal/config.hpp"

namespace maxmin::signal {

struct AdverseFeatures {
    double flow = 0.0;       // TradeFlow, -1..1
    double imbalance = 0.5;  // bid share of book volume, 0..1
    double spread_bps = 0.0;
    double volatility = 0.0;  // bps per square root of a second
};

class AdverseSelection {
  public:
    static constexpr int terms = 5;  // constant, flow, 2 imbalance - 1, spread, volatility
    /// A label is opened at most this often per horizon: denser ones overlap, teach the same noise
    /// again, and the ring of open labels would grow with the event rate.
    static constexpr int labels_per_horizon = 8;

    explicit AdverseSelection(const SignalConfig& config);

    /// One look at the market. Labels whose horizon is over take the mid in force at that instant
    /// (the one before this call, unless it falls on it). Rejected and counted: numbers that are
    /// not finite, a mid not above 0, time that steps back.
    void observe(Timestamp time, const AdverseFeatures& features, double mid_usd) noexcept;

    /// Expected mid change over the horizon as of the last observation, shrunk; 0 until it earns
    /// more. Within +-label_clip_bps.
    double estimate_bps() const { return estimate_bps_; }
    /// Root mean squared error of what was emitted: the standard deviation to put around it.
    double estimate_sd_bps() const;
    /// Of the unshrunk forecast, and of "no change". NaN before the first label.
    double out_of_sample_rmse_bps() const;
    double zero_forecast_rmse_bps() const;
    /// The factor now in force, 0..1.
    double shrink() const { return shrink_; }
    std::uint64_t count() const { return count_; }  // labels learnt from
    std::uint64_t rejected() const { return rejected_; }

  private:
    using Terms = std::array<double, terms>;
    struct Pending {
        Timestamp due;
        double mid_usd = 0.0;
        Terms x = {};               // standardised as known then
        double forecast_bps = 0.0;  // unshrunk
        double emitted_bps = 0.0;
    };
    /// Running mean and square with exponential forgetting in time.
    struct Moments {
        double mean = 0.0;
        double square = 0.0;  // about the mean
    };

    void settle(Timestamp time, double mid_usd) noexcept;
    void learn(const Pending& pending, double label_bps) noexcept;
    Terms standardise(const AdverseFeatures& features) const noexcept;
    void update_moments(Timestamp time, const AdverseFeatures& features) noexcept;

    SignalConfig config_;
    Duration horizon_;
    Duration label_spacing_;
    std::vector<Pending> ring_;  // oldest at first_
    std::size_t first_ = 0;
    std::size_t open_ = 0;
    Terms weights_ = {};
    std::array<Moments, terms - 1> moments_;
    double moment_weight_ = 0.0;  // sum of the weights behind moments_
    double error_weight_ = 0.0;
    double independent_ = 0.0;   // labels behind the errors, overlap discounted
    double model_square_ = 0.0;  // weighted means of squared errors
    double zero_square_ = 0.0;
    double emitted_square_ = 0.0;
    double gain_square_ = 0.0;  // of (zero^2 - model^2)^2
    double shrink_ = 0.0;
    double estimate_bps_ = 0.0;
    double mid_usd_ = 0.0;  // 0 = nothing observed yet
    Timestamp last_ = Timestamp(INT64_MIN / 2);
    Timestamp last_due_ = Timestamp(INT64_MIN / 2);
    Timestamp last_label_ = Timestamp(INT64_MIN / 2);
    std::uint64_t count_ = 0;
    std::uint64_t rejected_ = 0;
};

}  // namespace maxmin::signal
