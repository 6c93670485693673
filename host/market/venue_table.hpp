// Rules of well-known coins, so that a recording without the venue's `meta` reply can be read.
// szDecimals is fixed for a coin's life; the leverage cap is not: a live run takes both from the
// venue.
#pragma once

#include <optional>
#include <string_view>

#include "host/market/instrument.hpp"

namespace maxmin::market {

/// A perp of the venue's main dex; empty for a coin the table does not know.
std::optional<Instrument> known_hyperliquid_instrument(std::string_view symbol);

/// Binance writes every price and size with at most 8 decimals. Known pairs get their tick; an
/// unknown one gets 8 decimals, which is exact for data but says nothing about the venue's tick.
/// Sizes: `perp` means USD-M futures, `spot` keeps 8 decimals (old spot orders are finer than
/// today's lot).
Instrument binance_instrument(std::string_view symbol, AssetType type);

/// US shares as LOBSTER writes them: prices in 10^-4 USD with a tick of a cent, whole shares.
Instrument lobster_instrument(std::string_view symbol);

}  // namespace maxmin::market
