#include "host/venue/account.hpp"

#include <algorithm>
#include <utility>

#include "host/paper/margin.hpp"

namespace maxmin::venue {
namespace {

__extension__ typedef __int128 Wide;

using paper::magnitude;

/// amount x part / whole, to the nearest unit.
MicroUsd share(MicroUsd amount, Lots part, Lots whole) {
    const Wide product = static_cast<Wide>(amount.value()) * part.value();
    const Wide half = whole.value() / 2;
    return MicroUsd(
        static_cast<std::int64_t>((product + (product < 0 ? -half : half)) / whole.value()));
}

MicroUsd value_of(Ticks price, Lots size) {
    return MicroUsd(price.value() * size.value());
}

}  // namespace

Account::Totals& Account::Totals::add(const Totals& other, int sign) {
    cross_value += other.cross_value * sign;
    required += other.required * sign;
    positions_required += other.positions_required * sign;
    maintenance += other.maintenance * sign;
    notional += other.notional * sign;
    return *this;
}

Holding Account::holding(AssetIndex asset) const {
    const auto found = holdings_.find(asset);
    if (found != holdings_.end()) {
        return found->second;
    }
    Holding fresh;
    fresh.leverage.value = std::min(fresh.leverage.value, instrument(asset).leverage_max);
    return fresh;
}

Lots Account::position(AssetIndex asset) const {
    const auto found = holdings_.find(asset);
    return found == holdings_.end() ? Lots(0) : found->second.position;
}

Lots Account::reducible(AssetIndex asset, Side side) const {
    return std::max(position(asset) * -sign_of(side), Lots(0));
}

bool Account::has_position() const {
    return std::any_of(holdings_.begin(), holdings_.end(),
                       [](const auto& entry) { return entry.second.position != Lots(0); });
}

MicroUsd Account::value_at_mark(AssetIndex asset, Lots size) const {
    return value_of(assets_[static_cast<std::size_t>(asset)].mark, magnitude(size));
}

MicroUsd Account::maintenance_of(MicroUsd value, int leverage_max) {
    return MicroUsd(value.value() / (2 * leverage_max));
}

Account::Totals Account::of(AssetIndex asset, const Holding& held) const {
    const Lots size = magnitude(held.position);
    const MicroUsd value = value_at_mark(asset, size);
    const Lots most = paper::exposure(held.position, held.resting[0], held.resting[1]);
    const std::int64_t leverage = held.leverage.value;
    Totals sum;
    sum.notional = value;
    if (held.leverage.is_cross) {
        sum.cross_value = value * (held.position < Lots(0) ? -1 : 1);
        sum.required = MicroUsd(value_at_mark(asset, most).value() / leverage);
        sum.positions_required = MicroUsd(value.value() / leverage);
        sum.maintenance = maintenance_of(value, instrument(asset).leverage_max);
    } else {
        sum.required = MicroUsd(value_at_mark(asset, most - size).value() / leverage);
    }
    return sum;
}

const Account::Totals& Account::totals() const {
    if (!totals_) {
        totals_.emplace();
        for (const auto& [asset, held] : holdings_) {
            totals_->add(of(asset, held), 1);
        }
    }
    return *totals_;
}

template <typename Change>
void Account::change(AssetIndex asset, Change apply) {
    const auto place = holdings_.try_emplace(asset, holding(asset)).first;
    if (totals_) {
        totals_->add(of(asset, place->second), -1);
    }
    apply(place->second);
    if (totals_) {
        totals_->add(of(asset, place->second), 1);
    }
}

/// Takes `closed` lots off the position at a price. Returns their profit.
MicroUsd Account::close_part(Holding& held, Ticks price, Lots closed) {
    const Lots before = magnitude(held.position);
    const int sign = held.position > Lots(0) ? 1 : -1;
    const MicroUsd cost = closed == before ? held.cost : share(held.cost, closed, before);
    const MicroUsd value = value_of(price, closed);
    if (held.leverage.is_cross) {
        raw_ += value * sign;
    } else {
        const MicroUsd equity = held.isolated_raw + value_of(price, held.position);
        const MicroUsd released = share(equity, closed, before);
        held.isolated_raw += value * sign - released;
        raw_ += released;
    }
    held.cost -= cost;
    held.position -= closed * sign;
    return (value - cost) * sign;
}

void Account::open_part(Holding& held, Side side, Ticks price, Lots opened) {
    const MicroUsd value = value_of(price, opened);
    const MicroUsd cash = value * -sign_of(side);
    if (held.leverage.is_cross) {
        raw_ += cash;
    } else {
        const MicroUsd margin(value.value() / held.leverage.value);
        held.isolated_raw += cash + margin;
        raw_ -= margin;
    }
    held.cost += value;
    held.position += opened * sign_of(side);
}

MicroUsd Account::apply_fill(const Trade& trade, Side side, MicroUsd fee) {
    MicroUsd closed_pnl;
    change(trade.asset, [&](Holding& held) {
        const bool reduces = held.position.value() * sign_of(side) < 0;
        const Lots closed = reduces ? std::min(trade.size, magnitude(held.position)) : Lots(0);
        if (held.position == Lots(0) || closed == magnitude(held.position)) {
            held.funding_since_open = MicroUsd(0);
        }
        held.funding_since_change = MicroUsd(0);
        if (closed > Lots(0)) {
            closed_pnl = close_part(held, trade.price, closed);
        }
        if (trade.size > closed) {
            open_part(held, side, trade.price, trade.size - closed);
        }
    });
    raw_ -= fee;
    return closed_pnl;
}

void Account::apply_funding(AssetIndex asset, MicroUsd paid) {
    change(asset, [&](Holding& held) {
        (held.leverage.is_cross ? raw_ : held.isolated_raw) -= paid;
        held.funding_ever += paid;
        held.funding_since_open += paid;
        held.funding_since_change += paid;
    });
}

void Account::reserve(AssetIndex asset, Side side, Lots size) {
    change(asset,
           [&](Holding& held) { held.resting[static_cast<std::size_t>(index_of(side))] += size; });
}

Account::LeverageChange Account::set_leverage(AssetIndex asset, Leverage leverage) {
    const Holding before = holding(asset);
    if (leverage.value < 1 || leverage.value > instrument(asset).leverage_max) {
        return LeverageChange::too_high;
    }
    const bool is_open = before.position != Lots(0);
    if (is_open && leverage.is_cross != before.leverage.is_cross) {
        return LeverageChange::open_position;
    }
    MicroUsd top_up;
    if (is_open && !leverage.is_cross) {
        const MicroUsd wanted(value_at_mark(asset, before.position).value() / leverage.value);
        top_up = std::max(MicroUsd(0), wanted - isolated_equity(asset));
    }
    change(asset, [&](Holding& held) {
        held.leverage = leverage;
        held.isolated_raw += top_up;
    });
    raw_ -= top_up;
    if (margin_required() > cross_value() && leverage.value < before.leverage.value) {
        change(asset, [&](Holding& held) {
            held.leverage = before.leverage;
            held.isolated_raw -= top_up;
        });
        raw_ += top_up;
        return LeverageChange::no_margin;
    }
    return LeverageChange::done;
}

bool Account::move_isolated_margin(AssetIndex asset, MicroUsd amount) {
    const Holding held = holding(asset);
    if (held.leverage.is_cross || held.position == Lots(0)) {
        return false;
    }
    const MicroUsd needed(value_at_mark(asset, held.position).value() / held.leverage.value);
    const bool has_room =
        amount > MicroUsd(0) ? amount <= withdrawable() : isolated_equity(asset) + amount >= needed;
    if (!has_room) {
        return false;
    }
    change(asset, [&](Holding& changed) { changed.isolated_raw += amount; });
    raw_ -= amount;
    return true;
}

MicroUsd Account::isolated_equity(AssetIndex asset) const {
    const Holding held = holding(asset);
    return held.isolated_raw +
           value_at_mark(asset, held.position) * (held.position < Lots(0) ? -1 : 1);
}

MicroUsd Account::account_value() const {
    MicroUsd sum = cross_value();
    for (const auto& [asset, held] : holdings_) {
        if (!held.leverage.is_cross && held.position != Lots(0)) {
            sum += isolated_equity(asset);
        }
    }
    return sum;
}

MicroUsd Account::withdrawable() const {
    const MicroUsd tenth(totals().notional.value() / 10);
    return std::max(MicroUsd(0), cross_value() - std::max(totals().required, tenth));
}

MicroUsd Account::margin_used(AssetIndex asset) const {
    const Holding held = holding(asset);
    return held.leverage.is_cross
               ? MicroUsd(value_at_mark(asset, held.position).value() / held.leverage.value)
               : isolated_equity(asset);
}

bool Account::can_place(AssetIndex asset, Side side, Lots size) const {
    const Holding before = holding(asset);
    Holding after = before;
    after.resting[static_cast<std::size_t>(index_of(side))] += size;
    const MicroUsd added = of(asset, after).required - of(asset, before).required;
    return added <= MicroUsd(0) || margin_required() + added <= cross_value();
}

bool Account::can_match(AssetIndex asset, Side side, Lots size) const {
    const Holding held = holding(asset);
    const Lots after = magnitude(held.position + size * sign_of(side));
    const Lots before = magnitude(held.position);
    if (after <= before) {
        return true;
    }
    const MicroUsd added(value_at_mark(asset, after - before).value() / held.leverage.value);
    return totals().positions_required + added <= cross_value();
}

void Account::restore_holding(AssetIndex asset, Holding held) {
    held.resting = holding(asset).resting;
    holdings_[asset] = held;
    totals_.reset();
}

}  // namespace maxmin::venue
