// A market's rules in exact decimal integers: which prices and sizes the venue accepts.
// Hyperliquid: a price is legal if it is an integer, or has at most 5 significant figures and at
// most 6 (perp) or 8 (spot) minus szDecimals decimals. The tick therefore changes with the price.
#pragma once

#include <cstdint>
#include <string>

#include "host/market/decimal.hpp"
#include "host/market/types.hpp"

namespace maxmin::market {

enum class AssetType : std::uint8_t { perp, spot };

struct Instrument {
    std::string symbol;
    AssetType type = AssetType::perp;
    int price_decimals = 2;       // Ticks are units of 10^-price_decimals
    int size_decimals = 3;        // Lots are units of 10^-size_decimals
    int significant_figures = 5;  // 0: no limit (venues with a fixed tick)
    /// Fixed minimum increment in Ticks, on top of the figures rule; a power of ten where that
    /// rule holds too.
    std::int64_t tick_step = 1;
    double minimum_value_usd = 10.0;
    int leverage_max = 20;

    double price_usd(Ticks price) const;
    double size_coin(Lots size) const;

    /// Smallest legal step above a positive price. Just below a power of ten it is a tenth of it.
    Ticks tick_at(Ticks price) const;
    bool is_legal(Ticks price) const;
    /// Nearest legal price not above / not below a price given in USD. Guarded against binary
    /// noise (decimal.hpp); zero if the price is not a positive number, or if floor finds none.
    Ticks floor_price(double price_usd) const;
    Ticks ceil_price(double price_usd) const;
    /// Zero for a price that is not positive.
    Ticks floor_legal(Ticks price) const;
    Ticks ceil_legal(Ticks price) const;
    /// Rounds a positive size in coins down to lots; guards against binary noise (0.57 is 57 of
    /// 0.01). Zero if the size is not a positive number.
    Lots floor_size(double size_coin) const;
};

/// Hyperliquid rules for a coin with the venue's szDecimals, 0 to 6 (perp) or 8 (spot).
Instrument hyperliquid_instrument(std::string symbol, int sz_decimals, AssetType type,
                                  int leverage_max);

}  // namespace maxmin::market
