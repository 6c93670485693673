// Frames to clients: what each topic sends at its start and after a block.
#include <algorithm>

#include "host/venue/api/hub.hpp"
#include "host/venue/api/info_call.hpp"
#include "host/venue/api/text.hpp"

namespace maxmin::venue::api {
namespace {

constexpr std::size_t replayed_trades = 30;
constexpr std::size_t snapshot_fills = 2000;
constexpr Duration slow_interval = seconds(1);  // of contexts, mids and account states

std::string message(Channel channel, const std::string& data) {
    return R"({"channel":")" + std::string(channel_name(channel)) + R"(","data":)" + data + "}";
}

template <typename Items, typename Shape>
Json list_of(const Items& items, Shape shape) {
    Json list = Json::array();
    for (const auto& item : items) {
        list.push_back(shape(item));
    }
    return list;
}

Json funding_item(const View& view, const FundingPayment& payment) {
    Json json{{"time", to_ms(payment.time)}};
    json.update(funding_delta(view, payment));
    return json;
}

/// Whether an account asked for the end of its order, or the exchange decided on it.
bool is_non_user_cancel(const OrderChange& change) {
    switch (change.status) {
        case OrderStatus::margin_canceled:
        case OrderStatus::self_trade_canceled:
        case OrderStatus::reduce_only_canceled:
        case OrderStatus::sibling_filled_canceled:
        case OrderStatus::liquidated_canceled:
        case OrderStatus::scheduled_cancel:
            return true;
        default:
            return false;
    }
}

Json state_message(const Address& user, const char* key, Json value) {
    return {{"dex", ""}, {"user", wire::hyperliquid::to_string(user)}, {key, std::move(value)}};
}

Json empty_clearinghouse(const View& view) {
    const Client nobody{.account = Account(view.exchange.assets()),
                        .budget = paper::RequestBudget(0),
                        .volume = {},
                        .open = {}};
    return clearinghouse_state(view, nobody);
}

std::string account_message(const View& view, Channel channel, const Address& user) {
    const auto account = view.directory.find(user);
    if (channel == Channel::open_orders) {
        Json orders = account ? open_orders(view, *account, true) : Json::array();
        return message(channel, state_message(user, "orders", std::move(orders)).dump());
    }
    Json state = account ? clearinghouse_state(view, view.exchange.client(*account))
                         : empty_clearinghouse(view);
    return message(channel, state_message(user, "clearinghouseState", std::move(state)).dump());
}

std::string context_message(const View& view, AssetIndex asset) {
    const Json data{{"coin", view.rules(asset).symbol}, {"ctx", asset_context(view, asset)}};
    return message(Channel::active_asset_ctx, data.dump());
}

std::string candle_message(const View& view, const Subscription& wanted) {
    const std::int64_t now_ms = to_ms(view.exchange.time());
    const Json list = candles(view, wanted.asset, wanted.interval, now_ms, now_ms);
    return list.empty() ? std::string() : message(Channel::candle, list.back().dump());
}

std::string snapshot(const View& view, Channel channel, const Address& user) {
    const auto account = view.directory.find(user);
    const AccountId id = account.value_or(AccountId::outside);
    Json data{{"isSnapshot", true}, {"user", wire::hyperliquid::to_string(user)}};
    if (channel == Channel::user_fills) {
        data["fills"] = account ? user_fills(view, id, snapshot_fills) : Json::array();
    } else if (channel == Channel::user_fundings) {
        data["fundings"] =
            account ? list_of(view.history.funding(id),
                              [&](const FundingPayment& each) { return funding_item(view, each); })
                    : Json::array();
    } else {
        data["nonFundingLedgerUpdates"] =
            account ? list_of(view.history.transfers(id),
                              [&](const Transfer& each) { return ledger_update(view, each); })
                    : Json::array();
    }
    return message(channel, data.dump());
}

}  // namespace

Hub::Best Hub::best_of(AssetIndex asset) const {
    const Book& book = view_.exchange.book(asset);
    return {book.best(Side::bid), book.best(Side::ask)};
}

std::string Hub::first_message(const Subscription& wanted) const {
    switch (wanted.channel) {
        case Channel::l2_book:
            return message(wanted.channel, book_text(view_, wanted.asset, wanted.form));
        case Channel::bbo:
            return message(wanted.channel, bbo_text(view_, wanted.asset));
        case Channel::trades: {
            const std::deque<Trade>& all = view_.history.trades(wanted.asset);
            const auto count = static_cast<std::ptrdiff_t>(std::min(replayed_trades, all.size()));
            Json list = Json::array();
            std::for_each(all.end() - count, all.end(),
                          [&](const Trade& each) { list.push_back(trade(view_, each)); });
            return list.empty() ? std::string() : message(wanted.channel, list.dump());
        }
        case Channel::all_mids:
            return message(wanted.channel, Json{{"mids", all_mids(view_)}}.dump());
        case Channel::candle:
            return candle_message(view_, wanted);
        case Channel::active_asset_ctx:
            return context_message(view_, wanted.asset);
        case Channel::active_asset_data: {
            const auto account = view_.directory.find(*wanted.user);
            return account ? message(wanted.channel,
                                     active_asset_data(view_, *account, wanted.asset).dump())
                           : std::string();
        }
        case Channel::user_fills:
        case Channel::user_fundings:
        case Channel::user_ledger:
            return snapshot(view_, wanted.channel, *wanted.user);
        case Channel::open_orders:
        case Channel::clearinghouse_state:
            return account_message(view_, wanted.channel, *wanted.user);
        case Channel::spot_state: {
            const Json data{{"user", wire::hyperliquid::to_string(*wanted.user)},
                            {"spotState", spot_state()}};
            return message(wanted.channel, data.dump());
        }
        case Channel::order_updates:
        case Channel::user_events:
        case Channel::notification:
            return {};
    }
    return {};
}

bool Hub::is_due(Topic& topic, Duration interval) const {
    const Timestamp now = view_.exchange.time();
    if (now - topic.last_sent < interval) {
        return false;
    }
    topic.last_sent = now;
    return true;
}

std::vector<std::string> Hub::messages(Topic& topic, const News& news) const {
    const Subscription& wanted = topic.subscription;
    switch (wanted.channel) {
        case Channel::l2_book:
            return is_due(topic, milliseconds(config_.book_interval_ms))
                       ? std::vector{first_message(wanted)}
                       : std::vector<std::string>{};
        case Channel::bbo: {
            if (!news.touched.contains(wanted.asset)) {
                return {};
            }
            const Best best = best_of(wanted.asset);
            if (best == topic.last_best) {
                return {};
            }
            topic.last_best = best;
            return {first_message(wanted)};
        }
        case Channel::trades: {
            const auto found = news.trades.find(wanted.asset);
            if (found == news.trades.end()) {
                return {};
            }
            const Json list =
                list_of(found->second, [&](const Trade* each) { return trade(view_, *each); });
            return {message(wanted.channel, list.dump())};
        }
        case Channel::candle:
            return news.trades.contains(wanted.asset) ? std::vector{first_message(wanted)}
                                                      : std::vector<std::string>{};
        case Channel::all_mids:
        case Channel::active_asset_ctx:
            return is_due(topic, slow_interval) ? std::vector{first_message(wanted)}
                                                : std::vector<std::string>{};
        case Channel::active_asset_data: {
            const bool due = is_due(topic, slow_interval) && view_.directory.find(*wanted.user);
            return due ? std::vector{first_message(wanted)} : std::vector<std::string>{};
        }
        default:
            return user_messages(topic, news);
    }
}

std::vector<std::string> Hub::user_messages(const Topic& topic, const News& news) const {
    const Subscription& wanted = topic.subscription;
    const auto account = view_.directory.find(*wanted.user);
    const AccountNews* const own = account ? news.find(*account) : nullptr;
    if (own == nullptr) {
        return {};
    }
    const auto fills = [&] {
        return list_of(own->fills, [&](const Fill* each) { return fill(view_, *each); });
    };
    Json data{{"user", wire::hyperliquid::to_string(*wanted.user)}};
    switch (wanted.channel) {
        case Channel::order_updates: {
            const Json list = list_of(
                own->orders, [&](const OrderChange* each) { return order_update(view_, *each); });
            return list.empty() ? std::vector<std::string>{}
                                : std::vector{message(wanted.channel, list.dump())};
        }
        case Channel::user_events:
            return user_events(*own);
        case Channel::user_fills:
            if (own->fills.empty()) {
                return {};
            }
            data["fills"] = fills();
            return {message(wanted.channel, data.dump())};
        case Channel::user_fundings:
            if (own->funding.empty()) {
                return {};
            }
            data["fundings"] = list_of(own->funding, [&](const FundingPayment* each) {
                return funding_item(view_, *each);
            });
            return {message(wanted.channel, data.dump())};
        case Channel::user_ledger:
            if (own->transfers.empty()) {
                return {};
            }
            data["nonFundingLedgerUpdates"] = list_of(
                own->transfers, [&](const Transfer* each) { return ledger_update(view_, *each); });
            return {message(wanted.channel, data.dump())};
        case Channel::open_orders:
        case Channel::clearinghouse_state:
            return {account_message(view_, wanted.channel, *wanted.user)};
        case Channel::notification: {
            std::vector<std::string> result;
            for (const Fill* const each : own->fills) {
                const market::Instrument& rules = view_.rules(each->asset);
                const std::string text =
                    std::string(each->crossed ? "Order" : "Resting order") +
                    " filled: " + (each->side == Side::bid ? "Bought " : "Sold ") +
                    market::format_decimal(each->size.value(), rules.size_decimals) + " " +
                    rules.symbol + " at $" +
                    market::format_decimal(each->price.value(), rules.price_decimals);
                result.push_back(message(wanted.channel, Json{{"notification", text}}.dump()));
            }
            return result;
        }
        default:
            return {};
    }
}

std::vector<std::string> Hub::user_events(const AccountNews& news) const {
    std::vector<std::string> result;
    const auto add = [&](const char* key, Json value) {
        result.push_back(message(Channel::user_events, Json{{key, std::move(value)}}.dump()));
    };
    if (!news.fills.empty()) {
        add("fills", list_of(news.fills, [&](const Fill* each) { return fill(view_, *each); }));
    }
    for (const FundingPayment* const each : news.funding) {
        add("funding", funding_item(view_, *each));
    }
    Json cancelled = Json::array();
    for (const OrderChange* const each : news.orders) {
        if (is_non_user_cancel(*each)) {
            cancelled.push_back({{"coin", view_.rules(each->order.asset).symbol},
                                 {"oid", static_cast<std::uint64_t>(each->order.oid)}});
        }
    }
    if (!cancelled.empty()) {
        add("nonUserCancel", std::move(cancelled));
    }
    for (const Liquidated* const each : news.liquidated) {
        add("liquidation", {{"lid", to_ms(each->time)},
                            {"liquidator", view_.user(AccountId::outside)},
                            {"liquidated_user", view_.user(each->account)},
                            {"liquidated_ntl_pos", money_text(each->value)},
                            {"liquidated_account_value", money_text(each->account_value)}});
    }
    return result;
}

void Hub::publish(const News& news) {
    deliver_late();
    for (auto& [key, topic] : topics_) {
        const Channel channel = topic.subscription.channel;
        const bool is_book = channel == Channel::l2_book || channel == Channel::bbo;
        if (is_book &&
            faults_.is_stale(view_.rules(topic.subscription.asset).symbol, view_.exchange.time())) {
            continue;
        }
        for (std::string& text : messages(topic, news)) {
            if (text.empty()) {
                continue;
            }
            const Frame frame = std::make_shared<const std::string>(std::move(text));
            for (Connection* const listener : topic.listeners) {
                deliver(*listener, frame, channel_name(channel));
            }
        }
    }
}

}  // namespace maxmin::venue::api
