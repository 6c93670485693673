#include "host/venue/history.hpp"

#include <algorithm>

namespace maxmin::venue {
namespace {

constexpr std::int64_t minute_ns = 60'000'000'000;

template <typename T>
void keep(std::deque<T>& list, const T& item, std::size_t most) {
    list.push_back(item);
    if (list.size() > most) {
        list.pop_front();
    }
}

}  // namespace

History::PerAccount& History::of(AccountId account) {
    const auto place = static_cast<std::size_t>(account);
    if (place >= accounts_.size()) {
        accounts_.resize(place + 1);
    }
    return accounts_[place];
}

const History::PerAccount& History::of(AccountId account) const {
    static const PerAccount nothing;
    const auto place = static_cast<std::size_t>(account);
    return place < accounts_.size() ? accounts_[place] : nothing;
}

void History::record(const Event& event) {
    struct Visitor {
        History& history;

        void operator()(const OrderChange& change) { history.record_order(change); }
        void operator()(const Fill& fill) {
            keep(history.of(fill.account).fills, fill, fills_most);
        }
        void operator()(const Trade& trade) { history.record_trade(trade); }
        void operator()(const FundingRate& rate) {
            keep(history.markets_[static_cast<std::size_t>(rate.asset)].rates, rate, rates_most);
        }
        void operator()(const FundingPayment& payment) {
            keep(history.of(payment.account).funding, payment, fills_most);
        }
        void operator()(const Transfer& transfer) {
            keep(history.of(transfer.account).transfers, transfer, fills_most);
        }
        void operator()(const Liquidated&) {}
    };
    std::visit(Visitor{*this}, event);
}

void History::record_order(const OrderChange& change) {
    std::map<Oid, OrderChange>& orders = of(change.order.account).orders;
    orders.insert_or_assign(change.order.oid, change);
    if (orders.size() <= orders_most) {
        return;
    }
    const auto over = std::find_if(orders.begin(), orders.end(),
                                   [](const auto& entry) { return !is_live(entry.second.status); });
    if (over != orders.end()) {
        orders.erase(over);
    }
}

void History::record_trade(const Trade& trade) {
    PerAsset& market = markets_[static_cast<std::size_t>(trade.asset)];
    keep(market.trades, trade, trades_most);
    const Timestamp start(trade.time.ns() / minute_ns * minute_ns);
    if (market.minutes.empty() || market.minutes.back().start != start) {
        const Candle fresh{.start = start,
                           .open = trade.price,
                           .high = trade.price,
                           .low = trade.price,
                           .close = trade.price,
                           .volume = {}};
        keep(market.minutes, fresh, minutes_most);
    }
    Candle& candle = market.minutes.back();
    candle.high = std::max(candle.high, trade.price);
    candle.low = std::min(candle.low, trade.price);
    candle.close = trade.price;
    candle.volume += trade.size;
    ++candle.trades;
}

const OrderChange* History::order(AccountId account, const OrderName& name) const {
    const std::map<Oid, OrderChange>& all = orders(account);
    if (const auto* const oid = std::get_if<Oid>(&name)) {
        const auto found = all.find(*oid);
        return found == all.end() ? nullptr : &found->second;
    }
    const Cloid cloid = std::get<Cloid>(name);
    const auto found = std::find_if(all.rbegin(), all.rend(), [&](const auto& entry) {
        return entry.second.order.cloid == cloid;
    });
    return found == all.rend() ? nullptr : &found->second;
}

}  // namespace maxmin::venue
