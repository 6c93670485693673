// What an adapter over sockets has sent, and what the venue and its limits made of it. Written on
// the gateway's thread a few times a second, read by any.
#pragma once

#include <atomic>
#include <cstdint>

namespace maxmin::gateway {

struct WireCounters {
    std::atomic<std::int64_t> actions = 0;          // signed
    std::atomic<std::int64_t> items = 0;            // orders, modifies and cancels in them
    std::atomic<std::int64_t> over_http = 0;        // actions
    std::atomic<std::int64_t> refused_here = 0;     // items that found no room in time
    std::atomic<std::int64_t> refused_actions = 0;  // as a whole, by the venue
    std::atomic<std::int64_t> unanswered = 0;       // actions
    std::atomic<std::int64_t> too_many = 0;         // turned away unread: 429
    std::atomic<std::int64_t> frames_refused = 0;   // not understood
    std::atomic<std::int64_t> stale_streams = 0;    // subscribed to again
    std::atomic<std::int64_t> fills_foreign = 0;    // of the account, but not of our orders
    std::atomic<std::int64_t> posts_in_flight = 0;
    std::atomic<std::int64_t> waiting = 0;         // items without room now
    std::atomic<std::int64_t> messages_left = 0;   // of the minute
    std::atomic<std::int64_t> ip_weight_left = 0;  // of the minute
    std::atomic<std::int64_t> actions_left = 0;    // of the account's allowance
};

}  // namespace maxmin::gateway
