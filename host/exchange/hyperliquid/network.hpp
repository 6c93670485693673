// Which signatures a server gets: only the venue's own main address, letter for letter, gets those
// that are worth money there, and only where the user said so.
#pragma once

#include <string>

#include "host/wire/hyperliquid/signing.hpp"

namespace maxmin::exchange::hyperliquid {

inline constexpr const char* mainnet_url = "https://api.hyperliquid.xyz";

/// Errors: InputError for mainnet without `mainnet_allowed`.
wire::hyperliquid::Network network_of(const std::string& url, bool mainnet_allowed);

/// http://host:port becomes ws://host:port/ws, https wss.
std::string socket_url(const std::string& url);

}  // namespace maxmin::exchange::hyperliquid
