// The words every host module shares: integer prices and sizes, sides, asset numbers.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/base/strong.hpp"

namespace maxmin {

/// Price in units of 10^-price_decimals of the instrument (its finest decimal, not its current
/// tick).
using Ticks = StrongInt<struct TicksTag>;
/// Size in units of 10^-size_decimals of the instrument. Positions are signed lots.
using Lots = StrongInt<struct LotsTag>;

/// Position of an asset in the run's instrument list.
using AssetIndex = std::int32_t;

enum class Side : std::uint8_t { bid = 0, ask = 1 };

constexpr int index_of(Side side) {
    return static_cast<int>(side);
}
constexpr Side opposite(Side side) {
    return side == Side::bid ? Side::ask : Side::bid;
}
/// +1 for a bid (its fill adds inventory), -1 for an ask.
constexpr int sign_of(Side side) {
    return side == Side::bid ? 1 : -1;
}
constexpr std::string_view to_string(Side side) {
    return side == Side::bid ? "bid" : "ask";
}

}  // namespace maxmin
