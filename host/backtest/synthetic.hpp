// A seeded test market: log-prices of constant volatility and drift, market orders from a two-sided
// Hawkes process, each reaching exponentially deep from the mid. The truth is known, which is what
// recordings cannot offer. Our own orders do not move it.
#pragma once

#include <span>
#include <string>

#include "host/backtest/config.hpp"
#include "host/market/event.hpp"

namespace maxmin::backtest {

/// One market for each symbol, SIM0 to SIM999: the number picks the random stream, so an asset's
/// events do not depend on the others. Every update brings a book of 20 levels a side and the best
/// quotes, every order one print as deep as it reaches. The same market and symbols give the same
/// recording wherever exp and log round alike. Throws InputError naming the field that is out of
/// range, the symbol that is not one, or a price that fell too far for its tick.
market::Recording make_synthetic_market(const SyntheticMarket& market,
                                        std::span<const std::string> symbols);

}  // namespace maxmin::backtest
