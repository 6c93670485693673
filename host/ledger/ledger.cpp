#include "host/ledger/ledger.hpp"

#include <algorithm>
#include <cmath>

#include "host/base/assert.hpp"

namespace maxmin::ledger {
namespace {

constexpr std::int64_t day_ns = 86'400'000'000'000;

std::int64_t utc_day(Timestamp time) {
    return time.ns() / day_ns - (time.ns() % day_ns < 0 ? 1 : 0);
}

double signed_coin(const FillRecord& fill) {
    return sign_of(fill.side) * fill.size_coin;
}

/// The mid's move since the fill, times the size, positive in our favour.
double move_usd(const FillRecord& fill, double mid_usd) {
    return signed_coin(fill) * (mid_usd - fill.mid_usd);
}

}  // namespace

Ledger::Ledger(std::span<const market::Instrument> instruments, double start_balance_usd,
               std::size_t fills_reserve)
    : instruments_(instruments.begin(), instruments.end()),
      accounts_(instruments.size()),
      start_balance_usd_(start_balance_usd),
      peak_equity_usd_(start_balance_usd),
      day_start_equity_usd_(start_balance_usd) {
    MAXMIN_ASSERT(fills_reserve < INT32_MAX, "fill records are numbered in 32 bits");
    fills_.reserve(fills_reserve);
    next_of_asset_.reserve(fills_reserve);
    for (std::size_t asset = 0; asset < accounts_.size(); ++asset) {
        const market::Instrument& instrument = instruments_[asset];
        accounts_[asset].cash_per_usd =
            std::pow(10.0, instrument.price_decimals + instrument.size_decimals);
    }
}

void Ledger::on_mid(AssetIndex asset, Timestamp exchange_time, double mid_usd) noexcept {
    if (!(mid_usd > 0.0) || !std::isfinite(mid_usd)) {
        ++mids_refused_;
        return;
    }
    const std::int64_t day = utc_day(exchange_time);
    if (day > day_) {
        day_start_equity_usd_ = equity_usd();
        day_ = day;
    }
    Account& account = at(asset);
    if (account.mid_usd > 0.0) {
        account.moves_usd += position_coin(asset) * (mid_usd - account.mid_usd);
    }
    account.mid_usd = mid_usd;
    mark_due(account, exchange_time);
    revalue(asset);
}

void Ledger::on_fill(const gateway::Report& report) noexcept {
    MAXMIN_DEBUG_ASSERT(report.kind == gateway::ReportKind::filled, "on_fill takes fills");
    const market::Instrument& instrument = instruments_[static_cast<std::size_t>(report.asset)];
    Account& account = at(report.asset);
    FillRecord fill;
    fill.time = report.exchange_time;
    fill.asset = report.asset;
    fill.side = report.side;
    fill.level = report.level;
    fill.liquidity = report.liquidity;
    fill.price_usd = instrument.price_usd(report.price);
    fill.size_coin = instrument.size_coin(report.size);
    fill.fee_usd = report.fee_usd;
    fill.trade_id = report.trade_id;
    if (!(account.mid_usd > 0.0)) {
        account.mid_usd = fill.price_usd;
        ++fills_without_mid_;
    }
    fill.mid_usd = account.mid_usd;

    const int sign = sign_of(report.side);
    account.cash -= static_cast<WideInt>(sign) * report.price.value() * report.size.value();
    account.position += report.size * sign;
    account.fees_usd += report.fee_usd;
    const double distance_usd = signed_coin(fill) * (fill.mid_usd - fill.price_usd);
    const double value_usd = fill.price_usd * fill.size_coin;
    if (report.liquidity == gateway::Liquidity::maker) {
        account.spread_usd += distance_usd;
        account.maker_volume_usd += value_usd;
    } else {
        account.taker_cost_usd -= distance_usd;
        account.taker_volume_usd += value_usd;
    }
    ++fills_booked_;
    record(account, fill);
    revalue(report.asset);
}

void Ledger::on_funding(const gateway::Report& report) noexcept {
    MAXMIN_DEBUG_ASSERT(report.kind == gateway::ReportKind::funding, "on_funding takes funding");
    at(report.asset).funding_usd += report.fee_usd;
    revalue(report.asset);
}

void Ledger::adopt(AssetIndex asset, Lots change, double price_usd) noexcept {
    Account& account = at(asset);
    if (!(account.mid_usd > 0.0)) {
        account.mid_usd = price_usd;
    }
    account.position += change;
    account.adopted_usd -=
        instruments_[static_cast<std::size_t>(asset)].size_coin(change) * account.mid_usd;
    revalue(asset);
}

void Ledger::rebase(double equity_usd) noexcept {
    start_balance_usd_ += equity_usd - this->equity_usd();
    peak_equity_usd_ = equity_usd;
    day_start_equity_usd_ = equity_usd;
    drawdown_usd_max_ = 0.0;
}

void Ledger::finish(Timestamp end) noexcept {
    profit_usd_ = 0.0;
    for (Account& account : accounts_) {
        mark_due(account, end);
        profit_usd_ += account.profit_usd;
    }
    peak_equity_usd_ = std::max(peak_equity_usd_, equity_usd());
    drawdown_usd_max_ = std::max(drawdown_usd_max_, drawdown_usd());
}

void Ledger::mark_due(Account& account, Timestamp time) noexcept {
    for (std::size_t horizon = 0; horizon < markout_horizons_s.size(); ++horizon) {
        const Duration wait = from_seconds(markout_horizons_s[horizon]);
        std::int32_t& first = account.unmarked[horizon];
        while (first != none) {
            FillRecord& fill = fills_[static_cast<std::size_t>(first)];
            if (time < fill.time + wait) {
                break;
            }
            const double usd = move_usd(fill, account.mid_usd);
            fill.markout_bps[horizon] = 1e4 * usd / (fill.size_coin * fill.price_usd);
            if (horizon == adverse_horizon && fill.liquidity == gateway::Liquidity::maker) {
                account.adverse_usd += usd;
            }
            first = next_of_asset_[static_cast<std::size_t>(first)];
        }
    }
}

void Ledger::record(Account& account, const FillRecord& fill) noexcept {
    if (fills_.size() == fills_.capacity()) {
        ++fills_unrecorded_;
        return;
    }
    const auto index = static_cast<std::int32_t>(fills_.size());
    fills_.push_back(fill);
    next_of_asset_.push_back(none);
    if (account.newest != none) {
        next_of_asset_[static_cast<std::size_t>(account.newest)] = index;
    }
    account.newest = index;
    for (std::int32_t& first : account.unmarked) {
        if (first == none) {
            first = index;
        }
    }
}

void Ledger::revalue(AssetIndex asset) noexcept {
    Account& account = at(asset);
    const double profit = cash_based_profit_usd(asset);
    profit_usd_ += profit - account.profit_usd;
    account.profit_usd = profit;
    peak_equity_usd_ = std::max(peak_equity_usd_, equity_usd());
    drawdown_usd_max_ = std::max(drawdown_usd_max_, drawdown_usd());
}

double Ledger::cash_based_profit_usd(AssetIndex asset) const {
    const Account& account = at(asset);
    const double cash_usd = static_cast<double>(account.cash) / account.cash_per_usd;
    const double held_usd =
        account.position == Lots() ? 0.0 : position_coin(asset) * account.mid_usd;
    return cash_usd + account.adopted_usd + held_usd - account.fees_usd - account.funding_usd;
}

double Ledger::open_adverse_usd(const Account& account) const {
    double sum_usd = 0.0;
    for (std::int32_t index = account.unmarked[adverse_horizon]; index != none;
         index = next_of_asset_[static_cast<std::size_t>(index)]) {
        const FillRecord& fill = fills_[static_cast<std::size_t>(index)];
        if (fill.liquidity == gateway::Liquidity::maker) {
            sum_usd += move_usd(fill, account.mid_usd);
        }
    }
    return sum_usd;
}

double Ledger::position_coin(AssetIndex asset) const {
    return instruments_[static_cast<std::size_t>(asset)].size_coin(at(asset).position);
}

double Ledger::volume_usd(AssetIndex asset) const {
    return at(asset).maker_volume_usd + at(asset).taker_volume_usd;
}

double Ledger::volume_usd() const {
    double sum_usd = 0.0;
    for (const Account& account : accounts_) {
        sum_usd += account.maker_volume_usd + account.taker_volume_usd;
    }
    return sum_usd;
}

ProfitSplit Ledger::split(AssetIndex asset) const {
    const Account& account = at(asset);
    ProfitSplit split;
    split.spread_usd = account.spread_usd;
    split.adverse_usd = account.adverse_usd + open_adverse_usd(account);
    split.inventory_usd = account.moves_usd - split.adverse_usd;
    split.fees_usd = account.fees_usd;
    split.funding_usd = account.funding_usd;
    split.taker_cost_usd = account.taker_cost_usd;
    split.total_usd = account.profit_usd;
    return split;
}

ProfitSplit Ledger::split_total() const {
    ProfitSplit sum;
    for (std::size_t asset = 0; asset < accounts_.size(); ++asset) {
        sum += split(static_cast<AssetIndex>(asset));
    }
    return sum;
}

ProfitSplit& operator+=(ProfitSplit& sum, const ProfitSplit& term) {
    sum.spread_usd += term.spread_usd;
    sum.adverse_usd += term.adverse_usd;
    sum.inventory_usd += term.inventory_usd;
    sum.fees_usd += term.fees_usd;
    sum.funding_usd += term.funding_usd;
    sum.taker_cost_usd += term.taker_cost_usd;
    sum.total_usd += term.total_usd;
    return sum;
}

double sum_of_parts_usd(const ProfitSplit& split) {
    return split.spread_usd + split.adverse_usd + split.inventory_usd - split.fees_usd -
           split.funding_usd - split.taker_cost_usd;
}

}  // namespace maxmin::ledger
