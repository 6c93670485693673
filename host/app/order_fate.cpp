#include "host/app/order_fate.hpp"

#include <algorithm>
#include <cmath>
#include <memory>
#include <tuple>

#include "host/app/reasons.hpp"
#include "host/report/numbers.hpp"

namespace maxmin::app {
namespace {

using gateway::Request;
using gateway::RequestKind;
using order::WorkingOrder;

std::string percent(double fraction) {
    return report::fixed_text(100.0 * fraction, 0) + " %";
}

class Judge {
  public:
    Judge(const engine::Engine& engine, AssetIndex index, Timestamp now)
        : asset_(engine.assets()[static_cast<std::size_t>(index)]),
          rules_(engine::reconcile_rules(asset_, index)),
          guard_(engine.guard()),
          now_(now) {
        order::OrderIds ids(1);  // what would be placed is told by side and level, not by id
        order::reconcile(asset_.targets, asset_.orders, rules_, engine.budget(), now, ids, plan_);
        order::ReconcileRules at_once = rules_;
        at_once.minimum_life = Duration();
        order::reconcile(asset_.targets, asset_.orders, at_once, engine.budget(), now, ids,
                         impatient_);
    }

    OrderFate of_order(const WorkingOrder& order) {
        OrderFate fate{.side = order.side,
                       .level = order.level,
                       .is_taker = order.is_taker,
                       .order = &order,
                       .verdict = "keep",
                       .why = {}};
        const quote::Target* target = find_target(order.side, order.level);
        if (const Request* request = find(plan_, order)) {
            fate.verdict = request->kind == RequestKind::cancel ? "cancel" : "move";
            fate.why = request->kind == RequestKind::modify
                           ? "to " + words(*request) + ": " + distance(order, *target)
                       : target != nullptr ? "off, and no request left to move it"
                                           : std::string(why_absent(order));
            refuse(*request, fate);
        } else if (order.state != order::OrderState::open || target == nullptr) {
            fate.verdict = "wait";
            const bool asks = order.pending.size > Lots(0);
            fate.why = asks ? "to " +
                                  size_at_price(order.pending.size, order.pending.price,
                                                asset_.setup.instrument) +
                                  ": "
                            : "";
            fate.why += "no answer yet";
        } else if (find(impatient_, order) != nullptr) {
            fate.verdict = "hold";
            fate.why = distance(order, *target) + ", but only " +
                       report::fixed_text(to_seconds(now_ - order.quoted_at), 2) + " s old of " +
                       report::fixed_text(to_seconds(rules_.minimum_life), 2);
        } else {
            const bool would_cross = plan_.held_own_cross > 0 && is_far(order, *target);
            fate.verdict = would_cross ? "hold" : "keep";
            fate.why =
                would_cross ? "moving it would meet our own order" : distance(order, *target);
        }
        return fate;
    }

    OrderFate of_target(Side side, const quote::Target& target) {
        OrderFate fate{.side = side, .level = target.level, .verdict = "place", .why = {}};
        for (const Request& request : plan_.view()) {
            if (request.kind == RequestKind::place && !request.reduce_only &&
                request.side == side && request.level == target.level) {
                fate.why = words(request);
                refuse(request, fate);
                return fate;
            }
        }
        fate.verdict = "hold";
        const Timestamp refused_at = asset_.orders.refused_at(side, target.level);
        if (refused_at > Timestamp() && now_ - refused_at < rules_.minimum_life) {
            fate.why = "the venue refused this level a moment ago";
        } else if (plan_.held_capacity > 0) {
            fate.why = "orders on their way out still count against the inventory limit";
        } else if (plan_.held_own_cross > 0) {
            fate.why = "it would meet our own order";
        } else {
            fate.why = "no request left in the budget";
        }
        return fate;
    }

    OrderFate of_taker(const quote::TakerOrder& taker) {
        OrderFate fate{.side = taker.side, .is_taker = true, .verdict = "hold", .why = {}};
        fate.why = plan_.has_taker ? "" : "one is on its way, or no request is left";
        for (const Request& request : plan_.view()) {
            if (request.reduce_only) {
                fate.verdict = "place";
                fate.why = words(request) + ", reduce-only, at once or not at all";
                refuse(request, fate);
            }
        }
        return fate;
    }

