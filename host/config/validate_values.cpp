#include <cmath>

#include "host/config/finding_list.hpp"
#include "host/config/validate.hpp"
#include "host/config/value.hpp"
#include "host/quote/resolved.hpp"

namespace maxmin::config {
namespace {

using engine::AssetConfig;

/// What one side quotes, and under which key the user says so.
struct SideSize {
    std::string key;
    double size = 0.0;
    int levels = 1;
    std::array<double, quote::levels_max> shares{};
};

SideSize side_size(const quote::QuoteConfig& quote) {
    if (!quote.enable_multi_level) {
        return {.key = "target_liquidity", .size = quote.target_liquidity, .shares = {1.0}};
    }
    const quote::MultiLevelConfig& ladder = quote.multi_level_config;
    return {.key = "multi_level_config.total_size_per_side",
            .size = ladder.total_size_per_side,
            .levels = ladder.max_levels,
            .shares = quote::size_shares(ladder.max_levels)};
}

/// A first level below the venue's minimum quotes nothing; deeper ones are left out one by one.
void check_minimum(FindingList& list, std::size_t index, const SideSize& side,
                   const AssetPrice& price, double unit_usd) {
    const double minimum_usd = price.minimum_value_usd;
    const auto is_small = [&](int level) {
        const double share = side.shares[static_cast<std::size_t>(level)];
        return share * side.size * unit_usd < minimum_usd;
    };
    const auto needed = [&](int level) {
        const double size = minimum_usd / side.shares[static_cast<std::size_t>(level)] / unit_usd;
        return plain_text(std::ceil(size * 1e6 * (1.0 - 1e-12)) / 1e6) +
               (unit_usd == 1.0 ? " USD" : " coins");
    };
    const auto worth = [&](int level) {
        const double value_usd =
            side.shares[static_cast<std::size_t>(level)] * side.size * unit_usd;
        return plain_text(std::round(value_usd * 1e6) / 1e6) + " USD";
    };
    const std::string minimum = plain_text(minimum_usd) + " USD minimum order value";
    if (is_small(0)) {
        const std::string what = side.levels > 1 ? "its first level of " : "";
        list.add_asset(index, {.key = side.key,
                               .wrong = what + worth(0) + " is below the venue's " + minimum,
                               .right = "expected at least " + needed(0)});
        return;
    }
    const int last = side.levels - 1;
    if (is_small(last)) {
        int first_small = 1;
        while (!is_small(first_small)) {
            ++first_small;
        }
        list.add_asset(index, {.severity = Severity::warning,
                               .key = side.key,
                               .wrong = "level " + std::to_string(first_small + 1) + " is worth " +
                                        worth(first_small) + ", below the venue's " + minimum,
                               .right = "it and deeper ones are left out; all " +
                                        std::to_string(side.levels) + " need " + needed(last)});
    }
}

}  // namespace

Findings check_values(const Loaded& loaded, std::span<const AssetPrice> prices) {
    FindingList list(loaded);
    for (std::size_t index = 0; index < loaded.config.assets.size(); ++index) {
        const AssetConfig& asset = loaded.config.assets[index];
        const quote::QuoteConfig& quote = asset.quote;
        const bool is_usd = quote.size_unit == quote::SizeUnit::usd;
        const double unit_usd = is_usd ? 1.0 : prices[index].mid_usd;
        if (!(unit_usd > 0.0)) {
            continue;
        }
        const SideSize side = side_size(quote);
        check_minimum(list, index, side, prices[index], unit_usd);
        const double position_usd = quote.max_absolute_position_size * unit_usd;
        if (position_usd > asset.risk.position_value_usd_max) {
            list.add_asset(index, {.severity = Severity::warning,
                                   .key = "max_absolute_position_size",
                                   .wrong = "is worth " + plain_text(position_usd) +
                                            " USD, above risk.position_value_usd_max = " +
                                            plain_text(asset.risk.position_value_usd_max),
                                   .right = "the risk limit will act first"});
        }
        const double largest_usd = side.shares[0] * side.size * unit_usd;
        if (largest_usd > asset.risk.order_value_usd_max) {
            list.add_asset(index, {.key = side.key,
                                   .wrong = plain_text(largest_usd) +
                                            " USD is above risk.order_value_usd_max = " +
                                            plain_text(asset.risk.order_value_usd_max),
                                   .right = "every order would be refused"});
        }
    }
    return list.result();
}

}  // namespace maxmin::config
