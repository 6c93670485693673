// Who hears what one socket of the venue says, frame by frame. Called while the frame is being
// decoded, in the order of its items; must not keep texts or spans.
#pragma once

#include <span>
#include <string_view>

#include "host/exchange/hyperliquid/messages.hpp"
#include "host/market/event.hpp"

namespace maxmin::exchange::hyperliquid {

/// Where a fill was seen. Only one of the two live channels may be counted.
enum class FillSource : std::uint8_t { user_events, user_fills, user_fills_snapshot };

class FrameHandler {
  public:
    FrameHandler() = default;
    FrameHandler(const FrameHandler&) = delete;
    FrameHandler& operator=(const FrameHandler&) = delete;
    virtual ~FrameHandler() = default;

    /// `bids` and `asks`: a book event's levels, best first; else empty.
    virtual void on_market(const market::MarketEvent& event,
                           std::span<const market::BookLevel> bids,
                           std::span<const market::BookLevel> asks) = 0;
    virtual void on_subscription(const SubscriptionReply& reply) = 0;
    virtual void on_error(std::string_view text) = 0;

    // What a socket only says if asked for it; who does not ask need not listen.
    virtual void on_mid(AssetIndex, double /*mid_usd*/) {}
    virtual void on_context(const AssetContext&) {}
    virtual void on_order_update(const OrderUpdate&) {}
    virtual void on_fill(const Fill&, FillSource) {}
    virtual void on_funding(const Funding&, bool /*snapshot*/) {}
    virtual void on_non_user_cancel(const NonUserCancel&) {}
    virtual void on_liquidation(double /*notional_usd*/, double /*account_value_usd*/) {}
    /// The whole list of the main dex, children of unfilled parents not listed twice.
    virtual void on_open_orders(std::span<const OrderView>) {}
    virtual void on_account(const AccountState&) {}
    virtual void on_post(const PostReply&) {}
    virtual void on_pong() {}
    virtual void on_notification(std::string_view) {}
};

}  // namespace maxmin::exchange::hyperliquid
