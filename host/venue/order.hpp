// An order as the served exchange knows it, and as a client asks for it. Prices and sizes are
// integers of the instrument; perps of Hyperliquid have price and size decimals that sum to six, so
// ticks x lots is a value in 10^-6 USD, exactly.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "host/base/time.hpp"
#include "host/market/types.hpp"
#include "host/paper/queue.hpp"
#include "host/wire/hyperliquid/action.hpp"
#include "host/wire/hyperliquid/order_status.hpp"

namespace maxmin::venue {

/// Position of an account in the exchange's list. `outside` stands for everyone who is not a
/// client: the recorded or synthetic market.
enum class AccountId : std::int32_t { outside = -1 };

/// One counter for the whole exchange, rising in execution order. Zero: none.
enum class Oid : std::uint64_t { none = 0 };

using wire::hyperliquid::Cloid;
using wire::hyperliquid::Grouping;
using wire::hyperliquid::OrderStatus;
using wire::hyperliquid::Tif;

struct Trigger {
    bool is_market = true;
    bool is_take_profit = false;
    Ticks price;
};

struct NewOrder {
    AssetIndex asset = 0;
    Side side = Side::bid;
    Ticks price;
    Lots size;
    bool reduce_only = false;
    Tif tif = Tif::gtc;
    std::optional<Trigger> trigger;
    std::optional<Cloid> cloid;
};

enum class OrderStage : std::uint8_t {
    resting,
    waiting_for_trigger,
    waiting_for_fill,  // a child whose parent is not filled
};

struct Order {
    Oid oid = Oid::none;
    AccountId account = AccountId::outside;
    AssetIndex asset = 0;
    Side side = Side::bid;
    Ticks price;
    Lots size;       // as placed
    Lots remaining;  // still to fill
    bool reduce_only = false;
    bool is_position_tpsl = false;
    Tif tif = Tif::gtc;
    OrderStage stage = OrderStage::resting;
    std::optional<Trigger> trigger;
    std::optional<Cloid> cloid;
    Timestamp placed_at;
    paper::QueuePosition queue;  // against the outside market
    Oid parent = Oid::none;
    std::vector<Oid> children;
};

/// Still on the book or waiting.
constexpr bool is_live(OrderStatus status) {
    return status == OrderStatus::open || status == OrderStatus::triggered;
}

}  // namespace maxmin::venue
