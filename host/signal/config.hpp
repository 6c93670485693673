// Parameters of the fill model and of the signals of one asset. Names of HawkesParams are the
// guide's.
#pragma once

#include <cstdint>

namespace maxmin::signal {

struct HawkesParams {
    double lambda_base = 1.0;     // 1/s, fills at zero depth in a balanced book
    double kappa = 0.15;          // 1/bps, decay with the offset from the mid
    double rho = 0.8;             // factor per level beyond the first
    double beta_imbalance = 0.5;  // 0 = the book's balance does not matter
    double alpha = 0.5;           // 1/s, jump of the intensity at a fill
    double beta_decay = 1.0;      // 1/s
    double memory_window = 10.0;  // s; a fill older than this no longer excites
};

struct HawkesConfig {
    HawkesParams bid;
    HawkesParams ask;
};

/// Where lambda and kappa of the quote grid come from.
enum class FillRates : std::uint8_t {
    configured,  // hawkes.*.lambda_base and hawkes.*.kappa as they stand
    estimated,   // from how deep trades reach, started at the configured values
};

struct SignalConfig {
    FillRates fill_rates = FillRates::configured;
    bool fill_shortfall = true;         // fills are worth less than their offset: measured
    double fill_rate_memory_s = 300.0;  // exponential forgetting of the estimate
    double trade_flow_half_life_s = 5.0;
    double horizon_s = 10.0;  // the adverse-selection label: mid change over this time
    double learning_rate = 0.01;
    double label_clip_bps = 50.0;
    double error_memory_s = 300.0;  // exponential forgetting of the out-of-sample error
    int imbalance_levels = 5;
};

}  // namespace maxmin::signal
