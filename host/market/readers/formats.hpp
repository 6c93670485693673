// The readers behind market::read, one for each family of formats.
#pragma once

#include "host/market/reader.hpp"

namespace maxmin::market {

Recording read_hyperliquid_csv(const ReadRequest& request, ReadReport& report);
Recording read_hyperliquid_archive(const ReadRequest& request, ReadReport& report);
Recording read_hyperliquid_ws(const ReadRequest& request, ReadReport& report);
Recording read_binance_usdm(const ReadRequest& request, ReadReport& report);
Recording read_binance_spot(const ReadRequest& request, ReadReport& report);
Recording read_lobster(const ReadRequest& request, ReadReport& report);

}  // namespace maxmin::market
