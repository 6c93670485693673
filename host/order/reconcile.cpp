#include "host/order/reconcile.hpp"

#include <algorithm>
#include <cmath>

namespace maxmin::order {

using gateway::Request;
using gateway::RequestKind;
using gateway::TimeInForce;

namespace {

/// How long to wait with a cancel that the venue has refused so often: from 0.1 s to 6.4 s.
Duration cancel_pause(int refusals) {
    constexpr int doublings_max = 6;
    return milliseconds(100LL << std::min(refusals - 1, doublings_max));
}

std::size_t index(Side side) {
    return static_cast<std::size_t>(index_of(side));
}

/// Whether a bid and an ask at these prices would trade with each other.
bool meets(Side side, Ticks price, Ticks other) {
    return side == Side::bid ? price >= other : price <= other;
}

/// What is known of one side and level: its target, its order, and what will become of them.
struct Slot {
    const quote::Target* target = nullptr;
    const WorkingOrder* order = nullptr;
    bool modify = false;
};

class Reconciler {
  public:
    Reconciler(const quote::Targets& targets, const WorkingOrders& working,
               const ReconcileRules& rules, const Budget& budget, Timestamp now, Plan& plan)
        : targets_(targets),
          working_(working),
          rules_(rules),
          budget_(budget),
          now_(now),
          plan_(plan),
          free_slots_(working_orders_max - static_cast<int>(working.orders().size())) {}

    void run(OrderIds& ids) {
        match();
        for (const Side side : {Side::bid, Side::ask}) {
            judge_side(side);
        }
        emit_modifies();
        emit_taker(ids);
        for (const Side side : {Side::bid, Side::ask}) {
            emit_places(side, ids);
        }
    }

  private:
    /// Gives each target and order its slot; cancels the orders that have no target or no slot.
    void match() {
        for (const Side side : {Side::bid, Side::ask}) {
            for (const quote::Target& target : targets_.side[index(side)].view()) {
                slots_[index(side)][target.level].target = &target;
            }
        }
        for (const WorkingOrder& order : working_.orders()) {
            if (order.is_taker) {
                taker_in_flight_ = true;
                continue;
            }
            if (order.level >= quote::levels_max) {
                cancel(order);
                continue;
            }
            const std::size_t level = order.level;
            Slot& slot = slots_[index(order.side)][level];
            if (slot.order == nullptr && slot.target != nullptr) {
                slot.order = &order;
            } else {
                cancel(order);
                slot.order = slot.order == nullptr ? &order : slot.order;
            }
        }
    }

    void judge_side(Side side) {
        const bool over = exceeds_capacity(side);
        for (Slot& slot : slots_[index(side)]) {
            if (slot.order == nullptr || slot.target == nullptr) {
                continue;
            }
            if (slot.order->state != OrderState::open) {
                ++plan_.held_in_flight;
                continue;
            }
            judge(slot, over);
        }
    }

    void judge(Slot& slot, bool over_capacity) {
        const WorkingOrder& order = *slot.order;
        const quote::Target& target = *slot.target;
        const quote::SideTargets& other = targets_.side[index(opposite(order.side))];
        const bool gives_away = order.side == Side::bid ? order.resting.price > target.price
                                                        : order.resting.price < target.price;
        if (order.starved && gives_away && is_off(order, target)) {
            cancel(order);
            return;
        }
        const bool must =
            (over_capacity && order.resting.size > target.size) ||
            (other.count > 0 && meets(order.side, order.resting.price, other.level.front().price));
        if (!must && !is_off(order, target)) {
            ++plan_.kept;
        } else if (!must && now_ - order.quoted_at < rules_.minimum_life) {
            ++plan_.held_young;
        } else if (meets_own(order.side, target.price)) {
            ++plan_.held_own_cross;
        } else if (budget_.permits(RequestKind::modify, plan_.count + modifies_)) {
            slot.modify = true;
            ++modifies_;
        } else {
            ++plan_.held_budget;
            cancel(order);
        }
    }

    bool is_off(const WorkingOrder& order, const quote::Target& target) const {
        const double price_off =
            std::abs(order.resting.price.as_double() - target.price.as_double());
        if (price_off > rules_.reprice_bps * 1e-4 * target.price.as_double()) {
            return true;
        }
        const double size_off = order.resting.size.as_double() - target.size.as_double();
        const bool is_remainder = size_off < 0.0 && order.filled > Lots(0);
        return !is_remainder &&
               std::abs(size_off) > rules_.size_tolerance * target.size.as_double();
    }

    /// Whether the side as it would rest (orders as they are, missing ones placed) is too large.
    bool exceeds_capacity(Side side) const {
        Lots total;
        for (const Slot& slot : slots_[index(side)]) {
            if (slot.target != nullptr) {
                total += slot.order == nullptr
                             ? slot.target->size
                             : std::max(slot.order->resting.size, slot.order->pending.size);
            }
        }
        return total > targets_.side[index(side)].capacity;
    }

    bool meets_own(Side side, Ticks price) const {
        for (const WorkingOrder& order : working_.orders()) {
            if (order.side != side && !order.is_taker &&
                ((order.resting.size > Lots(0) && meets(side, price, order.resting.price)) ||
                 (order.pending.size > Lots(0) && meets(side, price, order.pending.price)))) {
                return true;
            }
        }
        return false;
    }

