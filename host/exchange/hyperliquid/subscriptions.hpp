// Which streams go over which socket. Three a coin: best quotes, book, trades; a coin's three stay
// together, so that losing a socket makes whole coins stale and not halves of many.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "host/exchange/config.hpp"
#include "host/market/instrument.hpp"

namespace maxmin::exchange::hyperliquid {

enum class Stream : std::uint8_t { best, book, trades };
inline constexpr std::size_t streams = 3;

struct MarketSocket {
    std::vector<AssetIndex> assets;          // entry 3 i + stream belongs to assets[i]
    std::vector<std::string> subscriptions;  // as JSON
};

/// Errors: InputError if the coins need more sockets than allowed, or more streams than the venue
/// gives an IP address.
std::vector<MarketSocket> plan_market_sockets(std::span<const market::Instrument> instruments,
                                              const ExchangeConfig& config);

/// The streams of one account.
std::vector<std::string> user_subscriptions(const std::string& account);

}  // namespace maxmin::exchange::hyperliquid
