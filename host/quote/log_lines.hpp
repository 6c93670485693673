// The guide's human log lines, character for character. Off the hot path: these allocate.
// Sizes show at least 3 decimals and prices at least 2, as in the guide, and more only where the
// number would otherwise not be exact.
#pragma once

#include <array>
#include <string>

#include "host/market/instrument.hpp"
#include "host/market/types.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::quote {

/// `Multi-level reprice triggered`
std::string reprice_line();
/// `Bid L1 placed: 50.000 @ 68234.50 (4.50 bps)`
std::string placed_line(Side side, const Target& target, const market::Instrument& instrument);
/// `🔥 Hawkes momentum detected! Level=0, Side=BID, Excitation=1.65x`
std::string momentum_line(Side side, int level, double multiplier);

/// Fills inside the memory window and multipliers of one level, indexed by side.
struct LevelExcitation {
    int level = 0;
    std::array<int, 2> fills{};
    std::array<double, 2> multiplier{};
};
/// `Hawkes L1: bid_fills=3, ask_fills=0, bid_excite=1.65x, ask_excite=1.02x`
std::string excitation_line(const LevelExcitation& excitation);

/// Half-widths of the box in bps over uncertainty_horizon_s.
struct Epsilons {
    double mu_bps = 0.0;
    double sigma_bps = 0.0;

    bool is_high() const { return mu_bps > 1.0 || sigma_bps > 10.0; }
};
/// `Robust control: ε_μ=0.45bps, ε_σ=8.20bps, high_uncertainty=false`
std::string robust_line(const Epsilons& epsilons);

}  // namespace maxmin::quote
