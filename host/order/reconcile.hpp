// Desired quotes against working orders: the fewest requests that make them agree. There is at most
// one ladder order per side and level at any time; an order is matched with the target of its
// level.
//
// An open order is left alone (it keeps its place in the queue) unless
//   - its price is off by more than reprice_bps of the target's price, or
//   - its size is off by more than size_tolerance of the target's size. A partly filled order below
//     its target's size is not off: the remainder is worth its place.
// and then only if its price is at least minimum_life old. Three things do not wait:
//   - no target at its level: it is cancelled, also while modifying or unknown; where the venue has
//     refused to, again after 0.1 s, 0.2 s and so on up to 6.4 s;
//   - its price reaches the best target of the other side: it is modified;
//   - the side as it would rest exceeds what the inventory limit leaves: orders larger than their
//     target are modified, tolerance or not.
// Changes are modifies (1 request), never cancel and place (2). If the budget refuses the modify of
// an order that is off, the order is cancelled instead: no stale quote outlives the budget. So is
// one that gives money away and whose last modify came back for want of room in the venue's limits
// of messages: cancels have a reserve there.
// A place or modify that would meet a live order of ours on the other side is held, and so is a
// place that would lift the side above its inventory capacity while older orders are on their way
// out, or at a level the venue refused less than minimum_life ago. Nothing is sent for an order
// whose last request is unanswered, except the cancels above. The taker order is sent unless one is
// on its way. Should it meet our own quotes the venue's self-trade prevention cancels those; they
// rest on the side that must not grow. Order of requests: cancels, modifies, the taker, places from
// the best level on.
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "host/gateway/messages.hpp"
#include "host/order/budget.hpp"
#include "host/order/config.hpp"
#include "host/order/working_orders.hpp"
#include "host/quote/config.hpp"
#include "host/quote/targets.hpp"

namespace maxmin::order {

/// Client order ids of a run; one source for all assets.
class OrderIds {
  public:
    explicit OrderIds(std::uint64_t first) : next_(first) {}

    gateway::OrderId next() noexcept { return gateway::OrderId{next_++}; }

  private:
    std::uint64_t next_;
};

/// How far a price may be off: reprice_threshold_ratio of the level spacing; with a single level of
/// max(market spread, half_spread).
double reprice_bps(const quote::QuoteConfig& config, double spread_bps) noexcept;

struct ReconcileRules {
    AssetIndex asset = 0;
    double reprice_bps = 0.0;
    double size_tolerance = 0.0;
    Duration minimum_life;
};

struct Plan {
    std::array<gateway::Request, working_orders_max + 2 * quote::levels_max + 1> requests;
    int count = 0;
    bool has_taker = false;  // then the taker's cool-down starts
    int kept = 0;            // open orders that agree with their target
    int held_young = 0;      // off, but younger than minimum_life
    int held_in_flight = 0;  // an answer is due first
    int held_refused = 0;    // the venue refused this level or cancel a moment ago
    int held_own_cross = 0;
    int held_capacity = 0;
    int held_budget = 0;

    std::span<const gateway::Request> view() const {
        return {requests.data(), static_cast<std::size_t>(count)};
    }
};

/// Overwrites `plan`. Changes nothing else but `ids`: the caller passes what it really sends to
/// WorkingOrders::sent and Budget::spent. Allocates nothing.
void reconcile(const quote::Targets& targets, const WorkingOrders& working,
               const ReconcileRules& rules, const Budget& budget, Timestamp now, OrderIds& ids,
               Plan& plan) noexcept;

}  // namespace maxmin::order
