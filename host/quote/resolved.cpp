#include "host/quote/resolved.hpp"

#include <cmath>
#include <string>

#include "host/base/error.hpp"

namespace maxmin::quote {
namespace {

InputError fault(const char* field, std::string wrong, std::string right) {
    return InputError(InputFault{.file = {},
                                 .line = 0,
                                 .field = field,
                                 .wrong = std::move(wrong),
                                 .right = std::move(right)});
}

Lots resolve_size(const char* field, double size, SizeUnit unit,
                  const market::Instrument& instrument, double mid_usd) {
    const double size_coin = unit == SizeUnit::usd ? size / mid_usd : size;
    const Lots lots = size_coin > 0.0 ? instrument.floor_size(size_coin) : Lots(0);
    if (lots <= Lots(0)) {
        const double lot_coin = instrument.size_coin(Lots(1));
        throw fault(field,
                    std::to_string(size_coin) + " " + instrument.symbol + " is less than one lot",
                    "at least " + std::to_string(lot_coin) + " " + instrument.symbol + " (" +
                        std::to_string(lot_coin * mid_usd) + " USD)");
    }
    return lots;
}

}  // namespace

Lots whole_lots(double lots) noexcept {
    // A millionth of a lot is far above the noise of a product of doubles and far below a lot.
    return Lots(static_cast<std::int64_t>(std::floor(lots + 1e-6)));
}

std::array<double, levels_max> size_shares(int levels) {
    constexpr std::array<double, 3> first = {0.50, 0.27, 0.135};
    std::array<double, levels_max> shares{};
    double sum = 0.0;
    for (int level = 0; level < levels; ++level) {
        const auto i = static_cast<std::size_t>(level);
        shares[i] = i < first.size() ? first[i] : 0.5 * shares[i - 1];
        sum += shares[i];
    }
    if (sum > 1.0) {
        for (double& share : shares) {
            share /= sum;
        }
    }
    return shares;
}

ResolvedQuoteConfig resolve(const QuoteConfig& config, const market::Instrument& instrument,
                            double mid_usd) {
    if (!(mid_usd > 0.0) || !std::isfinite(mid_usd)) {
        throw fault("mid", std::to_string(mid_usd), "a positive price");
    }
    const MultiLevelConfig& multi = config.multi_level_config;
    if (multi.max_levels < 1 || multi.max_levels > levels_max) {
        throw fault("multi_level_config.max_levels", std::to_string(multi.max_levels), "1 to 10");
    }
    ResolvedQuoteConfig resolved;
    resolved.config = config;
    const auto lots = [&](const char* field, double size) {
        return resolve_size(field, size, config.size_unit, instrument, mid_usd);
    };
    resolved.max_position = lots("max_absolute_position_size", config.max_absolute_position_size);
    const double max_lots = resolved.max_position.as_double();
    resolved.risk_limit = whole_lots(multi.inventory_risk_limit * max_lots);
    resolved.urgency = whole_lots(multi.inventory_urgency_threshold * max_lots);
    if (config.enable_multi_level) {
        resolved.total_size_per_side =
            lots("multi_level_config.total_size_per_side", multi.total_size_per_side);
        resolved.shares = size_shares(multi.max_levels);
    } else {
        resolved.target_liquidity = lots("target_liquidity", config.target_liquidity);
        resolved.shares[0] = 1.0;
    }
    return resolved;
}

}  // namespace maxmin::quote
