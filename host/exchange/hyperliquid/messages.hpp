// What the venue tells us, decoded: flat, in integer ticks and lots where a price or size is meant,
// in doubles where an amount of money is. Texts and spans are valid during the call that hands them
// over. Items of coins that are not ours are left out and counted.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"
#include "host/market/types.hpp"
#include "host/wire/hyperliquid/cloid.hpp"
#include "host/wire/hyperliquid/decimal_text.hpp"
#include "host/wire/hyperliquid/order_status.hpp"

namespace maxmin::exchange::hyperliquid {

using wire::hyperliquid::Cloid;

/// Stands for an amount the venue leaves out.
inline constexpr double not_given = std::numeric_limits<double>::quiet_NaN();

struct Fill {
    AssetIndex asset = 0;
    Side side = Side::bid;  // ours
    gateway::Liquidity liquidity = gateway::Liquidity::maker;
    bool liquidation = false;  // one of the two sides was being liquidated
    Ticks price;
    Lots size;
    std::uint64_t oid = 0;
    std::uint64_t trade_id = 0;  // the same for both sides of a match; not unique over coins
    std::optional<Cloid> cloid;
    Timestamp time;
    double fee = 0.0;                    // of fee_token; positive = cost; with any builder's fee
    double closed_pnl_usd = 0.0;         // without the fee
    double start_position_coin = 0.0;    // signed, before this fill; spot: the balance
    std::optional<Lots> start_position;  // empty where a balance is finer than a lot
    std::string_view fee_token;          // "USDC" for perps
    std::string_view direction;          // "Open Long", ...
};

/// An order as lists and updates show it.
struct OrderView {
    AssetIndex asset = 0;
    Side side = Side::bid;
    bool reduce_only = false;
    bool is_trigger = false;
    Ticks price;
    Lots remaining;  // of a cancelled order: what was cancelled
    Lots original;
    std::uint64_t oid = 0;
    std::optional<Cloid> cloid;
    Timestamp placed_at;
};

struct OrderUpdate {
    OrderView order;
    wire::hyperliquid::OrderFate fate = wire::hyperliquid::OrderFate::live;
    gateway::Reason reason = gateway::Reason::none;
    std::string_view status;  // the venue's word, known or not
    Timestamp time;
};

struct Funding {
    AssetIndex asset = 0;
    Timestamp time;
    double paid_usd = 0.0;  // positive = we paid (the venue states the change of the balance)
    double rate = 0.0;      // of the hour
    Lots position;
};

/// The venue cancelled it: margin, self-trade, schedule.
struct NonUserCancel {
    AssetIndex asset = 0;
    std::uint64_t oid = 0;
};

struct Position {
    AssetIndex asset = 0;
    Lots lots;  // signed
    double entry_usd = not_given;
    double value_usd = 0.0;
    double unrealized_usd = 0.0;
    double liquidation_usd = not_given;  // price
    double margin_usd = 0.0;
    double funding_since_open_usd = not_given;  // positive = paid
    std::uint32_t leverage = 1;
    bool isolated = false;
};

struct AccountState {
    Timestamp time;
    double value_usd = 0.0;
    double notional_usd = 0.0;
    double raw_usd = 0.0;
    double margin_used_usd = 0.0;
    double maintenance_usd = not_given;  // cross
    double withdrawable_usd = 0.0;
    std::span<const Position> positions;
    int other_positions = 0;  // in coins that are not ours
};

struct AssetContext {
    AssetIndex asset = 0;
    double mark_usd = 0.0;
    double mid_usd = not_given;     // a side of the book is empty
    double oracle_usd = not_given;  // spot has none
    double funding_rate = not_given;
    double open_interest_coin = not_given;  // one side
    double day_volume_usd = 0.0;
};

enum class ItemKind : std::uint8_t {
    resting,
    filled,   // something filled at once; compare total_size with what was sent
    success,  // of a cancel
    waiting_for_fill,
    waiting_for_trigger,
    running,  // a TWAP; oid is its number
    refused,
    unknown,  // a form this program does not know: the order's fate has to be asked for
};

/// What became of one order, cancel or modify of a request.
struct ReplyItem {
    ItemKind kind = ItemKind::unknown;
    gateway::Reason reason = gateway::Reason::none;
    std::uint64_t oid = 0;
    std::optional<Cloid> cloid;
    wire::hyperliquid::DecimalText total_size;
    double average_usd = not_given;
    std::string_view error;
};

/// The answer to a signed action, whichever way it came.
struct ExchangeReply {
    bool accepted = false;  // false: the action as a whole was refused
    gateway::Reason reason = gateway::Reason::none;
    std::string_view error;            // of a refused action
    std::string_view type;             // "order", "cancel", "default", ...
    std::span<const ReplyItem> items;  // empty for actions that answer without

    /// The item that tells about the `index`th of `sent`: a refusal of the whole batch is one item
    /// for all. Null where the answer does not say.
    const ReplyItem* item(std::size_t index, std::size_t sent) const {
        if (items.size() == sent && index < sent) {
            return &items[index];
        }
        const bool one_for_all = items.size() == 1 && items[0].kind == ItemKind::refused;
        return one_for_all ? items.data() : nullptr;
    }
};

enum class PostKind : std::uint8_t { action, info, error };

struct PostReply {
    std::uint64_t id = 0;
    PostKind kind = PostKind::error;
    ExchangeReply action;         // kind action
    std::string_view info_type;   // kind info
    std::string_view info_json;   // kind info: what HTTP would have answered
    std::string_view error_text;  // kind error
};

struct SubscriptionReply {
    bool subscribed = true;  // false: of an unsubscribe
    std::string_view type;
    std::string_view coin;  // empty where the subscription has none
    std::string_view user;  // likewise
};

}  // namespace maxmin::exchange::hyperliquid
