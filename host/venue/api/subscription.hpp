// What a client may subscribe to, and the form in which the server repeats it.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "host/venue/api/shapes.hpp"

namespace maxmin::venue::api {

enum class Channel : std::uint8_t {
    l2_book,
    bbo,
    trades,
    all_mids,
    candle,
    active_asset_ctx,
    active_asset_data,
    order_updates,
    user_events,
    user_fills,
    user_fundings,
    user_ledger,
    open_orders,
    clearinghouse_state,
    spot_state,
    notification,
};

struct Subscription {
    Channel channel = Channel::bbo;
    AssetIndex asset = -1;
    std::optional<Address> user;
    std::string interval;
    BookForm form;
    std::string normal;  // as acknowledgements and errors show it; equal for equal subscriptions
};

/// The name that messages of a channel carry.
std::string_view channel_name(Channel channel);

struct ParsedSubscription {
    std::optional<Subscription> subscription;  // empty: of a known type but invalid, or unknown
    std::string normal;                        // what an error message repeats; empty: not even a
                                               // known type
};

ParsedSubscription parse_subscription(const View& view, const Json& json);

}  // namespace maxmin::venue::api
