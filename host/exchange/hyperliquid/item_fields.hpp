// The objects that appear in frames and in HTTP replies alike. Each function takes one whose coin
// has been found to be ours; false leaves the reason in `fields`.
#pragma once

#include <vector>

#include "host/exchange/hyperliquid/messages.hpp"
#include "host/market/json_fields.hpp"
#include "host/market/symbol_table.hpp"

namespace maxmin::exchange::hyperliquid {

using market::JsonFields;
using market::SymbolTable;
using Coin = SymbolTable::Entry;

[[nodiscard]] bool decode_fill(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                               Fill& fill);
[[nodiscard]] bool decode_order(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                                OrderView& order);
[[nodiscard]] bool decode_funding(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                                  Funding& funding);
[[nodiscard]] bool decode_context(JsonFields& fields, JsonFields::Object& item, const Coin& coin,
                                  AssetContext& context);
/// The word and time that follow an order in updates and in its status.
[[nodiscard]] bool decode_update(JsonFields& fields, JsonFields::Object& item, OrderUpdate& update);

/// A list of orders; all or nothing, because an order missing from it counts as gone. `others`
/// counts orders in coins that are not ours.
[[nodiscard]] bool decode_orders(JsonFields& fields, JsonFields::Array& list,
                                 const SymbolTable& coins, std::vector<OrderView>& orders,
                                 std::uint64_t& others);
/// All or nothing too. `positions` holds what the state's span points to.
[[nodiscard]] bool decode_account(JsonFields& fields, JsonFields::Object& data,
                                  const SymbolTable& coins, std::vector<Position>& positions,
                                  AccountState& state);
/// `items` holds what the reply's span points to.
[[nodiscard]] bool decode_exchange_reply(JsonFields& fields, JsonFields::Object& body,
                                         std::vector<ReplyItem>& items, ExchangeReply& reply);

/// Of an item: null if its coin is not ours, or if it names none (then `fields` says so).
const Coin* coin_of(JsonFields& fields, JsonFields::Object& item, const SymbolTable& coins);

}  // namespace maxmin::exchange::hyperliquid
