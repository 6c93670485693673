// The venue's number of a market, as actions carry it. Which number belongs to which coin is told
// by its metadata and differs between mainnet and testnet; only the ranges are fixed.
#pragma once

#include <cstdint>

namespace maxmin::wire::hyperliquid {

enum class AssetId : std::uint32_t {};

enum class AssetClass : std::uint8_t {
    perp,          // of the main dex
    spot,          // pair
    builder_perp,  // of a dex that a builder deployed
    outcome,
};

inline constexpr std::uint32_t first_spot = 10'000;
inline constexpr std::uint32_t first_builder_perp = 100'000;
inline constexpr std::uint32_t builder_dex_stride = 10'000;
inline constexpr std::uint32_t first_outcome = 100'000'000;

constexpr AssetClass class_of(AssetId id) {
    const auto number = static_cast<std::uint32_t>(id);
    if (number < first_spot) {
        return AssetClass::perp;
    }
    if (number < first_builder_perp) {
        return AssetClass::spot;
    }
    return number < first_outcome ? AssetClass::builder_perp : AssetClass::outcome;
}

/// Place in the universe of the main dex.
constexpr AssetId perp_asset(std::uint32_t universe_index) {
    return AssetId{universe_index};
}
/// The pair's `index` field, which is not its place in the list.
constexpr AssetId spot_asset(std::uint32_t pair_index) {
    return AssetId{first_spot + pair_index};
}

/// A perp of a builder's dex: the dex's place in `perpDexs` (the main dex, 0, is null there) and
/// the coin's place in that dex's universe.
struct BuilderPerp {
    std::uint32_t dex = 1;
    std::uint32_t universe_index = 0;
};
constexpr AssetId builder_perp_asset(BuilderPerp place) {
    return AssetId{first_builder_perp + place.dex * builder_dex_stride + place.universe_index};
}

}  // namespace maxmin::wire::hyperliquid
