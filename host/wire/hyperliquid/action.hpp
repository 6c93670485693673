// What can be asked of the exchange, as plain data. Prices and sizes are texts because the text is
// what is signed. Actions that a market maker never sends travel as OtherAction.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

#include <nlohmann/json.hpp>

#include "host/wire/hyperliquid/address.hpp"
#include "host/wire/hyperliquid/asset_id.hpp"
#include "host/wire/hyperliquid/cloid.hpp"
#include "host/wire/hyperliquid/decimal_text.hpp"

namespace maxmin::wire::hyperliquid {

enum class Tif : std::uint8_t {
    alo,              // post only
    ioc,              // immediate or cancel
    gtc,              // good til cancelled
    frontend_market,  // as Ioc; what the venue's own page sends
};

struct LimitType {
    Tif tif = Tif::alo;
};

enum class TriggerKind : std::uint8_t { take_profit, stop_loss };

struct TriggerType {
    bool is_market = true;
    DecimalText trigger_price;
    TriggerKind kind = TriggerKind::stop_loss;
};

struct Order {
    AssetId asset{};
    bool is_buy = true;
    DecimalText price;
    DecimalText size;
    bool reduce_only = false;
    std::variant<LimitType, TriggerType> type;
    std::optional<Cloid> cloid;
};

enum class Grouping : std::uint8_t { none, normal_tpsl, position_tpsl };

/// Priority fee of price_rate / 10^8 instead of a grouping.
struct Priority {
    std::uint64_t rate = 0;
};

struct Builder {
    Address address;
    std::uint64_t fee = 0;  // in tenths of a basis point
};

struct OrderAction {
    std::vector<Order> orders;
    std::variant<Grouping, Priority> grouping = Grouping::none;
    std::optional<Builder> builder;
};

struct Cancel {
    AssetId asset{};
    std::uint64_t oid = 0;
};

struct CancelAction {
    std::vector<Cancel> cancels;
    bool fast = false;
};

struct CloidCancel {
    AssetId asset{};
    Cloid cloid;
};

struct CancelByCloidAction {
    std::vector<CloidCancel> cancels;
    bool fast = false;
};

/// Cancels the order of this id and places another one.
struct Modify {
    std::variant<std::uint64_t, Cloid> oid;
    Order order;
};

struct ModifyAction {
    Modify modify;
    bool always_place = false;
};

struct BatchModifyAction {
    std::vector<Modify> modifies;
    bool always_place = false;
};

struct ScheduleCancelAction {
    std::optional<std::uint64_t> time_ms;  // empty: takes the schedule back
};

struct UpdateLeverageAction {
    AssetId asset{};
    bool is_cross = true;
    std::uint32_t leverage = 1;
};

struct UpdateIsolatedMarginAction {
    AssetId asset{};
    bool is_buy = true;          // always true
    std::int64_t micro_usd = 0;  // negative: takes margin out
};

/// Burns its nonce, and with it an action in flight that carries the same one.
struct NoopAction {};

struct ReserveRequestWeightAction {
    std::uint64_t weight = 0;
    std::optional<Address> destination;
};

/// Anything else: an object whose first key is "type", hashed in the order its keys stand in.
struct OtherAction {
    nlohmann::ordered_json value;
};

using Action =
    std::variant<OrderAction, CancelAction, CancelByCloidAction, ModifyAction, BatchModifyAction,
                 ScheduleCancelAction, UpdateLeverageAction, UpdateIsolatedMarginAction, NoopAction,
                 ReserveRequestWeightAction, OtherAction>;

}  // namespace maxmin::wire::hyperliquid
