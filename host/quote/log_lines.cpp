#include "host/quote/log_lines.hpp"

#include <cstdio>

namespace maxmin::quote {
namespace {

constexpr int price_decimals_min = 2;
constexpr int size_decimals_min = 3;

std::string fixed(double value, int decimals) {
    std::string text(64, '\0');
    const int written = std::snprintf(text.data(), text.size(), "%.*f", decimals, value);
    text.resize(static_cast<std::size_t>(written));
    return text;
}

/// An exact decimal with at least `decimals_min` decimals.
std::string exact(std::int64_t value, int decimals, int decimals_min) {
    std::string text = market::format_decimal(value, decimals);
    std::size_t point = text.find('.');
    if (point == std::string::npos) {
        point = text.size();
        text += '.';
    }
    const std::size_t wanted = point + 1 + static_cast<std::size_t>(decimals_min);
    if (text.size() < wanted) {
        text.resize(wanted, '0');
    }
    return text;
}

const char* capitalised(Side side) {
    return side == Side::bid ? "Bid" : "Ask";
}

}  // namespace

std::string reprice_line() {
    return "Multi-level reprice triggered";
}

std::string placed_line(Side side, const Target& target, const market::Instrument& instrument) {
    return std::string(capitalised(side)) + " L" + std::to_string(target.level + 1) +
           " placed: " + exact(target.size.value(), instrument.size_decimals, size_decimals_min) +
           " @ " + exact(target.price.value(), instrument.price_decimals, price_decimals_min) +
           " (" + fixed(target.offset_bps, 2) + " bps)";
}

std::string momentum_line(Side side, int level, double multiplier) {
    return "🔥 Hawkes momentum detected! Level=" + std::to_string(level) +
           ", Side=" + (side == Side::bid ? "BID" : "ASK") +
           ", Excitation=" + fixed(multiplier, 2) + "x";
}

std::string excitation_line(const LevelExcitation& excitation) {
    return "Hawkes L" + std::to_string(excitation.level + 1) +
           ": bid_fills=" + std::to_string(excitation.fills[0]) +
           ", ask_fills=" + std::to_string(excitation.fills[1]) +
           ", bid_excite=" + fixed(excitation.multiplier[0], 2) +
           "x, ask_excite=" + fixed(excitation.multiplier[1], 2) + "x";
}

std::string robust_line(const Epsilons& epsilons) {
    return "Robust control: ε_μ=" + fixed(epsilons.mu_bps, 2) +
           "bps, ε_σ=" + fixed(epsilons.sigma_bps, 2) +
           "bps, high_uncertainty=" + (epsilons.is_high() ? "true" : "false");
}

}  // namespace maxmin::quote
