#include "host/venue/markets/roster.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "host/base/random.hpp"
#include "host/venue/markets/calibration.hpp"

namespace maxmin::venue::markets {
namespace {

struct Named {
    const char* symbol;
    int size_decimals;
    int leverage_max;
    double price_usd;
};

// Size decimals and leverages as the venue's; prices of some day in 2025.
constexpr std::array<Named, 20> named{{
    {"BTC", 5, 40, 110'000.0}, {"ETH", 4, 25, 4'300.0}, {"SOL", 2, 20, 205.0},
    {"XRP", 0, 20, 2.82},      {"DOGE", 0, 10, 0.215},  {"kPEPE", 0, 10, 0.00985},
    {"SUI", 1, 10, 3.32},      {"AVAX", 2, 10, 24.1},   {"LINK", 1, 10, 22.6},
    {"LTC", 2, 10, 112.0},     {"BNB", 3, 10, 845.0},   {"ARB", 1, 10, 0.502},
    {"APT", 2, 10, 4.27},      {"OP", 1, 10, 0.71},     {"INJ", 1, 10, 12.9},
    {"CRV", 1, 10, 0.76},      {"LDO", 1, 10, 1.17},    {"ATOM", 2, 10, 4.45},
    {"DYDX", 1, 5, 0.61},      {"WLFI", 0, 3, 0.182},
}};

// Beyond the twentieth asset the laws are only drawn out; these keep them sane.
constexpr double volatility_most = 3.0;
constexpr double half_spread_bps_most = 8.0;
constexpr double level_usd_least = 500.0;

/// Such that a lot is worth about a tenth of a dollar.
int size_decimals_for(double price_usd) {
    return std::clamp(static_cast<int>(std::ceil(std::log10(price_usd))) + 1, 0, 5);
}

}  // namespace

AssetTraits traits_of(int rank) {
    AssetTraits traits;
    const auto place = static_cast<std::size_t>(rank);
    if (place < named.size()) {
        const Named& coin = named[place];
        traits.price_usd = coin.price_usd;
        traits.instrument = market::hyperliquid_instrument(
            coin.symbol, coin.size_decimals, market::AssetType::perp, coin.leverage_max);
    } else {
        RandomStream random(place);
        traits.price_usd = std::exp(2.0 + 2.0 * random.normal());
        traits.instrument = market::hyperliquid_instrument("SYN" + std::to_string(rank),
                                                           size_decimals_for(traits.price_usd),
                                                           market::AssetType::perp, 10);
    }
    const auto by_rank = [rank](const calibration::ByRank& law) {
        return law.first * std::pow(1.0 + rank, law.power);
    };
    traits.volatility_annual = std::min(by_rank(calibration::volatility_annual), volatility_most);
    traits.half_spread_bps = std::min(by_rank(calibration::half_spread_bps), half_spread_bps_most);
    traits.level_usd = std::max(by_rank(calibration::level_usd), level_usd_least);
    traits.orders_per_s = by_rank(calibration::orders_per_s);
    traits.order_usd = calibration::order_usd;
    return traits;
}

}  // namespace maxmin::venue::markets
