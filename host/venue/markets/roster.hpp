// Which assets a synthetic market has and how they behave, by rank: the first are named after well
// known coins and priced like them, the others are SYN<rank>.
#pragma once

#include "host/market/instrument.hpp"

namespace maxmin::venue::markets {

struct AssetTraits {
    market::Instrument instrument;
    double price_usd = 100.0;        // at the start
    double volatility_annual = 0.6;  // at its mean
    double half_spread_bps = 0.5;
    double level_usd = 20'000.0;  // median value of a level
    double orders_per_s = 0.5;    // taker orders of each side, mean
    double order_usd = 1'000.0;   // median value of one
};

/// rank 0 is the most traded asset.
AssetTraits traits_of(int rank);

}  // namespace maxmin::venue::markets
