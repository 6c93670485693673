#include "host/signal/fill_shortfall.hpp"

#include <algorithm>
#include <cmath>

namespace maxmin::signal {
namespace {
constexpr std::size_t open_max = 1024;
}  // namespace

FillShortfall::FillShortfall(const std::array<double, depths>& depth_bps, double horizon_s,
                             double memory_s)
    : depth_bps_(depth_bps),
      horizon_(from_seconds(horizon_s)),
      memory_s_(memory_s),
      ring_(open_max) {}

void FillShortfall::on_mid(Timestamp time, double mid_usd) noexcept {
    while (open_ > 0 && ring_[first_].due <= time) {
        const Open& oldest = ring_[first_];
        settle(oldest, oldest.due == time || mid_usd_ == 0.0 ? mid_usd : mid_usd_);
        first_ = (first_ + 1) % ring_.size();
        --open_;
    }
    mid_usd_ = mid_usd;
}

void FillShortfall::on_hit(Timestamp time, Side side, std::size_t depth,
                           double price_usd) noexcept {
    if (open_ == ring_.size()) {
        ++dropped_;
        return;
    }
    ring_[(first_ + open_) % ring_.size()] = {.due = time + horizon_,
                                              .side = side,
                                              .depth = static_cast<std::uint8_t>(depth),
                                              .price_usd = price_usd};
    ++open_;
}

void FillShortfall::settle(const Open& open, double mid_usd) noexcept {
    const double earned_bps =
        sign_of(open.side) * (mid_usd - open.price_usd) / open.price_usd * 1e4;
    const double shortfall_bps =
        std::clamp(depth_bps_[open.depth] - earned_bps, -shortfall_bps_max, shortfall_bps_max);
    Mean& mean = means_[static_cast<std::size_t>(index_of(open.side))][open.depth];
    const double kept =
        mean.hits > 0.0 ? std::exp(-to_seconds(open.due - mean.updated) / memory_s_) : 0.0;
    mean.hits = mean.hits * kept + 1.0;
    mean.sum_bps = mean.sum_bps * kept + shortfall_bps;
    mean.updated = open.due;
}

double FillShortfall::at(Side side, double offset_bps) const noexcept {
    // Quotes up to a factor of four apart still say something of each other.
    constexpr double reach_octaves = 2.0;
    const double depth_bps = std::clamp(offset_bps, depth_bps_.front(), depth_bps_.back());
    double hits = prior_hits;
    double sum_bps = 0.0;
    for (std::size_t k = 0; k < depths; ++k) {
        const Mean& mean = means_[static_cast<std::size_t>(index_of(side))][k];
        const double octaves = std::fabs(std::log2(depth_bps_[k] / depth_bps));
        const double nearness = std::max(0.0, 1.0 - octaves / reach_octaves);
        hits += nearness * mean.hits;
        sum_bps += nearness * mean.sum_bps;
    }
    return std::max(0.0, sum_bps / hits);
}

}  // namespace maxmin::signal
