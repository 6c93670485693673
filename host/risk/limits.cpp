#include "host/risk/limits.hpp"

#include <algorithm>
#include <cmath>

namespace maxmin::risk {
namespace {

using gateway::Request;
using gateway::RequestKind;

/// Far above any venue, far below where sums of lots could overflow.
constexpr std::int64_t size_lots_max = 1'000'000'000'000'000;

bool positive_and_finite(double value) {
    return std::isfinite(value) && value > 0.0;
}

/// Could the order, with all open ones of its side, carry the position to zero but not across?
bool reduces(const Exposure& exposure, const Request& request) {
    const std::int64_t held = exposure.position.value();
    if (request.side == Side::ask) {
        return held > 0 && held - exposure.open_sell.value() - request.size.value() >= 0;
    }
    return held < 0 && held + exposure.open_buy.value() + request.size.value() <= 0;
}

void reserve(Exposure* exposure, const Request& request) {
    (request.side == Side::bid ? exposure->open_buy : exposure->open_sell) += request.size;
    exposure->open_orders += request.kind == RequestKind::place ? 1 : 0;
}

bool has_lots(const Exposure& exposure) {
    return exposure.position != Lots() || exposure.open_buy != Lots() ||
           exposure.open_sell != Lots();
}

}  // namespace

Guard::Guard(const std::vector<AssetRules>& assets, const PortfolioLimits& portfolio)
    : portfolio_(portfolio), state_(portfolio) {
    assets_.reserve(assets.size());
    for (const AssetRules& rules : assets) {
        MAXMIN_ASSERT(positive_and_finite(rules.limits.order_value_usd_max) &&
                          positive_and_finite(rules.limits.price_deviation_bps_max) &&
                          positive_and_finite(rules.limits.position_value_usd_max) &&
                          positive_and_finite(rules.limits.stale_after_s),
                      "every asset limit is positive and finite");
        MAXMIN_ASSERT(
            positive_and_finite(rules.price_unit_usd) && positive_and_finite(rules.size_unit_coin),
            "units are positive and finite");
        assets_.push_back({.exposure = {}, .rules = rules});
    }
    MAXMIN_ASSERT(positive_and_finite(portfolio.gross_value_usd_max) &&
                      positive_and_finite(portfolio.net_value_usd_max) &&
                      portfolio.open_orders_max > 0,
                  "every portfolio limit is positive and finite");
}

void Guard::set_exposure(AssetIndex index, const Exposure& exposure) noexcept {
    MAXMIN_DEBUG_ASSERT(exposure.open_buy >= Lots() && exposure.open_sell >= Lots(),
                        "open sizes are not negative");
    Asset& asset = at(index);
    count_in(asset, -1);
    asset.exposure = exposure;
    if (positive_and_finite(exposure.mid_usd)) {
        asset.valued_mid_usd = exposure.mid_usd;
    }
    count_in(asset, +1);
}

Verdict Guard::judge(const Request& request, Timestamp now) noexcept {
    const Verdict verdict = verdict_on(request, now);
    ++counts_[static_cast<std::size_t>(verdict)];
    ++judged_;
    if (verdict == Verdict::accepted && gateway::shows_size(request.kind)) {
        Asset& asset = at(request.asset);
        count_in(asset, -1);
        reserve(&asset.exposure, request);
        count_in(asset, +1);
    }
    return verdict;
}

void Guard::stop(AssetIndex asset, StopReason reason) noexcept {
    at(asset).stops |= static_cast<std::uint8_t>(reason);
}

void Guard::clear(AssetIndex asset, StopReason reason) noexcept {
    std::uint8_t& stops = at(asset).stops;
    stops = static_cast<std::uint8_t>(stops & ~static_cast<unsigned>(reason));
}

Verdict Guard::verdict_on(const Request& request, Timestamp now) const noexcept {
    if (!knows(request.asset)) {
        return Verdict::unknown_asset;
    }
    if (!gateway::shows_size(request.kind)) {
        return Verdict::accepted;
    }
    const Asset& asset = at(request.asset);
    if (state_.mode() == TradingMode::halted) {
        return closes(asset, request) ? judge_order(asset, request, now) : Verdict::halted;
    }
    if (asset.stops != 0) {
        return Verdict::asset_stopped;
    }
    if (!state_.equity_known()) {
        return Verdict::equity_unknown;
    }
    const Verdict order = judge_order(asset, request, now);
    return order == Verdict::accepted ? judge_limits(asset, request) : order;
}

bool Guard::closes(const Asset& asset, const Request& request) const noexcept {
    return closing_ && request.reduce_only && request.kind == RequestKind::place &&
           request.time_in_force == gateway::TimeInForce::immediate_or_cancel &&
           reduces(asset.exposure, request);
}

Verdict Guard::judge_order(const Asset& asset, const Request& request,
                           Timestamp now) const noexcept {
    const Exposure& exposure = asset.exposure;
    if (!positive_and_finite(exposure.mid_usd)) {
        return Verdict::mid_unknown;
    }
    const double age_s = to_seconds(now - exposure.book_time);
    if (age_s < 0.0 || age_s > asset.rules.limits.stale_after_s) {
        return Verdict::stale_book;
    }
    if (request.size.value() <= 0 || request.size.value() > size_lots_max) {
        return Verdict::bad_size;
    }
    if (request.price.value() <= 0) {
        return Verdict::bad_price;
    }
    if (state_.mode() == TradingMode::reducing && !reduces(exposure, request)) {
        return Verdict::not_reducing;
    }
    // Conditions are written so that a NaN refuses.
    const double price_usd = request.price.as_double() * asset.rules.price_unit_usd;
    const double value_usd = price_usd * request.size.as_double() * asset.rules.size_unit_coin;
    if (!(value_usd <= asset.rules.limits.order_value_usd_max)) {
        return Verdict::order_value;
    }
    const double deviation_bps = std::abs(price_usd / exposure.mid_usd - 1.0) * 1e4;
    return deviation_bps <= asset.rules.limits.price_deviation_bps_max ? Verdict::accepted
                                                                       : Verdict::price_deviation;
}

Verdict Guard::judge_limits(const Asset& asset, const Request& request) const noexcept {
    Asset filled = asset;
    reserve(&filled.exposure, request);
    const Totals before = worst_case(asset);
    const Totals after = worst_case(filled);
    const bool buys = request.side == Side::bid;
    const double position_usd = buys ? after.net_long_usd : -after.net_short_usd;
    if (!(position_usd <= asset.rules.limits.position_value_usd_max)) {
        return Verdict::position_value;
    }
    if (unvalued_ > 0) {
        return Verdict::portfolio_unvalued;
    }
    const double gross_usd = totals_.gross_usd - before.gross_usd + after.gross_usd;
    if (!(gross_usd <= portfolio_.gross_value_usd_max || after.gross_usd <= before.gross_usd)) {
        return Verdict::gross_value;
    }
    const double net_usd =
        buys ? totals_.net_long_usd - before.net_long_usd + after.net_long_usd
             : -(totals_.net_short_usd - before.net_short_usd + after.net_short_usd);
    if (!(net_usd <= portfolio_.net_value_usd_max)) {
        return Verdict::net_value;
    }
    const int opened = after.open_orders - before.open_orders;
    return totals_.open_orders + opened <= portfolio_.open_orders_max ? Verdict::accepted
                                                                      : Verdict::open_orders;
}

Totals Guard::worst_case(const Asset& asset) noexcept {
    const Exposure& exposure = asset.exposure;
    const double lot_usd = asset.valued_mid_usd * asset.rules.size_unit_coin;
    const double most = (exposure.position.as_double() + exposure.open_buy.as_double()) * lot_usd;
    const double least = (exposure.position.as_double() - exposure.open_sell.as_double()) * lot_usd;
    return {.gross_usd = std::max(std::abs(most), std::abs(least)),
            .net_long_usd = most,
            .net_short_usd = least,
            .open_orders = exposure.open_orders};
}

void Guard::count_in(const Asset& asset, int sign) noexcept {
    const Totals part = worst_case(asset);
    totals_.gross_usd += sign * part.gross_usd;
    totals_.net_long_usd += sign * part.net_long_usd;
    totals_.net_short_usd += sign * part.net_short_usd;
    totals_.open_orders += sign * part.open_orders;
    unvalued_ += asset.valued_mid_usd == 0.0 && has_lots(asset.exposure) ? sign : 0;
}

}  // namespace maxmin::risk
