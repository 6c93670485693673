#include "host/signal/fill_rates.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::signal {
namespace {

constexpr double prior_share = 0.01;
constexpr double log_lambda_min = -13.815510557964274;  // ln 1e-6
constexpr double log_lambda_max = 9.210340371976184;    // ln 1e4
constexpr double kappa_min = 1e-4;
constexpr double kappa_max = 1e2;

/// Poisson log-likelihood's slope and curvature in (ln lambda, kappa).
struct Normal {
    double slope_log = 0.0;
    double slope_kappa = 0.0;
    double log_log = 0.0;
    double log_kappa = 0.0;
    double kappa_kappa = 0.0;

    void add(double depth_bps, double hits, double expected) {
        slope_log += hits - expected;
        slope_kappa -= depth_bps * (hits - expected);
        log_log += expected;
        log_kappa -= depth_bps * expected;
        kappa_kappa += depth_bps * depth_bps * expected;
    }
};

}  // namespace

FillRateEstimator::FillRateEstimator(const HawkesConfig& prior, const SignalConfig& config)
    : memory_s_(config.fill_rate_memory_s),
      shortfall_(depth_bps, config.horizon_s, config.fill_rate_memory_s) {
    MAXMIN_ASSERT(memory_s_ > 0.0 && std::isfinite(memory_s_), "the memory is positive and finite");
    sides_[0].prior = prior.bid;
    sides_[1].prior = prior.ask;
    for (std::size_t k = 0; k < 2; ++k) {
        const HawkesParams& p = sides_[k].prior;
        MAXMIN_ASSERT(p.lambda_base > 0.0 && p.kappa > 0.0, "prior rates are positive");
        rates_[k] = {.lambda_per_s = p.lambda_base, .kappa_per_bps = p.kappa};
    }
}

void FillRateEstimator::on_mid(Timestamp time, double mid_usd) noexcept {
    if (usable(time, mid_usd)) {
        shortfall_.on_mid(time, mid_usd);
        roll(time, mid_usd);
    }
}

void FillRateEstimator::on_trade(Timestamp time, Side aggressor, double price_usd,
                                 double mid_usd) noexcept {
    if (!(std::isfinite(price_usd) && price_usd > 0.0)) {
        ++rejected_;
        return;
    }
    if (!usable(time, mid_usd)) {
        return;
    }
    roll(time, mid_usd);
    const Side quote_side = opposite(aggressor);
    const double depth =
        sign_of(quote_side) * (opened_mid_usd_ - price_usd) / opened_mid_usd_ * 1e4;
    auto& probes = sides_[static_cast<std::size_t>(quote_side)].probes;
    for (std::size_t k = 0; k < depths; ++k) {
        // A trade exactly at a quote's price fills it; the slack is the rounding of the division.
        if (probes[k].alive && depth >= depth_bps[k] - 1e-9) {
            probes[k].alive = false;
            probes[k].hits += 1.0;
            probes[k].exposure_s += to_seconds(time - opened_);
            const double quote_usd =
                opened_mid_usd_ * (1.0 - sign_of(quote_side) * depth_bps[k] * 1e-4);
            shortfall_.on_hit(time, quote_side, k, quote_usd);
        }
    }
}

bool FillRateEstimator::usable(Timestamp time, double price_usd) noexcept {
    if (!(std::isfinite(price_usd) && price_usd > 0.0) || time < last_) {
        ++rejected_;
        return false;
    }
    last_ = time;
    return true;
}

void FillRateEstimator::roll(Timestamp time, double mid_usd) noexcept {
    if (opened_mid_usd_ > 0.0) {
        if (time < opened_ + window) {
            return;
        }
        close_window();
        // Silence is not forgotten evidence about rates, but it ages what we knew.
        const double kept = std::exp(-to_seconds(time - opened_) / memory_s_);
        for (SideState& side : sides_) {
            for (Probe& probe : side.probes) {
                probe.hits *= kept;
                probe.exposure_s *= kept;
            }
        }
        watched_s_ *= kept;
        estimate(Side::bid);
        estimate(Side::ask);
    }
    opened_ = time;
    opened_mid_usd_ = mid_usd;
    for (SideState& side : sides_) {
        for (Probe& probe : side.probes) {
            probe.alive = true;
        }
    }
}

void FillRateEstimator::close_window() noexcept {
    // Quotes that nobody touched were exposed to the window's end; beyond it nobody watched.
    for (SideState& side : sides_) {
        for (Probe& probe : side.probes) {
            probe.exposure_s += probe.alive ? to_seconds(window) : 0.0;
            probe.alive = false;
        }
    }
    watched_s_ += to_seconds(window);
}

void FillRateEstimator::estimate(Side side) noexcept {
    const SideState& state = sides_[static_cast<std::size_t>(side)];
    SideRates& rates = rates_[static_cast<std::size_t>(side)];
    const double prior_s = prior_share * memory_s_;
    std::array<double, depths> hits = {};
    std::array<double, depths> exposure_s = {};
    for (std::size_t k = 0; k < depths; ++k) {
        const double prior_rate =
            state.prior.lambda_base * std::exp(-state.prior.kappa * depth_bps[k]);
        hits[k] = state.probes[k].hits + prior_s * prior_rate;
        exposure_s[k] = state.probes[k].exposure_s + prior_s;
    }
    double log_lambda = std::log(rates.lambda_per_s);
    double kappa = rates.kappa_per_bps;
    // Newton from the last estimate; the problem is concave, the step is bounded.
    for (int iteration = 0; iteration < 20; ++iteration) {
        Normal normal;
        for (std::size_t k = 0; k < depths; ++k) {
            normal.add(depth_bps[k], hits[k],
                       exposure_s[k] * std::exp(log_lambda - kappa * depth_bps[k]));
        }
        const double determinant =
            normal.log_log * normal.kappa_kappa - normal.log_kappa * normal.log_kappa;
        if (!(determinant > 1e-300)) {
            break;
        }
        const double step_log =
            (normal.kappa_kappa * normal.slope_log - normal.log_kappa * normal.slope_kappa) /
            determinant;
        const double step_kappa =
            (normal.log_log * normal.slope_kappa - normal.log_kappa * normal.slope_log) /
            determinant;
        log_lambda = std::clamp(log_lambda + std::clamp(step_log, -1.0, 1.0), log_lambda_min,
                                log_lambda_max);
        kappa =
            std::clamp(kappa + std::clamp(step_kappa, -0.5 * kappa, kappa), kappa_min, kappa_max);
        if (std::abs(step_log) < 1e-10 && std::abs(step_kappa) < 1e-10 * kappa) {
            break;
        }
    }
    rates = {.lambda_per_s = std::exp(log_lambda),
             .kappa_per_bps = kappa,
             .weight = watched_s_ / (watched_s_ + prior_s)};
}

}  // namespace maxmin::signal
