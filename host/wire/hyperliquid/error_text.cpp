#include "host/wire/hyperliquid/error_text.hpp"

#include <algorithm>
#include <array>

namespace maxmin::wire::hyperliquid {
namespace {

using gateway::Reason;
using enum Refusal;

constexpr std::array<RefusalText, 48> texts = {{
    {tick, "Price must be divisible by tick size.", "tick", OrderStatus::tick_rejected,
     Reason::bad_price},
    {minimum_value, "Order must have minimum value of $10.", "minimum value",
     OrderStatus::min_trade_ntl_rejected, Reason::below_minimum_value},
    {minimum_value_spot, "Order must have minimum value of 10 USDC.", "minimum value of 10 ",
     OrderStatus::min_trade_ntl_rejected, Reason::below_minimum_value},
    {margin, "Insufficient margin to place order.", "insufficient margin",
     OrderStatus::perp_margin_rejected, Reason::insufficient_margin},
    {reduce_only, "Reduce only order would increase position.", "reduce only",
     OrderStatus::reduce_only_rejected, Reason::reduce_only_violated},
    {post_only, "Post only order would have immediately matched, bbo was ", "post only order",
     OrderStatus::bad_alo_px_rejected, Reason::post_only_would_cross},
    {not_matched, "Order could not immediately match against any resting orders.",
     "could not immediately match", OrderStatus::ioc_cancel_rejected, Reason::immediate_not_filled},
    {trigger_price, "Invalid TP/SL price.", "tp/sl", OrderStatus::bad_trigger_px_rejected,
     Reason::bad_price},
    {no_liquidity, "No liquidity available for market order.", "no liquidity",
     OrderStatus::market_order_no_liquidity_rejected, Reason::immediate_not_filled},
    {open_interest_capped, "Order would increase open interest while open interest is capped",
     "open interest is capped", OrderStatus::position_increase_at_open_interest_cap_rejected,
     Reason::other},
    {open_interest_aggressive,
     "Order rejected due to price more aggressive than oracle while at open interest cap",
     "more aggressive than oracle", OrderStatus::too_aggressive_at_open_interest_cap_rejected,
     Reason::price_too_far},
    {open_interest_quick, "Order would increase open interest too quickly",
     "open interest too quickly", OrderStatus::open_interest_increase_rejected, Reason::other},
    {spot_balance, "Insufficient spot balance", "spot balance",
     OrderStatus::insufficient_spot_balance_rejected, Reason::insufficient_margin},
    {oracle, "Price too far from oracle", "too far from oracle", OrderStatus::oracle_rejected,
     Reason::price_too_far},
    {margin_tier, "Order would cause position to exceed margin tier limit at current leverage",
     "margin tier", OrderStatus::perp_max_position_rejected, Reason::insufficient_margin},
    {too_many_open_orders, "Too many open orders", "too many open orders",
     OrderStatus::too_many_open_orders_rejected, Reason::too_many_orders},
    {builder_fee, "Builder fee has not been approved.", "builder fee", OrderStatus::rejected,
     Reason::other},
    {post_only_after_upgrade, "Only post-only orders allowed immediately after a network upgrade",
     "only post-only", OrderStatus::rejected, Reason::other},
    {invalid_price, "Order has invalid price.", "invalid price", std::nullopt, Reason::bad_price},
    {invalid_size, "Order has invalid size.", "invalid size", std::nullopt, Reason::bad_size},
    {zero_size, "Order has zero size.", "zero size", std::nullopt, Reason::bad_size},
    {reference_price, "Order price cannot be more than 95% away from the reference price",
     "reference price", std::nullopt, Reason::price_too_far},
    {value_too_large, "Order value too large. Max is $", "value too large", std::nullopt,
     Reason::bad_size},
    {orders_empty, "Orders are empty.", "orders are empty", std::nullopt, Reason::other},
    {trigger_count, "Unexpected number of trigger orders", "number of trigger orders", std::nullopt,
     Reason::other},
    {reduce_only_spot, "Reduce-only is invalid for spot trading.", "reduce-only is invalid",
     std::nullopt, Reason::reduce_only_violated},
    {trigger_not_reduce_only, "Trigger order is not reduce only.", "trigger order is not",
     std::nullopt, Reason::reduce_only_violated},
    {mixed_asset_classes, "Order action has different asset classes", "different asset classes",
     std::nullopt, Reason::other},
    {invalid_tif, "Invalid TIF", "invalid tif", std::nullopt, Reason::other},
    {never_placed, "Order was never placed, already canceled, or filled.", "never placed",
     std::nullopt, Reason::unknown_order},
    {modify_gone, "Cannot modify canceled or filled order", "cannot modify", std::nullopt,
     Reason::unknown_order},
    {modify_place_failed, "Error placing new order during modify: ",
     "error placing new order during modify", std::nullopt, Reason::other},
    {modify_invalid, "Attempted to modify to invalid new order", "modify to invalid", std::nullopt,
     Reason::bad_price},
    {unknown_signer, "User or API Wallet ", "does not exist", std::nullopt, Reason::other},
    {must_deposit, "Must deposit before performing actions. User: ", "must deposit", std::nullopt,
     Reason::other},
    {unrecoverable_signature, "Unable to recover signer.", "recover signer", std::nullopt,
     Reason::other},
    {other_network, "Mainnet and testnet require different signature.",
     "require different signature", std::nullopt, Reason::other},
    {unknown_vault, "Vault not registered: ", "vault not registered", std::nullopt, Reason::other},
    {nonce, "Invalid nonce: ", "nonce", std::nullopt, Reason::other},
    {expired, "Action already expired", "already expired", std::nullopt, Reason::other},
    {request_allowance, "Too many cumulative requests sent ", "cumulative requests", std::nullopt,
     Reason::too_many_requests},
    {schedule_cancel_early, "Scheduled cancel time too early, must be at least 5 seconds from now.",
     "scheduled cancel time too early", std::nullopt, Reason::other},
    {schedule_cancel_volume, "Cannot set scheduled cancel time until enough volume traded. ",
     "enough volume traded", std::nullopt, Reason::other},
    {schedule_cancel_count, "Too many scheduled cancels triggered for the day. Limit is ",
     "too many scheduled cancels", std::nullopt, Reason::too_many_requests},
    {leverage, "Cannot switch leverage type with open position.", "leverage", std::nullopt,
     Reason::other},
    {isolated_margin, "Position does not use isolated margin.", "isolated margin", std::nullopt,
     Reason::other},
    {multi_sig_required, "Multi-sig required", "multi-sig", std::nullopt, Reason::other},
    {other, "Action refused.", "", std::nullopt, Reason::other},
}};

constexpr bool in_order_of_the_enum() {
    for (std::size_t i = 0; i < texts.size(); ++i) {
        if (static_cast<std::size_t>(texts[i].refusal) != i) {
            return false;
        }
    }
    return true;
}
static_assert(in_order_of_the_enum());

constexpr char lower(char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter - 'A' + 'a') : letter;
}

bool holds(std::string_view text, std::string_view key_words) {
    const auto found = std::search(text.begin(), text.end(), key_words.begin(), key_words.end(),
                                   [](char a, char b) { return lower(a) == b; });
    return found != text.end();
}

}  // namespace

const RefusalText& text_of(Refusal refusal) {
    return texts[static_cast<std::size_t>(refusal)];
}

Refusal classify_refusal(std::string_view text) {
    // The longest key words win: "reduce only" also stands in what is said of triggers.
    const RefusalText* best = nullptr;
    for (const RefusalText& known : texts) {
        if (!known.key_words.empty() && holds(text, known.key_words) &&
            (best == nullptr || known.key_words.size() > best->key_words.size())) {
            best = &known;
        }
    }
    return best == nullptr ? other : best->refusal;
}

Reason reason_of_refusal(std::string_view text) {
    const Refusal refusal = classify_refusal(text);
    const auto colon = text.find(": ");
    return refusal == modify_place_failed && colon != std::string_view::npos
               ? text_of(classify_refusal(text.substr(colon))).reason
               : text_of(refusal).reason;
}

}  // namespace maxmin::wire::hyperliquid
