// Arrivals lambda and depth decay kappa of each side, learnt from how deep trades reach. Virtual
// quotes at fixed depths are placed around the mid for one window; a trade at or through a quote
// fills it once and ends its exposure, so a taker order printed in ten pieces counts once. Hits
// over exposure at depth d estimate lambda exp(-kappa d): a Poisson regression with log link, whose
// prior is a few seconds watched at the configured values. Depths without a hit inform it too,
// which a regression of log rates could not let them. lambda is what the deeper quotes extrapolate
// to at the mid, not the rate of prints: most of those stop at the touch.
#pragma once

#include <array>
#include <cstdint>

#include "host/base/time.hpp"
#include "host/market/types.hpp"
#include "host/signal/config.hpp"
#include "host/signal/fill_shortfall.hpp"

namespace maxmin::signal {

struct SideRates {
    double lambda_per_s = 0.0;   // in [1e-6, 1e4]
    double kappa_per_bps = 0.0;  // in [1e-4, 1e2]: the rate always falls with depth
    double weight = 0.0;         // share of data against prior in the estimate, [0, 1)
};

class FillRateEstimator {
  public:
    static constexpr int depths = 7;
    static constexpr std::array<double, depths> depth_bps = {0.25, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0};
    static constexpr Duration window = seconds(1);

    /// The configured lambda_base and kappa are the prior, worth a hundredth of fill_rate_memory_s
    /// of watching. A fill's shortfall is judged after horizon_s.
    FillRateEstimator(const HawkesConfig& prior, const SignalConfig& config);

    /// The mid in force from `time` on. Places new quotes where the window is over.
    void on_mid(Timestamp time, double mid_usd) noexcept;
    /// mid_usd: before the trade. Aggressor bid = the taker bought, which fills asks.
    void on_trade(Timestamp time, Side aggressor, double price_usd, double mid_usd) noexcept;

    /// As of the last window that closed. A side's market sells fill bids.
    const SideRates& rates(Side side) const { return rates_[static_cast<std::size_t>(side)]; }
    /// What fills about as deep as `offset_bps` cost beyond their offset, bps; not below zero.
    double shortfall_bps(Side side, double offset_bps) const noexcept {
        return shortfall_.at(side, offset_bps);
    }
    /// Calls left out because a number was not finite and positive, or time stepped back.
    std::uint64_t rejected() const { return rejected_; }

  private:
    struct Probe {
        bool alive = false;
        double hits = 0.0;        // forgotten exponentially
        double exposure_s = 0.0;  // likewise
    };
    struct SideState {
        std::array<Probe, depths> probes;
        HawkesParams prior;
    };

    bool usable(Timestamp time, double price_usd) noexcept;
    void roll(Timestamp time, double mid_usd) noexcept;
    void close_window() noexcept;
    void estimate(Side side) noexcept;

    double memory_s_;
    FillShortfall shortfall_;
    std::array<SideState, 2> sides_;
    std::array<SideRates, 2> rates_;
    Timestamp last_ = Timestamp(INT64_MIN / 2);
    Timestamp opened_;
    double opened_mid_usd_ = 0.0;  // 0 = no window open
    double watched_s_ = 0.0;       // forgotten like the probes
    std::uint64_t rejected_ = 0;
};

}  // namespace maxmin::signal
