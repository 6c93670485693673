// One asset's side of trading: working orders, budget, a venue, and the glue an engine provides.
#pragma once

#include "host/order/reconcile.hpp"
#include "tests/host/order/fake_venue.hpp"

namespace maxmin::order::test {

inline quote::Target target(std::int64_t price, std::int64_t size, int level) {
    return {.price = Ticks(price),
            .size = Lots(size),
            .offset_bps = 0.0,
            .level = static_cast<std::uint8_t>(level)};
}

inline void add(quote::Targets& targets, Side side, const quote::Target& target) {
    quote::SideTargets& out = targets.side[static_cast<std::size_t>(index_of(side))];
    out.level[static_cast<std::size_t>(out.count++)] = target;
    out.capacity += target.size;
}

/// Two levels a side around 100,000 ticks: a tick is 0.1 bps. Capacity leaves room for as much
/// again.
inline quote::Targets two_levels() {
    quote::Targets targets;
    add(targets, Side::bid, target(99'950, 50, 0));
    add(targets, Side::bid, target(99'930, 27, 1));
    add(targets, Side::ask, target(100'050, 50, 0));
    add(targets, Side::ask, target(100'070, 27, 1));
    targets.side[0].capacity = Lots(154);
    targets.side[1].capacity = Lots(154);
    return targets;
}

struct Desk {
    WorkingOrders working;
    FakeVenue venue{working};
    Budget budget{BudgetConfig{}};
    OrderIds ids{1};
    ReconcileRules rules{
        .asset = 0, .reprice_bps = 1.0, .size_tolerance = 0.2, .minimum_life = milliseconds(500)};
    Timestamp now{1'000'000'000};
    Plan plan;
    Lots position;

    /// Decides and submits what is decided.
    const Plan& reconcile_once(const quote::Targets& targets) {
        reconcile(targets, working, rules, budget, now, ids, plan);
        for (const gateway::Request& request : plan.view()) {
            EXPECT_TRUE(working.sent(request, now));
            budget.spent(request.kind);
        }
        venue.submit(plan.view(), now);
        return plan;
    }

    /// The venue answers everything.
    void answer() {
        venue.handle(1'000);
        position += venue.deliver(1'000);
    }

    /// Decides, a second apart, until nothing is sent any more; the number of rounds with requests.
    int settle(const quote::Targets& targets, int rounds_max = 10) {
        answer();
        for (int round = 0; round < rounds_max; ++round) {
            now = now + seconds(1);
            if (reconcile_once(targets).count == 0) {
                return round;
            }
            answer();
        }
        return rounds_max;
    }

    const WorkingOrder& order_at(Side side, int level) const {
        static const WorkingOrder none;
        for (const WorkingOrder& order : working.orders()) {
            if (order.side == side && order.level == level) {
                return order;
            }
        }
        return none;
    }
};

}  // namespace maxmin::order::test
