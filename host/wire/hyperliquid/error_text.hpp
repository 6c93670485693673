// The venue's refusals: which text it sends, which status the order gets, and how a client that
// reads the text should take it. The wording drifts, so a client looks for the words that carry
// the meaning; a text it does not know is a refusal all the same.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "host/gateway/messages.hpp"
#include "host/wire/hyperliquid/order_status.hpp"

namespace maxmin::wire::hyperliquid {

enum class Refusal : std::uint8_t {
    // of one order, while it is executed; " asset=N" follows the text
    tick,
    minimum_value,
    minimum_value_spot,
    margin,
    reduce_only,
    post_only,  // "{bid}@{ask}." follows
    not_matched,
    trigger_price,
    no_liquidity,
    open_interest_capped,
    open_interest_aggressive,
    open_interest_quick,
    spot_balance,
    oracle,
    margin_tier,
    too_many_open_orders,
    builder_fee,
    post_only_after_upgrade,
    // of the whole batch, before any order of it is executed
    invalid_price,
    invalid_size,
    zero_size,
    reference_price,
    value_too_large,
    orders_empty,
    trigger_count,
    reduce_only_spot,
    trigger_not_reduce_only,
    mixed_asset_classes,
    invalid_tif,
    // of one cancel or modify
    never_placed,
    modify_gone,
    modify_place_failed,  // the order's reason follows; the old order is gone
    modify_invalid,
    // of the whole action
    unknown_signer,
    must_deposit,
    unrecoverable_signature,
    other_network,
    unknown_vault,
    nonce,  // one of four texts
    expired,
    request_allowance,
    schedule_cancel_early,
    schedule_cancel_volume,
    schedule_cancel_count,
    leverage,
    isolated_margin,
    multi_sig_required,
    other,
};

struct RefusalText {
    Refusal refusal;
    std::string_view text;              // what the venue says, or the part of it that never changes
    std::string_view key_words;         // lower case; a text that holds them is this refusal
    std::optional<OrderStatus> status;  // of an order refused while it was executed
    gateway::Reason reason;
};

const RefusalText& text_of(Refusal refusal);
/// Refusal::other for a text without any known key words.
Refusal classify_refusal(std::string_view text);
/// Of a modify whose new order was refused: why that was.
gateway::Reason reason_of_refusal(std::string_view text);

}  // namespace maxmin::wire::hyperliquid
