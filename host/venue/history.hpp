// What clients may ask for after the fact: the last orders, fills, payments and transfers of each
// account, the last trades and candles of each asset. Bounded; the oldest goes first.
#pragma once

#include <deque>
#include <map>
#include <span>
#include <vector>

#include "host/venue/action.hpp"
#include "host/venue/events.hpp"

namespace maxmin::venue {

/// Prices and sizes of a minute of trades.
struct Candle {
    Timestamp start;
    Ticks open;
    Ticks high;
    Ticks low;
    Ticks close;
    Lots volume;
    int trades = 0;
};

class History {
  public:
    static constexpr std::size_t fills_most = 10'000;
    static constexpr std::size_t orders_most = 2'000;
    static constexpr std::size_t trades_most = 100;
    static constexpr std::size_t minutes_most = 1'500;
    static constexpr std::size_t rates_most = 500;

    explicit History(std::size_t assets) : markets_(assets) {}

    void record(const Event& event);

    const std::deque<Fill>& fills(AccountId account) const { return of(account).fills; }
    /// By oid; each with the state of its last change of status.
    const std::map<Oid, OrderChange>& orders(AccountId account) const { return of(account).orders; }
    /// The latest order of that name; null if it is unknown or forgotten.
    const OrderChange* order(AccountId account, const OrderName& name) const;
    const std::deque<FundingPayment>& funding(AccountId account) const {
        return of(account).funding;
    }
    const std::deque<Transfer>& transfers(AccountId account) const { return of(account).transfers; }
    /// Oldest first.
    const std::deque<Trade>& trades(AssetIndex asset) const { return of(asset).trades; }
    const std::deque<FundingRate>& rates(AssetIndex asset) const { return of(asset).rates; }
    const std::deque<Candle>& minutes(AssetIndex asset) const { return of(asset).minutes; }

  private:
    struct PerAccount {
        std::deque<Fill> fills;
        std::map<Oid, OrderChange> orders;
        std::deque<FundingPayment> funding;
        std::deque<Transfer> transfers;
    };
    struct PerAsset {
        std::deque<Trade> trades;
        std::deque<Candle> minutes;
        std::deque<FundingRate> rates;
    };

    PerAccount& of(AccountId account);
    const PerAccount& of(AccountId account) const;
    const PerAsset& of(AssetIndex asset) const { return markets_[static_cast<std::size_t>(asset)]; }
    void record_order(const OrderChange& change);
    void record_trade(const Trade& trade);

    std::vector<PerAccount> accounts_;
    std::vector<PerAsset> markets_;
};

}  // namespace maxmin::venue
