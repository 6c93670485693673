// A small exchange for tests: one coin with two decimals in size, prices in ticks of 10^-4 USD,
// outside quotes at 60 and 140 USD unless a test shows others. Blocks come 100 ms apart.
#pragma once

#include <vector>

#include "host/venue/exchange.hpp"
#include "tests/host/venue/scripted_market.hpp"

namespace maxmin::venue {

/// 1.00 USD is 10,000 ticks; 1 coin is 100 lots.
constexpr Ticks usd(double price) {
    return Ticks(static_cast<std::int64_t>(price * 10'000 + 0.5));
}

class Scene {
  public:
    explicit Scene(VenueConfig config = {}, int leverage_max = 20)
        : market(
              {market::hyperliquid_instrument("COIN", 2, market::AssetType::perp, leverage_max)}),
          exchange(config, market) {
        market.show(0, {{usd(60), Lots(100'000)}}, {{usd(140), Lots(100'000)}}, next());
        block();
    }

    AccountId open(std::int64_t balance_usd) {
        return exchange.open_account(MicroUsd(balance_usd * 1'000'000));
    }

    static NewOrder order(Side side, double price_usd, std::int64_t lots, Tif tif = Tif::gtc) {
        NewOrder result;
        result.side = side;
        result.price = usd(price_usd);
        result.size = Lots(lots);
        result.tif = tif;
        return result;
    }

    void block() { exchange.run_block(now = next()); }
    Timestamp next() const { return now + milliseconds(100); }

    /// Runs the action in a block of its own.
    Outcome run(AccountId account, Action action) {
        exchange.submit(account, std::move(action));
        block();
        std::vector<Outcome> outcomes = exchange.take_outcomes();
        return outcomes.back();
    }
    ItemResult place(AccountId account, const NewOrder& order) {
        return run(account, PlaceAction{.orders = {order}}).items.front();
    }
    Oid rest(AccountId account, const NewOrder& order) {
        return std::get<Resting>(place(account, order)).oid;
    }
    static std::string refusal_of(const ItemResult& result) {
        const auto* const refused = std::get_if<Refused>(&result);
        return refused == nullptr ? "" : refused->text;
    }

    template <typename Wanted>
    static std::vector<Wanted> only(const std::vector<Event>& events) {
        std::vector<Wanted> result;
        for (const Event& event : events) {
            if (const auto* const found = std::get_if<Wanted>(&event)) {
                result.push_back(*found);
            }
        }
        return result;
    }
    std::vector<OrderStatus> statuses_of(Oid oid) {
        std::vector<OrderStatus> result;
        for (const OrderChange& change : only<OrderChange>(exchange.take_events())) {
            if (change.order.oid == oid) {
                result.push_back(change.status);
            }
        }
        return result;
    }

    ScriptedMarket market;
    Exchange exchange;
    Timestamp now{1'800'000'000'000'000'000};
};

}  // namespace maxmin::venue
