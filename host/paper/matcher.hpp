// The exchange's side of paper trading: our orders against a recorded market that does not know
// them. Every call carries the exchange's time; nothing here knows of latency.
//
// A resting order fills three ways: a print at its price after the queue ahead is used up; a print
// beyond its price, up to the print's size; or the opposite best shown strictly beyond its price,
// up to the size shown there. The opposite best at our price (a touch) fills nothing. Always at our
// limit price. A print gives no more than its size to all our orders together.
#pragma once

#include <span>
#include <vector>

#include "host/gateway/messages.hpp"
#include "host/market/event.hpp"
#include "host/paper/account.hpp"
#include "host/paper/config.hpp"
#include "host/paper/counters.hpp"
#include "host/paper/depth.hpp"
#include "host/paper/order_pool.hpp"
#include "host/paper/outbox.hpp"
#include "host/paper/queue.hpp"
#include "host/paper/rules.hpp"

namespace maxmin::paper {

class Matcher {
  public:
    Matcher(const PaperConfig& config, std::span<const market::Instrument> instruments,
            Outbox& outbox);

    void handle(const gateway::Request& request, Timestamp now);
    void on_market(const market::MarketEvent& event, std::span<const market::BookLevel> bids,
                   std::span<const market::BookLevel> asks);
    /// The hourly payment of every open position: position x mid x rate, longs pay when positive.
    void pay_funding(Timestamp now);

    const Account& account() const { return account_; }
    const Counters& counters() const { return counters_; }
    const OrderPool& orders() const { return orders_; }

  private:
    struct Market {
        market::Instrument instrument;
        ShownDepth depth;
        Timestamp shown_time;  // of the last book or best
        int value_decimals = 0;
    };
    enum class Cause : std::uint8_t { queue, print_through, trade_through };
    struct Fill {
        Trade trade;
        Lots remaining;
        gateway::OrderId id{};
        std::uint8_t level = 0;
        gateway::Liquidity liquidity = gateway::Liquidity::maker;
        gateway::Reason reason = gateway::Reason::none;
    };

    // matcher.cpp: requests
    void place(const gateway::Request& request, Timestamp now);
    void modify(const gateway::Request& request, Timestamp now);
    void cancel(const gateway::Request& request, Timestamp now);
    void answer(const gateway::Request& query, Timestamp now);
    void refuse(const gateway::Request& request, gateway::Reason reason, Lots left, Timestamp now);
    gateway::Reason check_execution(const gateway::Request& request) const;
    bool would_cross(const gateway::Request& request) const;
    Lots take(const gateway::Request& request, Timestamp now);
    void cancel_own_met(const gateway::Request& request, const ShownLevel* level, Lots wanted,
                        Timestamp now);
    void rest(const gateway::Request& request, Lots size, Timestamp now);
    void warn_if_large(const gateway::Request& request);

    // matcher_market.cpp: the market moves
    void on_print(const market::MarketEvent& event);
    void fill_price_group(int first, const market::MarketEvent& event, Lots left);
    void on_shown(const market::MarketEvent& event);
    void advance_queues(const market::MarketEvent& event, Side side);
    void fill_crossed(AssetIndex asset, Side side, Timestamp now);
    Lots fill_resting(int slot, Lots most, Cause cause, Timestamp now);

    // matcher_account.cpp: what follows from a fill
    void execute(const Fill& fill, Timestamp now);
    void cancel_resting(int slot, gateway::Reason reason, Timestamp now);
    void drop(int slot);
    bool was_filled(gateway::OrderId id) const;
    void settle_fills(AssetIndex asset, Timestamp now);
    void cancel_void_reduce_only(AssetIndex asset, Timestamp now);
    void liquidate_if_due(Timestamp now);
    void close_position(AssetIndex asset, Timestamp now);

    Market& market_of(AssetIndex asset) { return markets_[static_cast<std::size_t>(asset)]; }
    const Market& market_of(AssetIndex asset) const {
        return markets_[static_cast<std::size_t>(asset)];
    }

    std::vector<Market> markets_;
    Account account_;
    OrderPool orders_;
    QueueEstimator queue_;
    FeeRates fees_;
    Rate funding_rate_;
    RequestBudget budget_;
    Counters counters_;
    Outbox& outbox_;
    // Ids of filled orders by their low bits: tells a cancel lost to a fill from other lost ones.
    std::vector<gateway::OrderId> filled_ids_;
    std::uint64_t last_trade_id_ = 0;
    double volume_usd_ = 0.0;
};

}  // namespace maxmin::paper