    const quote::Target* find_target(Side side, int level) const {
        for (const quote::Target& target :
             asset_.targets.side[static_cast<std::size_t>(index_of(side))].view()) {
            if (target.level == level) {
                return &target;
            }
        }
        return nullptr;
    }

  private:
    static const Request* find(const order::Plan& plan, const WorkingOrder& order) {
        const auto all = plan.view();
        const auto found = std::ranges::find_if(all, [&](const Request& request) {
            return request.kind != RequestKind::place && request.id == order.id;
        });
        return found == all.end() ? nullptr : std::to_address(found);
    }

    std::string words(const Request& request) const {
        return size_at_price(request.size, request.price, asset_.setup.instrument);
    }

    static double off_bps(const WorkingOrder& order, const quote::Target& target) {
        return std::fabs(order.resting.price.as_double() - target.price.as_double()) /
               target.price.as_double() * 1e4;
    }

    bool is_far(const WorkingOrder& order, const quote::Target& target) const {
        return off_bps(order, target) > rules_.reprice_bps;
    }

    /// What says most: the price where it is off, else the size.
    std::string distance(const WorkingOrder& order, const quote::Target& target) const {
        const double size_off =
            std::fabs(order.resting.size.as_double() / target.size.as_double() - 1.0);
        const std::string price = report::fixed_text(off_bps(order, target), 2) + " bps off, " +
                                  report::fixed_text(rules_.reprice_bps, 2) + " allowed";
        return is_far(order, target) || size_off == 0.0
                   ? price
                   : price + "; size " + percent(size_off) + " off, " +
                         percent(rules_.size_tolerance) + " allowed";
    }

    std::string_view why_absent(const WorkingOrder& order) const {
        if (asset_.targets.absent != quote::Absent::none) {
            return to_words(asset_.targets.absent);
        }
        return order.level < asset_.targets.levels
                   ? to_words(
                         asset_.targets
                             .explain[static_cast<std::size_t>(index_of(order.side))][order.level]
                             .absent)
                   : "no such level is configured";
    }

    void refuse(const Request& request, OrderFate& fate) {
        const risk::Verdict verdict = guard_.judge(request, now_);
        if (verdict != risk::Verdict::accepted) {
            fate.why += "; the risk guard refuses it: " + std::string(to_string(verdict));
            fate.verdict = "refuse";
        }
    }

    const engine::Asset& asset_;
    order::ReconcileRules rules_;
    risk::Guard guard_;  // a copy: judging counts
    Timestamp now_;
    order::Plan plan_;
    order::Plan impatient_;
};

}  // namespace

std::vector<OrderFate> order_fates(const engine::Engine& engine, AssetIndex index, Timestamp now) {
    const engine::Asset& asset = engine.assets()[static_cast<std::size_t>(index)];
    Judge judge(engine, index, now);
    std::vector<OrderFate> fates;
    for (const WorkingOrder& order : asset.orders.orders()) {
        fates.push_back(judge.of_order(order));
    }
    for (const Side side : {Side::bid, Side::ask}) {
        for (const quote::Target& target :
             asset.targets.side[static_cast<std::size_t>(index_of(side))].view()) {
            const bool is_there =
                std::ranges::any_of(asset.orders.orders(), [&](const WorkingOrder& order) {
                    return !order.is_taker && order.side == side && order.level == target.level;
                });
            if (!is_there) {
                fates.push_back(judge.of_target(side, target));
            }
        }
    }
    if (asset.targets.taker.size > Lots(0)) {
        fates.push_back(judge.of_taker(asset.targets.taker));
    }
    std::ranges::stable_sort(fates, {}, [](const OrderFate& fate) {
        return std::tuple(fate.is_taker, fate.side, fate.level);
    });
    return fates;
}

std::string size_at_price(Lots size, Ticks price, const market::Instrument& instrument) {
    return market::format_decimal(size.value(), instrument.size_decimals) + " @ " +
           market::format_decimal(price.value(), instrument.price_decimals);
}

}  // namespace maxmin::app
