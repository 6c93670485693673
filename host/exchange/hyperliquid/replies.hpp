// What the venue's HTTP answers say, decoded. These are asked for at start, after a loss and now
// and then: they own what they hold, unlike the frames of a socket.
#pragma once

#include <string>
#include <vector>

#include "host/exchange/hyperliquid/messages.hpp"
#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/asset_id.hpp"

namespace maxmin::exchange::hyperliquid {

/// A market as the metadata lists it.
struct Listing {
    std::string coin;  // as requests and subscriptions name it
    wire::hyperliquid::AssetId id{};
    int size_decimals = 0;
    int leverage_max = 1;  // 1 for spot
    bool is_delisted = false;
    bool isolated_only = false;
};

struct FeeRates {
    double perp_taker = 0.0;  // fractions; tier and staking discount are in them
    double perp_maker = 0.0;
    double spot_taker = 0.0;
    double spot_maker = 0.0;
    double referral_discount = 0.0;  // of rates above zero, on top
};

struct RequestAllowance {
    double traded_usd = 0.0;
    std::int64_t used = 0;
    std::int64_t limit = 0;
    std::int64_t surplus = 0;  // bought on top; 0 where the venue does not say
};

struct Agent {
    std::string name;
    wire::hyperliquid::Address address;
    Timestamp valid_until;
};

enum class RoleKind : std::uint8_t { missing, user, agent, vault, sub_account, other };

struct Role {
    RoleKind kind = RoleKind::missing;
    wire::hyperliquid::Address of;  // an agent's account, a sub-account's master
};

/// Texts of the update point into the codec, until its next call.
struct OrderQuery {
    bool found = false;  // false: never seen, long gone, or not yet known to a lagging node
    bool ours = false;   // in a coin of ours; else the update is empty
    OrderUpdate update;
};

struct Mid {
    AssetIndex asset = 0;
    double usd = 0.0;
};

}  // namespace maxmin::exchange::hyperliquid
