// Margin and liquidation arithmetic of the venue (its pages on margining and liquidations), for one
// account in process and for the many of the served exchange. Checked against a recorded account
// of sixteen positions.
#pragma once

#include <algorithm>
#include <optional>

#include "host/market/types.hpp"

namespace maxmin::paper {

constexpr Lots magnitude(Lots size) {
    return size < Lots(0) ? -size : size;
}

/// Share of a position's value that must be there to open it. leverage is capped by the market's.
constexpr double initial_rate(double leverage, int leverage_max) {
    return 1.0 / std::min(leverage, static_cast<double>(leverage_max));
}

/// Half the initial rate at the market's largest leverage: its first tier.
constexpr double maintenance_rate(int leverage_max) {
    return 0.5 / static_cast<double>(leverage_max);
}

/// The largest position that the open orders of either side may lead to.
constexpr Lots exposure(Lots position, Lots bids, Lots asks) {
    return std::max({magnitude(position), magnitude(position + bids), magnitude(position - asks)});
}

/// Where a position is liquidated. `margin_available_usd`: cross: account value less maintenance
/// margin; isolated: the position's equity less its own. Empty where no price above zero does it.
struct HeldSize {
    double coin = 0.0;  // signed
    double mark_usd = 0.0;
    double maintenance_rate = 0.0;
};

constexpr std::optional<double> liquidation_price_usd(const HeldSize& held,
                                                      double margin_available_usd) {
    const double side = held.coin > 0.0 ? 1.0 : -1.0;
    const double size = held.coin > 0.0 ? held.coin : -held.coin;
    const double price =
        held.mark_usd - side * margin_available_usd / size / (1.0 - held.maintenance_rate * side);
    return price > 0.0 ? std::optional(price) : std::nullopt;
}

/// Unrealised profit over the margin the position took at its entry price.
constexpr double return_on_equity(double unrealised_usd, double cost_usd, double leverage) {
    return unrealised_usd / (cost_usd / leverage);
}

}  // namespace maxmin::paper
