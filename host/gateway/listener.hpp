// Who hears a venue over sockets. Called on the gateway's own thread, one call at a time, in the
// order in which things were received; must not block.
#pragma once

#include <span>

#include "host/base/time.hpp"
#include "host/gateway/messages.hpp"
#include "host/gateway/truth.hpp"
#include "host/market/event.hpp"

namespace maxmin::gateway {

class Listener {
  public:
    Listener() = default;
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;
    virtual ~Listener() = default;

    /// `bids` and `asks`: a book event's levels, best first; else empty.
    virtual void on_market(const market::MarketEvent& event,
                           std::span<const market::BookLevel> bids,
                           std::span<const market::BookLevel> asks) = 0;
    virtual void on_report(const Report& report) = 0;
    virtual void on_link(LinkState state, Timestamp local_time) = 0;
    virtual void on_truth(const Truth& truth) = 0;
};

}  // namespace maxmin::gateway
