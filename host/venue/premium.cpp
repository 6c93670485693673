#include "host/venue/premium.hpp"

#include <algorithm>

namespace maxmin::venue {
namespace {

constexpr double interest_rate = 0.0001;  // per 8 hours
constexpr double clamp_rate = 0.0005;     // how far the rate leaves the premium
constexpr double hourly_rate_max = 0.04;

double impact_value_usd(const market::Instrument& rules) {
    return rules.symbol == "BTC" || rules.symbol == "ETH" ? 20'000.0 : 6'000.0;
}

}  // namespace

std::optional<double> impact_price_usd(const market::Instrument& rules,
                                       const paper::ShownDepth& depth, Side side) {
    const double wanted_usd = impact_value_usd(rules);
    double value_usd = 0.0;
    double coins = 0.0;
    for (const paper::ShownLevel& level : depth.levels(side)) {
        const double price_usd = rules.price_usd(level.price);
        const double part_usd =
            std::min(rules.size_coin(level.size) * price_usd, wanted_usd - value_usd);
        value_usd += part_usd;
        coins += part_usd / price_usd;
        if (value_usd >= wanted_usd) {
            return value_usd / coins;
        }
    }
    return std::nullopt;
}

std::optional<double> premium_of(const Asset& asset, const paper::ShownDepth& depth) {
    const double oracle_usd = asset.instrument.price_usd(asset.oracle);
    const auto bid_usd = impact_price_usd(asset.instrument, depth, Side::bid);
    const auto ask_usd = impact_price_usd(asset.instrument, depth, Side::ask);
    if (oracle_usd <= 0.0 || !bid_usd || !ask_usd) {
        return std::nullopt;
    }
    return (std::max(*bid_usd - oracle_usd, 0.0) - std::max(oracle_usd - *ask_usd, 0.0)) /
           oracle_usd;
}

double hourly_rate(double mean_premium) {
    const double rate =
        mean_premium + std::clamp(interest_rate - mean_premium, -clamp_rate, clamp_rate);
    return std::clamp(rate / 8.0, -hourly_rate_max, hourly_rate_max);
}

}  // namespace maxmin::venue
