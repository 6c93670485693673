#include "host/wire/hyperliquid/order_status.hpp"

#include <array>

namespace maxmin::wire::hyperliquid {
namespace {

using gateway::Reason;

struct StatusWord {
    OrderStatus status;
    std::string_view word;
    Reason reason;
};

using enum OrderStatus;
constexpr std::array<StatusWord, order_status_count> words = {{
    {open, "open", Reason::none},
    {triggered, "triggered", Reason::none},
    {filled, "filled", Reason::none},
    {canceled, "canceled", Reason::none},
    {margin_canceled, "marginCanceled", Reason::insufficient_margin},
    {vault_withdrawal_canceled, "vaultWithdrawalCanceled", Reason::insufficient_margin},
    {open_interest_cap_canceled, "openInterestCapCanceled", Reason::other},
    {self_trade_canceled, "selfTradeCanceled", Reason::self_trade},
    {reduce_only_canceled, "reduceOnlyCanceled", Reason::reduce_only_violated},
    {sibling_filled_canceled, "siblingFilledCanceled", Reason::other},
    {delisted_canceled, "delistedCanceled", Reason::other},
    {liquidated_canceled, "liquidatedCanceled", Reason::liquidated},
    {scheduled_cancel, "scheduledCancel", Reason::other},
    {outcome_settled_canceled, "outcomeSettledCanceled", Reason::other},
    {internal_cancel, "internalCancel", Reason::other},
    {perp_max_position_canceled, "perpMaxPositionCanceled", Reason::insufficient_margin},
    {rejected, "rejected", Reason::other},
    {tick_rejected, "tickRejected", Reason::bad_price},
    {min_trade_ntl_rejected, "minTradeNtlRejected", Reason::below_minimum_value},
    {perp_margin_rejected, "perpMarginRejected", Reason::insufficient_margin},
    {reduce_only_rejected, "reduceOnlyRejected", Reason::reduce_only_violated},
    {bad_alo_px_rejected, "badAloPxRejected", Reason::post_only_would_cross},
    {ioc_cancel_rejected, "iocCancelRejected", Reason::immediate_not_filled},
    {bad_trigger_px_rejected, "badTriggerPxRejected", Reason::bad_price},
    {market_order_no_liquidity_rejected, "marketOrderNoLiquidityRejected",
     Reason::immediate_not_filled},
    {position_increase_at_open_interest_cap_rejected, "positionIncreaseAtOpenInterestCapRejected",
     Reason::other},
    {position_flip_at_open_interest_cap_rejected, "positionFlipAtOpenInterestCapRejected",
     Reason::other},
    {too_aggressive_at_open_interest_cap_rejected, "tooAggressiveAtOpenInterestCapRejected",
     Reason::price_too_far},
    {open_interest_increase_rejected, "openInterestIncreaseRejected", Reason::other},
    {insufficient_spot_balance_rejected, "insufficientSpotBalanceRejected",
     Reason::insufficient_margin},
    {oracle_rejected, "oracleRejected", Reason::price_too_far},
    {perp_max_position_rejected, "perpMaxPositionRejected", Reason::insufficient_margin},
    {too_many_open_orders_rejected, "tooManyOpenOrdersRejected", Reason::too_many_orders},
    {outcome_settled_rejected, "outcomeSettledRejected", Reason::other},
}};

constexpr bool in_order_of_the_enum() {
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (static_cast<std::size_t>(words[i].status) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order_of_the_enum());

}  // namespace

std::string_view to_string(OrderStatus status) {
    return words[static_cast<std::size_t>(status)].word;
}

std::optional<OrderStatus> parse_order_status(std::string_view word) {
    for (const StatusWord& known : words) {
        if (known.word == word) {
            return known.status;
        }
    }
    return std::nullopt;
}

OrderFate fate_of(std::string_view word) {
    if (word == "open" || word == "triggered") {
        return OrderFate::live;
    }
    if (word == "filled") {
        return OrderFate::filled;
    }
    return word.ends_with("ejected") ? OrderFate::rejected : OrderFate::cancelled;
}

Reason reason_of(std::string_view word) {
    const auto status = parse_order_status(word);
    return status ? words[static_cast<std::size_t>(*status)].reason : Reason::other;
}

}  // namespace maxmin::wire::hyperliquid
