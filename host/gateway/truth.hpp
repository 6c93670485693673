// What a venue over sockets tells besides market events and reports: how our link to it stands, and
// the account as the venue itself states it. After any loss the engine quotes again only when a
// Truth has come and been reconciled with what it believed.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"
#include "host/market/types.hpp"

namespace maxmin::gateway {

enum class LinkState : std::uint8_t {
    down,        // no connection: nothing can be sent, what is on its way is unknown
    connecting,  // dialling, or waiting to dial again
    syncing,     // connected and subscribed; the account is being asked for
    up,          // a Truth has been delivered: the engine may quote
};

/// One order that the venue says is open.
struct OpenOrder {
    OrderId id{};                // zero: its client id does not carry our prefix
    std::uint64_t venue_id = 0;  // the venue's own number
    AssetIndex asset = 0;
    Side side = Side::bid;
    bool reduce_only = false;
    Ticks price;
    Lots remaining;
    Timestamp placed_at;  // exchange time
};

struct HeldPosition {
    AssetIndex asset = 0;
    Lots lots;  // signed
    double entry_usd = 0.0;
};

/// The account in one asset configuration, all views valid during the call that hands it over.
/// Every fill the venue knows of since the last Truth has been reported before it.
struct Truth {
    Timestamp local_time;       // when its last part was received
    Timestamp orders_asked;     // what was heard of an order since is newer than the list of them
    Timestamp positions_asked;  // and so is a fill since
    std::span<const OpenOrder> orders;        // of the configured assets, ours and others'
    std::span<const HeldPosition> positions;  // of the configured assets; absent = flat
    double equity_usd = 0.0;
    double traded_usd = 0.0;          // cumulated, as the venue counts it for the allowance
    std::int64_t requests_used = 0;   // of the address
    std::int64_t requests_limit = 0;  // of the address
    bool after_loss = true;           // false: a periodic check over a link that never broke
};

std::string_view to_string(LinkState state);

}  // namespace maxmin::gateway
