#include "host/market/instrument.hpp"

#include <algorithm>
#include <utility>

#include "host/base/assert.hpp"

namespace maxmin::market {
namespace {

constexpr int perp_decimals_total = 6;
constexpr int spot_decimals_total = 8;

}  // namespace

double Instrument::price_usd(Ticks price) const {
    return price.as_double() / static_cast<double>(power_of_ten(price_decimals));
}

double Instrument::size_coin(Lots size) const {
    return size.as_double() / static_cast<double>(power_of_ten(size_decimals));
}

Ticks Instrument::tick_at(Ticks price) const {
    MAXMIN_DEBUG_ASSERT(price.value() > 0, "a tick is asked at a positive price");
    std::int64_t figures_step = 1;
    if (significant_figures > 0) {
        const int excess = digit_count(price.value()) - significant_figures;
        // An integer is legal with any number of figures, so no step is wider than 1 USD.
        figures_step = power_of_ten(std::clamp(excess, 0, price_decimals));
    }
    return Ticks(std::max(tick_step, figures_step));
}

bool Instrument::is_legal(Ticks price) const {
    return price.value() > 0 && price.value() % tick_at(price).value() == 0;
}

Ticks Instrument::floor_legal(Ticks price) const {
    if (price.value() <= 0) {
        return Ticks(0);
    }
    return price - Ticks(price.value() % tick_at(price).value());
}

Ticks Instrument::ceil_legal(Ticks price) const {
    if (price.value() <= 0) {
        return Ticks(0);
    }
    // Rounding up may reach the next power of ten: a multiple of that decade's wider tick too.
    const std::int64_t tick = tick_at(price).value();
    const std::int64_t excess = price.value() % tick;
    return excess == 0 ? price : price + Ticks(tick - excess);
}

Ticks Instrument::floor_price(double price_usd) const {
    return floor_legal(Ticks(floor_units(price_usd, price_decimals)));
}

Ticks Instrument::ceil_price(double price_usd) const {
    return ceil_legal(Ticks(ceil_units(price_usd, price_decimals)));
}

Lots Instrument::floor_size(double size_coin) const {
    return Lots(floor_units(size_coin, size_decimals));
}

Instrument hyperliquid_instrument(std::string symbol, int sz_decimals, AssetType type,
                                  int leverage_max) {
    const int total = type == AssetType::perp ? perp_decimals_total : spot_decimals_total;
    MAXMIN_ASSERT(sz_decimals >= 0 && sz_decimals <= total,
                  "szDecimals is 0 to 6 for a perp, 0 to 8 for a spot pair");
    Instrument instrument;
    instrument.symbol = std::move(symbol);
    instrument.type = type;
    instrument.price_decimals = total - sz_decimals;
    instrument.size_decimals = sz_decimals;
    instrument.leverage_max = leverage_max;
    return instrument;
}

}  // namespace maxmin::market
