// What a block does by itself: trigger orders, scheduled cancels, liquidations, hourly funding.
#include <algorithm>
#include <limits>
#include <utility>

#include "host/venue/exchange.hpp"
#include "host/venue/premium.hpp"

namespace maxmin::venue {
namespace {

constexpr std::int64_t hour_ns = 3'600'000'000'000;
constexpr std::int64_t day_ns = 24 * hour_ns;
constexpr Duration premium_interval = seconds(5);
constexpr double market_trigger_slippage = 0.1;

}  // namespace

/// A sell stop and a buy take-profit fire when the mark has fallen to the trigger; the other two
/// when it has risen to it.
bool Exchange::has_passed(const Order& order) const {
    const bool falls = (order.side == Side::ask) != order.trigger->is_take_profit;
    const Ticks mark = asset(order.asset).mark;
    return falls ? mark <= order.trigger->price : mark >= order.trigger->price;
}

void Exchange::fire_triggers() {
    const std::vector<Oid> waiting(triggers_.begin(), triggers_.end());
    for (const Oid oid : waiting) {
        Order* const order = find_live(oid);
        if (order != nullptr && has_passed(*order)) {
            fire(*order);
        }
    }
}

/// Enters the book under the same oid: at its limit, or as a taker with a cap on slippage.
void Exchange::fire(Order& waiting) {
    const Oid oid = waiting.oid;
    const Account& account = client(waiting.account).account;
    take_off(waiting);
    Order order = std::move(orders_.extract(oid).mapped());
    note(order, OrderStatus::triggered);
    const Lots reducible = account.reducible(order.asset, order.side);
    if (order.is_position_tpsl) {
        order.size = order.remaining = reducible;
    }
    order.stage = OrderStage::resting;
    if (order.trigger->is_market) {
        const market::Instrument& rules = asset(order.asset).instrument;
        const double slip = 1.0 + sign_of(order.side) * market_trigger_slippage;
        const double limit_usd = rules.price_usd(order.trigger->price) * slip;
        order.price =
            order.side == Side::bid ? rules.floor_price(limit_usd) : rules.ceil_price(limit_usd);
        order.tif = Tif::ioc;
    } else {
        order.tif = Tif::gtc;
    }
    if (reducible == Lots(0)) {
        note(order, OrderStatus::reduce_only_canceled);
        return;
    }
    enter(std::move(order));
}

void Exchange::run_scheduled_cancels() {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        const auto& each = clients_[i];
        if (each->scheduled_cancel > now_) {
            continue;
        }
        each->scheduled_cancel = Timestamp::never();
        changed_.clients.insert(static_cast<AccountId>(i));
        const std::int64_t day = now_.ns() / day_ns;
        if (std::exchange(each->scheduled_cancel_day, day) != day) {
            each->scheduled_cancels_fired = 0;
        }
        ++each->scheduled_cancels_fired;
        const std::vector<Oid> open(each->open.begin(), each->open.end());
        for (const Oid oid : open) {
            if (Order* const order = find_live(oid)) {
                finish(*order, OrderStatus::scheduled_cancel);
            }
        }
    }
}

void Exchange::liquidate() {
    for (std::size_t i = 0; i < clients_.size(); ++i) {
        const Account& account = clients_[i]->account;
        if (account.cross_maintenance() > MicroUsd(0) &&
            account.cross_value() < account.cross_maintenance()) {
            liquidate(static_cast<AccountId>(i));
            continue;
        }
        for (const auto& [index, held] : account.holdings()) {
            const MicroUsd value = account.value_at_mark(index, held.position);
            const MicroUsd needed =
                Account::maintenance_of(value, asset(index).instrument.leverage_max);
            if (!held.leverage.is_cross && held.position != Lots(0) &&
                account.isolated_equity(index) < needed) {
                close_at_any_price(static_cast<AccountId>(i), index);
                break;  // the holdings have changed; the next block looks again
            }
        }
    }
}

