#include "host/paper/account.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "host/paper/margin.hpp"
#include "host/paper/setting.hpp"

namespace maxmin::paper {
namespace {

// A value of 10^-10 USD leaves 64 bits room for positions of 900 million USD.
constexpr int value_decimals_max = 10;

void require(bool holds, const market::Instrument& instrument, const char* wrong,
             const char* right) {
    if (!holds) {
        throw setting_error("instrument " + instrument.symbol, wrong, right);
    }
}

}  // namespace

Account::Account(double start_balance_usd, double leverage,
                 std::span<const market::Instrument> instruments)
    : holdings_(instruments.size()) {
    checked_setting(start_balance_usd, "paper.start_balance_usd", 0.0, 1e12);
    checked_setting(leverage, "paper.leverage", 1.0, 1000.0);
    start_balance_ = MicroUsd(std::llround(start_balance_usd * 1e6));
    terms_.reserve(instruments.size());
    for (const market::Instrument& instrument : instruments) {
        const int decimals = instrument.price_decimals + instrument.size_decimals;
        require(decimals >= 0 && decimals <= value_decimals_max, instrument,
                "price plus size decimals out of range", "0 to 10 together");
        require(instrument.leverage_max >= 1, instrument, "a maximum leverage below 1",
                "1 or more");
        require(instrument.type == market::AssetType::perp, instrument, "a spot market",
                "a perpetual: spot balances are not modelled");
        const double unit_usd = 1.0 / std::pow(10.0, decimals);
        terms_.push_back({.usd_per_tick_lot = unit_usd,
                          .usd_per_half_tick_lot = 0.5 * unit_usd,
                          .initial_rate = initial_rate(leverage, instrument.leverage_max),
                          .maintenance_rate = maintenance_rate(instrument.leverage_max)});
    }
}

void Account::apply_fill(const Trade& trade, MicroUsd fee) {
    Holding& holding = holdings_[index(trade.asset)];
    const bool was_flat = holding.position == Lots(0);
    const std::int64_t sign = sign_of(trade.side);
    const Lots change = trade.size * sign;
    const bool reduces = holding.position.value() * sign < 0;
    const Lots closed = reduces ? std::min(trade.size, magnitude(holding.position)) : Lots(0);
    const Lots opened = trade.size - closed;
    const double price_ticks = trade.price.as_double();

    holding.realised_usd += -static_cast<double>(sign) * closed.as_double() *
                            (price_ticks - holding.entry_ticks) *
                            terms_[index(trade.asset)].usd_per_tick_lot;
    if (opened > Lots(0)) {
        const double before = reduces ? 0.0 : magnitude(holding.position).as_double();
        holding.entry_ticks = (before * holding.entry_ticks + opened.as_double() * price_ticks) /
                              (before + opened.as_double());
    }
    holding.position += change;
    holding.cash_ticks_lots -= change.value() * trade.price.value();
    holding.fees += fee;
    const bool is_flat = holding.position == Lots(0);
    if (is_flat) {
        holding.entry_ticks = 0.0;
    }
    open_positions_ += static_cast<int>(was_flat) - static_cast<int>(is_flat);
}

void Account::apply_funding(AssetIndex asset, MicroUsd paid) {
    holdings_[index(asset)].funding += paid;
}

void Account::set_mid(AssetIndex asset, std::int64_t mid_doubled) {
    holdings_[index(asset)].mid_doubled = mid_doubled;
}

void Account::reserve(AssetIndex asset, Side side, Lots change) {
    holdings_[index(asset)].resting[static_cast<std::size_t>(index_of(side))] += change;
}

Lots Account::reducible(AssetIndex asset, Side side) const {
    return std::max(position(asset) * -sign_of(side), Lots(0));
}

double Account::cash_usd() const {
    double sum_usd = to_usd(start_balance_);
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        const Holding& holding = holdings_[i];
        sum_usd += static_cast<double>(holding.cash_ticks_lots) * terms_[i].usd_per_tick_lot -
                   to_usd(holding.fees + holding.funding);
    }
    return sum_usd;
}

double Account::realised_usd() const {
    double sum_usd = 0.0;
    for (const Holding& holding : holdings_) {
        sum_usd += holding.realised_usd;
    }
    return sum_usd;
}

double Account::equity_usd() const {
    double sum_usd = to_usd(start_balance_);
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        const Holding& holding = holdings_[i];
        // Exact in half ticks: two large legs nearly cancel here.
        const std::int64_t doubled =
            2 * holding.cash_ticks_lots + holding.position.value() * holding.mid_doubled;
        sum_usd += static_cast<double>(doubled) * terms_[i].usd_per_half_tick_lot -
                   to_usd(holding.fees + holding.funding);
    }
    return sum_usd;
}

double Account::value_usd(std::size_t asset, Lots size) const {
    return size.as_double() * static_cast<double>(holdings_[asset].mid_doubled) *
           terms_[asset].usd_per_half_tick_lot;
}

/// The largest position that this holding's orders, and `further` lots of one side, may lead to.
Lots Account::exposure(const Holding& holding, Side side, Lots further) {
    const bool buys = side == Side::bid;
    return paper::exposure(holding.position, holding.resting[0] + (buys ? further : Lots(0)),
                           holding.resting[1] + (buys ? Lots(0) : further));
}

double Account::initial_margin_usd() const {
    double sum_usd = 0.0;
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        const Lots most = exposure(holdings_[i], Side::bid, Lots(0));
        sum_usd += value_usd(i, most) * terms_[i].initial_rate;
    }
    return sum_usd;
}

double Account::maintenance_margin_usd() const {
    double sum_usd = 0.0;
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        sum_usd += value_usd(i, magnitude(holdings_[i].position)) * terms_[i].maintenance_rate;
    }
    return sum_usd;
}

bool Account::can_place(AssetIndex asset, Side side, Lots size) const {
    const std::size_t i = index(asset);
    const Lots before = exposure(holdings_[i], side, Lots(0));
    const Lots after = exposure(holdings_[i], side, size);
    if (after <= before) {
        return true;
    }
    const double added_usd = value_usd(i, after - before) * terms_[i].initial_rate;
    return initial_margin_usd() + added_usd <= equity_usd();
}

bool Account::can_match(AssetIndex asset, Side side, Lots size) const {
    const Holding& holding = holdings_[index(asset)];
    const Lots after = magnitude(holding.position + size * sign_of(side));
    if (after <= magnitude(holding.position)) {
        return true;
    }
    double required_usd = 0.0;
    for (std::size_t i = 0; i < holdings_.size(); ++i) {
        const Lots held = i == index(asset) ? after : magnitude(holdings_[i].position);
        required_usd += value_usd(i, held) * terms_[i].initial_rate;
    }
    return required_usd <= equity_usd();
}

}  // namespace maxmin::paper
