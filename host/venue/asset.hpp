// One market as the exchange carries it between blocks.
#pragma once

#include "host/market/instrument.hpp"

namespace maxmin::venue {

struct Asset {
    market::Instrument instrument;
    Ticks mark;        // median of best bid, best ask and last trade of the outside market
    Ticks oracle;      // the outside market's own idea of the price
    Ticks last_trade;  // zero before the first
};

}  // namespace maxmin::venue
