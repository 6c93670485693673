// A slow venue for one order of ours: it executes at once, knows everything, and what it says waits
// in channels until a test delivers it.
#pragma once

#include <algorithm>
#include <deque>
#include <optional>
#include <vector>

#include "host/base/random.hpp"
#include "host/exchange/hyperliquid/messages.hpp"

namespace maxmin::test {

using exchange::hyperliquid::Fill;
using exchange::hyperliquid::ItemKind;
using exchange::hyperliquid::OrderUpdate;
using exchange::hyperliquid::ReplyItem;
using gateway::Reason;
using gateway::Request;
using gateway::TimeInForce;
using wire::hyperliquid::OrderFate;

inline constexpr wire::hyperliquid::CloidPrefix our_prefix(0x6d61786d696e0001);
inline constexpr gateway::OrderId our_id{77};

inline OrderUpdate update_of(std::uint64_t oid, OrderFate fate, Lots size, Lots remaining) {
    OrderUpdate update;
    update.order.price = Ticks(100);
    update.order.remaining = remaining;
    update.order.original = size;
    update.order.oid = oid;
    update.order.cloid = our_prefix.of(our_id);
    update.fate = fate;
    return update;
}

inline Fill fill_of(std::uint64_t oid, std::uint64_t trade, Lots size) {
    Fill fill;
    fill.price = Ticks(100);
    fill.size = size;
    fill.oid = oid;
    fill.trade_id = trade;
    fill.cloid = our_prefix.of(our_id);
    return fill;
}

/// One order at a venue, executed at once; what it says about it waits in channels.
class SlowVenue {
  public:
    struct Answer {
        Request request;
        ReplyItem item;
        Lots filled;
    };
    std::deque<Answer> answers;
    std::deque<OrderUpdate> updates;
    std::deque<Fill> fills;
    std::vector<Fill> all_fills;

    std::uint64_t oid = 100;  // of the order that rests
    Lots size, left;
    bool rests = false;
    bool known = false;

    void place(const Request& request, RandomStream& random) {
        size = left = request.size;
        known = true;
        if (random.uniform() < 0.1) {
            say(++oid, OrderFate::rejected);
            answer(request, ItemKind::refused, "Post only order would have immediately matched");
            return;
        }
        rests = true;
        say(++oid, OrderFate::live);
        const bool ioc = request.time_in_force == TimeInForce::immediate_or_cancel;
        if (ioc) {
            fill(Lots(1 + static_cast<std::int64_t>(random.uniform() * 10)), true);
            answer(request, ItemKind::filled, {}, size - left);
            if (rests) {
                rests = false;
                say(oid, OrderFate::cancelled);
            }
            return;
        }
        answer(request, ItemKind::resting);
    }
    void modify(const Request& request, RandomStream& random) {
        const double luck = random.uniform();
        if (luck < 0.05) {
            answer(request, ItemKind::refused, "Order has invalid price.");
        } else if (!rests) {
            answer(request, ItemKind::refused, "Cannot modify canceled or filled order");
        } else {
            say(oid, OrderFate::cancelled);
            size = left = request.size;
            ++oid;
            rests = luck > 0.15;
            say(oid, rests ? OrderFate::live : OrderFate::rejected);
            answer(request, rests ? ItemKind::resting : ItemKind::refused,
                   rests ? "" : "Error placing new order during modify: Post only order would");
        }
    }
    void cancel(const Request& request) {
        answer(request, rests ? ItemKind::success : ItemKind::refused,
               rests ? "" : "Order was never placed, already canceled, or filled. asset=0");
        end(OrderFate::cancelled);
    }
    void end(OrderFate fate) {
        if (rests) {
            rests = false;
            say(oid, fate);
        }
    }
    void fill(Lots most, bool taker) {
        if (!rests) {
            return;
        }
        const Lots taken = std::min(most, left);
        left -= taken;
        Fill made = fill_of(oid, all_fills.size() + 1, taken);
        made.liquidity = taker ? gateway::Liquidity::taker : gateway::Liquidity::maker;
        all_fills.push_back(made);
        fills.push_back(made);
        if (left == Lots(0)) {
            end(OrderFate::filled);
        }
    }
    std::optional<OrderUpdate> status() const {
        if (!known) {
            return std::nullopt;
        }
        const auto over = left == Lots(0) ? OrderFate::filled : OrderFate::cancelled;
        return update_of(oid, rests ? OrderFate::live : over, size, left);
    }

  private:
    void say(std::uint64_t which, OrderFate fate) {
        updates.push_back(update_of(which, fate, size, left));
    }
    void answer(const Request& request, ItemKind kind, std::string_view error = {},
                Lots filled = Lots(0)) {
        ReplyItem item;
        item.kind = kind;
        item.error = error;
        item.oid = kind == ItemKind::resting || kind == ItemKind::filled ? oid : 0;
        item.reason = kind == ItemKind::refused ? Reason::other : Reason::none;
        answers.push_back({request, item, filled});
    }
};

}  // namespace maxmin::test
