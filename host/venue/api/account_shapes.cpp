// Shapes of one account's money and positions; formulas in host/paper/margin.hpp and Account.
#include <algorithm>

#include "host/paper/margin.hpp"
#include "host/venue/api/shapes.hpp"
#include "host/venue/api/text.hpp"

namespace maxmin::venue::api {
namespace {

Json summary(MicroUsd value, MicroUsd notional, MicroUsd raw, MicroUsd margin_used) {
    return {{"accountValue", money_text(value)},
            {"totalNtlPos", money_text(notional)},
            {"totalRawUsd", money_text(raw)},
            {"totalMarginUsed", money_text(margin_used)}};
}

Json liquidation_price(const View& view, const Account& account, AssetIndex asset,
                       const Holding& held) {
    const market::Instrument& rules = view.rules(asset);
    const MicroUsd own =
        Account::maintenance_of(account.value_at_mark(asset, held.position), rules.leverage_max);
    const MicroUsd available = held.leverage.is_cross
                                   ? account.cross_value() - account.cross_maintenance()
                                   : account.isolated_equity(asset) - own;
    const auto price = paper::liquidation_price_usd(
        {.coin = rules.size_coin(held.position),
         .mark_usd = rules.price_usd(view.exchange.assets()[static_cast<std::size_t>(asset)].mark),
         .maintenance_rate = paper::maintenance_rate(rules.leverage_max)},
        paper::to_usd(available));
    return price ? Json(reply_number(*price)) : Json(nullptr);
}

Json position_json(const View& view, const Account& account, AssetIndex asset,
                   const Holding& held) {
    const market::Instrument& rules = view.rules(asset);
    const int sign = held.position > Lots(0) ? 1 : -1;
    const MicroUsd value = account.value_at_mark(asset, held.position);
    const MicroUsd unrealised = (value - held.cost) * sign;
    const Ticks entry(held.cost.value() / paper::magnitude(held.position).value());
    return {{"coin", rules.symbol},
            {"szi", size_text(held.position, rules)},
            {"leverage", leverage_json(held)},
            {"entryPx", price_text(entry, rules)},
            {"positionValue", money_text(value)},
            {"unrealizedPnl", money_text(unrealised)},
            {"returnOnEquity",
             reply_number(paper::return_on_equity(paper::to_usd(unrealised),
                                                  paper::to_usd(held.cost), held.leverage.value))},
            {"liquidationPx", liquidation_price(view, account, asset, held)},
            {"marginUsed", money_text(account.margin_used(asset))},
            {"maxLeverage", rules.leverage_max},
            {"cumFunding",
             {{"allTime", money_text(held.funding_ever)},
              {"sinceOpen", money_text(held.funding_since_open)},
              {"sinceChange", money_text(held.funding_since_change)}}}};
}

}  // namespace

Json clearinghouse_state(const View& view, const Client& client) {
    const Account& account = client.account;
    MicroUsd raw = account.raw_usd();
    MicroUsd used;
    MicroUsd cross_used;
    MicroUsd cross_notional;
    Json positions = Json::array();
    for (const auto& [asset, held] : account.holdings()) {
        if (held.position == Lots(0)) {
            continue;
        }
        const MicroUsd margin = account.margin_used(asset);
        used += margin;
        if (held.leverage.is_cross) {
            cross_used += margin;
            cross_notional += account.value_at_mark(asset, held.position);
        } else {
            raw += held.isolated_raw;
        }
        positions.push_back(
            {{"type", "oneWay"}, {"position", position_json(view, account, asset, held)}});
    }
    // Raw money of the cross account and its positions' cash legs are one number here.
    return {{"marginSummary", summary(account.account_value(), account.notional(), raw, used)},
            {"crossMarginSummary",
             summary(account.cross_value(), cross_notional, account.raw_usd(), cross_used)},
            {"crossMaintenanceMarginUsed", money_text(account.cross_maintenance())},
            {"withdrawable", money_text(account.withdrawable())},
            {"assetPositions", std::move(positions)},
            {"time", to_ms(view.exchange.time())}};
}

Json active_asset_data(const View& view, AccountId id, AssetIndex asset) {
    const Account& account = view.exchange.client(id).account;
    const market::Instrument& rules = view.rules(asset);
    const Holding held = account.holding(asset);
    const Ticks mark = view.exchange.assets()[static_cast<std::size_t>(asset)].mark;
    Json sizes = Json::array();
    Json values = Json::array();
    for (const Side side : {Side::bid, Side::ask}) {
        // A position of the other side frees its margin first.
        const Lots closing = account.reducible(asset, side);
        const MicroUsd room = account.cross_value() > account.margin_required()
                                  ? account.cross_value() - account.margin_required()
                                  : MicroUsd(0);
        const MicroUsd value =
            room * held.leverage.value + account.value_at_mark(asset, closing) * 2;
        const std::int64_t lots = mark > Ticks(0) ? value.value() / mark.value() : 0;
        sizes.push_back(size_text(Lots(lots), rules));
        values.push_back(money_text(MicroUsd(value.value() / held.leverage.value)));
    }
    return {{"user", view.user(id)},
            {"coin", rules.symbol},
            {"leverage", leverage_json(held)},
            {"maxTradeSzs", std::move(sizes)},
            {"availableToTrade", std::move(values)},
            {"markPx", price_text(mark, rules)}};
}

}  // namespace maxmin::venue::api