void Exchange::liquidate(AccountId id) {
    Client& own = client(id);
    const Liquidated event{.account = id,
                           .time = now_,
                           .value = own.account.notional(),
                           .account_value = own.account.account_value()};
    const std::vector<Oid> open(own.open.begin(), own.open.end());
    for (const Oid oid : open) {
        if (Order* const order = find_live(oid)) {
            finish(*order, OrderStatus::liquidated_canceled);
        }
    }
    std::vector<AssetIndex> held_assets;
    for (const auto& [index, held] : own.account.holdings()) {
        if (held.leverage.is_cross && held.position != Lots(0)) {
            held_assets.push_back(index);
        }
    }
    for (const AssetIndex index : held_assets) {
        close_at_any_price(id, index);
    }
    events_.push_back(event);
}

/// Against the book; what the book does not hold goes to the backstop at the mark.
void Exchange::close_at_any_price(AccountId id, AssetIndex index) {
    const Lots position = client(id).account.position(index);
    Order order;
    order.oid = Oid{++last_oid_};
    order.account = id;
    order.asset = index;
    order.side = position > Lots(0) ? Side::ask : Side::bid;
    order.price =
        order.side == Side::bid ? Ticks(std::numeric_limits<std::int64_t>::max()) : Ticks(1);
    order.size = order.remaining = position * -sign_of(order.side);
    order.reduce_only = true;
    order.tif = Tif::ioc;
    order.placed_at = now_;
    Liquidation liquidation{.account = id, .mark = asset(index).mark};
    match(order, liquidation);
    if (order.remaining > Lots(0)) {
        liquidation.is_backstop = true;
        Trade trade = new_trade(index, order.side, asset(index).mark, order.remaining);
        (order.side == Side::bid ? trade.buyer : trade.seller) = id;
        order.remaining = Lots(0);
        book_fill(order, trade, true, liquidation);
    }
}

double Exchange::funding_rate(AssetIndex index) const {
    return hourly_rate(premiums_[static_cast<std::size_t>(index)].mean());
}

void Exchange::sample_premiums() {
    for (std::size_t i = 0; i < assets_.size(); ++i) {
        const auto premium = premium_of(assets_[i], books_[i].outside());
        if (!premium) {
            continue;
        }
        premiums_[i].sum += *premium;
        ++premiums_[i].samples;
    }
}

void Exchange::run_funding() {
    if (next_funding_ == Timestamp::never()) {
        next_funding_ = Timestamp((now_.ns() / hour_ns + 1) * hour_ns);
        next_premium_ = now_;
    }
    if (now_ >= next_premium_) {
        sample_premiums();
        next_premium_ = now_ + premium_interval;
    }
    if (now_ >= next_funding_) {
        pay_funding();
        next_funding_ = Timestamp((now_.ns() / hour_ns + 1) * hour_ns);
    }
}

/// position x oracle x rate, exact to 10^-6 USD, truncated toward zero.
void Exchange::pay_funding() {
    for (std::size_t i = 0; i < assets_.size(); ++i) {
        const auto index = static_cast<AssetIndex>(i);
        const double rate = funding_rate(index);
        events_.push_back(FundingRate{
            .asset = index, .time = now_, .rate_hourly = rate, .premium = premiums_[i].mean()});
        for (std::size_t c = 0; c < clients_.size(); ++c) {
            const Lots position = clients_[c]->account.position(index);
            if (position == Lots(0)) {
                continue;
            }
            const MicroUsd paid = paper::share_of_value(
                assets_[i].oracle.value() * position.value(), paper::rate_of(rate), 6);
            clients_[c]->account.apply_funding(index, paid);
            changed_.clients.insert(static_cast<AccountId>(c));
            changed_.holdings.emplace(static_cast<AccountId>(c), index);
            events_.push_back(FundingPayment{.account = static_cast<AccountId>(c),
                                             .asset = index,
                                             .time = now_,
                                             .paid = paid,
                                             .position = position,
                                             .rate_hourly = rate});
        }
        premiums_[i] = {};
    }
}

}  // namespace maxmin::venue
