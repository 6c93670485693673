#include "host/exchange/hyperliquid/item_fields.hpp"

#include "host/market/decimal.hpp"

namespace maxmin::exchange::hyperliquid {
namespace {

namespace wire = wire::hyperliquid;

/// An optional cloid; one that is there has to be well formed.
std::optional<Cloid> cloid_of(JsonFields& fields, JsonFields::Object& item) {
    std::string_view letters;
    if (!fields.has_text(item, "cloid", letters)) {
        return std::nullopt;
    }
    const auto cloid = wire::parse_cloid(letters);
    if (!cloid) {
        fields.note({"cloid", letters, "is no client order id", {}});
    }
    return cloid;
}

bool decode_position(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                     Position& position) {
    position.asset = coin.asset;
    position.lots = fields.position(item, "szi", *coin.rules);
    JsonFields::Object leverage;
    if (fields.object(item, "leverage", leverage)) {
        position.isolated = fields.text(leverage, "type") == "isolated";
        position.leverage = static_cast<std::uint32_t>(fields.number(leverage, "value"));
    }
    position.entry_usd = fields.amount_or(item, "entryPx", not_given);
    position.value_usd = fields.amount(item, "positionValue");
    position.unrealized_usd = fields.amount(item, "unrealizedPnl");
    position.liquidation_usd = fields.amount_or(item, "liquidationPx", not_given);
    position.margin_usd = fields.amount(item, "marginUsed");
    JsonFields::Value funding;
    JsonFields::Object sums;
    if (fields.has(item, "cumFunding", funding) && fields.object_of(funding, "cumFunding", sums)) {
        position.funding_since_open_usd = fields.amount(sums, "sinceOpen");
    }
    return fields.good();
}

}  // namespace

const Coin* coin_of(JsonFields& fields, JsonFields::Object& item, const SymbolTable& coins) {
    const std::string_view name = fields.text(item, "coin");
    return fields.good() ? coins.find(name) : nullptr;
}

bool decode_fill(JsonFields& fields, JsonFields::Object& item, const Coin& coin, Fill& fill) {
    fill.asset = coin.asset;
    fill.price = fields.price(item, "px", *coin.rules);
    fill.size = fields.size(item, "sz", *coin.rules);
    fill.side = fields.side(item, "side");
    fill.time = fields.time_ms(item, "time");
    const std::string_view start = fields.text(item, "startPosition");
    fill.start_position_coin = fields.amount_of(start, "startPosition");
    if (const auto lots = market::parse_decimal(start, coin.rules->size_decimals)) {
        fill.start_position = Lots(*lots);
    }
    fill.direction = fields.text(item, "dir");
    fill.closed_pnl_usd = fields.amount(item, "closedPnl");
    fill.oid = fields.number(item, "oid");
    fill.liquidity =
        fields.truth(item, "crossed") ? gateway::Liquidity::taker : gateway::Liquidity::maker;
    fill.fee = fields.amount(item, "fee");
    fill.trade_id = fields.number(item, "tid");
    fill.cloid = cloid_of(fields, item);
    JsonFields::Value liquidation;
    fill.liquidation = fields.has(item, "liquidation", liquidation);
    fill.fee_token = fields.text(item, "feeToken");
    return fields.good();
}

bool decode_order(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                  OrderView& order) {
    order.asset = coin.asset;
    order.side = fields.side(item, "side");
    order.price = fields.price(item, "limitPx", *coin.rules);
    order.remaining = fields.size(item, "sz", *coin.rules);
    order.oid = fields.number(item, "oid");
    order.placed_at = fields.time_ms(item, "timestamp");
    order.is_trigger = fields.is_set(item, "isTrigger");
    order.reduce_only = fields.is_set(item, "reduceOnly");
    order.original = fields.size(item, "origSz", *coin.rules);
    order.cloid = cloid_of(fields, item);
    return fields.good();
}

bool decode_funding(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                    Funding& funding) {
    funding.asset = coin.asset;
    funding.time = fields.time_ms(item, "time");
    funding.paid_usd = -fields.amount(item, "usdc");
    funding.position = fields.position(item, "szi", *coin.rules);
    funding.rate = fields.amount(item, "fundingRate");
    return fields.good();
}

bool decode_context(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                    AssetContext& context) {
    context.asset = coin.asset;
    context.funding_rate = fields.amount_or(item, "funding", not_given);
    context.open_interest_coin = fields.amount_or(item, "openInterest", not_given);
    context.day_volume_usd = fields.amount(item, "dayNtlVlm");
    context.oracle_usd = fields.amount_or(item, "oraclePx", not_given);
    context.mark_usd = fields.amount(item, "markPx");
    context.mid_usd = fields.amount_or(item, "midPx", not_given);
    return fields.good();
}

bool decode_update(JsonFields& fields, JsonFields::Object& item, OrderUpdate& update) {
    update.status = fields.text(item, "status");
    update.fate = wire::fate_of(update.status);
    update.reason = wire::reason_of(update.status);
    update.time = fields.time_ms(item, "statusTimestamp");
    return fields.good();
}

bool decode_orders(JsonFields& fields, JsonFields::Array& list, const SymbolTable& coins,
                   std::vector<OrderView>& orders, std::uint64_t& others) {
    orders.clear();
    fields.each_of(list, [&](JsonFields::Value& value) {
        JsonFields::Object item;
        if (!fields.object_of(value, "orders", item)) {
            return false;
        }
        if (const Coin* const coin = coin_of(fields, item, coins)) {
            OrderView order;
            if (decode_order(fields, item, *coin, order)) {
                orders.push_back(order);
            }
        } else {
            ++others;
        }
        return fields.good();
    });
    return fields.good();
}

bool decode_account(JsonFields& fields, JsonFields::Object& data, const SymbolTable& coins,
                    std::vector<Position>& positions, AccountState& state) {
    positions.clear();
    state.other_positions = 0;
    JsonFields::Object sums;
    if (fields.object(data, "marginSummary", sums)) {
        state.value_usd = fields.amount(sums, "accountValue");
        state.notional_usd = fields.amount(sums, "totalNtlPos");
        state.raw_usd = fields.amount(sums, "totalRawUsd");
        state.margin_used_usd = fields.amount(sums, "totalMarginUsed");
    }
    state.maintenance_usd = fields.amount_or(data, "crossMaintenanceMarginUsed", not_given);
    state.withdrawable_usd = fields.amount(data, "withdrawable");
    fields.each(data, "assetPositions", [&](JsonFields::Value& value) {
        JsonFields::Object outer;
        JsonFields::Object item;
        if (!fields.object_of(value, "assetPositions", outer) ||
            !fields.object(outer, "position", item)) {
            return false;
        }
        if (const Coin* const coin = coin_of(fields, item, coins)) {
            Position position;
            if (decode_position(fields, item, *coin, position)) {
                positions.push_back(position);
            }
        } else {
            ++state.other_positions;
        }
        return fields.good();
    });
    state.time = fields.time_ms(data, "time");
    state.positions = positions;
    return fields.good();
}

}  // namespace maxmin::exchange::hyperliquid
