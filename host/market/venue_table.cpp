#include "host/market/venue_table.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace maxmin::market {
namespace {

struct Coin {
    std::string_view symbol;
    int sz_decimals;
    int leverage_max;
};

// szDecimals and leverage from a `meta` reply recorded on 2023-07-17; BTC's and ETH's leverage
// from a later one. WLFI came later: its szDecimals from recorded sizes, which are whole coins, its
// leverage set to the venue's smallest class for want of a record.
constexpr std::array<Coin, 29> hyperliquid_coins{{
    {"APE", 1, 50},  {"APT", 2, 50},  {"ARB", 1, 50},  {"ATOM", 2, 50},  {"AVAX", 2, 50},
    {"BCH", 3, 50},  {"BNB", 3, 50},  {"BTC", 5, 40},  {"CFX", 0, 50},   {"CRV", 1, 50},
    {"DOGE", 0, 50}, {"DYDX", 1, 50}, {"ETH", 4, 25},  {"FTM", 0, 50},   {"GMX", 2, 50},
    {"INJ", 1, 50},  {"LDO", 1, 50},  {"LINK", 1, 50}, {"LTC", 2, 50},   {"MATIC", 1, 50},
    {"OP", 1, 50},   {"RNDR", 1, 50}, {"SNX", 1, 50},  {"SOL", 2, 50},   {"STX", 1, 50},
    {"SUI", 1, 50},  {"WLFI", 0, 3},  {"XRP", 0, 50},  {"kPEPE", 0, 50},
}};

struct Pair {
    std::string_view symbol;
    AssetType type;
    int price_decimals;
    int size_decimals;
    std::int64_t tick_step;
};

constexpr std::array<Pair, 4> binance_pairs{{
    {"BTCUSDT", AssetType::perp, 2, 3, 10},
    {"ETHUSDT", AssetType::perp, 2, 3, 1},
    {"BTCUSDT", AssetType::spot, 2, 8, 1},
    {"ETHUSDT", AssetType::spot, 2, 8, 1},
}};

}  // namespace

std::optional<Instrument> known_hyperliquid_instrument(std::string_view symbol) {
    const auto* const coin = std::find_if(hyperliquid_coins.begin(), hyperliquid_coins.end(),
                                          [&](const Coin& c) { return c.symbol == symbol; });
    if (coin == hyperliquid_coins.end()) {
        return std::nullopt;
    }
    return hyperliquid_instrument(std::string(symbol), coin->sz_decimals, AssetType::perp,
                                  coin->leverage_max);
}

Instrument binance_instrument(std::string_view symbol, AssetType type) {
    const auto* const pair =
        std::find_if(binance_pairs.begin(), binance_pairs.end(),
                     [&](const Pair& p) { return p.symbol == symbol && p.type == type; });
    Instrument instrument;
    instrument.symbol = std::string(symbol);
    instrument.type = type;
    instrument.significant_figures = 0;
    instrument.price_decimals = 8;
    instrument.size_decimals = 8;
    if (pair != binance_pairs.end()) {
        instrument.price_decimals = pair->price_decimals;
        instrument.size_decimals = pair->size_decimals;
        instrument.tick_step = pair->tick_step;
    }
    return instrument;
}

Instrument lobster_instrument(std::string_view symbol) {
    Instrument instrument;
    instrument.symbol = std::string(symbol);
    instrument.type = AssetType::spot;
    instrument.price_decimals = 4;
    instrument.size_decimals = 0;
    instrument.significant_figures = 0;
    instrument.tick_step = 100;
    instrument.minimum_value_usd = 0.0;
    instrument.leverage_max = 1;
    return instrument;
}

}  // namespace maxmin::market