    void cancel(const WorkingOrder& order) {
        if (order.state == OrderState::placing || order.state == OrderState::cancelling) {
            ++plan_.held_in_flight;
        } else if (order.cancel_refusals > 0 &&
                   now_ - order.cancel_refused_at < cancel_pause(order.cancel_refusals)) {
            ++plan_.held_refused;
        } else if (!budget_.permits(RequestKind::cancel, plan_.count + modifies_)) {
            ++plan_.held_budget;
        } else {
            // Cancels go first; modifies are only marked at this point.
            push({.kind = RequestKind::cancel,
                  .id = order.id,
                  .asset = rules_.asset,
                  .side = order.side,
                  .price = order.resting.price,
                  .size = order.resting.size,
                  .level = order.level});
        }
    }

    void emit_modifies() {
        for (const auto& side : slots_) {
            for (const Slot& slot : side) {
                if (slot.modify) {
                    push({.kind = RequestKind::modify,
                          .id = slot.order->id,
                          .asset = rules_.asset,
                          .side = slot.order->side,
                          .price = slot.target->price,
                          .size = slot.target->size,
                          .level = slot.order->level});
                }
            }
        }
    }

    void emit_taker(OrderIds& ids) {
        const quote::TakerOrder& taker = targets_.taker;
        if (taker.size <= Lots(0)) {
            return;
        }
        if (taker_in_flight_) {
            ++plan_.held_in_flight;
        } else if (!budget_.permits(RequestKind::place, plan_.count)) {
            ++plan_.held_budget;
        } else {
            plan_.has_taker = true;
            --free_slots_;
            push({.kind = RequestKind::place,
                  .id = ids.next(),
                  .asset = rules_.asset,
                  .side = taker.side,
                  .price = taker.limit_price,
                  .size = taker.size,
                  .time_in_force = TimeInForce::immediate_or_cancel,
                  .reduce_only = true});
        }
    }

    void emit_places(Side side, OrderIds& ids) {
        Lots total = resting_most(side);
        for (const Slot& slot : slots_[index(side)]) {
            if (slot.target == nullptr || slot.order != nullptr) {
                continue;
            }
            const quote::Target& target = *slot.target;
            const Timestamp refused_at = working_.refused_at(side, target.level);
            if (refused_at > Timestamp() && now_ - refused_at < rules_.minimum_life) {
                ++plan_.held_refused;
            } else if (total + target.size > targets_.side[index(side)].capacity ||
                       free_slots_ <= 0) {
                ++plan_.held_capacity;
            } else if (meets_own(side, target.price)) {
                ++plan_.held_own_cross;
            } else if (!budget_.permits(RequestKind::place, plan_.count)) {
                ++plan_.held_budget;
            } else {
                total += target.size;
                --free_slots_;
                push({.kind = RequestKind::place,
                      .id = ids.next(),
                      .asset = rules_.asset,
                      .side = side,
                      .price = target.price,
                      .size = target.size,
                      .level = target.level});
            }
        }
    }

    /// The side's ladder orders, those on their way out too, each at its larger size.
    Lots resting_most(Side side) const {
        Lots total;
        for (const WorkingOrder& order : working_.orders()) {
            if (order.side == side && !order.is_taker) {
                total += std::max(order.resting.size, order.pending.size);
            }
        }
        for (const Slot& slot : slots_[index(side)]) {
            if (slot.modify) {
                total += std::max(slot.target->size - slot.order->resting.size, Lots(0));
            }
        }
        return total;
    }

    void push(const Request& request) {
        plan_.requests[static_cast<std::size_t>(plan_.count++)] = request;
    }

    const quote::Targets& targets_;
    const WorkingOrders& working_;
    const ReconcileRules& rules_;
    const Budget& budget_;
    Timestamp now_;
    Plan& plan_;
    std::array<std::array<Slot, quote::levels_max>, 2> slots_{};
    int modifies_ = 0;    // marked, not yet in the plan
    int free_slots_ = 0;  // orders that may be placed before memory is full
    bool taker_in_flight_ = false;
};

}  // namespace

double reprice_bps(const quote::QuoteConfig& config, double spread_bps) noexcept {
    const double scale_bps = config.enable_multi_level ? config.multi_level_config.level_spacing_bps
                                                       : std::max(spread_bps, config.half_spread);
    return config.reprice_threshold_ratio * scale_bps;
}

void reconcile(const quote::Targets& targets, const WorkingOrders& working,
               const ReconcileRules& rules, const Budget& budget, Timestamp now, OrderIds& ids,
               Plan& plan) noexcept {
    plan.count = 0;
    plan.has_taker = false;
    plan.kept = 0;
    plan.held_young = 0;
    plan.held_in_flight = 0;
    plan.held_refused = 0;
    plan.held_own_cross = 0;
    plan.held_capacity = 0;
    plan.held_budget = 0;
    Reconciler(targets, working, rules, budget, now, plan).run(ids);
}

}  // namespace maxmin::order
