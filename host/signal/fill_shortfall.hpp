// What a fill costs beyond its offset: a quote resting d bps from the mid should earn d, but it is
// filled when the market comes to it and then goes on. The shortfall is d minus what the fill is
// worth against the mid some seconds later; the quote solver takes it as a cost on top of the fee.
// Measured on virtual quotes of several depths (fill_rates.hpp), so that it does not need our own
// fills and knows the depths at which we do not quote.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "host/base/time.hpp"
#include "host/market/types.hpp"

namespace maxmin::signal {

class FillShortfall {
  public:
    static constexpr std::size_t depths = 7;
    /// Worth this many hits without any shortfall.
    static constexpr double prior_hits = 5.0;
    static constexpr double shortfall_bps_max = 50.0;

    FillShortfall(const std::array<double, depths>& depth_bps, double horizon_s, double memory_s);

    /// The mid in force from `time` on. Settles the hits whose horizon is over, at the mid that was
    /// in force at that instant.
    void on_mid(Timestamp time, double mid_usd) noexcept;
    /// A virtual quote of the side at depth number `depth` was filled at its price.
    void on_hit(Timestamp time, Side side, std::size_t depth, double price_usd) noexcept;

    /// Mean over the hits of quotes about as deep as `offset_bps`, weighted by nearness on a
    /// logarithmic scale and by recency; not below zero. bps.
    double at(Side side, double offset_bps) const noexcept;

    std::uint64_t dropped() const { return dropped_; }  // hits beyond the store of open ones

  private:
    struct Open {
        Timestamp due;
        Side side = Side::bid;
        std::uint8_t depth = 0;
        double price_usd = 0.0;
    };
    struct Mean {
        double hits = 0.0;  // forgotten exponentially
        double sum_bps = 0.0;
        Timestamp updated;
    };

    void settle(const Open& open, double mid_usd) noexcept;

    std::array<double, depths> depth_bps_;
    Duration horizon_;
    double memory_s_;
    std::array<std::array<Mean, depths>, 2> means_;
    std::vector<Open> ring_;  // oldest at first_
    std::size_t first_ = 0;
    std::size_t open_ = 0;
    double mid_usd_ = 0.0;
    std::uint64_t dropped_ = 0;
};

}  // namespace maxmin::signal
