// The JSON shapes that both /info and the WebSocket channels show: orders, fills, books, accounts.
// Field order as in the venue's recent messages.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "host/venue/api/directory.hpp"
#include "host/venue/exchange.hpp"
#include "host/venue/history.hpp"

namespace maxmin::venue::api {

using Json = nlohmann::ordered_json;

/// What shapes need to look up.
struct View {
    const Exchange& exchange;
    const History& history;
    const Directory& directory;

    const market::Instrument& rules(AssetIndex asset) const {
        return exchange.assets()[static_cast<std::size_t>(asset)].instrument;
    }
    std::string user(AccountId account) const {
        return wire::hyperliquid::to_string(directory.address_of(account));
    }
};

/// As openOrders and orderUpdates show it.
Json basic_order(const View& view, const Order& order, Lots size);
/// With triggers and children, as frontendOpenOrders and orderStatus show it.
Json full_order(const View& view, const Order& order, Lots size);
/// {"order":..,"status":..,"statusTimestamp":..}
Json order_record(const View& view, const OrderChange& change);
Json order_update(const View& view, const OrderChange& change);
/// Open orders of an account, newest first.
Json open_orders(const View& view, AccountId account, bool full);

Json fill(const View& view, const Fill& fill);
Json trade(const View& view, const Trade& trade);
Json funding_delta(const View& view, const FundingPayment& payment);
Json ledger_update(const View& view, const Transfer& transfer);

/// How a book is to be shown.
struct BookForm {
    int significant_figures = 0;  // 0: as it is
    int mantissa = 1;
    std::size_t levels = 20;
    bool is_fast = false;
};

/// The l2Book object as text: this is the most frequent large message.
std::string book_text(const View& view, AssetIndex asset, const BookForm& form);
std::string bbo_text(const View& view, AssetIndex asset);
/// Twice the middle of the published book, in ticks; the last price where a side is empty.
std::string mid_text(const View& view, AssetIndex asset);

Json clearinghouse_state(const View& view, const Client& client);
Json asset_context(const View& view, AssetIndex asset);
Json active_asset_data(const View& view, AccountId account, AssetIndex asset);
Json leverage_json(const Holding& held);

}  // namespace maxmin::venue::api
