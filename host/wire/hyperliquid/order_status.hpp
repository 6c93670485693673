// What became of an order, in the venue's words. The list grows: a word that is not in it means an
// order that is over, and one that ends in "Rejected" an order that never rested.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/gateway/messages.hpp"

namespace maxmin::wire::hyperliquid {

enum class OrderStatus : std::uint8_t {
    open,
    triggered,
    filled,
    canceled,
    margin_canceled,
    vault_withdrawal_canceled,
    open_interest_cap_canceled,
    self_trade_canceled,
    reduce_only_canceled,
    sibling_filled_canceled,
    delisted_canceled,
    liquidated_canceled,
    scheduled_cancel,
    outcome_settled_canceled,
    internal_cancel,
    perp_max_position_canceled,
    rejected,
    tick_rejected,
    min_trade_ntl_rejected,
    perp_margin_rejected,
    reduce_only_rejected,
    bad_alo_px_rejected,
    ioc_cancel_rejected,
    bad_trigger_px_rejected,
    market_order_no_liquidity_rejected,
    position_increase_at_open_interest_cap_rejected,
    position_flip_at_open_interest_cap_rejected,
    too_aggressive_at_open_interest_cap_rejected,
    open_interest_increase_rejected,
    insufficient_spot_balance_rejected,
    oracle_rejected,
    perp_max_position_rejected,
    too_many_open_orders_rejected,
    outcome_settled_rejected,
};
inline constexpr std::size_t order_status_count = 34;

std::string_view to_string(OrderStatus status);
/// Empty for a word that is not in the list.
std::optional<OrderStatus> parse_order_status(std::string_view word);

enum class OrderFate : std::uint8_t {
    live,       // on the book, or a trigger that waits
    filled,     // nothing remains
    cancelled,  // rested (or might have), rests no more
    rejected,   // never rested
};

/// For known words and for those to come.
OrderFate fate_of(std::string_view word);
/// Why the order ended so; Reason::none for live, filled and plainly cancelled ones.
gateway::Reason reason_of(std::string_view word);

}  // namespace maxmin::wire::hyperliquid
