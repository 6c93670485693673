// What happened in a block, in the order in which it happened: the source of every channel a client
// can subscribe to, of the histories, and of the journal.
#pragma once

#include <cstdint>
#include <optional>
#include <variant>

#include "host/paper/fees.hpp"
#include "host/venue/order.hpp"

namespace maxmin::venue {

using paper::MicroUsd;

/// Stands for the 32 bytes of a transaction hash; zero for what the exchange does by itself.
enum class ActionHash : std::uint64_t { none = 0 };

/// An order's new status. `order` as it is after the change.
struct OrderChange {
    Order order;
    OrderStatus status = OrderStatus::open;
    Timestamp time;
};

struct Liquidation {
    AccountId account = AccountId::outside;
    Ticks mark;
    bool is_backstop = false;
};

/// One side of a match, a client's.
struct Fill {
    AccountId account = AccountId::outside;
    AssetIndex asset = 0;
    Side side = Side::bid;
    Ticks price;
    Lots size;
    Timestamp time;
    Lots start_position;
    MicroUsd closed_pnl;  // without the fee
    MicroUsd fee;
    Oid oid = Oid::none;
    bool crossed = false;
    std::uint64_t tid = 0;
    ActionHash hash = ActionHash::none;
    std::optional<Cloid> cloid;
    std::optional<Liquidation> liquidation;
};

/// A match as the public sees it.
struct Trade {
    AssetIndex asset = 0;
    Side aggressor = Side::bid;
    Ticks price;
    Lots size;
    Timestamp time;
    std::uint64_t tid = 0;
    ActionHash hash = ActionHash::none;
    AccountId buyer = AccountId::outside;
    AccountId seller = AccountId::outside;
};

/// `paid` positive: the account paid.
struct FundingPayment {
    AccountId account = AccountId::outside;
    AssetIndex asset = 0;
    Timestamp time;
    MicroUsd paid;
    Lots position;
    double rate_hourly = 0.0;
};

/// An hour's rate, whether or not anyone paid it.
struct FundingRate {
    AssetIndex asset = 0;
    Timestamp time;
    double rate_hourly = 0.0;
    double premium = 0.0;  // mean of the hour
};

/// Money in (positive) or out of the perp account that no trade explains.
struct Transfer {
    enum class Kind : std::uint8_t { deposit, send, withdraw };

    AccountId account = AccountId::outside;
    Kind kind = Kind::deposit;
    Timestamp time;
    MicroUsd amount;
    AccountId other = AccountId::outside;  // send: the other side
};

struct Liquidated {
    AccountId account = AccountId::outside;
    Timestamp time;
    MicroUsd value;          // of the positions closed
    MicroUsd account_value;  // before
};

using Event =
    std::variant<OrderChange, Fill, Trade, FundingRate, FundingPayment, Transfer, Liquidated>;

}  // namespace maxmin::venue
