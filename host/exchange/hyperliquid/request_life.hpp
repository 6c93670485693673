// How long a request may still be executed: after that, silence about it means that it was not.
#pragma once

#include "host/base/time.hpp"
#include "host/exchange/config.hpp"

namespace maxmin::exchange::hyperliquid {

/// Its expiry, and a second for clocks that differ.
inline Duration request_life(const ExchangeConfig& config) {
    return from_seconds(config.expires_after_s + 1.0);
}

}  // namespace maxmin::exchange::hyperliquid
