// A handler that hears frames and checks what every caller of the decoders relies on.
#pragma once

#include <cmath>
#include <stdexcept>
#include <string>
#include <vector>

#include "host/exchange/hyperliquid/frame_codec.hpp"

namespace maxmin::fuzz {

using namespace exchange::hyperliquid;  // NOLINT: the targets are about it

inline void require(bool holds, const char* promise) {
    if (!holds) {
        throw std::logic_error(std::string("broken promise: ") + promise);
    }
}

inline const SymbolTable& coins() {
    static const std::vector<market::Instrument> instruments = {
        market::hyperliquid_instrument("BTC", 5, market::AssetType::perp, 40),
        market::hyperliquid_instrument("ETH", 4, market::AssetType::perp, 25),
        market::hyperliquid_instrument("SOL", 2, market::AssetType::perp, 20),
        market::hyperliquid_instrument("HYPE", 2, market::AssetType::perp, 5),
        market::hyperliquid_instrument("INJ", 1, market::AssetType::perp, 5),
        market::hyperliquid_instrument("@107", 2, market::AssetType::spot, 1)};
    static const SymbolTable table = SymbolTable::of(instruments);
    return table;
}

inline void check_levels(std::span<const market::BookLevel> levels) {
    require(levels.size() <= market::book_levels_max, "at most 20 levels");
    for (const market::BookLevel& level : levels) {
        require(level.price > Ticks(0) && level.size >= Lots(0), "levels are positive");
    }
}

inline void check_order(const OrderView& order) {
    require(order.price > Ticks(0), "an order has a price");
    require(order.remaining >= Lots(0) && order.original >= Lots(0), "sizes are not negative");
    require(order.placed_at > Timestamp(), "an order has a time");
}

inline void check_fill(const Fill& fill) {
    require(fill.price > Ticks(0) && fill.size >= Lots(0), "a fill has price and size");
    require(fill.time > Timestamp(), "a fill has a time");
    require(std::isfinite(fill.fee) && std::isfinite(fill.closed_pnl_usd), "amounts are numbers");
}

class CheckingHandler final : public FrameHandler {
  public:
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks) override {
        require(event.exchange_time > Timestamp(), "a market event has a time");
        require(event.bid_levels == bids.size() && event.ask_levels == asks.size(),
                "counts are the spans'");
        check_levels(bids);
        check_levels(asks);
        if (event.kind == market::EventKind::trade) {
            check_levels({&event.bid, 1});
        }
    }
    void on_mid(AssetIndex, double mid_usd) override {
        require(std::isfinite(mid_usd), "a mid is a number");
    }
    void on_context(const AssetContext& context) override {
        require(std::isfinite(context.mark_usd), "a mark is a number");
    }
    void on_order_update(const OrderUpdate& update) override {
        check_order(update.order);
        require(update.time > Timestamp(), "an update has a time");
    }
    void on_fill(const Fill& fill, FillSource) override { check_fill(fill); }
    void on_funding(const Funding& funding, bool) override {
        require(std::isfinite(funding.paid_usd), "a payment is a number");
    }
    void on_non_user_cancel(const NonUserCancel&) override {}
    void on_liquidation(double notional_usd, double account_value_usd) override {
        require(std::isfinite(notional_usd + account_value_usd), "a liquidation has amounts");
    }
    void on_open_orders(std::span<const OrderView> orders) override {
        for (const OrderView& order : orders) {
            check_order(order);
        }
    }
    void on_account(const AccountState& state) override {
        require(std::isfinite(state.value_usd), "an account's value is a number");
    }
    void on_post(const PostReply& reply) override {
        require(reply.action.accepted || reply.action.items.empty(),
                "a refused action has no items");
    }
    void on_subscription(const SubscriptionReply&) override {}
    void on_pong() override {}
    void on_error(std::string_view) override {}
    void on_notification(std::string_view) override {}
};

}  // namespace maxmin::fuzz
