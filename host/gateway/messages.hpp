// What goes to a venue and what comes back, the same for paper and live. Flat and trivially
// copyable.
#pragma once

#include <cstdint>
#include <string_view>

#include "host/base/time.hpp"
#include "host/market/types.hpp"

namespace maxmin::gateway {

/// Client order id, unique over the run; rises with every placed order.
enum class OrderId : std::uint64_t {};

enum class TimeInForce : std::uint8_t { post_only, good_til_cancel, immediate_or_cancel };

enum class RequestKind : std::uint8_t {
    place,
    modify,
    cancel,
    query,  // what became of the order? Answered as if it had just happened: accepted (it rests),
            // or cancelled with nothing remaining (over or never seen: reason unknown_order). Fills
            // are reported by themselves, before the answer. Costs no allowance.
};

/// Places and modifies put a size into the market, cancels and queries do not.
constexpr bool shows_size(RequestKind kind) {
    return kind == RequestKind::place || kind == RequestKind::modify;
}

/// A modify keeps the id, sets price and total resting size, and loses queue position
/// (on Hyperliquid it is cancel + new order).
struct Request {
    RequestKind kind = RequestKind::place;
    OrderId id{};
    AssetIndex asset = 0;
    Side side = Side::bid;
    Ticks price;
    Lots size;
    TimeInForce time_in_force = TimeInForce::post_only;
    bool reduce_only = false;
    std::uint8_t level = 0;     // 0 = best level of our ladder; a taker order carries 0
    Timestamp frame_time = {};  // live: when the frame that caused it was received; 0: none did
};

enum class ReportKind : std::uint8_t {
    accepted,         // rests on the book now
    rejected,         // never rested
    modified,         // rests with the new price and size
    modify_rejected,  // see reason: the old order may be gone
    cancelled,        // by request or by the venue (reason says)
    cancel_rejected,  // it was already filled, cancelled or unknown
    filled,           // one fill; remaining tells whether the order lives on
    funding,          // hourly payment; amount in fee_usd (positive = we paid)
};

enum class Reason : std::uint8_t {
    none,
    post_only_would_cross,
    insufficient_margin,
    below_minimum_value,
    bad_price,
    bad_size,
    price_too_far,
    unknown_order,
    reduce_only_violated,
    immediate_not_filled,
    too_many_orders,
    too_many_requests,
    self_trade,
    liquidated,
    other,  // the venue said something that no name here stands for
};

enum class Liquidity : std::uint8_t { maker, taker };

struct Report {
    ReportKind kind = ReportKind::accepted;
    Reason reason = Reason::none;
    Liquidity liquidity = Liquidity::maker;
    Side side = Side::bid;
    std::uint8_t level = 0;
    AssetIndex asset = 0;
    OrderId id{};
    Ticks price;           // of the fill, or of the resting order
    Lots size;             // filled now, or resting now
    Lots remaining;        // resting after this report; zero when the order is over
    double fee_usd = 0.0;  // positive = cost; negative = rebate
    std::uint64_t trade_id = 0;
    Timestamp exchange_time;
    Timestamp local_time;  // when the engine may see it
};

std::string_view to_string(RequestKind kind);
std::string_view to_string(ReportKind kind);
std::string_view to_string(Reason reason);
std::string_view to_string(TimeInForce time_in_force);

}  // namespace maxmin::gateway
