// Reads about markets.
#include <algorithm>
#include <array>
#include <utility>

#include "host/venue/api/info_call.hpp"

namespace maxmin::venue::api {
namespace {

constexpr std::array<std::pair<std::string_view, std::int64_t>, 14> intervals{{
    {"1m", 1},
    {"3m", 3},
    {"5m", 5},
    {"15m", 15},
    {"30m", 30},
    {"1h", 60},
    {"2h", 120},
    {"4h", 240},
    {"8h", 480},
    {"12h", 720},
    {"1d", 1440},
    {"3d", 4320},
    {"1w", 10080},
    {"1M", 43200},
}};
constexpr std::int64_t minute_ms = 60'000;

std::optional<Json> meta_reply(const InfoCall& call) {
    return meta(call.view);
}

std::optional<Json> meta_and_contexts(const InfoCall& call) {
    Json contexts = Json::array();
    for (AssetIndex asset = 0; asset < std::ssize(call.view.exchange.assets()); ++asset) {
        contexts.push_back(asset_context(call.view, asset));
    }
    return Json::array({meta(call.view), std::move(contexts)});
}

std::optional<Json> all_perp_metas(const InfoCall& call) {
    return Json::array({meta(call.view)});
}

std::optional<Json> margin_table(const InfoCall& call) {
    const auto id = call.number("id");
    if (!id) {
        return std::nullopt;
    }
    // Below 50 a table is one tier of that leverage; others are not in use here.
    const Json tier{{"lowerBound", "0.0"}, {"maxLeverage", *id}};
    return Json{{"description", ""}, {"marginTiers", Json::array({tier})}};
}

std::optional<Json> all_mids_reply(const InfoCall& call) {
    return all_mids(call.view);
}

/// Null where the field is null; nothing where it is no number.
std::optional<Json> l2_book(const InfoCall& call) {
    const auto asset = call.coin();
    if (!asset) {
        return std::nullopt;
    }
    if (*asset < 0) {
        return Json(nullptr);
    }
    BookForm form;
    form.significant_figures = static_cast<int>(call.number("nSigFigs").value_or(0));
    form.mantissa = static_cast<int>(call.number("mantissa").value_or(1));
    const bool is_legal = (form.significant_figures == 0 ||
                           (form.significant_figures >= 2 && form.significant_figures <= 5)) &&
                          (form.mantissa == 1 || ((form.mantissa == 2 || form.mantissa == 5) &&
                                                  form.significant_figures == 5));
    return is_legal ? std::optional(Json::parse(book_text(call.view, *asset, form))) : std::nullopt;
}

std::optional<Json> candle_snapshot(const InfoCall& call) {
    const auto request = call.body.find("req");
    if (request == call.body.end() || !request->is_object()) {
        return std::nullopt;
    }
    const InfoCall inner{.view = call.view, .config = call.config, .body = *request};
    const auto asset = inner.coin();
    const auto interval = inner.text("interval");
    const auto start = inner.number("startTime");
    if (!asset || !interval || !start || !interval_ms(*interval)) {
        return std::nullopt;
    }
    const std::int64_t end = inner.number("endTime").value_or(to_ms(call.view.exchange.time()));
    return *asset < 0 ? Json(nullptr) : candles(call.view, *asset, *interval, *start, end);
}

std::optional<Json> recent_trades(const InfoCall& call) {
    const auto asset = call.coin();
    if (!asset) {
        return std::nullopt;
    }
    if (*asset < 0) {
        return Json(nullptr);
    }
    Json list = Json::array();
    const std::deque<Trade>& trades = call.view.history.trades(*asset);
    std::for_each(trades.rbegin(), trades.rend(),
                  [&](const Trade& each) { list.push_back(trade(call.view, each)); });
    return list;
}

std::optional<Json> funding_history(const InfoCall& call) {
    const auto asset = call.coin();
    const auto start = call.number("startTime");
    if (!asset || !start) {
        return std::nullopt;
    }
    Json list = Json::array();
    if (*asset < 0) {
        return list;
    }
    const std::int64_t end = call.number("endTime").value_or(INT64_MAX);
    for (const FundingRate& rate : call.view.history.rates(*asset)) {
        if (to_ms(rate.time) >= *start && to_ms(rate.time) <= end) {
            list.push_back({{"coin", call.view.rules(*asset).symbol},
                            {"fundingRate", reply_number(rate.rate_hourly)},
                            {"premium", reply_number(rate.premium)},
                            {"time", to_ms(rate.time)}});
        }
    }
    return list;
}

std::optional<Json> predicted_fundings(const InfoCall& call) {
    constexpr std::int64_t hour_ms = 60 * minute_ms;
    const std::int64_t next_ms = (to_ms(call.view.exchange.time()) / hour_ms + 1) * hour_ms;
    Json list = Json::array();
    for (AssetIndex asset = 0; asset < std::ssize(call.view.exchange.assets()); ++asset) {
        const Json rate{{"fundingRate", reply_number(call.view.exchange.funding_rate(asset))},
                        {"nextFundingTime", next_ms}};
        list.push_back(Json::array(
            {call.view.rules(asset).symbol, Json::array({Json::array({"HlPerp", rate})})}));
    }
    return list;
}

/// No spot markets: the collateral is the only token.
std::optional<Json> spot_meta(const InfoCall&) {
    const Json usdc{{"name", "USDC"},
                    {"szDecimals", 8},
                    {"weiDecimals", 8},
                    {"index", 0},
                    {"tokenId", "0x6d1e7cde53ba9467b783cb7c530ce054"},
                    {"isCanonical", true},
                    {"evmContract", nullptr},
                    {"fullName", nullptr},
                    {"deployerTradingFeeShare", "0.0"}};
    return Json{{"universe", Json::array()}, {"tokens", Json::array({usdc})}};
}

std::optional<Json> spot_meta_and_contexts(const InfoCall& call) {
    return Json::array({*spot_meta(call), Json::array()});
}

std::optional<Json> perp_dexs(const InfoCall&) {
    return Json::array({nullptr});
}

std::optional<Json> exchange_status(const InfoCall& call) {
    return Json{{"time", to_ms(call.view.exchange.time())}, {"specialStatuses", nullptr}};
}

std::optional<Json> max_market_orders(const InfoCall&) {
    Json list = Json::array();
    for (const int leverage : {25, 20, 10, 3}) {
        const std::int64_t usd = paper::order_value_limit_usd(leverage) / 10;
        list.push_back(Json::array({leverage, reply_decimal(usd, 0)}));
    }
    return list;
}

std::optional<Json> nothing(const InfoCall&) {
    return Json::array();
}

constexpr std::array types{
    InfoType{"meta", 20, 0, meta_reply},
    InfoType{"metaAndAssetCtxs", 20, 0, meta_and_contexts},
    InfoType{"allPerpMetas", 20, 0, all_perp_metas},
    InfoType{"marginTable", 20, 0, margin_table},
    InfoType{"allMids", 2, 0, all_mids_reply},
    InfoType{"l2Book", 2, 0, l2_book},
    InfoType{"candleSnapshot", 20, 60, candle_snapshot},
    InfoType{"recentTrades", 20, 20, recent_trades},
    InfoType{"fundingHistory", 20, 20, funding_history},
    InfoType{"predictedFundings", 20, 0, predicted_fundings},
    InfoType{"spotMeta", 20, 0, spot_meta},
    InfoType{"spotMetaAndAssetCtxs", 20, 0, spot_meta_and_contexts},
    InfoType{"perpDexs", 20, 0, perp_dexs},
    InfoType{"exchangeStatus", 2, 0, exchange_status},
    InfoType{"maxMarketOrderNtls", 20, 0, max_market_orders},
    InfoType{"perpsAtOpenInterestCap", 20, 0, nothing},
};

}  // namespace

std::span<const InfoType> market_info_types() {
    return types;
}

std::optional<std::int64_t> interval_ms(std::string_view interval) {
    const auto found = std::find_if(intervals.begin(), intervals.end(),
                                    [&](const auto& entry) { return entry.first == interval; });
    return found == intervals.end() ? std::nullopt : std::optional(found->second * minute_ms);
}

Json meta(const View& view) {
    Json universe = Json::array();
    for (const Asset& asset : view.exchange.assets()) {
        universe.push_back({{"szDecimals", asset.instrument.size_decimals},
                            {"name", asset.instrument.symbol},
                            {"maxLeverage", asset.instrument.leverage_max},
                            {"marginTableId", asset.instrument.leverage_max}});
    }
    return {
        {"universe", std::move(universe)}, {"marginTables", Json::array()}, {"collateralToken", 0}};
}

Json all_mids(const View& view) {
    Json mids = Json::object();
    for (AssetIndex asset = 0; asset < std::ssize(view.exchange.assets()); ++asset) {
        mids[view.rules(asset).symbol] = mid_text(view, asset);
    }
    return mids;
}

/// Made of minutes. A minute without trades, and an interval without, is left out.
Json candles(const View& view, AssetIndex asset, const std::string& interval, std::int64_t start_ms,
             std::int64_t end_ms) {
    const market::Instrument& rules = view.rules(asset);
    const std::int64_t length = *interval_ms(interval);
    std::vector<Candle> merged;
    for (const Candle& minute : view.history.minutes(asset)) {
        const std::int64_t open = to_ms(minute.start) / length * length;
        if (open + length <= start_ms || open > end_ms) {
            continue;
        }
        if (merged.empty() || to_ms(merged.back().start) != open) {
            merged.push_back(minute);
            merged.back().start = from_ms(open);
            continue;
        }
        Candle& candle = merged.back();
        candle.high = std::max(candle.high, minute.high);
        candle.low = std::min(candle.low, minute.low);
        candle.close = minute.close;
        candle.volume += minute.volume;
        candle.trades += minute.trades;
    }
    Json list = Json::array();
    for (const Candle& candle : merged) {
        list.push_back({{"t", to_ms(candle.start)},
                        {"T", to_ms(candle.start) + length - 1},
                        {"s", rules.symbol},
                        {"i", interval},
                        {"o", price_text(candle.open, rules)},
                        {"c", price_text(candle.close, rules)},
                        {"h", price_text(candle.high, rules)},
                        {"l", price_text(candle.low, rules)},
                        {"v", size_text(candle.volume, rules)},
                        {"n", candle.trades}});
    }
    return list;
}

}  // namespace maxmin::venue::api
